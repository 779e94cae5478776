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

static simile_status write_numbers(simile_log *log, const log_number *numbers, size_t n, const char *source)
{
    if (!log) {
        return SIMILE_OK;
    }
    simile_json *line = simile_json__new_object();
    simile_status status = line ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = simile_json__set(line, numbers[i].key, simile_json__new_number(numbers[i].value));
    }
    if (status == SIMILE_OK && source) {
        status = simile_json__set(line, "source", simile_json__new_text(source));
    }
    if (status == SIMILE_OK) {
        status = write_line(log, line);
    }
    simile_json__free(line);
    return status;
}

simile_status simile_log__step(simile_log *log, const simile_train_progress *report, const char *source)
{
    const log_number numbers[] = {{"step", (double)report->step},
                                  {"loss", report->loss},
                                  {"tokens", (double)report->n_tokens},
                                  {"seconds", report->seconds},
                                  {"positive", report->positive_similarity},
                                  {"negative", report->negative_similarity},
                                  {"norm", report->gradient_norm},
                                  {"rate", report->learning_rate}};
    return write_numbers(log, numbers, sizeof numbers / sizeof *numbers, source);
}

simile_status simile_log__evaluation(simile_log *log, uint64_t step, uint64_t n_tokens, double seconds, double score)
{
    const log_number numbers[] = {
        {"step", (double)step}, {"tokens", (double)n_tokens}, {"seconds", seconds}, {"dev", score}};
    return write_numbers(log, numbers, sizeof numbers / sizeof *numbers, NULL);
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
