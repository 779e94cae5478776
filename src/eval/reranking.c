/* The reranking task. */
#include "document_search.h"
#include "fail.h"
#include "memory.h"
#include "ranking.h"
#include <math.h>
#include <stdlib.h>

#define N_FIGURES 3
#define AT        10

typedef struct candidate {
    double score, grade;
    size_t document;
} candidate;

/* Best score first, equal ones by number. */
static int compare(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return (x->document > y->document) - (x->document < y->document);
}

static int higher_first(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Room for the candidates of one query, [n_candidates] each. */
typedef struct rerank_work {
    candidate *candidates;
    double *grades, *ideal;
} rerank_work;

static void rank_query(double figures[N_FIGURES], rerank_work *work, const simile_eval_rows *rows, size_t query,
                       const simile_eval_view *view)
{
    const size_t first = rows->judgement_starts[query], n = rows->judgement_starts[query + 1] - first;
    simile_ranking ranking = {.grades = work->grades, .ideal = work->ideal, .n = n};
    for (size_t i = 0; i < n; i++) {
        const simile_judgement *one = &rows->judgements[first + i];
        work->candidates[i] =
            (candidate){simile_eval_view__cosine(view, query, rows->n_rows + one->document), one->grade, one->document};
        if (one->grade > 0) {
            work->ideal[ranking.n_relevant++] = one->grade;
        }
    }
    qsort(work->candidates, n, sizeof *work->candidates, compare);
    qsort(work->ideal, ranking.n_relevant, sizeof *work->ideal, higher_first);
    for (size_t i = 0; i < n; i++) {
        work->grades[i] = work->candidates[i].grade;
    }
    const bool is_defined = ranking.n_relevant > 0 && ranking.n_relevant < n;
    figures[0] = is_defined ? simile_ranking__average_precision(&ranking, n) : NAN;
    figures[1] = is_defined ? simile_ranking__reciprocal_rank(&ranking, AT) : NAN;
    figures[2] = is_defined ? simile_ranking__ndcg(&ranking, AT) : NAN;
}

static size_t most_candidates(const simile_eval_rows *rows)
{
    size_t most = 1;
    for (size_t i = 0; i < rows->n_rows; i++) {
        const size_t n = rows->judgement_starts[i + 1] - rows->judgement_starts[i];
        most = n > most ? n : most;
    }
    return most;
}

/* values [N_FIGURES, n_rows] (=). */
static simile_status rank_all(double *values, const simile_eval_rows *rows, const simile_eval_view *view)
{
    const size_t most = most_candidates(rows);
    rerank_work work = {.candidates = simile_memory__alloc(most, sizeof *work.candidates),
                        .grades = simile_memory__alloc(most, sizeof *work.grades),
                        .ideal = simile_memory__alloc(most, sizeof *work.ideal)};
    simile_status status = work.candidates && work.grades && work.ideal ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    size_t n_defined = 0;
    for (size_t query = 0; query < rows->n_rows && status == SIMILE_OK; query++) {
        double figures[N_FIGURES];
        rank_query(figures, &work, rows, query, view);
        for (size_t f = 0; f < N_FIGURES; f++) {
            values[f * rows->n_rows + query] = figures[f];
        }
        n_defined += isnan(figures[0]) ? 0 : 1;
    }
    simile_memory__free(work.candidates);
    simile_memory__free(work.grades);
    simile_memory__free(work.ideal);
    if (status == SIMILE_OK && n_defined == 0) {
        status = simile_status__fail(SIMILE_ERROR_DATA,
                                     "%s: no query has both an answer and a candidate that is none: there is no order "
                                     "to be right",
                                     rows->path);
    }
    return status;
}

simile_status simile_reranking__measure(simile_outcome *outcome, const simile_eval_item *item,
                                        const simile_eval_view *view)
{
    static const char *const names[N_FIGURES] = {"map", "mrr_at_10", "ndcg_at_10"};
    const size_t n = item->rows.n_rows;
    double *values = simile_memory__alloc(N_FIGURES * n, sizeof *values), *column;
    simile_status status = values ? rank_all(values, &item->rows, view) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_outcome__add_column(&column, outcome, "average_precision", SIMILE_COLUMN_REAL, n);
    }
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        column[i] = values[i];
    }
    for (size_t f = 0; f < N_FIGURES && status == SIMILE_OK; f++) {
        status = simile_measures__add_mean(&outcome->measures, names[f], values + f * n, n, NULL);
    }
    simile_memory__free(values);
    return status;
}
