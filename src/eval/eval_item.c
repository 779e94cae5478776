/* Files of an evaluation. */
#include "eval_item.h"
#include "eval_task.h"
#include "file.h"
#include "judgements.h"
#include "memory.h"
#include "overlap.h"
#include "sha256.h"
#include <string.h>
#include <sys/stat.h>

/* Pipes and standard input cannot be read again. */
static simile_status hash(char hex[65], const char *path)
{
    struct stat about;
    hex[0] = '\0';
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) ? simile_sha256__file(hex, path) : SIMILE_OK;
}

bool simile_eval_item__learns_own(const simile_eval_item *item)
{
    return item->task->learns_rows && item->train.n_rows == 0;
}

/* Looks for rows that are learnt from: those of the files beside it, or the file's own for want of a training file. A
 * row that is compared with others, as an anomaly, may be equal to one: nobody has told its answer. */
static simile_status find_duplicates(simile_eval_item *item)
{
    const bool learns_own = simile_eval_item__learns_own(item);
    const simile_eval_rows *others[2];
    size_t n_others = 0;
    if (item->task->learns_rows && item->train.n_rows > 0) {
        others[n_others++] = &item->train;
    }
    if (item->dev.n_rows > 0 && !learns_own) {
        others[n_others++] = &item->dev;
    }
    if (n_others == 0 && !learns_own) {
        return SIMILE_OK;
    }
    item->once = simile_memory__alloc(item->rows.n_rows, sizeof *item->once);
    return item->once ? simile_overlap__find(item->once, &item->n_duplicates, &item->rows, others, n_others)
                      : SIMILE_ERROR_MEMORY;
}

static simile_status copy_names(simile_eval_item *item, const simile_evaluation_files *files)
{
    const char *const texts[] = {files->name, files->split, files->language, files->queries, files->corpus};
    char **const copies[] = {&item->name, &item->split, &item->language, &item->queries, &item->corpus};
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        *copies[i] = texts[i] ? simile_memory__copy_text(texts[i], strlen(texts[i])) : NULL;
        if (texts[i] && !*copies[i]) {
            return SIMILE_ERROR_MEMORY;
        }
    }
    return SIMILE_OK;
}

simile_status simile_eval_item__load(simile_eval_item *item, const simile_eval_task *task,
                                     const simile_evaluation_files *files)
{
    item->task = task;
    simile_status status = copy_names(item, files);
    if (status == SIMILE_OK) {
        status = files->queries ? simile_judgements__load(&item->rows, files)
                                : simile_eval_rows__load(&item->rows, files->file, &task->form, &item->names);
    }
    if (status == SIMILE_OK && !files->queries && task->arrange) {
        status = task->arrange(&item->rows);
    }
    if (status == SIMILE_OK && files->train) {
        status = simile_eval_rows__load(&item->train, files->train, &task->form, &item->names);
    }
    if (status == SIMILE_OK && files->dev) {
        status = simile_eval_rows__load(&item->dev, files->dev, &task->form, &item->names);
    }
    if (status == SIMILE_OK) {
        status = hash(item->sha256, files->file);
    }
    return status == SIMILE_OK ? find_duplicates(item) : status;
}

void simile_eval_item__dispose(simile_eval_item *item, size_t n_outcomes)
{
    for (size_t i = 0; item->outcomes && i < n_outcomes; i++) {
        simile_outcome__dispose(&item->outcomes[i]);
    }
    simile_memory__free(item->outcomes);
    simile_memory__free(item->vectors);
    simile_memory__free(item->once);
    simile_memory__free(item->error);
    simile_memory__free(item->name);
    simile_memory__free(item->split);
    simile_memory__free(item->language);
    simile_memory__free(item->queries);
    simile_memory__free(item->corpus);
    simile_eval_rows__dispose(&item->rows);
    simile_eval_rows__dispose(&item->train);
    simile_eval_rows__dispose(&item->dev);
    simile_map__dispose(&item->names);
    *item = (simile_eval_item){0};
}

size_t simile_eval_item__n_texts(const simile_eval_item *item)
{
    return item->rows.n_texts + item->train.n_texts + item->dev.n_texts;
}
