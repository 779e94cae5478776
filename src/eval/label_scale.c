/* Labels that have an order. */
#include "label_scale.h"
#include "correlation.h"
#include "logistic.h"
#include "memory.h"
#include "order.h"
#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define N_FOLDS 10
#define N_WORDS 5

static bool is_same_word(const char *label, const char *word)
{
    for (; *word; word++, label++) {
        const bool is_gap = *word == ' ' && (*label == ' ' || *label == '_' || *label == '-');
        if (!is_gap && tolower((unsigned char)*label) != *word) {
            return false;
        }
    }
    return *label == '\0';
}

/* The label as a number, or the place of its word; NaN: neither. */
static double place_of(bool *is_number, const char *label)
{
    static const char *const words[N_WORDS] = {"very negative", "negative", "neutral", "positive", "very positive"};
    char *end;
    *is_number = false;
    for (size_t i = 0; i < N_WORDS; i++) {
        if (is_same_word(label, words[i])) {
            return (double)i;
        }
    }
    const double number = strtod(label, &end);
    *is_number = end != label && *end == '\0' && isfinite(number);
    return *is_number ? number : NAN;
}

simile_status simile_label_scale__find(size_t *ranks, size_t *n_ranks, const simile_map *names)
{
    const size_t n = names->n_entries;
    double *places = simile_memory__alloc(n, sizeof *places);
    bool are_places = true, are_numbers = false;
    *n_ranks = 0;
    if (!places) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        bool is_number;
        places[i] = place_of(&is_number, names->entries[i].key);
        are_numbers = i == 0 ? is_number : are_numbers;
        are_places = are_places && !isnan(places[i]) && is_number == are_numbers;
    }
    for (size_t i = 0; i < n; i++) {
        ranks[i] = 0;
        for (size_t j = 0; j < n; j++) {
            ranks[i] += places[j] < places[i];
            are_places = are_places && (i == j || places[i] != places[j]);
        }
    }
    *n_ranks = are_places && n >= 3 ? n : 0;
    simile_memory__free(places);
    return SIMILE_OK;
}

/* One fold, or all of the test rows. */
typedef struct order_run {
    const simile_labelled *test, *train; /* train is test when it is split */
    const size_t *ranks;                 /* [n_labels] */
    const size_t *turn;                  /* [test->n]: the how manieth of its label the row is */
    size_t n_ranks;
    double *positions; /* [test->n] */
} order_run;

/* The rows to learn from: of the lowest and of the highest rank, and not in the fold. */
static size_t choose(size_t *rows, const order_run *run, size_t fold, bool *has_both)
{
    size_t n = 0, n_high = 0;
    for (size_t i = 0; i < run->train->n; i++) {
        const size_t rank = run->ranks[run->train->labels[i]];
        const bool is_end = rank == 0 || rank == run->n_ranks - 1;
        if (is_end && (run->train != run->test || run->turn[i] % N_FOLDS != fold)) {
            rows[n++] = i;
            n_high += rank != 0;
        }
    }
    *has_both = n_high > 0 && n_high < n;
    return n;
}

/* The log odds of the highest label against the lowest. */
static double position_of(const simile_logistic *model, bool is_turned, const float *x)
{
    double z = model->weights[model->width];
    for (size_t i = 0; i < model->width; i++) {
        z += model->weights[i] * (double)x[i];
    }
    return is_turned ? -z : z;
}

static simile_status place_fold(void *context, size_t fold, size_t worker)
{
    const order_run *run = context;
    size_t *rows = simile_memory__alloc(run->train->n, sizeof *rows);
    simile_logistic model = {0};
    bool has_both = false;
    (void)worker;
    if (!rows) {
        return SIMILE_ERROR_MEMORY;
    }
    const size_t n = choose(rows, run, fold, &has_both);
    simile_status status = has_both ? simile_logistic__fit(&model, run->train, rows, n, NULL) : SIMILE_OK;
    for (size_t i = 0; i < run->test->n && has_both && status == SIMILE_OK; i++) {
        if (run->train != run->test || run->turn[i] % N_FOLDS == fold) {
            const bool is_turned = run->ranks[model.classes[1]] == 0;
            run->positions[i] = position_of(&model, is_turned, run->test->vectors + i * run->test->width);
        }
    }
    simile_logistic__dispose(&model);
    simile_memory__free(rows);
    return status;
}

static void find_agreement(double *values, const void *context, const double *weights, double *scratch)
{
    values[0] = simile_order__agreement(context, weights, scratch);
}

/* Rows without a position, where the ends were too few to learn from, are left out. */
static simile_status add_agreement(simile_measures *measures, double *positions, const size_t *row_ranks, size_t n,
                                   size_t n_ranks)
{
    static const char *const names[] = {"order_accuracy"};
    size_t *order = simile_memory__alloc(n, sizeof *order);
    simile_order placed = {positions, row_ranks, order, 0, n_ranks};
    const simile_resampling resampling = {
        .figures = find_agreement, .context = &placed, .n_rows = n, .n_values = 1, .n_scratch = 2 * n_ranks};
    for (size_t i = 0; i < n; i++) {
        placed.n += isnan(positions[i]) ? 0 : 1;
        positions[i] = isnan(positions[i]) ? INFINITY : positions[i];
    }
    simile_status status = order ? simile_correlation__sort(order, positions, n) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_measures__add_resampled(measures, names, &resampling,
                                                "undefined: too few rows of the lowest or the highest label");
    }
    simile_memory__free(order);
    return status;
}

static simile_status place(simile_measures *measures, order_run *run, size_t *turn, size_t *counts, simile_pool *pool)
{
    const simile_labelled *test = run->test;
    for (size_t i = 0; i < test->n; i++) {
        run->positions[i] = NAN;
        turn[i] = counts[test->labels[i]]++;
    }
    simile_status status = simile_pool__run(pool, run->train == test ? N_FOLDS : 1, place_fold, run);
    for (size_t i = 0; i < test->n; i++) {
        turn[i] = run->ranks[test->labels[i]];
    }
    return status == SIMILE_OK ? add_agreement(measures, run->positions, turn, test->n, run->n_ranks) : status;
}

simile_status simile_label_scale__measure(simile_measures *measures, const simile_labelled *test,
                                          const simile_labelled *train, const simile_map *names, simile_pool *pool)
{
    size_t *ranks = simile_memory__alloc(2 * names->n_entries, sizeof *ranks);
    size_t *turn = simile_memory__alloc(test->n, sizeof *turn);
    order_run run = {.test = test, .train = train ? train : test, .ranks = ranks, .turn = turn};
    run.positions = simile_memory__alloc(test->n, sizeof *run.positions);
    simile_status status =
        ranks && turn && run.positions ? simile_label_scale__find(ranks, &run.n_ranks, names) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && run.n_ranks > 0) {
        status = place(measures, &run, turn, ranks + names->n_entries, pool);
    }
    simile_memory__free(ranks);
    simile_memory__free(turn);
    simile_memory__free(run.positions);
    return status;
}
