/* Forces between points, in every kernel set, against plain sums in double. */
#include "kernel_sets.h"
#include "plane.h"
#include "random.h"
#include "suite.h"
#include <math.h>
#include <string.h>

#define N 48

static float x[N], y[N], p[N];

static void draw(void)
{
    simile_random random;
    simile_random__init(&random, 1, 0);
    for (size_t i = 0; i < N; i++) {
        x[i] = (float)simile_random__normal(&random);
        y[i] = (float)simile_random__normal(&random);
        p[i] = (float)simile_random__uniform(&random);
    }
}

START_TEST(plane__forces_are_the_sums_of_the_formula)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    double expected[5] = {0};
    draw();
    for (size_t i = 0; i < N; i++) {
        const double dx = 0.5 - (double)x[i], dy = -0.25 - (double)y[i], w = 1 / (1 + dx * dx + dy * dy);
        const double terms[] = {(double)p[i] * w * dx, (double)p[i] * w * dy, w * w * dx, w * w * dy, w};
        for (size_t k = 0; k < 5; k++) {
            expected[k] += terms[k];
        }
    }
    for (size_t s = 0; s < n_sets; s++) {
        simile_plane_forces found;
        sets[s]->plane_forces(&found, 0.5F, -0.25F, p, x, y, N);
        const double values[] = {(double)found.pull_x, (double)found.pull_y, (double)found.push_x, (double)found.push_y,
                                 (double)found.weight};
        for (size_t k = 0; k < 5; k++) {
            ck_assert_double_eq_tol(values[k], expected[k], 1e-5); /* 48 terms of at most 1 in float */
        }
    }
}
END_TEST

START_TEST(plane__forces_have_the_same_bits_on_every_set_with_fused_products)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    draw();
    for (size_t s = 2; s < n_sets; s++) { /* the first one is portable */
        simile_plane_forces found, expected;
        sets[1]->plane_forces(&expected, 0.5F, -0.25F, p, x, y, N);
        sets[s]->plane_forces(&found, 0.5F, -0.25F, p, x, y, N);
        ck_assert_mem_eq(&found, &expected, sizeof found);
    }
}
END_TEST

START_TEST(plane__a_point_far_away_has_no_force)
{
    simile_plane_forces without, with;
    draw();
    for (size_t i = N - SIMILE_PLANE_LANES; i < N; i++) {
        x[i] = y[i] = 1e18F;
        p[i] = 0;
    }
    simile_plane__sum_forces(&with, 0, 0, p, x, y, N);
    simile_plane__sum_forces(&without, 0, 0, p, x, y, N - SIMILE_PLANE_LANES);
    ck_assert_mem_eq(&with, &without, sizeof with);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {plane__forces_are_the_sums_of_the_formula,
                                  plane__forces_have_the_same_bits_on_every_set_with_fused_products,
                                  plane__a_point_far_away_has_no_force};
    return suite_run("plane", tests, sizeof tests / sizeof *tests);
}
