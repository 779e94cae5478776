/* Few-shot probes. */
#include "few_shot.h"
#include "fail.h"
#include "memory.h"
#include "probe.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_SHOTS "8"
#define PLAIN_SHOTS   8 /* have no number in their name */
#define DEFAULT_DRAWS 10

static bool is_listed(const simile_few_shot *few_shot, size_t shots)
{
    for (size_t i = 0; i < few_shot->n; i++) {
        if (few_shot->shots[i] == shots) {
            return true;
        }
    }
    return false;
}

simile_status simile_few_shot__parse(simile_few_shot *few_shot, const char *shots, size_t n_draws)
{
    const char *text = shots ? shots : DEFAULT_SHOTS;
    *few_shot = (simile_few_shot){.n_draws = n_draws > 0 ? n_draws : DEFAULT_DRAWS};
    if (few_shot->n_draws < 2) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "draws: %zu: two are needed for a deviation",
                                   few_shot->n_draws);
    }
    for (bool more = true; more;) {
        char *end;
        const long long number = strtoll(text, &end, 10);
        more = *end == ',';
        if (end == text || (*end != '\0' && !more) || number < 1 || number > 1000000 ||
            few_shot->n == SIMILE_MAX_SHOTS || is_listed(few_shot, (size_t)number)) {
            return simile_status__fail(
                SIMILE_ERROR_CONFIG, "shots: \"%.60s\" is no list of up to %d different numbers from 1, e.g. \"8,16\"",
                shots, SIMILE_MAX_SHOTS);
        }
        few_shot->shots[few_shot->n++] = (size_t)number;
        text = end + 1;
    }
    return SIMILE_OK;
}

typedef struct few_shot_context {
    const double *right; /* [n_draws, n] */
    size_t n, n_draws;
} few_shot_context;

/* Mean and standard deviation (n − 1) of the draws' accuracies. scratch [n_draws] */
static void find_figures(double *values, const void *context, const double *weights, double *scratch)
{
    const few_shot_context *c = context;
    double mean = 0, squares = 0;
    for (size_t d = 0; d < c->n_draws; d++) {
        double right = 0, seen = 0;
        for (size_t i = 0; i < c->n; i++) {
            const double value = c->right[d * c->n + i];
            seen += isnan(value) ? 0 : weights[i];
            right += isnan(value) ? 0 : weights[i] * value;
        }
        scratch[d] = right / seen; /* NaN when no row was tested */
        mean += scratch[d];
    }
    mean /= (double)c->n_draws;
    for (size_t d = 0; d < c->n_draws; d++) {
        squares += (scratch[d] - mean) * (scratch[d] - mean);
    }
    values[0] = mean;
    values[1] = sqrt(squares / (double)(c->n_draws - 1));
}

static simile_status add_one(simile_measures *measures, const simile_probe_draws *draws, const simile_labelled *test,
                             const simile_labelled *train, size_t n_labels, simile_pool *pool)
{
    static const char note[] = "undefined: a label has fewer rows to draw from than shots, or no row is left";
    char texts[2][48];
    const char *const names[] = {texts[0], texts[1]};
    double *right = simile_memory__alloc(draws->n_draws * test->n, sizeof *right);
    const few_shot_context context = {right, test->n, draws->n_draws};
    const simile_resampling resampling = {
        .figures = find_figures, .context = &context, .n_rows = test->n, .n_values = 2, .n_scratch = draws->n_draws};
    bool enough = false;
    simile_status status =
        right ? simile_probe__few_shot(right, &enough, draws, test, train, n_labels, pool) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < 2; i++) {
        char number[24] = "";
        if (draws->n_shots != PLAIN_SHOTS) {
            snprintf(number, sizeof number, "%zu", draws->n_shots);
        }
        snprintf(texts[i], sizeof texts[i], "few_shot%s_%s", number, i == 0 ? "accuracy" : "std");
    }
    if (status == SIMILE_OK && enough) {
        status = simile_measures__add_resampled(measures, names, &resampling, note);
    }
    for (size_t i = 0; i < 2 && status == SIMILE_OK && !enough; i++) {
        status = simile_measures__add(measures, names[i], NAN, note);
    }
    simile_memory__free(right);
    return status;
}

simile_status simile_few_shot__add_figures(simile_measures *measures, const simile_few_shot *few_shot,
                                           const simile_labelled *test, const simile_labelled *train, size_t n_labels,
                                           simile_pool *pool)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < few_shot->n && status == SIMILE_OK; i++) {
        const simile_probe_draws draws = {few_shot->shots[i], few_shot->n_draws};
        status = add_one(measures, &draws, test, train, n_labels, pool);
    }
    return status;
}
