/* One training step: batch → micro-batches → forward → objective → backward → one gradient. */
#ifndef SIMILE_TRAIN_STEP_H
#define SIMILE_TRAIN_STEP_H

#include "batch.h"
#include "gradient.h"
#include "gradient_cache.h"
#include "model.h"
#include "objective.h"
#include "ranks.h"

typedef struct simile_step_options {
    size_t lanes, micro_batch_tokens;
    uint64_t memory; /* bytes for activations and what their passes need */
    uint64_t seed;
    size_t n_frozen; /* stages without a gradient, see simile_pass */
} simile_step_options;

typedef struct simile_step simile_step;

/* The model, the pool and the ranks must outlive the step. Of several ranks (NULL: one process) each computes the
 * vectors and gradients of its lanes' texts and its share of the similarities; all are given the same batches and end
 * up with the same gradient. */
simile_status simile_step__new(simile_step **step, simile_model *model, const simile_step_options *options,
                               simile_pool *pool, simile_ranks *ranks);
void simile_step__free(simile_step *step);

typedef struct simile_step_result {
    simile_objective_result objective;
    simile_gradient *gradient; /* borrowed until the next step */
    uint64_t n_tokens;         /* real tokens of all columns and views */
    size_t n_micro_batches;    /* of this rank */
    size_t n_kept;             /* of them kept their activations; the others passed forward twice */
} simile_step_result;

/* What steps of this size take. */
typedef struct simile_step_plan {
    size_t n_micro_batches; /* of this rank */
    simile_gradient_cache_plan cache;
    uint64_t vectors; /* bytes of the batch's vectors and of the objective */
} simile_step_plan;

/* The plan for batches of this shape, with so many tokens and no longer text. */
simile_step_plan simile_step__plan(const simile_step *step, size_t n_rows, size_t n_columns, uint64_t n_tokens,
                                   size_t longest);

/* Weights must be packed for both directions. `number` keys the dropout. */
simile_status simile_step__run(simile_step_result *result, simile_step *step, const simile_batch *batch,
                               const simile_objective_options *objective, uint64_t number);

#endif
