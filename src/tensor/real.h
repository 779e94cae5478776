/* The scalar of the numeric layers: float, or double where the gradient checks rebuild them. */
#ifndef SIMILE_TENSOR_REAL_H
#define SIMILE_TENSOR_REAL_H

#ifdef SIMILE_REAL_IS_DOUBLE
typedef double simile_real;
#else
typedef float simile_real;
#endif

#endif
