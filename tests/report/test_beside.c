/* What stands beside a model: baselines, and what it is held against. */
#include "expect.h"
#include "saved.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>

START_TEST(beside__has_dots_a_table_and_differences)
{
    static const char *const names[] = {"a.json", "b.json"};
    saved_beside(names[0]);
    char *page = saved_page(names, 1);
    const char *dots = strstr(page, "The main figure, f1, beside others</caption>");
    ck_assert_ptr_nonnull(dots);
    const char *end = strstr(dots, "</table>"), *table = strstr(end, "Figures, with 95 % intervals</caption>");
    ck_assert_ptr_nonnull(table);
    /* the model, the other one and tfidf; random has no such figure, static and jaccard none at all */
    ck_assert_uint_eq(saved_count(page, "<svg class=\"interval\""), 3 + 2); /* two of them in the overview */
    ck_assert_uint_eq(saved_count(page, "aria-label=\"0.062, between 0.000 and 0.188\""), 1);
    ck_assert_ptr_nonnull(strstr(dots, "without duplicates 0.4375</small>"));
    ck_assert_ptr_nonnull(strstr(table, "↳ without duplicates"));
    ck_assert_ptr_nonnull(strstr(table, "0.0312</td>")); /* 0.03125 of tfidf */
    ck_assert_ptr_nonnull(strstr(table, "Differences: a.json less against</caption>"));
    ck_assert_ptr_nonnull(strstr(table, "<b>0.1250</b></td><td class=\"number\">−0.0625 to 0.3125</td><td "
                                        "class=\"number\">0.046</td>"));
    ck_assert_uint_eq(saved_count(page, "<p>Rows that are learnt from too: 1 (12.5 %). "), 1);
    ck_assert_uint_eq(saved_count(page, "f1_p"), 0);
    ck_assert_uint_eq(saved_count(page, "tfidf_f1"), 0);
    free(page);
    saved_beside(names[1]);
    page = saved_page(names, 2);
    /* what is of each model stands there for each, words in common once */
    ck_assert_uint_eq(saved_count(page, "<th scope=\"row\" data-name=\"Measured\">against ("), 2);
    ck_assert_uint_eq(saved_count(page, "<th scope=\"row\" data-name=\"Measured\">tfidf<"), 1);
    ck_assert_uint_eq(saved_count(page, " and what stands beside it</caption>"), 2);
    free(page);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {beside__has_dots_a_table_and_differences};
    return suite_run("beside", tests, sizeof tests / sizeof *tests);
}
