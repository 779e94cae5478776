/* Reading train.jsonl. */
#include "training_log.h"
#include "fail.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define SIZE_LIMIT ((size_t)1 << 30)

/* A line at hand. */
typedef struct log_line {
    simile_training_log *log;
    const simile_json *json;
    double step, seconds;
} log_line;

static double number(const simile_json *object, const char *key)
{
    return simile_json__number(simile_json__get(object, key), NAN);
}

/* The name under which a series is found: quantity, NUL, part. */
static simile_status make_name(simile_buffer *name, const char *quantity, const char *part)
{
    simile_buffer__clear(name);
    simile_status status = simile_buffer__append(name, quantity, strlen(quantity) + 1);
    return status == SIMILE_OK ? simile_buffer__append_text(name, part) : status;
}

static simile_status find_or_add(size_t *index, simile_training_log *log, const simile_buffer *name)
{
    simile_map_entry *entry;
    bool is_new;
    simile_status status =
        simile_memory__grow((void *)&log->series, &log->capacity, log->n_series + 1, sizeof *log->series);
    if (status == SIMILE_OK) {
        status = simile_map__insert(&entry, &is_new, &log->names, name->data, name->size);
    }
    if (status == SIMILE_OK && is_new) {
        const char *quantity = entry->key;
        entry->value = (int64_t)log->n_series;
        log->series[log->n_series++] = (simile_log_series){quantity, quantity + strlen(quantity) + 1, NULL, 0, 0};
    }
    *index = status == SIMILE_OK ? (size_t)entry->value : 0;
    return status;
}

/* A value that is missing or null is passed over. */
static simile_status add(const log_line *line, const char *quantity, const char *part, double value)
{
    simile_buffer name = {0};
    size_t index = 0;
    if (!isfinite(value)) {
        return SIMILE_OK;
    }
    simile_status status = make_name(&name, quantity, part);
    if (status == SIMILE_OK) {
        status = find_or_add(&index, line->log, &name);
    }
    if (status == SIMILE_OK) {
        simile_log_series *series = &line->log->series[index];
        status = simile_memory__grow((void *)&series->points, &series->capacity, series->n + 1, sizeof *series->points);
        if (status == SIMILE_OK) {
            series->points[series->n++] = (simile_log_point){line->step, line->seconds, value};
        }
    }
    simile_buffer__dispose(&name);
    return status;
}

/* The losses of the sources since the line before; a log without them tells that of its step's source. */
static simile_status add_sources(const log_line *line)
{
    const simile_json *sources = simile_json__get(line->json, "sources");
    if (!sources) {
        const char *name = simile_json__text(simile_json__get(line->json, "source"), NULL);
        return name ? add(line, "loss", name, number(line->json, "loss")) : SIMILE_OK;
    }
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < simile_json__size(sources) && status == SIMILE_OK; i++) {
        const simile_json *entry = simile_json__at(sources, i);
        const char *name = simile_json__text(simile_json__get(entry, "source"), NULL);
        status = name ? add(line, "loss", name, number(entry, "loss")) : SIMILE_OK;
    }
    return status;
}

/* A development file's metric, whatever its name, is its part of "dev". */
static simile_status add_file(const log_line *line, const simile_json *entry)
{
    const char *name = simile_json__text(simile_json__get(entry, "file"), NULL);
    simile_json_walk walk = {.object = entry};
    simile_status status = SIMILE_OK;
    while (name && status == SIMILE_OK && simile_json__next(&walk)) {
        const bool is_shape = strcmp(walk.key, "alignment") == 0 || strcmp(walk.key, "uniformity") == 0;
        status = add(line, is_shape ? walk.key : "dev", name, simile_json__number(walk.value, NAN));
    }
    return status;
}

static simile_status add_line(const log_line *line)
{
    static const char *const quantities[] = {"loss", "positive", "negative", "rate", "dev"};
    const simile_json *files = simile_json__get(line->json, "files");
    simile_status status = SIMILE_OK;
    for (size_t q = 0; q < sizeof quantities / sizeof *quantities && status == SIMILE_OK; q++) {
        status = add(line, quantities[q], "", number(line->json, quantities[q]));
    }
    if (status == SIMILE_OK) {
        status = add_sources(line);
    }
    for (size_t i = 0; i < simile_json__size(files) && status == SIMILE_OK; i++) {
        status = add_file(line, simile_json__at(files, i));
    }
    return status;
}

static simile_status read_line(simile_training_log *log, const char *text, size_t size, const char *path, uint64_t at)
{
    simile_json *json = NULL;
    simile_status status = simile_json__parse_line(&json, text, size, path, at);
    const log_line line = {log, json, number(json, "step"), number(json, "seconds")};
    if (status == SIMILE_OK && !isfinite(line.step)) {
        status = simile_status__fail(
            SIMILE_ERROR_FORMAT, "%s:%" PRIu64 ": is no line of a training log: an object with the number \"step\" is",
            path, at);
    }
    if (status == SIMILE_OK) {
        log->last_step = line.step;
        log->last_seconds = isfinite(line.seconds) ? line.seconds : log->last_seconds;
        status = add_line(&line);
    }
    simile_json__free(json);
    return status;
}

simile_status simile_training_log__load(simile_training_log *log, const char *path)
{
    simile_buffer bytes = {0};
    simile_status status = simile_file__read(&bytes, path, SIZE_LIMIT);
    uint64_t at = 0;
    for (size_t start = 0; status == SIMILE_OK && start < bytes.size;) {
        const char *end = memchr(bytes.data + start, '\n', bytes.size - start);
        if (!end) {
            break;
        }
        const size_t size = (size_t)(end - bytes.data) - start;
        status = read_line(log, bytes.data + start, size, path, ++at);
        start += size + 1;
    }
    simile_buffer__dispose(&bytes);
    return status;
}

void simile_training_log__dispose(simile_training_log *log)
{
    for (size_t s = 0; s < log->n_series; s++) {
        simile_memory__free(log->series[s].points);
    }
    simile_memory__free(log->series);
    simile_map__dispose(&log->names);
    *log = (simile_training_log){0};
}

const simile_log_series *simile_training_log__find(const simile_training_log *log, const char *quantity,
                                                   const char *part)
{
    for (size_t s = 0; s < log->n_series; s++) {
        if (strcmp(log->series[s].quantity, quantity) == 0 && strcmp(log->series[s].part, part) == 0) {
            return &log->series[s];
        }
    }
    return NULL;
}

const simile_log_series *simile_training_log__part(const simile_training_log *log, const char *quantity, size_t which)
{
    for (size_t s = 0; s < log->n_series; s++) {
        const bool fits = strcmp(log->series[s].quantity, quantity) == 0 && *log->series[s].part;
        if (fits && which-- == 0) {
            return &log->series[s];
        }
    }
    return NULL;
}
