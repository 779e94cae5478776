/* The area under the receiver operating characteristic. */
#include "auroc.h"
#include <math.h>

/* Each row of label 1 wins against those of label 0 below it, and half against those at its score. */
double simile_auroc__measure(const double *scores, const int64_t *labels, const size_t *order, const double *weights,
                             size_t n)
{
    double below = 0, positive = 0, wins = 0;
    for (size_t i = 0; i < n;) {
        const double score = scores[order[i]];
        double equal = 0, winners = 0;
        for (; i < n && scores[order[i]] == score; i++) {
            const double weight = weights ? weights[order[i]] : 1;
            winners += labels[order[i]] == 1 ? weight : 0;
            equal += labels[order[i]] == 1 ? 0 : weight;
        }
        wins += winners * (below + 0.5 * equal);
        positive += winners;
        below += equal;
    }
    return positive > 0 && below > 0 ? wins / (positive * below) : NAN;
}
