/* The log. */
#include "log.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include <string.h>

struct simile_log {
    simile_writer *writer;
    uint64_t size;
};

simile_status simile_log__open(simile_log **log, const char *folder, uint64_t size)
{
    char *path = simile_path__join(folder, "train.jsonl");
    simile_log *l = simile_memory__alloc(1, sizeof *l);
    uint64_t there;
    *log = NULL;
    simile_status status = path && l ? simile_writer__open_log(&l->writer, &there, path) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        l->size = size < there ? size : there;
        status = simile_writer__truncate(l->writer, l->size);
    }
    simile_memory__free(path);
    if (status != SIMILE_OK) {
        simile_log__free(l);
        return status;
    }
    *log = l;
    return SIMILE_OK;
}

void simile_log__free(simile_log *log)
{
    if (log) {
        simile_writer__free(log->writer);
        simile_memory__free(log);
    }
}

static simile_status write_line(simile_log *log, simile_json *line)
{
    char *text = simile_json__print(line, 0);
    simile_status status = text ? simile_writer__format(log->writer, "%s\n", text) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        log->size += strlen(text) + 1;
        status = simile_writer__flush(log->writer);
    }
    simile_memory__free(text);
    return status;
}

typedef struct log_number {
    const char *key;
    double value;
} log_number;

static simile_status set_numbers(simile_json *line, const log_number *numbers, size_t n)
{
    simile_status status = line ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = simile_json__set(line, numbers[i].key, simile_json__new_number(numbers[i].value));
    }
    return status;
}

static simile_status set_step(simile_json *line, const simile_train_progress *report, simile_json *sources)
{
    const log_number numbers[] = {{"step", (double)report->step},
                                  {"loss", report->loss},
                                  {"tokens", (double)report->n_tokens},
                                  {"positive", report->positive_similarity},
                                  {"negative", report->negative_similarity},
                                  {"norm", report->gradient_norm},
                                  {"rate", report->learning_rate},
                                  {"temperature", report->temperature}};
    const log_number times[] = {{"seconds", report->seconds},
                                {"tokens_per_second", report->tokens_per_second},
                                {"share_of_peak", report->share_of_peak},
                                {"seconds_left", report->seconds_left}};
    simile_status status = set_numbers(line, numbers, sizeof numbers / sizeof *numbers);
    if (status == SIMILE_OK) {
        status = simile_json__set(line, "source", simile_json__new_text(report->source));
    }
    if (status != SIMILE_OK) {
        simile_json__free(sources);
        return status;
    }
    status = simile_json__set(line, "sources", sources);
    return status == SIMILE_OK ? set_numbers(line, times, sizeof times / sizeof *times) : status;
}

simile_status simile_log__step(simile_log *log, const simile_train_progress *report, simile_json *sources)
{
    if (!log) {
        simile_json__free(sources);
        return SIMILE_OK;
    }
    simile_json *line = simile_json__new_object();
    simile_status status = set_step(line, report, sources);
    if (status == SIMILE_OK) {
        status = write_line(log, line);
    }
    simile_json__free(line);
    return status;
}

/* {"file", METRIC, "alignment", "uniformity"} */
static simile_json *describe_file(const simile_dev_file *file)
{
    const log_number numbers[] = {
        {file->metric, file->value}, {"alignment", file->alignment}, {"uniformity", file->uniformity}};
    simile_json *entry = simile_json__new_object();
    simile_status status =
        entry ? simile_json__set(entry, "file", simile_json__new_text(file->path)) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = set_numbers(entry, numbers, sizeof numbers / sizeof *numbers);
    }
    if (status != SIMILE_OK) {
        simile_json__free(entry);
        return NULL;
    }
    return entry;
}

/* [n]; NULL on failure */
static simile_json *describe_files(const simile_dev *dev)
{
    size_t n;
    const simile_dev_file *files = simile_dev__files(&n, dev);
    simile_json *list = simile_json__new_array();
    for (size_t i = 0; i < n && list; i++) {
        if (simile_json__append(list, describe_file(&files[i])) != SIMILE_OK) {
            simile_json__free(list);
            list = NULL;
        }
    }
    return list;
}

simile_status simile_log__evaluation(simile_log *log, const simile_train_progress *report, double score,
                                     const simile_dev *dev)
{
    const log_number numbers[] = {{"step", (double)report->step}, {"tokens", (double)report->n_tokens}, {"dev", score}};
    const log_number times[] = {{"seconds", report->seconds}};
    if (!log) {
        return SIMILE_OK;
    }
    simile_json *line = simile_json__new_object();
    simile_status status = set_numbers(line, numbers, sizeof numbers / sizeof *numbers);
    if (status == SIMILE_OK) {
        status = simile_json__set(line, "files", describe_files(dev));
    }
    if (status == SIMILE_OK) {
        status = set_numbers(line, times, 1);
    }
    if (status == SIMILE_OK) {
        status = write_line(log, line);
    }
    simile_json__free(line);
    return status;
}

simile_status simile_log__flush(uint64_t *size, simile_log *log)
{
    *size = log->size;
    return simile_writer__flush(log->writer);
}

simile_status simile_log__commit(simile_log *log)
{
    return simile_writer__commit(log->writer);
}
