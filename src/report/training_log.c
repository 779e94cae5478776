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

static double number(const simile_json *line, const char *key)
{
    return simile_json__number(simile_json__get(line, key), NAN);
}

static simile_status add_dev(simile_training_log *log, const simile_json *line)
{
    const simile_status status =
        simile_memory__grow((void *)&log->devs, &log->devs_capacity, log->n_devs + 1, sizeof *log->devs);
    if (status == SIMILE_OK) {
        log->devs[log->n_devs++] = (simile_log_dev){number(line, "step"), number(line, "seconds"), number(line, "dev")};
    }
    return status;
}

static simile_status find_source(size_t *source, simile_training_log *log, const simile_json *line)
{
    const char *name = simile_json__text(simile_json__get(line, "source"), NULL);
    simile_map_entry *entry;
    bool is_new;
    *source = SIZE_MAX;
    if (!name) {
        return SIMILE_OK;
    }
    const simile_status status = simile_map__insert(&entry, &is_new, &log->sources, name, strlen(name));
    if (status == SIMILE_OK) {
        entry->value = is_new ? (int64_t)log->sources.n_entries - 1 : entry->value;
        *source = (size_t)entry->value;
    }
    return status;
}

static simile_status add_step(simile_training_log *log, const simile_json *line)
{
    size_t source;
    simile_status status = find_source(&source, log, line);
    if (status == SIMILE_OK) {
        status = simile_memory__grow((void *)&log->steps, &log->steps_capacity, log->n_steps + 1, sizeof *log->steps);
    }
    if (status == SIMILE_OK) {
        log->steps[log->n_steps++] = (simile_log_step){.step = number(line, "step"),
                                                       .seconds = number(line, "seconds"),
                                                       .tokens = number(line, "tokens"),
                                                       .loss = number(line, "loss"),
                                                       .positive = number(line, "positive"),
                                                       .negative = number(line, "negative"),
                                                       .rate = number(line, "rate"),
                                                       .norm = number(line, "norm"),
                                                       .source = source};
    }
    return status;
}

static simile_status add_line(simile_training_log *log, const char *text, size_t size, const char *path, uint64_t at)
{
    simile_json *line = NULL;
    simile_status status = simile_json__parse_line(&line, text, size, path, at);
    if (status == SIMILE_OK && !isfinite(number(line, "step"))) {
        status = simile_status__fail(
            SIMILE_ERROR_FORMAT, "%s:%" PRIu64 ": is no line of a training log: an object with the number \"step\" is",
            path, at);
    }
    if (status == SIMILE_OK) {
        status = simile_json__get(line, "dev") ? add_dev(log, line) : add_step(log, line);
    }
    simile_json__free(line);
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
        status = add_line(log, bytes.data + start, size, path, ++at);
        start += size + 1;
    }
    simile_buffer__dispose(&bytes);
    return status;
}

void simile_training_log__dispose(simile_training_log *log)
{
    simile_memory__free(log->steps);
    simile_memory__free(log->devs);
    simile_map__dispose(&log->sources);
    *log = (simile_training_log){0};
}
