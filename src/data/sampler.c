/* The sampler. A unit is what one pass over a source visits once: a row, or a group. */
#include "sampler.h"
#include "fail.h"
#include "memory.h"
#include "random.h"
#include <string.h>

/* Streams of the seed, kept apart by their upper bits. */
#define STREAM_ORDER        (1ULL << 56) /* + source and epoch: the order of units */
#define STREAM_MEMBER       (2ULL << 56) /* + source and draw: which members of a group */
#define STREAM_CHOICE       (3ULL << 56) /* + step: which source */
#define SOURCE_BITS(source) ((uint64_t)(source) << 40)

typedef struct source_state {
    simile_sampler_source options;
    size_t n_columns;
    size_t *units; /* [n_units]: rows, or labels (groups) */
    size_t n_units;
    size_t *order;  /* [n_units]: this epoch's order */
    uint64_t epoch; /* that `order` is for */
    bool has_order;
    int64_t first_group; /* added to the source's labels, so that groups are unique over sources */
} source_state;

struct simile_sampler {
    source_state *sources;
    size_t n_sources;
    uint64_t *drawn; /* [n_sources] */
    size_t batch_size;
    bool mix_rows;
    uint64_t seed;
    double total_weight;
};

static bool is_usable_row(const simile_sampler_source *options, size_t row)
{
    const simile_source *source = options->source;
    return source->kind != SIMILE_ROWS_STS || options->sampling == SIMILE_SAMPLING_TWO_VIEWS ||
           source->scores[row] >= options->min_score;
}

static bool is_usable_group(const simile_source *source, size_t label)
{
    return source->member_starts[label + 1] - source->member_starts[label] >= 2;
}

static simile_status list_units(source_state *state)
{
    const simile_source *source = state->options.source;
    bool by_group = state->options.sampling == SIMILE_SAMPLING_MEMBERS;
    size_t most = by_group ? source->n_labels : source->n_rows;
    state->units = simile_memory__alloc(most, sizeof *state->units);
    state->order = simile_memory__alloc(most, sizeof *state->order);
    if (!state->units || !state->order) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < most; i++) {
        if (by_group ? is_usable_group(source, i) : is_usable_row(&state->options, i)) {
            state->units[state->n_units++] = i;
        }
    }
    if (state->n_units == 0 && by_group) {
        return simile_status__fail(SIMILE_ERROR_DATA, "%s: holds no group of at least two texts to train on",
                                   source->path);
    }
    if (state->n_units == 0) {
        return simile_status__fail(SIMILE_ERROR_DATA, "%s: no row has a score of min_score, %g, or more to train on",
                                   source->path, state->options.min_score);
    }
    return SIMILE_OK;
}

/* Texts that every row has at least. */
static size_t least_columns(const simile_source *source)
{
    size_t least = source->row_starts[1] - source->row_starts[0];
    for (size_t r = 1; r < source->n_rows; r++) {
        size_t n = source->row_starts[r + 1] - source->row_starts[r];
        least = n < least ? n : least;
    }
    return least;
}

static size_t count_columns(const simile_sampler_source *options)
{
    switch (options->sampling) {
    case SIMILE_SAMPLING_SINGLES:
        return 1;
    case SIMILE_SAMPLING_COLUMNS:
        return options->hard_negatives ? least_columns(options->source) : 2;
    default:
        return 2;
    }
}

/* The negatives of a row are the others of its batch. */
static simile_status check_negatives(const simile_sampler *sampler, const source_state *state)
{
    const simile_source *source = state->options.source;
    const bool by_group = state->options.sampling == SIMILE_SAMPLING_MEMBERS;
    if (state->options.sampling == SIMILE_SAMPLING_SINGLES && source->n_labels < 2) {
        return simile_status__fail(
            SIMILE_ERROR_DATA,
            "%s: holds one label alone, so there is nothing to tell it from: at least two labels "
            "are needed",
            source->path);
    }
    if (state->n_units < 2 && !sampler->mix_rows) {
        return simile_status__fail(SIMILE_ERROR_DATA,
                                   "%s: holds one %s to train on, but the negatives of a row are the others of its "
                                   "batch: at least two are needed",
                                   source->path, by_group ? "group of at least two texts" : "row");
    }
    return SIMILE_OK;
}

