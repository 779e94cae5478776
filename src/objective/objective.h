/* The objective: similarity × which columns are positives, negatives or ignored × row loss, over embeddings alone: no
 * weights, no learning rate. docs/methods.md has the formulas. */
#ifndef SIMILE_OBJECTIVE_OBJECTIVE_H
#define SIMILE_OBJECTIVE_OBJECTIVE_H

#include "ranks.h"
#include "real.h"
#include "simile/option.h"
#include "simile/status.h"
#include "threads.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum simile_loss { SIMILE_LOSS_INFONCE, SIMILE_LOSS_NT_XENT, SIMILE_LOSS_SUPCON } simile_loss;
typedef enum simile_similarity {
    SIMILE_SIMILARITY_COSINE,
    SIMILE_SIMILARITY_DOT,
    SIMILE_SIMILARITY_EUCLIDEAN
} simile_similarity;

/* The loss over the first `width` values of the vectors counts with this weight beside that over whole ones. */
typedef struct simile_cut {
    size_t width;
    double weight;
} simile_cut;
#define SIMILE_MAX_CUTS 8

typedef struct simile_objective_options {
    int loss;       /* simile_loss */
    int similarity; /* simile_similarity; euclidean: −‖a − b‖ */
    double temperature;
    bool learn_temperature;                   /* by who trains: the objective gives the gradient in any case */
    double temperature_low, temperature_high; /* of a learned one */
    bool symmetric;
    bool hard_negatives;
    bool mask_false_negatives;
    simile_cut cuts[SIMILE_MAX_CUTS]; /* not of the option rows */
    size_t n_cuts;
} simile_objective_options;

/* The option rows of `objective.*` that a source may override. */
extern const simile_option simile_objective__rows[];
extern const size_t simile_objective__n_rows;

/* A batch of N rows. embeddings [C, N, E]: column 0 the anchors, column 1 the positives (or second views), columns 2 …
 * C − 1 hard negatives. SUPCON takes C = 1 (one text a row) or 2 (two views a row, both with the row's label). */
typedef struct simile_objective_batch {
    size_t n_rows, n_columns, width;
    const simile_real *embeddings;
    const uint64_t *text_hashes; /* [C, N]; equal hashes are never negatives of one another; NULL: unknown */
    const int64_t *groups; /* [N]: group or label of the row, -1: none; rows of one group are never negatives; NULL:
                              none. SUPCON: the label */
} simile_objective_batch;

typedef struct simile_objective_result {
    double loss;                /* mean over rows (and directions) that have a positive */
    double positive_similarity; /* mean similarity (not divided by the temperature) of positives … */
    double negative_similarity; /* … and of the negatives that were not masked */
    double dscale;              /* dL/dσ with the temperature written as e^−σ */
    uint64_t n_masked;          /* false negatives masked out */
} simile_objective_result;

/* A workspace, reused from step to step and for any options. Of several ranks (NULL: one process), all of which have
 * the same batches, each does a share of the work; they get the bits of one process. */
typedef struct simile_objective simile_objective;
simile_status simile_objective__new(simile_objective **objective, simile_ranks *ranks);
void simile_objective__free(simile_objective *objective);
/* About how many bytes it takes for a batch of this shape. */
uint64_t simile_objective__bytes(size_t n_rows, size_t n_columns, size_t width, size_t n_workers);

/* Loss, and dembeddings [C, N, E] (=). The similarity matrix is walked in tiles on the pool with a running log-sum-exp,
 * never held whole; every sum has an order that the batch's shape alone decides: the same bits for any number of
 * threads. A batch without any positive is SIMILE_ERROR_DATA. */
simile_status simile_objective__compute(simile_objective_result *result, simile_real *dembeddings,
                                        simile_objective *objective, const simile_objective_options *options,
                                        const simile_objective_batch *batch, simile_pool *pool);

#endif
