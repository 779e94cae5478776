/* From texts to a view of them, and from there to figures. */
#include "contender.h"
#include "elementwise.h"
#include "encoder.h"
#include "eval_task.h"
#include "fail.h"
#include "memory.h"
#include "model.h"
#include "npy.h"
#include "plain_vectors.h"
#include "tfidf.h"
#include <math.h>
#include <string.h>

#define STRETCH 4096 /* texts */

static simile_status open_file(simile_contender *c, size_t n_texts)
{
    simile_status status = simile_npy__load(&c->vectors, &c->n_vectors, &c->width, c->path);
    if (status == SIMILE_OK && c->n_vectors != n_texts) {
        status = simile_status__fail(SIMILE_ERROR_DATA,
                                     "%s: holds %zu vectors, the files hold %zu texts (one vector a text, in file "
                                     "order)",
                                     c->path, c->n_vectors, n_texts);
    }
    return status;
}

simile_status simile_contender__open(simile_contender *contender, size_t n_texts, const char *prompt, size_t n_threads)
{
    const simile_session_options options = {.n_threads = n_threads, .prompt = prompt};
    switch (contender->kind) {
    case SIMILE_CONTENDER_MODEL:
        contender->width = simile_model_dimension(contender->model);
        return simile_session_new(&contender->session, contender->model, &options);
    case SIMILE_CONTENDER_FILE:
        return open_file(contender, n_texts);
    case SIMILE_CONTENDER_STATIC:
        contender->width = simile_encoder__shape(contender->model->encoder)->hidden;
        break;
    case SIMILE_CONTENDER_JACCARD:
    case SIMILE_CONTENDER_TFIDF:
    case SIMILE_CONTENDER_RANDOM:
        break;
    }
    return SIMILE_OK;
}

void simile_contender__dispose(simile_contender *contender)
{
    simile_session_free(contender->session);
    simile_memory__free(contender->vectors);
    contender->session = NULL;
    contender->vectors = NULL;
}

/* The parts of an item, in the order of their texts. */
#define N_PARTS 3
static const simile_eval_rows *part(const simile_eval_item *item, size_t i)
{
    const simile_eval_rows *const parts[N_PARTS] = {&item->rows, &item->train, &item->dev};
    return parts[i];
}

static simile_status embed_texts(float *vectors, simile_contender *c, const simile_text *texts, size_t n,
                                 simile_pool *pool)
{
    switch (c->kind) {
    case SIMILE_CONTENDER_MODEL:
        return simile_session_embed(c->session, texts, n, vectors);
    case SIMILE_CONTENDER_FILE:
        memcpy(vectors, c->vectors + c->n_used * c->width, n * c->width * sizeof *vectors);
        c->n_used += n;
        break;
    case SIMILE_CONTENDER_STATIC:
        return simile_plain_vectors__average(vectors, c->model, texts, n, pool);
    case SIMILE_CONTENDER_RANDOM:
        simile_plain_vectors__draw(vectors, c->width, texts, n);
        break;
    case SIMILE_CONTENDER_JACCARD:
    case SIMILE_CONTENDER_TFIDF:
        break;
    }
    return SIMILE_OK;
}

static void tell(simile_contender_run *run)
{
    if (run->progress) {
        run->progress(run->progress_context, &run->so_far);
    }
}

/* In stretches, so that there is something to tell. */
static simile_status embed(float *vectors, simile_contender *c, const simile_eval_item *item, simile_contender_run *run)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < N_PARTS; i++) {
        const simile_eval_rows *rows = part(item, i);
        for (size_t t = 0; t < rows->n_texts && status == SIMILE_OK; t += STRETCH) {
            const size_t n = rows->n_texts - t < STRETCH ? rows->n_texts - t : STRETCH;
            status = embed_texts(vectors, c, rows->texts + t, n, run->pool);
            vectors += n * c->width;
            run->so_far.n_texts += n;
            tell(run);
        }
    }
    return status;
}

