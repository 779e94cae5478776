/* The contrastive row loss. */
#include "row_loss.h"
#include "elementwise.h"
#include <math.h>

static bool is_candidate(simile_pair pair)
{
    return pair == SIMILE_PAIR_POSITIVE || pair == SIMILE_PAIR_NEGATIVE;
}

/* Counts the row's pairs and writes the similarities of A in front, densely. */
static size_t collect(simile_real *kept, simile_row_sums *row, double *positive_logits,
                      const simile_direction *direction, size_t q, const simile_real *s, double temperature)
{
    size_t n = 0;
    for (size_t j = 0; j < direction->n_candidates; j++) {
        simile_pair pair = simile_relation__of(direction, q, direction->first_candidate + j);
        row->n_masked += pair == SIMILE_PAIR_MASKED;
        if (!is_candidate(pair)) {
            continue;
        }
        kept[n++] = s[j];
        if (pair == SIMILE_PAIR_POSITIVE) {
            row->n_positive++;
            row->positive += (double)s[j];
            *positive_logits += (double)s[j] / temperature;
        } else {
            row->n_negative++;
            row->negative += (double)s[j];
        }
    }
    return n;
}

/* log Σ e^{x/τ}, from the largest down. The largest logit stays in double: as a float it would be off by up to |x/τ| ·
 * 2⁻²⁵, and every probability with it. Overwrites x. */
static double log_sum_exp(simile_real *x, size_t n, double temperature)
{
    simile_real top = x[0];
    for (size_t i = 1; i < n; i++) {
        top = x[i] > top ? x[i] : top;
    }
    for (size_t i = 0; i < n; i++) {
        x[i] = (simile_real)(((double)x[i] - (double)top) / temperature);
    }
    simile_exp__forward(x, x, n);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)x[i];
    }
    return (double)top / temperature + log(sum);
}

simile_row_state simile_row_loss__forward(simile_row_sums *sums, simile_real *work, const simile_direction *direction,
                                          size_t q, const simile_real *s, double temperature)
{
    simile_row_sums row = {0};
    double positive_logits = 0;
    size_t n = collect(work, &row, &positive_logits, direction, q, s, temperature);
    simile_row_state state = {.n_positives = row.n_positive};
    sums->n_masked += row.n_masked;
    if (row.n_positive == 0) {
        return state;
    }
    state.log_sum = log_sum_exp(work, n, temperature);
    sums->loss += state.log_sum - positive_logits / (double)row.n_positive;
    sums->positive += row.positive;
    sums->negative += row.negative;
    sums->n_positive += row.n_positive;
    sums->n_negative += row.n_negative;
    sums->n_queries++;
    return state;
}

simile_real simile_row_loss__pair_gradient(simile_row_state state, simile_pair pair, simile_real probability,
                                           double scale)
{
    if (state.n_positives == 0 || !is_candidate(pair)) {
        return 0;
    }
    double target = pair == SIMILE_PAIR_POSITIVE ? 1 / (double)state.n_positives : 0;
    return (simile_real)(((double)probability - target) * scale);
}
