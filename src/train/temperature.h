/* Learned temperatures (objective.learn_temperature): one parameter for each source. */
#ifndef SIMILE_TRAIN_TEMPERATURE_H
#define SIMILE_TRAIN_TEMPERATURE_H

#include "config.h"

/* What a checkpoint keeps of one: σ = −log τ, AdamW's two moments, and the number of updates. */
#define SIMILE_TEMPERATURE_STATE 4

typedef struct simile_temperatures simile_temperatures;

/* Starts at the configured temperatures. The present ones are kept in the objectives [n_sources], which must outlive
 * it. */
simile_status simile_temperatures__new(simile_temperatures **temperatures, const simile_config *config,
                                       simile_objective_options *objectives);
void simile_temperatures__free(simile_temperatures *temperatures);

/* [n_sources, SIMILE_TEMPERATURE_STATE], for checkpoints; after a change of it call `restore`. */
double *simile_temperatures__state(simile_temperatures *temperatures);
void simile_temperatures__restore(simile_temperatures *temperatures);

/* The present temperature of a source, learned or not. */
double simile_temperatures__of(const simile_temperatures *temperatures, size_t source);

/* One AdamW step on the source's σ with the gradient dL/dσ, within its bounds; nothing if it is not learned. */
void simile_temperatures__update(simile_temperatures *temperatures, size_t source, double dscale, double rate);

#endif
