/* What evaluations have in common. */
#include "subject.h"
#include "suite.h"

START_TEST(subject__takes_figures_for_scores_but_nothing_told_of_them)
{
    static const char *const scores[] = {"spearman", "knn10_accuracy", "ndcg10", "map", "f1", "spearman_difference"};
    static const char *const others[] = {"alignment", "accuracy_threshold", "knn10_accuracy_std", "spearman_p", "f1_p"};
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        ck_assert_msg(simile_subject__is_score(scores[i]), "%s", scores[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ck_assert_msg(!simile_subject__is_score(others[i]), "%s", others[i]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {subject__takes_figures_for_scores_but_nothing_told_of_them};
    return suite_run("subject", tests, sizeof tests / sizeof *tests);
}
