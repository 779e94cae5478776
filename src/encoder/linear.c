/* Linear layers over packed rows. */
#include "linear.h"
#include "elementwise.h"
#include "gemm.h"
#include "gradient.h"
#include "weights.h"

/* y = x·Wᵀ + b */
void simile_linear__forward(simile_real *y, size_t ldy, const simile_linear *linear,
                            const struct simile_weights *weights, const simile_real *x, size_t ldx, size_t rows,
                            void *work)
{
    const simile_real *bias = linear->bias != SIMILE_NO_OFFSET ? simile_weights__read(weights) + linear->bias : NULL;
    simile_packed__multiply(y, ldy, simile_weights__forward_panel(weights, linear->index), x, ldx, rows, bias, work);
}

size_t simile_linear__work(const simile_linear *linear, size_t rows)
{
    return simile_gemm__outer_work(rows, linear->in);
}

/* dx = dy·W */
void simile_linear__input_gradient(simile_real *dx, size_t lddx, bool add, const simile_linear *linear,
                                   const struct simile_weights *weights, const simile_real *dy, size_t rows)
{
    simile_left left = {.values = dy, .stride = linear->out};
    simile_gemm__run(dx, lddx, left, simile_weights__backward_panel(weights, linear->index), rows, linear->in,
                     linear->out, add ? SIMILE_GEMM_ADD : SIMILE_GEMM_ZERO, NULL);
}

/* dW += dyᵀ·x,  db += Σ dy */
void simile_linear__weight_gradient(struct simile_gradient *gradient, const simile_linear *linear,
                                    const simile_real *dy, const simile_real *x, size_t ldx, size_t rows,
                                    simile_real *work)
{
    simile_real *slab = simile_gradient__values(gradient);
    simile_gemm__outer(slab + linear->weight, linear->in, dy, linear->out, x, ldx, rows, linear->out, linear->in, work);
    if (linear->bias != SIMILE_NO_OFFSET) {
        simile_bias__backward(slab + linear->bias, dy, rows, linear->out);
    }
}
