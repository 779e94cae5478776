/* What evaluations have in common. */
#include "expect.h"
#include "scratch.h"
#include "subject.h"
#include "suite.h"
#include <stdio.h>

START_TEST(subject__takes_figures_for_scores_but_no_thresholds)
{
    static const char *const scores[] = {"spearman", "knn10_accuracy", "ndcg10", "map", "f1", "mean_ap", "odd_first"};
    static const char *const others[] = {"alignment", "accuracy_threshold", "knn10_accuracy_std"};
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        ck_assert_msg(simile_subject__is_score(scores[i]), "%s", scores[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ck_assert_msg(!simile_subject__is_score(others[i]), "%s", others[i]);
    }
}
END_TEST

/* An evaluation of one test, whose contents have that hash; "": it does not say. */
static simile_saved_evaluation *load(const char *name, const char *sha256)
{
    simile_saved_evaluation *evaluation;
    simile_map inputs = {0};
    char text[200];
    snprintf(text, sizeof text, "[{\"task\": \"sts\", \"file\": \"a.tsv\", \"f1\": 0.5%s%s%s}]",
             *sha256 ? ", \"sha256\": \"" : "", sha256, *sha256 ? "\"" : "");
    expect_ok(simile_saved_evaluation__load(&evaluation, scratch_write_text(name, text), &inputs));
    simile_map__dispose(&inputs);
    return evaluation;
}

START_TEST(subject__never_joins_tests_whose_contents_differ)
{
    simile_saved_evaluation *evaluations[] = {load("untold.json", ""), load("one.json", "11"), load("two.json", "22"),
                                              load("again.json", "11")};
    simile_document document = {0};
    simile_subject *subjects;
    size_t n;
    simile_subject__gather(&subjects, &n, &document, evaluations, 4);
    expect_ok(document.status);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(subjects[0].n, 3);
    ck_assert_str_eq(subjects[0].findings[2].name, "again.json");
    ck_assert_uint_eq(subjects[1].n, 1);
    ck_assert_str_eq(subjects[1].findings[0].name, "two.json");
    simile_document__dispose(&document);
    for (size_t e = 0; e < 4; e++) {
        simile_saved_evaluation__free(evaluations[e]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {subject__takes_figures_for_scores_but_no_thresholds,
                                  subject__never_joins_tests_whose_contents_differ};
    return suite_run("subject", tests, sizeof tests / sizeof *tests);
}
