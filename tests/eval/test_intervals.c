/* Intervals that do not come from figures of weighted rows beside the bootstrap by hand: rows are drawn and copied, and
 * all is measured anew. Draws of both are moved to the figure, as rows that repeat move some of them.
 *
 * With 1,000 draws a percentile of 2.5 % has the standard error 0.084 σ of the draws, of two independent ones the
 * difference has 0.12 σ; three times that is 0.09 of the interval's width, 3.92 σ. What is left of NEAR is for what is
 * true to first order alone. */
#include "document_search.h"
#include "elementwise.h"
#include "expect.h"
#include "grouping.h"
#include "mining.h"
#include "random.h"
#include "space_figures.h"
#include "spectrum.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEAR 0.15
enum { N = 300, WIDTH = 6, N_DRAWS = 1000, N_LABELS = 3, N_TEXTS = 60, K = 10 };

static float points[N * WIDTH];
static int64_t labels[N];
static double draws[5][N_DRAWS];

/* Clouds on the sphere, wider in the first directions. */
static void make_points(void)
{
    simile_random random;
    simile_random__init(&random, 7, 0);
    for (size_t i = 0; i < N; i++) {
        labels[i] = (int64_t)(i % N_LABELS);
        for (size_t e = 0; e < WIDTH; e++) {
            const double normal = simile_random__normal(&random);
            points[i * WIDTH + e] = (float)(normal / (double)(1 + e) + ((int64_t)e == labels[i] ? 1.5 : 0));
        }
    }
    simile_normalize__forward(points, NULL, points, N, WIDTH);
}

/* rows [n] (=): n of n, with replacement. */
static void draw_rows(size_t *rows, size_t n, size_t draw)
{
    simile_random random;
    simile_random__init(&random, 1234, draw);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (size_t)simile_random__below(&random, n);
    }
}

static void copy_rows(float *x, const size_t *rows)
{
    for (size_t i = 0; i < N; i++) {
        memcpy(x + i * WIDTH, points + rows[i] * WIDTH, WIDTH * sizeof *x);
    }
}

/* The figure's interval is that of the draws, moved to it. */
static void expect_interval(const simile_measures *measures, const char *name, const double *by_hand)
{
    const simile_evaluation_metric *figure = simile_measures__find(measures, name);
    double low, high, mean = 0;
    ck_assert_ptr_nonnull(figure);
    ck_assert(figure->has_interval);
    for (size_t d = 0; d < N_DRAWS; d++) {
        mean += by_hand[d] / N_DRAWS;
    }
    expect_ok(simile_bootstrap__interval(&low, &high, by_hand, N_DRAWS));
    ck_assert_double_eq_tol(figure->low, low + figure->value - mean, NEAR * (high - low));
    ck_assert_double_eq_tol(figure->high, high + figure->value - mean, NEAR * (high - low));
}

START_TEST(grouping__intervals_are_those_of_rows_drawn_by_hand)
{
    static float x[N * WIDTH];
    simile_measures measures = {0};
    const simile_labelled all = {points, labels, N, WIDTH};
    make_points();
    for (size_t d = 0; d < N_DRAWS; d++) {
        size_t rows[N];
        int64_t drawn[N];
        simile_grouping grouping;
        const simile_labelled copies = {x, drawn, N, WIDTH};
        draw_rows(rows, N, d);
        copy_rows(x, rows);
        for (size_t i = 0; i < N; i++) {
            drawn[i] = labels[rows[i]];
        }
        expect_ok(simile_grouping__measure(&grouping, NULL, &copies, N_LABELS));
        draws[0][d] = grouping.separation;
        draws[1][d] = grouping.davies_bouldin;
    }
    expect_ok(simile_grouping__add_figures(&measures, &all, N_LABELS));
    expect_interval(&measures, "separation", draws[0]);
    expect_interval(&measures, "davies_bouldin", draws[1]);
    simile_measures__dispose(&measures);
}
END_TEST

/* The K nearest of each text, by looking at all. */
static void find_nearest(size_t nearest[N][K])
{
    for (size_t i = 0; i < N; i++) {
        double cosines[N];
        for (size_t j = 0; j < N; j++) {
            cosines[j] = i == j ? -2 : (double)simile_vector__dot(points + i * WIDTH, points + j * WIDTH, WIDTH);
        }
        for (size_t k = 0; k < K; k++) {
            size_t best = 0;
            for (size_t j = 1; j < N; j++) {
                best = cosines[j] > cosines[best] ? j : best;
            }
            nearest[i][k] = best;
            cosines[best] = -2;
        }
    }
}

static double find_skewness(size_t nearest[N][K], const size_t *rows)
{
    double counts[N] = {0}, second = 0, third = 0;
    for (size_t i = 0; i < N * K; i++) {
        counts[nearest[rows[i / K]][i % K]] += 1;
    }
    for (size_t i = 0; i < N; i++) {
        second += pow(counts[i] - K, 2) / N;
        third += pow(counts[i] - K, 3) / N;
    }
    return third / pow(second, 1.5);
}

