/* The watch. */
#include "watch.h"
#include "budget.h"
#include "fail.h"
#include "memory.h"
#include "run.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#define COLLAPSED_COSINE 0.999 /* mean of negatives: all vectors are the same */
#define COLLAPSED_STEPS  20    /* in a row */
#define ALIKE_COSINE     0.95  /* mean of negatives that is worth a warning … */
#define ALIKE_STEPS      50    /* … after so many steps in a row behind the warmup: random weights begin like that */
#define SATURATED_LOSS   1e-3
#define SATURATED_STEPS  50
#define FIRST_STEPS      10  /* of a source: its loss at the start is their mean */
#define SMOOTHING        0.9 /* of the loss that is compared with it */
#define RISEN            1.5 /* times the loss at the start */
#define OFTEN_SEEN       100
#define NAMED_ROWS       5

/* What is remembered of a source. */
typedef enum source_field {
    LINE_STEPS, /* since the last line of the log … */
    LINE_LOSS,
    LINE_POSITIVE,
    LINE_NEGATIVE,
    ALL_STEPS,
    FIRST_LOSS, /* sum over the first steps */
    SMOOTH_LOSS,
    SATURATED, /* steps in a row */
    N_FIELDS
} source_field;

/* What is remembered of the run, behind its sources: steps in a row. */
typedef enum run_field { COLLAPSED, ALIKE, N_RUN_FIELDS } run_field;

/* Warnings of a source that were told; that of vectors that are alike is the first source's. */
typedef enum warning { WARN_ALIKE, WARN_SATURATED, WARN_RISEN, WARN_SEEN, N_WARNINGS } warning;

struct simile_watch {
    double *state; /* [n_sources, N_FIELDS], [N_RUN_FIELDS] */
    bool (*told)[N_WARNINGS];
    size_t n_sources;
};

simile_status simile_watch__new(simile_watch **watch, size_t n_sources)
{
    simile_watch *w = simile_memory__alloc(1, sizeof *w);
    *watch = NULL;
    if (!w) {
        return SIMILE_ERROR_MEMORY;
    }
    w->n_sources = n_sources;
    w->state = simile_memory__alloc(n_sources * N_FIELDS + N_RUN_FIELDS, sizeof *w->state);
    w->told = simile_memory__alloc(n_sources, sizeof *w->told);
    if (!w->state || !w->told) {
        simile_watch__free(w);
        return SIMILE_ERROR_MEMORY;
    }
    *watch = w;
    return SIMILE_OK;
}

void simile_watch__free(simile_watch *watch)
{
    if (watch) {
        simile_memory__free(watch->state);
        simile_memory__free(watch->told);
        simile_memory__free(watch);
    }
}

double *simile_watch__state(size_t *n, simile_watch *watch)
{
    *n = watch->n_sources * N_FIELDS + N_RUN_FIELDS;
    return watch->state;
}

/* Before a warning's text: true once. */
static bool is_news(simile_watch *watch, size_t source, warning what)
{
    const bool is_new = !watch->told[source][what];
    watch->told[source][what] = true;
    return is_new;
}

static void warn(const simile_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void warn(const simile_run *run, const char *format, ...)
{
    char line[512];
    const int n = snprintf(line, sizeof line, "step %llu: ", (unsigned long long)run->state.step + 1);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + n, sizeof line - (size_t)n, format, arguments);
    va_end(arguments);
    simile_run__tell(run, line);
}

/* A batch that is mixed by rows is of all sources, and is counted for the first one. */
static const char *name_of(const simile_run *run, size_t source)
{
    return run->config->mix == 1 ? "all sources" : run->sources[source]->path;
}

simile_status simile_watch__fail(const simile_run *run, const char *what)
{
    const simile_batch *batch = &run->batch;
    const size_t n_named = run->config->mix == 1 ? 0 : batch->n_rows < NAMED_ROWS ? batch->n_rows : NAMED_ROWS;
    char rows[160] = "";
    size_t used = 0;
    for (size_t i = 0; i < n_named; i++) {
        used += (size_t)snprintf(rows + used, sizeof rows - used, "%s%llu", i == 0 ? ", rows of lines " : ", ",
                                 (unsigned long long)batch->lines[i]);
    }
    char stays[64] = "there is no checkpoint yet";
    if (run->saved_step > 0) {
        snprintf(stays, sizeof stays, "the checkpoint of step %llu stays", (unsigned long long)run->saved_step);
    }
    return simile_status__fail(SIMILE_ERROR_NUMERIC,
                               "step %llu, source %s%s%s: %s; lower train.learning_rate, or look at the data (%s)",
                               (unsigned long long)run->state.step + 1, name_of(run, simile_run__source(run)), rows,
                               n_named > 0 && batch->n_rows > n_named ? " …" : "", what, stays);
}

