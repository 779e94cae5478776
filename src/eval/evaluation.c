/* Evaluations: files in, vectors made or read, metrics out. */
#include "evaluation.h"
#include "elementwise.h"
#include "fail.h"
#include "memory.h"
#include "npy.h"
#include <math.h>
#include <string.h>

const char *simile_evaluation__kind_name(simile_evaluation_kind kind)
{
    static const char *const names[] = {"sts", "pairs", "labelled", "triples"};
    return names[kind];
}

simile_status simile_evaluation_new(simile_evaluation **evaluation, const simile_model *model,
                                    const simile_evaluation_options *options)
{
    const char *vectors = options ? options->vectors : NULL;
    *evaluation = NULL;
    if (!model == !vectors) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "an evaluation needs either a model or a file of vectors");
    }
    simile_evaluation *e = simile_memory__alloc(1, sizeof *e);
    if (!e) {
        return SIMILE_ERROR_MEMORY;
    }
    e->model = model;
    if (options) {
        e->n_threads = options->n_threads;
        e->prompt = options->prompt;
        e->baseline_tfidf = options->baseline_tfidf;
    }
    e->vectors_path = vectors ? simile_memory__copy_text(vectors, strlen(vectors)) : NULL;
    if (vectors && !e->vectors_path) {
        simile_evaluation_free(e);
        return SIMILE_ERROR_MEMORY;
    }
    *evaluation = e;
    return SIMILE_OK;
}

static void free_item(simile_eval_item *item)
{
    simile_eval_rows__dispose(&item->rows);
    simile_eval_rows__dispose(&item->train);
    simile_eval_rows__dispose(&item->dev);
    simile_raw_scores__dispose(&item->raw);
    simile_map__dispose(&item->names);
    simile_measures__dispose(&item->measures);
    simile_memory__free(item->scores);
    simile_memory__free(item->predicted);
    simile_memory__free(item);
}

void simile_evaluation_free(simile_evaluation *evaluation)
{
    if (evaluation) {
        for (size_t i = 0; i < evaluation->n_items; i++) {
            free_item(evaluation->items[i]);
        }
        simile_memory__free(evaluation->items);
        simile_memory__free(evaluation->vectors_path);
        simile_memory__free(evaluation);
    }
}

static simile_status load_item(simile_eval_item *item, const simile_evaluation_files *files)
{
    simile_status status = simile_eval_rows__load(&item->rows, files->file, item->kind, &item->names);
    if (status == SIMILE_OK && files->train) {
        status = simile_eval_rows__load(&item->train, files->train, item->kind, &item->names);
    }
    if (status == SIMILE_OK && files->dev) {
        status = simile_eval_rows__load(&item->dev, files->dev, item->kind, &item->names);
    }
    if (status == SIMILE_OK) {
        item->scores = simile_memory__alloc(item->rows.n_rows, sizeof *item->scores);
        item->predicted = simile_memory__alloc(item->rows.n_rows, sizeof *item->predicted);
        status = item->scores && item->predicted ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    return status;
}

simile_status simile_evaluation_add(simile_evaluation *evaluation, simile_evaluation_kind kind,
                                    const simile_evaluation_files *files)
{
    if (files->train && kind != SIMILE_EVALUATION_LABELLED) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: only labelled files have a training file", files->file);
    }
    if (files->dev && kind != SIMILE_EVALUATION_PAIRS) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: only pairs have a dev file", files->file);
    }
    simile_status status = simile_memory__grow(&evaluation->items, &evaluation->capacity, evaluation->n_items + 1,
                                               sizeof(simile_eval_item *));
    simile_eval_item *item = status == SIMILE_OK ? simile_memory__alloc(1, sizeof *item) : NULL;
    if (!item) {
        return SIMILE_ERROR_MEMORY;
    }
    item->kind = kind;
    status = load_item(item, files);
    if (status != SIMILE_OK) {
        free_item(item);
        return status;
    }
    evaluation->items[evaluation->n_items++] = item;
    return SIMILE_OK;
}

