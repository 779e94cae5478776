/* Where the tasks' cosines come from: vectors, or word overlap. */
#ifndef SIMILE_EVAL_COSINE_H
#define SIMILE_EVAL_COSINE_H

#include <stddef.h>

/* The cosine of the texts a and b of a file. Safe from several threads. */
typedef struct simile_cosine {
    double (*of)(const void *context, size_t a, size_t b);
    const void *context;
    const char *prefix; /* of the metrics' names, e.g. "tfidf_" */
} simile_cosine;

/* Vectors of unit length [n, width]; the context of simile_cosine__of_vectors. */
typedef struct simile_cosine_vectors {
    const float *vectors;
    size_t width;
} simile_cosine_vectors;
double simile_cosine__of_vectors(const void *context, size_t a, size_t b);

#endif
