/* Development files: sts rows (Spearman of cosines), labelled rows and groups (10 nearest neighbours, leaving one out),
 * triples (share whose positive is nearer). */
#include "dev.h"
#include "correlation.h"
#include "elementwise.h"
#include "fail.h"
#include "knn.h"
#include "memory.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEIGHBOURS 10

struct simile_dev {
    simile_source **sources; /* [n] */
    size_t n;
    float *vectors;
    size_t vectors_capacity;
};

static simile_status check_metric(const simile_dev_options *options)
{
    /* auto, spearman, knn_accuracy, accuracy */
    static const int metric_of_kind[] = {-1, 3, 2, 2, 1};
    int metric = metric_of_kind[options->kind];
    if (metric < 0) {
        return simile_status__fail(
            SIMILE_ERROR_CONFIG, "data.dev: rows of kind pairs have no metric (use sts, labelled, groups or triples)");
    }
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
    return status == SIMILE_OK ? simile_source__load(source, &rows, model) : status;
}

simile_status simile_dev__new(simile_dev **dev, const simile_config *config, const simile_model *model)
{
    *dev = NULL;
    if (config->n_dev == 0) {
        return SIMILE_OK;
    }
    simile_dev *d = simile_memory__alloc(1, sizeof *d);
    simile_status status = d ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (d) {
        d->sources = simile_memory__alloc(config->n_dev, sizeof *d->sources);
        status = d->sources ? SIMILE_OK : SIMILE_ERROR_MEMORY;
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
    simile_memory__free(dev->sources);
    simile_memory__free(dev->vectors);
    simile_memory__free(dev);
}

static double similarity(const float *vectors, size_t a, size_t b, size_t width)
{
    return (double)simile_vector__dot(vectors + a * width, vectors + b * width, width);
}

static simile_status score_sts(double *score, const simile_source *source, const float *vectors, size_t width)
{
    double *cosines = simile_memory__alloc(source->n_rows, sizeof *cosines);
    if (!cosines) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t r = 0; r < source->n_rows; r++) {
        cosines[r] = similarity(vectors, source->row_starts[r], source->row_starts[r] + 1, width);
    }
    simile_status status = simile_correlation__spearman(score, cosines, source->scores, source->n_rows);
    simile_memory__free(cosines);
    return status;
}

static void score_triples(double *score, const simile_source *source, const float *vectors, size_t width)
{
    size_t n_right = 0;
    for (size_t r = 0; r < source->n_rows; r++) {
        const size_t first = source->row_starts[r], end = source->row_starts[r + 1];
        const double positive = similarity(vectors, first, first + 1, width);
        bool is_right = true;
        for (size_t t = first + 2; t < end; t++) {
            is_right = is_right && positive > similarity(vectors, first, t, width);
        }
        n_right += is_right;
    }
    *score = (double)n_right / (double)source->n_rows;
}

static simile_status score_labelled(double *score, const simile_source *source, const float *vectors, size_t width,
                                    simile_pool *pool)
{
    const simile_labelled rows = {vectors, source->labels, source->n_rows, width};
    int64_t *predicted = simile_memory__alloc(source->n_rows, sizeof *predicted);
    simile_status status =
        predicted ? simile_knn__predict(predicted, &rows, NULL, NEIGHBOURS, pool) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        *score = simile_knn__accuracy(predicted, source->labels, source->n_rows);
    }
    simile_memory__free(predicted);
    return status;
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static simile_status evaluate_one(double *score, const char **metric, simile_dev *dev, const simile_source *source,
                                  simile_step *step, simile_pool *pool, size_t width)
{
    simile_status status =
        simile_memory__grow(&dev->vectors, &dev->vectors_capacity, source->n_texts * width, sizeof *dev->vectors);
    if (status == SIMILE_OK) {
        status = simile_step__embed(dev->vectors, step, source);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    simile_normalize__forward(dev->vectors, NULL, dev->vectors, source->n_texts, width);
    if (source->kind == SIMILE_ROWS_STS) {
        *metric = "spearman";
        return score_sts(score, source, dev->vectors, width);
    }
    if (source->kind == SIMILE_ROWS_TRIPLES) {
        *metric = "accuracy";
        score_triples(score, source, dev->vectors, width);
        return SIMILE_OK;
    }
    *metric = "knn_accuracy";
    return score_labelled(score, source, dev->vectors, width, pool);
}

simile_status simile_dev__evaluate(double *score, char line[256], simile_dev *dev, simile_step *step, simile_pool *pool)
{
    const size_t width = simile_step__dimension(step);
    simile_status status = SIMILE_OK;
    size_t used = 0;
    *score = 0;
    line[0] = '\0';
    for (size_t i = 0; i < dev->n && status == SIMILE_OK; i++) {
        double one = 0;
        const char *metric = "";
        status = evaluate_one(&one, &metric, dev, dev->sources[i], step, pool, width);
        /* An undefined correlation (all vectors alike) counts as none. */
        one = isnan(one) ? 0 : one;
        *score += one / (double)dev->n;
        if (used < 200) {
            used += (size_t)snprintf(line + used, 256 - used, "%s%.60s %s %.4f", i > 0 ? ", " : "",
                                     file_name(dev->sources[i]->path), metric, one);
        }
    }
    return status;
}