static void warn_of_loss(simile_run *run, size_t source, double loss)
{
    simile_watch *watch = run->watch;
    double *state = watch->state + source * N_FIELDS;
    const char *path = name_of(run, source);
    const double first = state[FIRST_LOSS] / FIRST_STEPS;
    state[SATURATED] = loss < SATURATED_LOSS ? state[SATURATED] + 1 : 0;
    if (state[SATURATED] >= SATURATED_STEPS && is_news(watch, source, WARN_SATURATED)) {
        warn(
            run,
            "the loss over %s has been below %g for %d steps: its batches are told apart without effort and teach "
            "nothing more. A larger train.batch_size, hard negatives (kind: triples), more data or an earlier end help",
            path, SATURATED_LOSS, SATURATED_STEPS);
    }
    if (state[ALL_STEPS] > 2 * FIRST_STEPS && state[SMOOTH_LOSS] > RISEN * first &&
        is_news(watch, source, WARN_RISEN)) {
        warn(run,
             "the loss over %s has risen from %.3g at the start to %.3g: train.learning_rate is most likely too high, "
             "or "
             "train.warmup too short",
             path, first, state[SMOOTH_LOSS]);
    }
}

static void add_loss(double *state, double loss)
{
    state[ALL_STEPS]++;
    state[FIRST_LOSS] += state[ALL_STEPS] <= FIRST_STEPS ? loss : 0;
    state[SMOOTH_LOSS] = state[ALL_STEPS] <= 1 ? loss : SMOOTHING * state[SMOOTH_LOSS] + (1 - SMOOTHING) * loss;
}

static void warn_of_repetition(const simile_run *run)
{
    for (size_t i = 0; i < run->config->n_sources; i++) {
        if (simile_sampler__times_seen(run->sampler, i) >= OFTEN_SEEN && is_news(run->watch, i, WARN_SEEN)) {
            warn(run,
                 "each row of %s has been seen %d times by now (it has %zu): the model learns them by heart. Fewer "
                 "steps, a lower weight of the source, or more data help",
                 run->sources[i]->path, OFTEN_SEEN, run->sources[i]->n_rows);
        }
    }
}

/* Vectors of texts that are no positives of one another become alike. */
static simile_status watch_collapse(simile_run *run, size_t source, double negative)
{
    simile_watch *watch = run->watch;
    double *state = watch->state + watch->n_sources * N_FIELDS;
    const bool is_warm = simile_budget__share(run, run->state.step + 1) > run->config->train.warmup;
    if (run->config->sources[source].objective.similarity != SIMILE_SIMILARITY_COSINE) {
        return SIMILE_OK;
    }
    state[COLLAPSED] = negative > COLLAPSED_COSINE ? state[COLLAPSED] + 1 : 0;
    state[ALIKE] = is_warm && negative > ALIKE_COSINE ? state[ALIKE] + 1 : 0;
    if (state[COLLAPSED] >= COLLAPSED_STEPS) {
        return simile_watch__fail(run, "all vectors have become alike (collapse)");
    }
    if (state[ALIKE] >= ALIKE_STEPS && is_news(watch, 0, WARN_ALIKE)) {
        warn(run,
             "vectors of different meanings (of %s) have a mean cosine of %.3f, above %g for %d steps: the encoder "
             "tells "
             "little apart. Lower train.learning_rate or raise train.warmup",
             name_of(run, source), negative, ALIKE_COSINE, ALIKE_STEPS);
    }
    return SIMILE_OK;
}

simile_status simile_watch__step(simile_run *run, const simile_objective_result *result)
{
    const size_t source = simile_run__source(run);
    double *state = run->watch->state + source * N_FIELDS;
    if (!isfinite(result->loss)) {
        return simile_watch__fail(run, "the loss is not finite");
    }
    state[LINE_STEPS]++;
    state[LINE_LOSS] += result->loss;
    state[LINE_POSITIVE] += result->positive_similarity;
    state[LINE_NEGATIVE] += result->negative_similarity;
    add_loss(state, result->loss);
    warn_of_loss(run, source, result->loss);
    warn_of_repetition(run);
    return watch_collapse(run, source, result->negative_similarity);
}

static simile_json *describe_source(const simile_run *run, size_t source)
{
    const double *state = run->watch->state + source * N_FIELDS, n = state[LINE_STEPS];
    const struct {
        const char *key;
        double value;
    } numbers[] = {{"steps", n},
                   {"loss", state[LINE_LOSS] / n},
                   {"positive", state[LINE_POSITIVE] / n},
                   {"negative", state[LINE_NEGATIVE] / n},
                   {"temperature", simile_temperatures__of(run->temperatures, source)},
                   {"seen", simile_sampler__times_seen(run->sampler, source)}};
    simile_json *entry = simile_json__new_object();
    simile_status status =
        entry ? simile_json__set(entry, "source", simile_json__new_text(name_of(run, source))) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && status == SIMILE_OK; i++) {
        status = simile_json__set(entry, numbers[i].key, simile_json__new_number(numbers[i].value));
    }
    if (status != SIMILE_OK) {
        simile_json__free(entry);
        return NULL;
    }
    return entry;
}

simile_json *simile_watch__report(simile_run *run)
{
    simile_json *list = simile_json__new_array();
    simile_status status = list ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < run->config->n_sources && status == SIMILE_OK; i++) {
        double *state = run->watch->state + i * N_FIELDS;
        if (state[LINE_STEPS] > 0) {
            status = simile_json__append(list, describe_source(run, i));
            state[LINE_STEPS] = state[LINE_LOSS] = state[LINE_POSITIVE] = state[LINE_NEGATIVE] = 0;
        }
    }
    if (status != SIMILE_OK) {
        simile_json__free(list);
        return NULL;
    }
    return list;
}
