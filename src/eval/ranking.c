/* Figures of one query's answer. */
#include "ranking.h"
#include <math.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static double discounted_gain(const double *grades, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += grades[i] / log2((double)i + 2);
    }
    return sum;
}

double simile_ranking__ndcg(const simile_ranking *ranking, size_t k)
{
    return discounted_gain(ranking->grades, smaller(k, ranking->n)) /
           discounted_gain(ranking->ideal, smaller(k, ranking->n_relevant));
}

double simile_ranking__reciprocal_rank(const simile_ranking *ranking, size_t k)
{
    for (size_t i = 0; i < smaller(k, ranking->n); i++) {
        if (ranking->grades[i] > 0) {
            return 1 / ((double)i + 1);
        }
    }
    return 0;
}

double simile_ranking__average_precision(const simile_ranking *ranking, size_t k)
{
    size_t n_hits = 0;
    double sum = 0;
    for (size_t i = 0; i < smaller(k, ranking->n); i++) {
        if (ranking->grades[i] > 0) {
            n_hits++;
            sum += (double)n_hits / ((double)i + 1);
        }
    }
    return sum / (double)smaller(k, ranking->n_relevant);
}

static double count_hits(const simile_ranking *ranking, size_t k)
{
    size_t n_hits = 0;
    for (size_t i = 0; i < smaller(k, ranking->n); i++) {
        n_hits += ranking->grades[i] > 0;
    }
    return (double)n_hits;
}

double simile_ranking__recall(const simile_ranking *ranking, size_t k)
{
    return count_hits(ranking, k) / (double)ranking->n_relevant;
}

double simile_ranking__precision(const simile_ranking *ranking, size_t k)
{
    return count_hits(ranking, k) / (double)k;
}