static simile_status check_finite(const float *vectors, size_t n, size_t width, const simile_eval_item *item)
{
    size_t n_bad = 0, first = 0;
    for (size_t i = n; i-- > 0;) {
        bool is_bad = false;
        for (size_t j = 0; j < width; j++) {
            is_bad = is_bad || !isfinite(vectors[i * width + j]);
        }
        n_bad += is_bad;
        first = is_bad ? i : first;
    }
    if (n_bad == 0) {
        return SIMILE_OK;
    }
    return simile_status__fail(SIMILE_ERROR_NUMERIC,
                               "%s: %zu of %zu vectors are not finite, the first is that of text %zu", item->rows.path,
                               n_bad, n, first + 1);
}

static void find_lengths(double *lengths, const float *vectors, size_t n, size_t width)
{
    for (size_t i = 0; i < n; i++) {
        double squares = 0;
        for (size_t j = 0; j < width; j++) {
            squares += (double)vectors[i * width + j] * (double)vectors[i * width + j];
        }
        lengths[i] = sqrt(squares);
    }
}

static simile_status measure_vectors(simile_outcome *outcome, simile_contender *c, simile_eval_item *item,
                                     simile_contender_run *run)
{
    const size_t n = simile_eval_item__n_texts(item);
    float *vectors = simile_memory__alloc(n, c->width * sizeof *vectors);
    double *lengths = simile_memory__alloc(n, sizeof *lengths);
    simile_status status = vectors && lengths ? embed(vectors, c, item, run) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = check_finite(vectors, n, c->width, item);
    }
    if (status == SIMILE_OK) {
        simile_eval_view view = {.vectors = vectors, .width = c->width, .lengths = lengths, .pool = run->pool};
        find_lengths(lengths, vectors, n, c->width);
        simile_normalize__forward(vectors, NULL, vectors, n, c->width);
        simile_eval_view__use_vectors(&view);
        status = item->task->measure(outcome, item, &view);
    }
    simile_memory__free(lengths);
    if (status == SIMILE_OK && run->keeps_vectors) {
        item->vectors = vectors;
        item->width = c->width;
        return SIMILE_OK;
    }
    simile_memory__free(vectors);
    return status;
}

static simile_status measure_words(simile_outcome *outcome, const simile_contender *c, const simile_eval_item *item,
                                   simile_pool *pool)
{
    simile_text *texts = simile_memory__alloc(simile_eval_item__n_texts(item), sizeof *texts);
    simile_tfidf tfidf = {0};
    size_t n = 0;
    if (!texts) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < N_PARTS; i++) {
        for (size_t t = 0; t < part(item, i)->n_texts; t++) {
            texts[n++] = part(item, i)->texts[t];
        }
    }
    simile_status status = simile_tfidf__build(&tfidf, texts, n);
    if (status == SIMILE_OK) {
        const bool is_weighted = c->kind == SIMILE_CONTENDER_TFIDF;
        const simile_eval_view view = {.cosine = is_weighted ? simile_tfidf__cosine : simile_tfidf__jaccard,
                                       .cosines = is_weighted ? simile_tfidf__cosines : simile_tfidf__jaccards,
                                       .context = &tfidf,
                                       .pool = pool};
        status = item->task->measure(outcome, item, &view);
    }
    simile_tfidf__dispose(&tfidf);
    simile_memory__free(texts);
    return status;
}

simile_status simile_contender__measure(simile_outcome *outcome, simile_contender *contender, simile_eval_item *item,
                                        simile_contender_run *run)
{
    const bool has_words_alone =
        contender->kind == SIMILE_CONTENDER_JACCARD || contender->kind == SIMILE_CONTENDER_TFIDF;
    outcome->measures.pool = run->pool;
    outcome->measures.once = item->n_duplicates > 0 ? item->once : NULL;
    outcome->measures.n_once = item->rows.n_rows;
    run->so_far.contender = contender->name;
    run->so_far.n_total = simile_eval_item__n_texts(item);
    run->so_far.n_texts = has_words_alone ? run->so_far.n_total : 0;
    tell(run);
    return has_words_alone ? measure_words(outcome, contender, item, run->pool)
                           : measure_vectors(outcome, contender, item, run);
}
