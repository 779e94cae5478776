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

/* dx = dy·W,  dW += dyᵀ·x,  db += Σ dy */
void simile_linear__backward(const simile_linear_backward *pass, struct simile_gradient *gradient,
                             const simile_linear *linear, const struct simile_weights *weights, size_t rows)
{
    simile_real *slab = simile_gradient__values(gradient);
    if (pass->dx) {
        simile_left left = {.values = pass->dy, .stride = linear->out};
        simile_gemm__run(pass->dx, pass->lddx, left, simile_weights__backward_panel(weights, linear->index), rows,
                         linear->in, linear->out, pass->add ? SIMILE_GEMM_ADD : SIMILE_GEMM_ZERO, NULL);
    }
    simile_gemm__outer(slab + linear->weight, linear->in, pass->dy, linear->out, pass->x, pass->ldx, rows, linear->out,
                       linear->in, pass->work);
    if (linear->bias != SIMILE_NO_OFFSET) {
        simile_bias__backward(slab + linear->bias, pass->dy, rows, linear->out);
    }
}
