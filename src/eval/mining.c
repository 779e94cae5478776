/* Paraphrase mining. */
#include "mining.h"
#include "memory.h"
#include <stdint.h>
#include <stdlib.h>

#define MAX_PAIRS 500000

typedef struct mined_pair {
    float score;
    size_t a, b; /* a < b */
} mined_pair;

/* Best first, then by numbers: a pair that was found from both sides stands beside itself. */
static int compare(const void *x, const void *y)
{
    const mined_pair *p = x, *q = y;
    if (p->score != q->score) {
        return p->score < q->score ? 1 : -1;
    }
    return p->a != q->a ? (p->a > q->a) - (p->a < q->a) : (p->b > q->b) - (p->b < q->b);
}

/* The distinct pairs, best first. */
static size_t gather(mined_pair *pairs, const simile_neighbour *neighbours, size_t n, size_t k)
{
    size_t n_pairs = 0, n_distinct = 0;
    for (size_t i = 0; i < n * k; i++) {
        const size_t a = i / k, b = neighbours[i].index;
        if (b != SIZE_MAX) {
            pairs[n_pairs++] = (mined_pair){neighbours[i].score, a < b ? a : b, a < b ? b : a};
        }
    }
    qsort(pairs, n_pairs, sizeof *pairs, compare);
    for (size_t i = 0; i < n_pairs; i++) {
        if (i == 0 || pairs[i].a != pairs[n_distinct - 1].a || pairs[i].b != pairs[n_distinct - 1].b) {
            pairs[n_distinct++] = pairs[i];
        }
    }
    return n_distinct < MAX_PAIRS ? n_distinct : MAX_PAIRS;
}

static void take_f1(simile_mining *result, double precision, double recall, double threshold)
{
    const double f1 = 2 * precision * recall / (precision + recall);
    if (f1 > result->f1) {
        result->f1 = f1;
        result->precision = precision;
        result->recall = recall;
        result->threshold = threshold;
    }
}

static void walk(simile_mining *result, const mined_pair *pairs, size_t n_pairs, simile_mining_belong belong,
                 const void *context, double n_together)
{
    size_t n_hits = 0, n_before = 0;
    *result = (simile_mining){0};
    for (size_t i = 0; i < n_pairs; i++) {
        n_hits += belong(context, pairs[i].a, pairs[i].b);
        const bool is_last = i + 1 == n_pairs;
        if ((!is_last && pairs[i + 1].score == pairs[i].score) || n_hits == n_before) {
            continue;
        }
        const double precision = (double)n_hits / (double)(i + 1), recall = (double)n_hits / n_together;
        const float next = is_last ? pairs[i].score : pairs[i + 1].score;
        result->average_precision += precision * (double)(n_hits - n_before) / n_together;
        take_f1(result, precision, recall, 0.5 * ((double)pairs[i].score + (double)next));
        n_before = n_hits;
    }
}

simile_status simile_mining__measure(simile_mining *result, const simile_neighbour *neighbours, size_t n, size_t k,
                                     simile_mining_belong belong, const void *context, double n_together)
{
    mined_pair *pairs = simile_memory__alloc(n * k, sizeof *pairs);
    if (!pairs) {
        return SIMILE_ERROR_MEMORY;
    }
    walk(result, pairs, gather(pairs, neighbours, n, k), belong, context, n_together);
    simile_memory__free(pairs);
    return SIMILE_OK;
}
