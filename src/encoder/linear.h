/* A linear layer y = x·Wᵀ + b with W [out, in], through weights packed once. */
#ifndef SIMILE_ENCODER_LINEAR_H
#define SIMILE_ENCODER_LINEAR_H

#include "real.h"
#include "simile/precision.h"
#include <stdbool.h>
#include <stddef.h>

#define SIMILE_NO_OFFSET ((size_t)-1)

typedef struct simile_linear {
    size_t in, out;             /* out 0: there is no such layer */
    size_t weight, bias;        /* offsets into the slab; bias may be SIMILE_NO_OFFSET */
    size_t index;               /* its place in the weights' list of packed copies */
    simile_precision precision; /* of its products: what both operands are rounded to */
} simile_linear;

struct simile_weights;
struct simile_gradient;

/* y [rows, out] (row stride ldy) = x [rows, in]·Wᵀ + b. `work`: simile_linear__work bytes, aligned to 64; NULL will do
 * when that is 0. */
void simile_linear__forward(simile_real *y, size_t ldy, const simile_linear *linear,
                            const struct simile_weights *weights, const simile_real *x, size_t ldx, size_t rows,
                            void *work);

/* The backward in two halves. dx [rows, in] (row stride lddx) = dy [rows, out]·W, or += with `add`. `work` as above,
 * for training. */
void simile_linear__input_gradient(simile_real *dx, size_t lddx, bool add, const simile_linear *linear,
                                   const struct simile_weights *weights, const simile_real *dy, size_t rows,
                                   void *work);
/* What these two need, or the forward alone. */
size_t simile_linear__work(const simile_linear *linear, bool in_training);

/* dW += dyᵀ·x with dy [rows, out] and x [rows, in] (row stride ldx),  db += Σ dy. `work`: simile_linear__outer_work(
 * linear, rows) bytes, aligned to 64. */
void simile_linear__weight_gradient(struct simile_gradient *gradient, const simile_linear *linear,
                                    const simile_real *dy, const simile_real *x, size_t ldx, size_t rows, void *work);
size_t simile_linear__outer_work(const simile_linear *linear, size_t rows);

#endif
