/* The gradient of one lane: dense for all parameters but the word table, whose rows are kept sparse: a dense store with
 * a list of touched rows, so that clearing and adding cost only what was touched. */
#ifndef SIMILE_ENCODER_GRADIENT_H
#define SIMILE_ENCODER_GRADIENT_H

#include "encoder.h"
#include "threads.h"

simile_status simile_gradient__new(simile_gradient **gradient, const simile_encoder *encoder);
void simile_gradient__free(simile_gradient *gradient);
void simile_gradient__clear(simile_gradient *gradient);
/* to += from, parameter by parameter; touched rows are united in ascending order of first touch in `to`, then `from`.
 */
void simile_gradient__add(simile_gradient *to, const simile_gradient *from);
/* The slab in the encoder's parameter layout [n_values]; rows of the sparse table that were not touched hold anything.
 */
simile_real *simile_gradient__values(simile_gradient *gradient);
/* Touched rows of the sparse table, in order of first touch. */
const int32_t *simile_gradient__touched(size_t *n, const simile_gradient *gradient);
/* A row of the sparse table += scale · values [cols]. The first time it is written to, as if it held zeros. */
void simile_gradient__add_row(simile_gradient *gradient, int32_t row, const simile_real *values, simile_real scale);
/* √Σ g², summed by blocks in a fixed order. */
simile_status simile_gradient__norm(double *norm, simile_gradient *gradient, simile_pool *pool);

#endif
