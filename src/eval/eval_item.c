/* From one file's vectors to its metrics. */
#include "cosine.h"
#include "evaluation.h"
#include "labelled.h"
#include "memory.h"
#include "pairs.h"
#include "space.h"
#include "sts.h"
#include "tfidf.h"
#include "triples.h"
#include <math.h>
#include <string.h>

#define SPACE_ROWS     4096 /* all pairs of more would be slow; so many, evenly spread, tell the same */
#define POSITIVE_SCORE 4.0

size_t simile_eval_item__n_texts(const simile_eval_item *item)
{
    return item->rows.n_texts + item->train.n_texts + item->dev.n_texts;
}

simile_status simile_eval_item__keep_raw(simile_eval_item *item, const float *vectors, size_t width)
{
    return item->kind == SIMILE_EVALUATION_STS ? simile_raw_scores__make(&item->raw, &item->rows, vectors, width)
                                               : SIMILE_OK;
}

static simile_status measure_pairs(simile_eval_item *item, double *scores, const simile_cosine *cosine)
{
    simile_status status = simile_pairs__measure(&item->measures, scores, &item->rows, cosine);
    if (status == SIMILE_OK && item->dev.n_rows > 0) {
        status = simile_pairs__measure_by_dev(&item->measures, scores, &item->rows, &item->dev,
                                              item->rows.n_texts + item->train.n_texts, cosine);
    }
    return status;
}

static simile_status measure_by_cosine(simile_eval_item *item, double *scores, const simile_cosine *cosine)
{
    switch (item->kind) {
    case SIMILE_EVALUATION_STS:
        return simile_sts__measure(&item->measures, scores, &item->rows, cosine);
    case SIMILE_EVALUATION_PAIRS:
        return measure_pairs(item, scores, cosine);
    case SIMILE_EVALUATION_TRIPLES:
        return simile_triples__measure(&item->measures, scores, &item->rows, cosine);
    case SIMILE_EVALUATION_LABELLED:
        break;
    }
    return SIMILE_OK;
}

/* Mean ‖x − y‖² over the rows scored 4 and above; for unit vectors 2 − 2·cosine. */
static simile_status add_alignment(simile_eval_item *item, const float *vectors, size_t width)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < item->rows.n_rows; i++) {
        if (item->rows.scores[i] >= POSITIVE_SCORE) {
            const float *x = vectors + item->rows.row_starts[i] * width;
            sum += simile_space__alignment(x, x + width, 1, width);
            n++;
        }
    }
    return simile_measures__add(&item->measures, "", "alignment", n > 0 ? sum / (double)n : NAN,
                                "undefined: no row has a score of 4 or above");
}

static simile_status add_space(simile_eval_item *item, const float *vectors, size_t width, simile_pool *pool)
{
    static const char note[] = "undefined: fewer than two texts";
    const size_t n = item->rows.n_texts, n_used = n < SPACE_ROWS ? n : SPACE_ROWS;
    float *used = simile_memory__alloc(n_used * width, sizeof *used);
    simile_space space;
    if (!used) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n_used; i++) {
        memcpy(used + i * width, vectors + (i * n / n_used) * width, width * sizeof *used);
    }
    simile_status status = simile_space__measure(&space, used, n_used, width, pool);
    simile_memory__free(used);
    if (status == SIMILE_OK) {
        status = simile_measures__add(&item->measures, "", "uniformity", space.uniformity, note);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(&item->measures, "", "mean_cosine", space.mean_cosine, note);
    }
    return status;
}

static simile_status measure_labelled(simile_eval_item *item, const float *vectors, size_t width, simile_pool *pool)
{
    const simile_labelled test = {vectors, item->rows.labels, item->rows.n_rows, width};
    const simile_labelled train = {vectors + item->rows.n_rows * width, item->train.labels, item->train.n_rows, width};
    const simile_labelled_input input = {&item->rows, &test, item->train.n_rows > 0 ? &train : NULL,
                                         item->names.n_entries, pool};
    return simile_labelled__measure(&item->measures, item->predicted, &input);
}

