/* Development files. */
#include "dev.h"
#include "elementwise.h"
#include "embedder.h"
#include "fail.h"
#include "memory.h"
#include <stdio.h>
#include <string.h>

struct simile_dev {
    simile_source **sources; /* [n] */
    simile_dev_file *files;  /* [n] */
    size_t n;
    simile_embedder *embedder;
    simile_pool *pool;
    float *vectors;
    size_t vectors_capacity;
};

static simile_status check_metric(const simile_dev_options *options)
{
    /* auto, spearman, knn_accuracy, accuracy, mrr */
    static const int metric_of_kind[] = {4, 3, 2, 2, 1};
    const int metric = metric_of_kind[options->kind];
    if (options->metric != 0 && options->metric != metric) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "data.dev: %s: that metric does not fit its kind of rows (set "
                                   "metric: auto)",
                                   options->path);
    }
    return SIMILE_OK;
}

static simile_status load(simile_source **source, const simile_dev_options *options, const simile_model *model)
{
    simile_source_options rows = {.path = options->path,
                                  .kind = options->kind,
                                  .format = options->format,
                                  .columns = options->columns,
                                  .header = options->header};
    simile_status status = check_metric(options);
    if (status == SIMILE_OK) {
        status = simile_source__load(source, &rows, model);
    }
    if (status == SIMILE_OK && rows.kind == SIMILE_ROWS_LABELLED && (*source)->n_labels < 2) {
        status = simile_status__fail(SIMILE_ERROR_DATA, "%s: holds one label alone, so any model is right on data.dev",
                                     options->path);
        simile_source__free(*source);
    }
    return status;
}

simile_status simile_dev__new(simile_dev **dev, const simile_config *config, const simile_model *model,
                              simile_pool *pool)
{
    *dev = NULL;
    if (config->n_dev == 0) {
        return SIMILE_OK;
    }
    simile_dev *d = simile_memory__alloc(1, sizeof *d);
    simile_status status = d ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (d) {
        d->pool = pool;
        d->sources = simile_memory__alloc(config->n_dev, sizeof *d->sources);
        d->files = simile_memory__alloc(config->n_dev, sizeof *d->files);
        status = d->sources && d->files ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    if (status == SIMILE_OK) {
        status = simile_embedder__new(&d->embedder, model, pool);
    }
    for (size_t i = 0; i < config->n_dev && status == SIMILE_OK; i++) {
        status = load(&d->sources[i], &config->dev[i], model);
        d->n += status == SIMILE_OK;
    }
    if (status != SIMILE_OK) {
        simile_dev__free(d);
        return status;
    }
    *dev = d;
    return SIMILE_OK;
}

void simile_dev__free(simile_dev *dev)
{
    if (!dev) {
        return;
    }
    for (size_t i = 0; dev->sources && i < dev->n; i++) {
        simile_source__free(dev->sources[i]);
    }
    simile_embedder__free(dev->embedder);
    simile_memory__free(dev->sources);
    simile_memory__free(dev->files);
    simile_memory__free(dev->vectors);
    simile_memory__free(dev);
}

static simile_status evaluate_file(simile_dev_file *file, simile_dev *dev, const simile_source *source)
{
    const size_t width = simile_embedder__width(dev->embedder);
    *file = (simile_dev_file){.path = source->path};
    simile_status status =
        simile_memory__grow(&dev->vectors, &dev->vectors_capacity, source->n_texts * width, sizeof *dev->vectors);
    if (status == SIMILE_OK) {
        status = simile_embedder__run(dev->vectors, dev->embedder, source);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    simile_normalize__forward(dev->vectors, NULL, dev->vectors, source->n_texts, width);
    return simile_dev_file__measure(file, source, dev->vectors, width, dev->pool);
}

simile_status simile_dev__evaluate(double *score, simile_dev *dev)
{
    simile_status status = SIMILE_OK;
    *score = 0;
    for (size_t i = 0; i < dev->n && status == SIMILE_OK; i++) {
        status = evaluate_file(&dev->files[i], dev, dev->sources[i]);
        *score += dev->files[i].value / (double)dev->n;
    }
    return status;
}

const simile_dev_file *simile_dev__files(size_t *n, const simile_dev *dev)
{
    *n = dev->n;
    return dev->files;
}

void simile_dev__print(char *line, size_t size, const simile_dev *dev)
{
    size_t used = 0;
    line[0] = '\0';
    for (size_t i = 0; i < dev->n && used < size; i++) {
        const simile_dev_file *file = &dev->files[i];
        const char *slash = strrchr(file->path, '/');
        const int n = snprintf(line + used, size - used, "%s%.60s %s %.4f", i > 0 ? ", " : "",
                               slash ? slash + 1 : file->path, file->metric, file->value);
        used += n > 0 ? (size_t)n : 0;
    }
}