START_TEST(space__intervals_are_those_of_rows_drawn_by_hand)
{
    static float x[N * WIDTH];
    static size_t starts[N + 1], nearest[N][K];
    simile_measures measures = {0};
    const simile_eval_rows all = {.row_starts = starts, .n_rows = N, .n_texts = N};
    const simile_eval_view view = {.vectors = points, .width = WIDTH};
    make_points();
    find_nearest(nearest);
    for (size_t d = 0; d < N_DRAWS; d++) {
        size_t rows[N];
        simile_spectrum spectrum;
        draw_rows(rows, N, d);
        copy_rows(x, rows);
        expect_ok(simile_spectrum__measure(&spectrum, NULL, NULL, x, N, WIDTH, NULL));
        draws[0][d] = spectrum.isotropy;
        draws[1][d] = spectrum.effective_rank;
        draws[2][d] = find_skewness(nearest, rows);
    }
    for (size_t i = 0; i <= N; i++) {
        starts[i] = i;
    }
    expect_ok(simile_space__add_figures(&measures, &all, &view));
    expect_interval(&measures, "isotropy", draws[0]);
    expect_interval(&measures, "effective_rank", draws[1]);
    expect_interval(&measures, "hubness", draws[2]);
    simile_measures__dispose(&measures);
}
END_TEST

/* The same numbers from the products of the rows, of which there are fewer than dimensions, and from those of the
 * columns, to the precision of the projections in float32. */
START_TEST(spectrum__influences_are_the_same_by_rows_and_by_columns)
{
    static float x[N * WIDTH], wide[N * (N + 1)];
    static double by_columns[2][N], by_rows[2][N];
    simile_spectrum spectrum, again;
    double mean = 0, scale = 0;
    make_points();
    memcpy(x, points, sizeof x);
    for (size_t i = 0; i < N; i++) {
        memcpy(wide + i * (N + 1), x + i * WIDTH, WIDTH * sizeof *x);
    }
    expect_ok(simile_spectrum__measure(&spectrum, by_columns[0], by_columns[1], x, N, WIDTH, NULL));
    expect_ok(simile_spectrum__measure(&again, by_rows[0], by_rows[1], wide, N, N + 1, NULL));
    ck_assert_double_eq_tol(spectrum.effective_rank, again.effective_rank, 1e-9);
    for (size_t i = 0; i < N; i++) {
        mean += by_columns[1][i] / N;
        scale = fmax(scale, fabs(by_columns[1][i]));
    }
    for (size_t i = 0; i < N; i++) {
        ck_assert_double_eq_tol(by_rows[1][i], by_columns[1][i], 1e-5 * scale);
    }
    ck_assert_double_eq_tol(mean, 0, 1e-5 * scale);
}
END_TEST

static bool has_label(const void *context, size_t a, size_t b)
{
    const int64_t *of_copies = context;
    return of_copies[a] == of_copies[b];
}

/* All pairs of copies of different texts. */
static void mine_copies(simile_mining *mining, const size_t *texts)
{
    static simile_neighbour found[N_TEXTS * N_TEXTS];
    int64_t of_copies[N_TEXTS];
    double ones[N_TEXTS], n_together = 0;
    simile_mined mined = {0};
    for (size_t i = 0; i < N_TEXTS; i++) {
        of_copies[i] = labels[texts[i]];
        ones[i] = 1;
        for (size_t j = 0; j < N_TEXTS; j++) {
            const bool is_other = texts[i] != texts[j];
            const float cosine = simile_vector__dot(points + texts[i] * WIDTH, points + texts[j] * WIDTH, WIDTH);
            found[i * N_TEXTS + j] = (simile_neighbour){cosine, is_other ? j : SIZE_MAX};
            n_together += is_other && labels[texts[i]] == labels[texts[j]] ? 0.5 : 0;
        }
    }
    expect_ok(simile_mined__gather(&mined, found, N_TEXTS, N_TEXTS, has_label, of_copies));
    simile_mining__measure(mining, &mined, ones, n_together);
    simile_mined__dispose(&mined);
}

/* Draws of mining are not moved, so these are where the others are: their own means are taken as figures. */
START_TEST(mining__intervals_are_those_of_texts_drawn_by_hand)
{
    static const char *const names[] = {"mining_average_precision", "mining_f1", "mining_precision", "mining_recall",
                                        "mining_threshold"};
    simile_eval_item item = {.rows = {.labels = labels, .n_rows = N_TEXTS, .n_texts = N_TEXTS}};
    simile_eval_view view = {.vectors = points, .width = WIDTH};
    simile_outcome outcome = {0};
    make_points();
    item.names.n_entries = N_LABELS;
    simile_eval_view__use_vectors(&view);
    for (size_t d = 0; d < N_DRAWS; d++) {
        size_t texts[N_TEXTS];
        simile_mining mining;
        draw_rows(texts, N_TEXTS, d);
        mine_copies(&mining, texts);
        const double values[] = {mining.average_precision, mining.f1, mining.precision, mining.recall,
                                 mining.threshold};
        for (size_t i = 0; i < 5; i++) {
            draws[i][d] = values[i];
        }
    }
    expect_ok(simile_groups__measure(&outcome, &item, &view));
    for (size_t i = 0; i < 5; i++) {
        const simile_evaluation_metric *figure = simile_measures__find(&outcome.measures, names[i]);
        double low, high;
        expect_ok(simile_bootstrap__interval(&low, &high, draws[i], N_DRAWS));
        ck_assert_double_eq_tol(figure->low, low, NEAR * (high - low));
        ck_assert_double_eq_tol(figure->high, high, NEAR * (high - low));
    }
    simile_outcome__dispose(&outcome);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        grouping__intervals_are_those_of_rows_drawn_by_hand, space__intervals_are_those_of_rows_drawn_by_hand,
        spectrum__influences_are_the_same_by_rows_and_by_columns, mining__intervals_are_those_of_texts_drawn_by_hand};
    return suite_run("intervals", tests, sizeof tests / sizeof *tests);
}
