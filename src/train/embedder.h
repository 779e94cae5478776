/* Vectors of a source's texts as the model gives them outside training, by weights that are being trained. */
#ifndef SIMILE_TRAIN_EMBEDDER_H
#define SIMILE_TRAIN_EMBEDDER_H

#include "model.h"
#include "source.h"
#include "threads.h"

typedef struct simile_embedder simile_embedder;

/* The model and the pool must outlive it. */
simile_status simile_embedder__new(simile_embedder **embedder, const simile_model *model, simile_pool *pool);
void simile_embedder__free(simile_embedder *embedder);

/* Width E of the vectors. */
size_t simile_embedder__width(const simile_embedder *embedder);

/* All texts: vectors [n_texts, E] (=). Weights must be packed. */
simile_status simile_embedder__run(float *vectors, simile_embedder *embedder, const simile_source *source);

#endif
