/* Rows of the word table that a step does not touch have a gradient of 0, and yet AdamW moves them: the moments fade
 * and the weights decay. These updates are put off and made up for, step after step, when a row is next needed: its
 * bits are those of a walk over the whole table in every step, but a step costs no more than the rows it touches. */
#ifndef SIMILE_TRAIN_LATE_ROWS_H
#define SIMILE_TRAIN_LATE_ROWS_H

#include "elementwise.h"
#include "encoder.h"
#include "threads.h"

typedef struct simile_late_rows simile_late_rows;

/* The table's rows in three slabs, row after row. */
typedef struct simile_row_slabs {
    simile_real *weights, *moments[2];
} simile_row_slabs;

/* `table` must outlive the rows. All rows are up to date. */
simile_status simile_late_rows__new(simile_late_rows **rows, const simile_parameter *table);
void simile_late_rows__free(simile_late_rows *rows);
/* Forgets which rows have moments other than 0, after they were loaded. */
void simile_late_rows__reload(simile_late_rows *rows);

/* A step: rows `touched` [n] get its update with their gradients (of the whole table, as a slab), after what they have
 * missed; all others miss it for now. */
simile_status simile_late_rows__update(simile_late_rows *rows, const simile_row_slabs *slabs,
                                       const simile_real *gradient, const int32_t *touched, size_t n,
                                       const simile_adamw_factors *factors, simile_pool *pool);

/* Brings rows up to date. mark: first names each row that will be needed, as often as one likes; then all marked rows
 * catch up. */
void simile_late_rows__mark(simile_late_rows *rows, const int32_t *ids, size_t n);
simile_status simile_late_rows__catch_up(simile_late_rows *rows, const simile_row_slabs *slabs, simile_pool *pool);
/* All rows. */
simile_status simile_late_rows__settle(simile_late_rows *rows, const simile_row_slabs *slabs, simile_pool *pool);

#endif
