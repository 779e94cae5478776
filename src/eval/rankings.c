/* Figures of retrieval. */
#include "rankings.h"
#include "fail.h"
#include "memory.h"
#include "ranking.h"
#include <math.h>
#include <stdint.h>

static const struct {
    const char *name;
    double (*figure)(const simile_ranking *ranking, size_t k);
    size_t k;
} figures[] = {{"ndcg_at_10", simile_ranking__ndcg, 10},
               {"mrr_at_10", simile_ranking__reciprocal_rank, 10},
               {"map_at_100", simile_ranking__average_precision, 100},
               {"recall_at_1", simile_ranking__recall, 1},
               {"recall_at_5", simile_ranking__recall, 5},
               {"recall_at_10", simile_ranking__recall, 10},
               {"recall_at_100", simile_ranking__recall, 100},
               {"precision_at_1", simile_ranking__precision, 1},
               {"precision_at_10", simile_ranking__precision, 10}};
#define N_FIGURES         (sizeof figures / sizeof *figures)
#define AVERAGE_PRECISION 2 /* of the figures: also a column */

typedef struct rankings_run {
    double *values; /* [N_FIGURES, n_queries]; NaN: the query has no answer */
    double *ranks;  /* [n_queries] */
    double *grades; /* [k] */
    double *ideal;  /* [n_documents] */
} rankings_run;

static void measure_query(rankings_run *run, const simile_neighbour *found, size_t k, const simile_relevance *relevance,
                          size_t query)
{
    simile_ranking ranking = {.grades = run->grades, .ideal = run->ideal};
    ranking.n_relevant = relevance->ideal(run->ideal, relevance->context, query);
    run->ranks[query] = 0;
    for (; ranking.n < k && found[ranking.n].index != SIZE_MAX; ranking.n++) {
        run->grades[ranking.n] = relevance->grade(relevance->context, query, found[ranking.n].index);
        if (run->ranks[query] == 0 && run->grades[ranking.n] > 0) {
            run->ranks[query] = (double)ranking.n + 1;
        }
    }
    for (size_t f = 0; f < N_FIGURES; f++) {
        run->values[f * relevance->n_queries + query] =
            ranking.n_relevant > 0 ? figures[f].figure(&ranking, figures[f].k) : NAN;
    }
}

static simile_status add_figures(simile_outcome *outcome, const double *values, size_t n)
{
    simile_status status = SIMILE_OK;
    for (size_t f = 0; f < N_FIGURES && status == SIMILE_OK; f++) {
        status = simile_measures__add_mean(&outcome->measures, figures[f].name, values + f * n, n, NULL);
    }
    return status;
}

static simile_status add_columns(double **average_precisions, double **ranks, simile_outcome *outcome, size_t n)
{
    simile_status status =
        simile_outcome__add_column(average_precisions, outcome, "average_precision", SIMILE_COLUMN_REAL, n);
    return status == SIMILE_OK ? simile_outcome__add_column(ranks, outcome, "first_rank", SIMILE_COLUMN_REAL, n)
                               : status;
}

simile_status simile_rankings__measure(simile_outcome *outcome, const simile_neighbour *found, size_t k,
                                       const simile_relevance *relevance)
{
    const size_t n = relevance->n_queries;
    rankings_run run = {.values = simile_memory__alloc(N_FIGURES * n, sizeof(double)),
                        .grades = simile_memory__alloc(k, sizeof(double)),
                        .ideal = simile_memory__alloc(relevance->n_documents, sizeof(double))};
    double *average_precisions;
    simile_status status = run.values && run.grades && run.ideal
                               ? add_columns(&average_precisions, &run.ranks, outcome, n)
                               : SIMILE_ERROR_MEMORY;
    size_t n_answered = 0;
    for (size_t query = 0; query < n && status == SIMILE_OK; query++) {
        measure_query(&run, found + query * k, k, relevance, query);
        average_precisions[query] = run.values[AVERAGE_PRECISION * n + query];
        n_answered += isnan(average_precisions[query]) ? 0 : 1;
    }
    if (status == SIMILE_OK && n_answered == 0) {
        status = simile_status__fail(SIMILE_ERROR_DATA, "no query has an answer: nothing can be found");
    }
    if (status == SIMILE_OK) {
        status = add_figures(outcome, run.values, n);
    }
    simile_memory__free(run.values);
    simile_memory__free(run.grades);
    simile_memory__free(run.ideal);
    return status;
}
