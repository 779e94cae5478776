/* The contrastive row loss, which InfoNCE, NT-Xent and supervised contrastive share. For a query with positives P and
 * candidates A (positives and negatives, not the ignored):
 *
 *     L = −1/|P| · Σ_{p ∈ P} ( s_p/τ − log Σ_{a ∈ A} e^{s_a/τ} ),   dL/ds_a = ( softmax(s/τ)_a − [a ∈ P]/|P| ) / τ
 *
 * InfoNCE (van den Oord et al. 2018) and NT-Xent (Chen et al. 2020) have one positive; with more it is L_out of Khosla
 * et al. 2020. The candidates come in stretches; of those seen the largest similarity and the sum below are kept. */
#ifndef SIMILE_OBJECTIVE_ROW_LOSS_H
#define SIMILE_OBJECTIVE_ROW_LOSS_H

#include "relation.h"

/* What is known of a query. n_positives 0: it has no loss. */
typedef struct simile_row_state {
    double sum;      /* Σ e^{(s − top)/τ} over A */
    double positive; /* Σ s over P */
    uint64_t n_positives;
    simile_real top; /* the largest similarity of A; −∞ before the first */
} simile_row_state;

/* A query that has seen nothing. */
simile_row_state simile_row_loss__start(void);

/* The largest similarity rises to `top`, if it is more. */
void simile_row_loss__raise(simile_row_state *state, simile_real top, double temperature);

/* Takes in similarities s [n]; −∞ counts as none. */
void simile_row_loss__add(simile_row_state *state, const simile_real *s, size_t n, double temperature);

/* L; the query has a positive. */
double simile_row_loss__value(const simile_row_state *state, double temperature);

#endif
