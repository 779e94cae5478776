/* Masks: how many elements are kept, that each place has a mask of its own, and that a mask replays from any start. */
#include "elementwise.h"
#include "kernel_sets.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N 4096

static const simile_dropout_site base = {.key = {7, 8}, .counter = {1, 2, 3}};

/* y = dropout of ones. */
static void draw(float y[N], double p, const simile_dropout_site *site)
{
    for (size_t i = 0; i < N; i++) {
        y[i] = 1;
    }
    simile_dropout__apply(y, y, N, p, site, 0);
}

START_TEST(dropout__keeps_its_share)
{
    const double shares[] = {0.05, 0.1, 0.3, 0.5, 0.9};
    float y[N];
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        const double p = shares[i];
        size_t n_kept = 0;
        draw(y, p, &base);
        for (size_t k = 0; k < N; k++) {
            ck_assert(y[k] == 0 || y[k] == (float)(1 / (1 - p)));
            n_kept += y[k] != 0;
        }
        /* four deviations of the binomial distribution */
        ck_assert_double_le(fabs((double)n_kept - (1 - p) * N), 4 * sqrt(p * (1 - p) * N));
    }
}
END_TEST

START_TEST(dropout__every_place_has_its_own_mask)
{
    simile_dropout_site sites[6] = {base, base, base, base, base, base};
    static float masks[6][N];
    sites[1].key[0]++;
    sites[2].key[1]++;
    for (size_t i = 0; i < 3; i++) {
        sites[3 + i].counter[i]++;
    }
    for (size_t i = 0; i < 6; i++) {
        draw(masks[i], 0.5, &sites[i]);
        for (size_t k = 0; k < i; k++) {
            size_t n_equal = 0;
            for (size_t e = 0; e < N; e++) {
                n_equal += masks[i][e] == masks[k][e];
            }
            /* independent masks agree in half of the elements, within four deviations */
            ck_assert_double_le(fabs((double)n_equal - 0.5 * N), 4 * sqrt(0.25 * N));
        }
    }
}
END_TEST

START_TEST(dropout__replays_from_any_block)
{
    float whole[N], part[N];
    draw(whole, 0.3, &base);
    for (size_t first = 0; first < 400; first += 8) {
        for (size_t i = 0; i < 150; i++) {
            part[i] = 1;
        }
        simile_dropout__apply(part, part, 150, 0.3, &base, first);
        ck_assert_mem_eq(part, whole + first, 150 * sizeof(float));
    }
}
END_TEST

START_TEST(dropout__of_nothing_copies)
{
    float *x = kernel_sets_values(N, 1, 1), y[N];
    simile_dropout__apply(y, x, N, 0, &base, 0);
    ck_assert_mem_eq(y, x, sizeof y);
    free(x);
}
END_TEST

START_TEST(dropout__is_the_same_on_every_set)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    float *x = kernel_sets_values(N, 1, 1), y[N], expected[N];
    sets[0]->dropout(expected, x, N - 5, 0.2, &base, 16);
    for (size_t i = 1; i < n_sets; i++) {
        sets[i]->dropout(y, x, N - 5, 0.2, &base, 16);
        ck_assert_mem_eq(y, expected, (N - 5) * sizeof *y);
    }
    free(x);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {dropout__keeps_its_share, dropout__every_place_has_its_own_mask,
                                  dropout__replays_from_any_block, dropout__of_nothing_copies,
                                  dropout__is_the_same_on_every_set};
    return suite_run("dropout", tests, sizeof tests / sizeof *tests);
}
