/* Cosines of vectors. */
#include "cosine.h"

double simile_cosine__of_vectors(const void *context, size_t a, size_t b)
{
    const simile_cosine_vectors *set = context;
    const float *x = set->vectors + a * set->width, *y = set->vectors + b * set->width;
    double sum = 0;
    for (size_t i = 0; i < set->width; i++) {
        sum += (double)x[i] * (double)y[i];
    }
    return sum;
}
