/* Linear layers over packed rows. */
#include "linear.h"
#include "elementwise.h"
#include "gradient.h"
#include "weights.h"

/* y = x·Wᵀ + b */
void simile_linear__forward(simile_real *y, size_t ldy, const simile_linear *linear,
                            const struct simile_weights *weights, const simile_real *x, size_t ldx, size_t rows,
                            void *work)
{
    const bool has_bias = linear->bias != SIMILE_NO_OFFSET;
    simile_packed__multiply(y, ldy, simile_weights__forward_panel(weights, linear->index), x, ldx, rows,
                            has_bias ? SIMILE_GEMM_BIAS : SIMILE_GEMM_ZERO,
                            has_bias ? simile_weights__read(weights) + linear->bias : NULL, work);
}

/* dx = dy·W */
void simile_linear__input_gradient(simile_real *dx, size_t lddx, bool add, const simile_linear *linear,
                                   const struct simile_weights *weights, const simile_real *dy, size_t rows, void *work)
{
    simile_packed__multiply(dx, lddx, simile_weights__backward_panel(weights, linear->index), dy, linear->out, rows,
                            add ? SIMILE_GEMM_ADD : SIMILE_GEMM_ZERO, NULL, work);
}

size_t simile_linear__work(const simile_linear *linear, bool in_training)
{
    const size_t widest = in_training && linear->out > linear->in ? linear->out : linear->in;
    return simile_packed__work(linear->precision, widest);
}

/* dW += dyᵀ·x,  db += Σ dy */
void simile_linear__weight_gradient(struct simile_gradient *gradient, const simile_linear *linear,
                                    const simile_real *dy, const simile_real *x, size_t ldx, size_t rows, void *work)
{
    simile_real *slab = simile_gradient__values(gradient);
    simile_packed__outer(linear->precision, slab + linear->weight, linear->in, dy, linear->out, x, ldx, rows,
                         linear->out, linear->in, work);
    if (linear->bias != SIMILE_NO_OFFSET) {
        simile_bias__backward(slab + linear->bias, dy, rows, linear->out);
    }
}

size_t simile_linear__outer_work(const simile_linear *linear, size_t rows)
{
    return simile_packed__outer_work(linear->precision, rows, linear->in);
}