static simile_status measure_item(simile_evaluation *e, simile_eval_item *item, float *vectors, size_t width)
{
    const size_t n = simile_eval_item__n_texts(item);
    for (size_t i = 0; i < n * width; i++) {
        if (!isfinite(vectors[i])) {
            return simile_status__fail(SIMILE_ERROR_NUMERIC, "%s: the vector of text %zu is not finite",
                                       item->rows.path, i / width + 1);
        }
    }
    simile_status status = simile_eval_item__keep_raw(item, vectors, width);
    simile_normalize__forward(vectors, NULL, vectors, n, width);
    if (status == SIMILE_OK) {
        status = simile_eval_item__measure(item, vectors, width, e->pool);
    }
    if (status == SIMILE_OK && e->baseline_tfidf) {
        status = simile_eval_item__measure_tfidf(item, e->pool);
    }
    return status;
}

static size_t count_texts(const simile_evaluation *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n_items; i++) {
        n += simile_eval_item__n_texts(e->items[i]);
    }
    return n;
}

static simile_status run_with_file(simile_evaluation *e)
{
    const size_t n_texts = count_texts(e);
    float *vectors = NULL;
    size_t n, width, start = 0;
    simile_status status = simile_npy__load(&vectors, &n, &width, e->vectors_path);
    if (status == SIMILE_OK && n != n_texts) {
        status = simile_status__fail(SIMILE_ERROR_DATA,
                                     "%s: holds %zu vectors, the files hold %zu texts (one vector a text, in file "
                                     "order)",
                                     e->vectors_path, n, n_texts);
    }
    for (size_t i = 0; i < e->n_items && status == SIMILE_OK; i++) {
        status = measure_item(e, e->items[i], vectors + start * width, width);
        start += simile_eval_item__n_texts(e->items[i]);
    }
    simile_memory__free(vectors);
    return status;
}

static simile_status embed_item(float *vectors, simile_session *session, const simile_eval_item *item, size_t width)
{
    const simile_eval_rows *const files[] = {&item->rows, &item->train, &item->dev};
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < sizeof files / sizeof *files && status == SIMILE_OK; i++) {
        if (files[i]->n_texts > 0) {
            status = simile_session_embed(session, files[i]->texts, files[i]->n_texts, vectors);
        }
        vectors += files[i]->n_texts * width;
    }
    return status;
}

static simile_status run_with_model(simile_evaluation *e)
{
    const simile_session_options options = {.n_threads = e->n_threads, .prompt = e->prompt};
    const size_t width = simile_model_dimension(e->model);
    simile_session *session = NULL;
    simile_status status = simile_session_new(&session, e->model, &options);
    for (size_t i = 0; i < e->n_items && status == SIMILE_OK; i++) {
        simile_eval_item *item = e->items[i];
        float *vectors = simile_memory__alloc(simile_eval_item__n_texts(item), width * sizeof *vectors);
        status = vectors ? embed_item(vectors, session, item, width) : SIMILE_ERROR_MEMORY;
        if (status == SIMILE_OK) {
            status = measure_item(e, item, vectors, width);
        }
        simile_memory__free(vectors);
    }
    simile_session_free(session);
    return status;
}

simile_status simile_evaluation_run(simile_evaluation *evaluation)
{
    if (evaluation->is_done) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "an evaluation runs once");
    }
    evaluation->is_done = true;
    simile_status status = simile_pool__new(&evaluation->pool, evaluation->n_threads);
    if (status == SIMILE_OK) {
        status = evaluation->model ? run_with_model(evaluation) : run_with_file(evaluation);
    }
    simile_pool__free(evaluation->pool);
    evaluation->pool = NULL;
    return status;
}

size_t simile_evaluation_count(const simile_evaluation *evaluation)
{
    return evaluation->n_items;
}

simile_evaluation_result simile_evaluation_get(const simile_evaluation *evaluation, size_t index)
{
    const simile_eval_item *item = evaluation->items[index];
    return (simile_evaluation_result){.task = simile_evaluation__kind_name(item->kind),
                                      .file = item->rows.path,
                                      .n_rows = item->rows.n_rows,
                                      .metrics = item->measures.items,
                                      .n_metrics = item->measures.n};
}