static simile_status add_source(simile_sampler *sampler, const simile_sampler_source *options)
{
    source_state *state = &sampler->sources[sampler->n_sources++];
    state->options = *options;
    state->n_columns = count_columns(options);
    sampler->total_weight += options->weight;
    simile_status status = list_units(state);
    return status == SIMILE_OK ? check_negatives(sampler, state) : status;
}

static simile_status check(const simile_sampler *sampler)
{
    for (size_t i = 1; sampler->mix_rows && i < sampler->n_sources; i++) {
        if (sampler->sources[i].n_columns != sampler->sources[0].n_columns) {
            return simile_status__fail(
                SIMILE_ERROR_CONFIG,
                "data.mix: row needs sources with equally many texts a row, but %s has %zu and %s "
                "has %zu (use mix: batch)",
                sampler->sources[0].options.source->path, sampler->sources[0].n_columns,
                sampler->sources[i].options.source->path, sampler->sources[i].n_columns);
        }
    }
    if (!(sampler->total_weight > 0)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "data.sources: all weights are 0");
    }
    return SIMILE_OK;
}

simile_status simile_sampler__new(simile_sampler **sampler, const simile_sampler_source *sources, size_t n_sources,
                                  size_t batch_size, bool mix_rows, uint64_t seed)
{
    simile_sampler *s = simile_memory__alloc(1, sizeof *s);
    *sampler = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    s->batch_size = batch_size;
    s->mix_rows = mix_rows;
    s->seed = seed;
    s->sources = simile_memory__alloc(n_sources, sizeof *s->sources);
    s->drawn = simile_memory__alloc(n_sources, sizeof *s->drawn);
    simile_status status = s->sources && s->drawn ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    int64_t first_group = 0;
    for (size_t i = 0; i < n_sources && status == SIMILE_OK; i++) {
        status = add_source(s, &sources[i]);
        s->sources[i].first_group = first_group;
        first_group += (int64_t)sources[i].source->n_labels;
    }
    if (status == SIMILE_OK) {
        status = check(s);
    }
    if (status != SIMILE_OK) {
        simile_sampler__free(s);
        return status;
    }
    *sampler = s;
    return SIMILE_OK;
}

void simile_sampler__free(simile_sampler *sampler)
{
    if (!sampler) {
        return;
    }
    for (size_t i = 0; sampler->sources && i < sampler->n_sources; i++) {
        simile_memory__free(sampler->sources[i].units);
        simile_memory__free(sampler->sources[i].order);
    }
    simile_memory__free(sampler->sources);
    simile_memory__free(sampler->drawn);
    simile_memory__free(sampler);
}

/* The unit that draw number `draw` of a source visits. */
static size_t unit_of(simile_sampler *sampler, size_t source, uint64_t draw)
{
    source_state *state = &sampler->sources[source];
    const uint64_t epoch = draw / state->n_units;
    if (!state->has_order || state->epoch != epoch) {
        simile_random random;
        simile_random__init(&random, sampler->seed, STREAM_ORDER | SOURCE_BITS(source) | (epoch & 0xFFFFFFFFFF));
        memcpy(state->order, state->units, state->n_units * sizeof *state->order);
        simile_random__shuffle(&random, state->order, state->n_units);
        state->epoch = epoch;
        state->has_order = true;
    }
    return state->order[draw % state->n_units];
}

