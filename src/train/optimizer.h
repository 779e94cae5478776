/* AdamW over the slab of weights in blocks, each with its factor of the rate and its decay, and the schedule of its
 * learning rate. */
#ifndef SIMILE_TRAIN_OPTIMIZER_H
#define SIMILE_TRAIN_OPTIMIZER_H

#include "config.h"
#include "gradient.h"
#include "weights.h"

typedef struct simile_optimizer simile_optimizer;

simile_status simile_optimizer__new(simile_optimizer **optimizer, const simile_encoder *encoder,
                                    const simile_train_options *options);
void simile_optimizer__free(simile_optimizer *optimizer);

/* First and second moments [n_values], for checkpoints. */
simile_real *simile_optimizer__moments(simile_optimizer *optimizer, size_t which);

/* The learning rate at `done`, the finished share of the run (0 … 1): a linear rise over `warmup`, then the schedule.
 */
double simile_optimizer__rate(const simile_train_options *options, double done);

/* Clips and updates: w −= … *norm is the gradient's norm before clipping. `number` counts from 1. A gradient that is
 * not finite changes nothing and is SIMILE_ERROR_NUMERIC. Frozen parameters stay. It is exact AdamW for every row of
 * the word table, touched or not, only late (late_rows.h): between steps, rows that were not needed are behind. */
simile_status simile_optimizer__update(double *norm, simile_optimizer *optimizer, simile_weights *weights,
                                       simile_gradient *gradient, uint64_t number, double rate, simile_pool *pool);

/* In front of a step: `need` names the ids of its texts, as often as one likes, and `catch_up` brings their rows up to
 * date. */
void simile_optimizer__need(simile_optimizer *optimizer, const int32_t *ids, size_t n);
simile_status simile_optimizer__catch_up(simile_optimizer *optimizer, simile_weights *weights, simile_pool *pool);
/* Brings all rows up to date: in front of whatever reads the weights or the moments but a step. */
simile_status simile_optimizer__settle(simile_optimizer *optimizer, simile_weights *weights, simile_pool *pool);
/* After the moments were written to from outside. */
void simile_optimizer__reload(simile_optimizer *optimizer);

#endif
