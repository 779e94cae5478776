/* The model that a run starts from: the shape and random weights of the configuration, or another model (model.init).
 */
#ifndef SIMILE_TRAIN_START_MODEL_H
#define SIMILE_TRAIN_START_MODEL_H

#include "config.h"
#include "model.h"

/* Weights are not packed. What model.init or tokenizer.vocab name and cannot be used is the error that opening it has.
 * The caller frees with simile_model_free. */
simile_status simile_start_model__new(simile_model **model, const simile_config *config);

#endif