/* Two different members of a group, in random order. */
static void place_members(simile_batch *batch, size_t row, simile_sampler *sampler, size_t source, size_t label,
                          uint64_t draw)
{
    const simile_source *data = sampler->sources[source].options.source;
    const size_t *members = data->members + data->member_starts[label];
    const size_t n = data->member_starts[label + 1] - data->member_starts[label];
    simile_random random;
    simile_random__init(&random, sampler->seed, STREAM_MEMBER | SOURCE_BITS(source) | (draw & 0xFFFFFFFFFF));
    size_t first = (size_t)simile_random__below(&random, n), second = (size_t)simile_random__below(&random, n - 1);
    second += second >= first ? 1 : 0;
    batch->lines[row] = data->lines[members[first]];
    simile_batch__place(batch, 0, row, data, data->row_starts[members[first]], 0);
    simile_batch__place(batch, 1, row, data, data->row_starts[members[second]], 1);
}

static void place_row(simile_batch *batch, size_t row, simile_sampler *sampler, size_t source)
{
    const source_state *state = &sampler->sources[source];
    const simile_source *data = state->options.source;
    const uint64_t draw = sampler->drawn[source]++;
    const size_t unit = unit_of(sampler, source, draw);
    const bool by_group = state->options.sampling == SIMILE_SAMPLING_MEMBERS;
    int64_t label = by_group ? (int64_t)unit : data->labels[unit];
    if (state->options.sampling == SIMILE_SAMPLING_TWO_VIEWS) {
        label = -1;
    }
    batch->groups[row] = label >= 0 ? state->first_group + label : -1;
    if (by_group) {
        place_members(batch, row, sampler, source, unit, draw);
        return;
    }
    batch->lines[row] = data->lines[unit];
    for (size_t column = 0; column < state->n_columns; column++) {
        size_t step = state->options.sampling == SIMILE_SAMPLING_TWO_VIEWS ? 0 : column;
        simile_batch__place(batch, column, row, data, data->row_starts[unit] + step, (uint32_t)column);
    }
}

/* A source by weight, from one number in [0, 1). */
static size_t choose(const simile_sampler *sampler, double uniform)
{
    double left = uniform * sampler->total_weight;
    size_t last = 0;
    for (size_t i = 0; i < sampler->n_sources; i++) {
        if (sampler->sources[i].options.weight > 0) {
            last = i;
            left -= sampler->sources[i].options.weight;
            if (left < 0) {
                break;
            }
        }
    }
    return last;
}

simile_status simile_sampler__draw(simile_batch *batch, simile_sampler *sampler, uint64_t step)
{
    simile_random random;
    simile_random__init(&random, sampler->seed, STREAM_CHOICE | (step & 0xFFFFFFFFFFFFFF));
    size_t source = choose(sampler, simile_random__uniform(&random));
    size_t n_rows = sampler->batch_size;
    if (!sampler->mix_rows && sampler->sources[source].n_units < n_rows) {
        n_rows = sampler->sources[source].n_units;
    }
    simile_status status = simile_batch__fit(batch, n_rows, sampler->sources[source].n_columns);
    batch->source = source;
    for (size_t row = 0; row < n_rows && status == SIMILE_OK; row++) {
        if (sampler->mix_rows && row > 0) {
            source = choose(sampler, simile_random__uniform(&random));
        }
        place_row(batch, row, sampler, source);
    }
    return status;
}

uint64_t *simile_sampler__drawn(size_t *n_sources, simile_sampler *sampler)
{
    *n_sources = sampler->n_sources;
    return sampler->drawn;
}

double simile_sampler__times_seen(const simile_sampler *sampler, size_t source)
{
    const source_state *state = &sampler->sources[source];
    const double drawn = (double)sampler->drawn[source];
    return state->options.sampling == SIMILE_SAMPLING_MEMBERS ? 2 * drawn / (double)state->options.source->n_rows
                                                              : drawn / (double)state->n_units;
}

size_t simile_sampler__columns(const simile_sampler *sampler, size_t source)
{
    return sampler->sources[source].n_columns;
}

size_t simile_sampler__epoch_size(const simile_sampler *sampler, size_t source)
{
    return sampler->sources[source].n_units;
}
