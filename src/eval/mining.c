/* Paraphrase mining. */
#include "mining.h"
#include "memory.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_PAIRS 500000

/* Best first, then by numbers: a pair that was found from both sides stands beside itself. */
static int compare(const void *x, const void *y)
{
    const simile_mined_pair *p = x, *q = y;
    if (p->score != q->score) {
        return p->score < q->score ? 1 : -1;
    }
    return p->a != q->a ? (p->a > q->a) - (p->a < q->a) : (p->b > q->b) - (p->b < q->b);
}

/* Drops what stands twice; the number of pairs left. */
static size_t join_equal(simile_mined_pair *pairs, size_t n)
{
    size_t n_distinct = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || pairs[i].a != pairs[n_distinct - 1].a || pairs[i].b != pairs[n_distinct - 1].b) {
            pairs[n_distinct++] = pairs[i];
        }
    }
    return n_distinct < MAX_PAIRS ? n_distinct : MAX_PAIRS;
}

static void mark(simile_mined *mined, simile_mining_belong belong, const void *context)
{
    bool has_right = false;
    for (size_t i = 0; i < mined->n_pairs; i++) {
        simile_mined_pair *pair = &mined->pairs[i];
        const bool is_last = i + 1 == mined->n_pairs || pair[1].score != pair->score;
        pair->is_right = belong(context, pair->a, pair->b);
        has_right = has_right || pair->is_right;
        pair->is_checked = is_last && has_right;
        has_right = has_right && !is_last;
    }
}

simile_status simile_mined__gather(simile_mined *mined, const simile_neighbour *neighbours, size_t n, size_t k,
                                   simile_mining_belong belong, const void *context)
{
    size_t n_pairs = 0;
    mined->pairs = simile_memory__alloc(n * k, sizeof *mined->pairs);
    if (!mined->pairs) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n * k; i++) {
        const size_t a = i / k, b = neighbours[i].index;
        if (b != SIZE_MAX) {
            mined->pairs[n_pairs++] = (simile_mined_pair){
                .score = neighbours[i].score, .a = (uint32_t)(a < b ? a : b), .b = (uint32_t)(a < b ? b : a)};
        }
    }
    qsort(mined->pairs, n_pairs, sizeof *mined->pairs, compare);
    mined->n_pairs = join_equal(mined->pairs, n_pairs);
    mark(mined, belong, context);
    return SIMILE_OK;
}

void simile_mined__dispose(simile_mined *mined)
{
    simile_memory__free(mined->pairs);
    *mined = (simile_mined){0};
}

static double weigh(const simile_mined_pair *pair, const double *weights)
{
    return weights[pair->a] * weights[pair->b];
}

/* Halfway to the next pair that counts. */
static double threshold_behind(const simile_mined *mined, size_t last, const double *weights)
{
    size_t next = last + 1;
    while (next < mined->n_pairs && !(weigh(&mined->pairs[next], weights) > 0)) {
        next++;
    }
    return 0.5 * ((double)mined->pairs[last].score + (double)mined->pairs[next < mined->n_pairs ? next : last].score);
}

/* F1 is 2·right / (seen + n_together). Where no pair of a score counts, `right` stands still and F1 cannot rise. */
void simile_mining__measure(simile_mining *result, const simile_mined *mined, const double *weights, double n_together)
{
    double seen = 0, right = 0, right_before = 0, best_right = 0, best_seen = 1, sum = 0;
    size_t best = 0;
    for (size_t i = 0; i < mined->n_pairs; i++) {
        const double weight = weigh(&mined->pairs[i], weights);
        seen += weight;
        right += (double)mined->pairs[i].is_right * weight;
        if (!mined->pairs[i].is_checked) {
            continue;
        }
        sum += right / (seen > 1 ? seen : 1) * (right - right_before);
        right_before = right;
        if (right * (best_seen + n_together) > best_right * (seen + n_together)) {
            best_right = right;
            best_seen = seen;
            best = i;
        }
    }
    *result = (simile_mining){.average_precision = sum / n_together,
                              .f1 = 2 * best_right / (best_seen + n_together),
                              .precision = best_right / best_seen,
                              .recall = best_right / n_together,
                              .threshold = best_right > 0 ? threshold_behind(mined, best, weights) : NAN};
    if (!(n_together > 0)) {
        *result = (simile_mining){NAN, NAN, NAN, NAN, NAN};
    }
}