simile_status simile_eval_item__measure(simile_eval_item *item, const float *vectors, size_t width, simile_pool *pool)
{
    const simile_cosine_vectors set = {vectors, width};
    const simile_cosine cosine = {simile_cosine__of_vectors, &set, ""};
    simile_status status = item->kind == SIMILE_EVALUATION_LABELLED ? measure_labelled(item, vectors, width, pool)
                                                                    : measure_by_cosine(item, item->scores, &cosine);
    if (status == SIMILE_OK && item->kind == SIMILE_EVALUATION_STS) {
        status = simile_sts__measure_raw(&item->measures, &item->raw, &item->rows);
    }
    if (status == SIMILE_OK && item->kind == SIMILE_EVALUATION_STS) {
        status = add_alignment(item, vectors, width);
    }
    if (status == SIMILE_OK && (item->kind == SIMILE_EVALUATION_STS || item->kind == SIMILE_EVALUATION_LABELLED)) {
        status = add_space(item, vectors, width, pool);
    }
    return status;
}

/* Neighbours by word overlap. */
typedef struct tfidf_predict {
    const simile_tfidf *tfidf;
    const simile_eval_item *item;
    simile_pool *pool;
} tfidf_predict;

static simile_status predict_by_words(int64_t *predicted, void *context, size_t k)
{
    const tfidf_predict *p = context;
    const simile_eval_rows *test = &p->item->rows, *corpus = p->item->train.n_rows > 0 ? &p->item->train : test;
    simile_neighbour *found = simile_memory__alloc(test->n_rows * k, sizeof *found);
    simile_status status =
        found ? simile_tfidf__find(found, p->tfidf, test->n_rows, p->item->train.n_rows > 0 ? test->n_rows : 0,
                                   corpus->n_rows, k, p->pool)
              : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < test->n_rows && status == SIMILE_OK; i++) {
        predicted[i] = simile_knn__vote(found + i * k, corpus->labels, k);
    }
    simile_memory__free(found);
    return status;
}

static simile_status measure_words(simile_eval_item *item, const simile_tfidf *tfidf, simile_pool *pool)
{
    const size_t n = item->rows.n_rows;
    const simile_cosine cosine = {simile_tfidf__cosine, tfidf, "tfidf_"};
    const simile_labelled train = {.n = item->train.n_rows};
    const simile_labelled_input input = {
        .rows = &item->rows, .train = item->train.n_rows > 0 ? &train : NULL, .pool = pool};
    tfidf_predict predict = {tfidf, item, pool};
    double *scores = simile_memory__alloc(n, sizeof *scores);
    int64_t *predicted = simile_memory__alloc(n, sizeof *predicted);
    simile_status status = scores && predicted ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = item->kind == SIMILE_EVALUATION_LABELLED
                     ? simile_labelled__measure_neighbours(&item->measures, "tfidf_", predicted, &input,
                                                           predict_by_words, &predict)
                     : measure_by_cosine(item, scores, &cosine);
    }
    simile_memory__free(scores);
    simile_memory__free(predicted);
    return status;
}

simile_status simile_eval_item__measure_tfidf(simile_eval_item *item, simile_pool *pool)
{
    const simile_eval_rows *const files[] = {&item->rows, &item->train, &item->dev};
    simile_text *texts = simile_memory__alloc(simile_eval_item__n_texts(item), sizeof *texts);
    simile_tfidf tfidf = {0};
    size_t n = 0;
    if (!texts) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        for (size_t t = 0; t < files[i]->n_texts; t++) {
            texts[n++] = files[i]->texts[t];
        }
    }
    simile_status status = simile_tfidf__build(&tfidf, texts, n);
    if (status == SIMILE_OK) {
        status = measure_words(item, &tfidf, pool);
    }
    simile_tfidf__dispose(&tfidf);
    simile_memory__free(texts);
    return status;
}
