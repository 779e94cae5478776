/* Activations over sentence rows: few values, so plain loops do where the tensor layer has no kernel. */
#include "module_activation.h"
#include "elementwise.h"
#include <math.h>
#include <string.h>

/* σ(x) = 1 / (1 + e⁻ˣ) */
static simile_real sigmoid(simile_real x)
{
    return (simile_real)(1 / (1 + exp(-(double)x)));
}

/* relu: max(x, 0);  sigmoid: σ(x);  silu: x·σ(x) */
void simile_module_activation__forward(simile_real *y, const simile_real *x, simile_activation activation, size_t n)
{
    switch (activation) {
    case SIMILE_ACTIVATION_IDENTITY:
        memcpy(y, x, n * sizeof *y);
        break;
    case SIMILE_ACTIVATION_TANH:
        simile_tanh__forward(y, x, n);
        break;
    case SIMILE_ACTIVATION_GELU:
        simile_gelu__forward(y, x, n);
        break;
    case SIMILE_ACTIVATION_RELU:
        for (size_t i = 0; i < n; i++) {
            y[i] = x[i] > 0 ? x[i] : 0;
        }
        break;
    case SIMILE_ACTIVATION_SIGMOID:
        for (size_t i = 0; i < n; i++) {
            y[i] = sigmoid(x[i]);
        }
        break;
    case SIMILE_ACTIVATION_SILU:
        for (size_t i = 0; i < n; i++) {
            y[i] = x[i] * sigmoid(x[i]);
        }
        break;
    }
}

/* relu: [x > 0];  sigmoid: y·(1 − y);  silu: σ + y·(1 − σ) */
void simile_module_activation__backward(simile_real *dy, const simile_real *x, simile_real *y,
                                        simile_activation activation, size_t n)
{
    switch (activation) {
    case SIMILE_ACTIVATION_IDENTITY:
        break;
    case SIMILE_ACTIVATION_TANH:
        simile_tanh__backward(dy, dy, y, n);
        break;
    case SIMILE_ACTIVATION_GELU:
        simile_gelu__backward(dy, y, dy, x, n);
        break;
    case SIMILE_ACTIVATION_RELU:
        for (size_t i = 0; i < n; i++) {
            dy[i] = x[i] > 0 ? dy[i] : 0;
        }
        break;
    case SIMILE_ACTIVATION_SIGMOID:
        for (size_t i = 0; i < n; i++) {
            dy[i] *= y[i] * (1 - y[i]);
        }
        break;
    case SIMILE_ACTIVATION_SILU:
        for (size_t i = 0; i < n; i++) {
            const simile_real s = sigmoid(x[i]);
            dy[i] *= s + y[i] * (1 - s);
        }
        break;
    }
}
