/* A tile of the similarity matrix: the similarities of a block of texts on the left with a block on the right, what the
 * row loss makes of them, and their share of the gradient. Both sides may ask: a text on the left its row of the
 * matrix, one on the right its column. */
#ifndef SIMILE_OBJECTIVE_TILE_H
#define SIMILE_OBJECTIVE_TILE_H

#include "exceptions.h"
#include "row_loss.h"

/* Texts first … first + n − 1 of [C·N, E], which lie in one column of the batch. */
typedef struct simile_text_block {
    size_t first, n;
} simile_text_block;

/* What is counted of pairs, for the step's line. */
typedef struct simile_pair_sums {
    double positive, negative; /* Σ s */
    uint64_t n_positive, n_negative, n_masked;
} simile_pair_sums;

/* A pair that is no plain negative. */
typedef struct simile_exceptional_pair {
    uint16_t left, right;      /* place in the tile */
    uint8_t by_left, by_right; /* simile_pair: what the right one is to the left one, and the other way round */
    simile_real similarity;
} simile_exceptional_pair;

/* What a worker needs for itself; tiles of up to `block` texts a side. */
typedef struct simile_tile_room {
    simile_real *values;            /* [block, block] */
    simile_real *row, *tops, *sums; /* [block] */
    simile_exceptional_pair *pairs; /* [block · block], by rows */
    size_t *starts;                 /* [block + 1]: of a row's pairs */
    uint32_t *list;                 /* [block] */
    unsigned char *seen;            /* [block], zeros */
} simile_tile_room;

simile_status simile_tile_room__new(simile_tile_room *room, size_t block);
void simile_tile_room__dispose(simile_tile_room *room);

/* What all tiles share. Arrays over texts [C·N] are indexed by the text. */
typedef struct simile_tile_frame {
    const simile_objective_batch *batch;
    const simile_objective_options *options;
    const simile_exceptions *exceptions;
    simile_direction from_left, from_right; /* how either side asks */
    const simile_real *vectors;             /* [C·N, E], unit length for cosine */
    const simile_real *squares;             /* [C·N]: ‖x‖² */
    simile_row_state *states;               /* [C·N] */
    simile_pair_sums *sums;                 /* [C·N]: of the pairs of a text on the left */
    simile_real *tops, *weights; /* [C·N]: from states, for the gradient: e^{(s − top)/τ} · weight = dL/ds */
    double scale;                /* of the gradient */
    simile_real *dvectors;       /* [C·N, E], added to */
} simile_tile_frame;

typedef struct simile_tile {
    simile_text_block left, right;
    bool left_counts, right_counts; /* whose states and gradients this call is for */
    bool right_asks;
    const simile_real *right_panel;      /* the right vectors, transposed: for similarities */
    const simile_real *right_rows_panel; /* the right vectors: for gradients of the left */
    const simile_real *left_rows_panel;  /* the left vectors: for gradients of the right */
} simile_tile;

/* room->values becomes the tile's similarities. */
void simile_tile__compare(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room);
/* First pass, over similarities, which stay: states and sums. */
void simile_tile__measure(const simile_tile_frame *frame, const simile_tile *tile, simile_tile_room *room);
/* Second pass, which overwrites the similarities: gradients of the vectors. */
void simile_tile__differentiate(const simile_tile_frame *frame, const simile_tile *tile, simile_tile_room *room);

#endif
