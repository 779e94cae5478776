/* The contrastive row loss. */
#include "row_loss.h"
#include "elementwise.h"
#include <math.h>

simile_row_state simile_row_loss__start(void)
{
    return (simile_row_state){.top = -INFINITY};
}

void simile_row_loss__raise(simile_row_state *state, simile_real top, double temperature)
{
    if (top > state->top) {
        state->sum *= exp(((double)state->top - (double)top) / temperature);
        state->top = top;
    }
}

void simile_row_loss__add(simile_row_state *state, const simile_real *s, size_t n, double temperature)
{
    const simile_real top = simile_vector__largest(s, n);
    simile_row_loss__raise(state, top, temperature);
    if (top != -INFINITY) {
        state->sum += (double)simile_exp__sum(s, state->top, (simile_real)(1 / temperature), n);
    }
}

/* The largest logit stays in double: as a float it would be off by up to |s/τ| · 2⁻²⁵. */
double simile_row_loss__value(const simile_row_state *state, double temperature)
{
    return ((double)state->top - state->positive / (double)state->n_positives) / temperature + log(state->sum);
}
