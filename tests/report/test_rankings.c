/* Tasks whose rows are queries, probes or odd ones. */
#include "expect.h"
#include "saved.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"r"};

START_TEST(rankings__show_the_worst_queries)
{
    saved_rankings("r", 14);
    char *page = saved_page(names, 1);
    ck_assert_uint_eq(saved_count(page, "<strong>Average precision of the queries</strong>"), 4);
    ck_assert_uint_eq(saved_count(page, "<caption>Worst queries: the answers stand far behind</caption>"), 4);
    ck_assert_uint_eq(saved_count(page, ">First answer at</th>"), 3); /* reranking saves no ranks */
    ck_assert_uint_gt(saved_count(page, ">none found</td>"), 0);
    const char *worst = strstr(page, "<caption>Worst queries");
    ck_assert_ptr_nonnull(worst);
    const char *first = strstr(worst, "−0.200<"), *second = strstr(worst, "−0.100<");
    ck_assert(first && second && first < second);
    free(page);
}
END_TEST

START_TEST(rankings__show_margins_of_probes_and_distances_of_odd_ones)
{
    saved_rankings("r", 14);
    char *page = saved_page(names, 1);
    const char *margins = strstr(page, "<strong>Margins</strong>");
    ck_assert_ptr_nonnull(margins);
    ck_assert_ptr_nonnull(strstr(margins, "8 of 14 are right: above 0.")); /* 0.1 to 0.4, twice each */
    ck_assert_ptr_nonnull(strstr(margins, "Worst mistakes: the changed sentence is nearer"));
    const char *odd = strstr(page, "<strong>Distances to the mean of the group</strong>");
    ck_assert_ptr_nonnull(odd);
    ck_assert_uint_eq(saved_count(odd, "<path class=\"bars s"), 2 + 2); /* of the drawing and of its legend */
    ck_assert_ptr_nonnull(strstr(odd, "<caption>Odd ones that lie nearest</caption>"));
    ck_assert_ptr_nonnull(strstr(odd, "<caption>Usual ones that lie farthest</caption>"));
    ck_assert_uint_eq(saved_count(page, "<script"), 0);
    ck_assert_uint_eq(saved_count(page, "<i>"), 0);
    free(page);
}
END_TEST

START_TEST(rankings__take_very_few_rows)
{
    for (size_t n = 0; n <= 3; n++) {
        saved_rankings("r", n);
        char *page = saved_page(names, 1);
        ck_assert_uint_eq(saved_count(page, "nan"), 0);
        ck_assert_uint_eq(saved_count(page, "inf\""), 0);
        free(page);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {rankings__show_the_worst_queries,
                                  rankings__show_margins_of_probes_and_distances_of_odd_ones,
                                  rankings__take_very_few_rows};
    return suite_run("rankings", tests, sizeof tests / sizeof *tests);
}
