/* Labels that have an order against positions on a line. */
#include "order.h"
#include <math.h>

/* Pairs of a higher rank here and a lower one below, or half at the same position. */
static double count_right(const double *below, const double *equal, size_t n_ranks)
{
    double right = 0;
    for (size_t high = 0; high < n_ranks; high++) {
        for (size_t low = 0; low < high; low++) {
            right += equal[high] * (below[low] + 0.5 * equal[low]);
        }
    }
    return right;
}

double simile_order__agreement(const simile_order *order, const double *weights, double *scratch)
{
    double *below = scratch, *equal = scratch + order->n_ranks, right = 0, pairs = 0;
    for (size_t r = 0; r < order->n_ranks; r++) {
        below[r] = 0;
    }
    for (size_t i = 0; i < order->n;) {
        const double position = order->positions[order->order[i]];
        for (size_t r = 0; r < order->n_ranks; r++) {
            equal[r] = 0;
        }
        for (; i < order->n && order->positions[order->order[i]] == position; i++) {
            equal[order->ranks[order->order[i]]] += weights ? weights[order->order[i]] : 1;
        }
        right += count_right(below, equal, order->n_ranks);
        for (size_t r = 0; r < order->n_ranks; r++) {
            below[r] += equal[r];
        }
    }
    for (size_t high = 0; high < order->n_ranks; high++) {
        for (size_t low = 0; low < high; low++) {
            pairs += below[high] * below[low];
        }
    }
    return pairs > 0 ? right / pairs : NAN;
}
