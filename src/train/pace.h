/* How fast a run is, and how near that is to what the machine can do. */
#ifndef SIMILE_TRAIN_PACE_H
#define SIMILE_TRAIN_PACE_H

#include "config.h"
#include "encoder.h"
#include "threads.h"

typedef struct simile_pace {
    double peak;                   /* operations a second of matrix products on all threads of the pool */
    double operations;             /* a token needs in products with the layers' weights, both passes */
    double seconds, tokens, steps; /* sums over the latest steps, each 0.95 of the next one's weight */
} simile_pace;

/* Measures the peak, in some 20 ms. */
simile_status simile_pace__start(simile_pace *pace, const simile_train_options *options, const simile_encoder *encoder,
                                 simile_pool *pool);

/* A step was made. */
void simile_pace__add(simile_pace *pace, double seconds, uint64_t n_tokens);

double simile_pace__tokens_per_second(const simile_pace *pace);
double simile_pace__seconds_per_step(const simile_pace *pace);
/* Useful operations a second, as a share of the peak; 0 for an encoder without layers. */
double simile_pace__share_of_peak(const simile_pace *pace);

#endif
