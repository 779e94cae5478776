/* The activations of Dense modules, as PyTorch defines them, forward and backward. */
#ifndef SIMILE_ENCODER_MODULE_ACTIVATION_H
#define SIMILE_ENCODER_MODULE_ACTIVATION_H

#include "encoder.h"

/* y = act(x) [n] */
void simile_module_activation__forward(simile_real *y, const simile_real *x, simile_activation activation, size_t n);
/* dx = dy · act'(x), in place, from x and y = act(x) [n]; GELU writes y again, the same values */
void simile_module_activation__backward(simile_real *dy, const simile_real *x, simile_real *y,
                                        simile_activation activation, size_t n);

#endif
