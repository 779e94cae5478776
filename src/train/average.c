/* The average a of weights w, after step t:
 *
 *     a ← a + (1 − d_t)·(w − a),    d_t = min(d, (1 + t)/(10 + t))
 *
 * Polyak and Juditsky 1992, "Acceleration of Stochastic Approximation by Averaging", with weights that fall off
 * exponentially; d_t grows to d so that the random weights of the start are soon forgotten (TensorFlow's
 * ExponentialMovingAverage with num_updates). */
#include "average.h"
#include "memory.h"
#include <string.h>

#define BLOCK_VALUES 65536 /* of a task */

struct simile_average {
    simile_real *values; /* [n] */
    size_t n;
    double decay;
    /* the update */
    const simile_real *weights;
    simile_real share; /* 1 − d_t */
};

simile_status simile_average__new(simile_average **average, const simile_weights *weights, size_t n_values,
                                  double decay)
{
    simile_average *a = simile_memory__alloc(1, sizeof *a);
    *average = NULL;
    if (!a) {
        return SIMILE_ERROR_MEMORY;
    }
    a->n = n_values;
    a->decay = decay;
    a->values = simile_memory__alloc(n_values, sizeof *a->values);
    if (!a->values) {
        simile_average__free(a);
        return SIMILE_ERROR_MEMORY;
    }
    memcpy(a->values, simile_weights__read(weights), n_values * sizeof *a->values);
    *average = a;
    return SIMILE_OK;
}

void simile_average__free(simile_average *average)
{
    if (average) {
        simile_memory__free(average->values);
        simile_memory__free(average);
    }
}

simile_real *simile_average__values(simile_average *average)
{
    return average->values;
}

static simile_status update_block(void *context, size_t task, size_t worker)
{
    simile_average *average = context;
    const size_t begin = task * BLOCK_VALUES, rest = average->n - begin;
    const size_t end = begin + (rest < BLOCK_VALUES ? rest : BLOCK_VALUES);
    (void)worker;
    for (size_t i = begin; i < end; i++) {
        average->values[i] += average->share * (average->weights[i] - average->values[i]);
    }
    return SIMILE_OK;
}

simile_status simile_average__update(simile_average *average, const simile_weights *weights, uint64_t number,
                                     simile_pool *pool)
{
    const double grown = (1 + (double)number) / (10 + (double)number);
    average->weights = simile_weights__read(weights);
    average->share = (simile_real)(1 - (grown < average->decay ? grown : average->decay));
    return simile_pool__run(pool, (average->n + BLOCK_VALUES - 1) / BLOCK_VALUES, update_block, average);
}

void simile_average__swap(simile_average *average, simile_weights *weights)
{
    simile_real *values = simile_weights__values(weights);
    for (size_t i = 0; i < average->n; i++) {
        const simile_real value = values[i];
        values[i] = average->values[i];
        average->values[i] = value;
    }
}
