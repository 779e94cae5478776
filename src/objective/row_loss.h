/* The contrastive row loss, which InfoNCE, NT-Xent and supervised contrastive share. For a query with positives P and
 * candidates A (positives and negatives, not the ignored):
 *
 *     L = −1/|P| · Σ_{p ∈ P} ( s_p/τ − log Σ_{a ∈ A} e^{s_a/τ} ),   dL/ds_a = ( softmax(s/τ)_a − [a ∈ P]/|P| ) / τ
 *
 * InfoNCE (van den Oord et al. 2018) and NT-Xent (Chen et al. 2020) have one positive; with more it is L_out of Khosla
 * et al. 2020. */
#ifndef SIMILE_OBJECTIVE_ROW_LOSS_H
#define SIMILE_OBJECTIVE_ROW_LOSS_H

#include "relation.h"

/* What is known of a query after its row was seen. n_positives 0: the query has no loss. */
typedef struct simile_row_state {
    double log_sum; /* log Σ e^{s/τ} over A */
    size_t n_positives;
} simile_row_state;

/* Sums over rows for the step's line. */
typedef struct simile_row_sums {
    double loss, positive, negative;
    uint64_t n_queries, n_positive, n_negative, n_masked;
} simile_row_sums;

/* The state of query q from its similarities s [n_candidates]; adds to the sums. `work` [n_candidates]. */
simile_row_state simile_row_loss__forward(simile_row_sums *sums, simile_real *work, const simile_direction *direction,
                                          size_t q, const simile_real *s, double temperature);

/* dL/ds of one pair times `weight`. */
simile_real simile_row_loss__pair_gradient(simile_row_state state, simile_pair pair, simile_real probability,
                                           double scale);

#endif
