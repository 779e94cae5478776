/* Late rows. */
#include "late_rows.h"
#include "memory.h"
#include <string.h>

#define TASK_ROWS  64   /* of a task */
#define MOST_STEPS 4096 /* that are remembered: then all rows catch up, which bounds the list */

struct simile_late_rows {
    const simile_parameter *table;
    simile_adamw_factors *steps; /* [n_steps]: those that some row may have missed */
    size_t n_steps, steps_capacity;
    uint32_t *n_done;           /* [rows]: how many of them the row has had */
    unsigned char *has_moments; /* [rows]: a gradient was seen, or may have been */
    int32_t *marked;            /* [rows]: that are to catch up */
    unsigned char *is_marked;   /* [rows] */
    size_t n_marked;
    /* a run over rows */
    const simile_row_slabs *slabs;
    const int32_t *list;
    size_t n_list;
    const simile_real *gradient; /* NULL: they catch up only */
};

simile_status simile_late_rows__new(simile_late_rows **rows, const simile_parameter *table)
{
    simile_late_rows *r = simile_memory__alloc(1, sizeof *r);
    *rows = NULL;
    if (!r) {
        return SIMILE_ERROR_MEMORY;
    }
    r->table = table;
    r->n_done = simile_memory__alloc(table->rows, sizeof *r->n_done);
    r->has_moments = simile_memory__alloc(table->rows, 1);
    r->marked = simile_memory__alloc(table->rows, sizeof *r->marked);
    r->is_marked = simile_memory__alloc(table->rows, 1);
    if (!r->n_done || !r->has_moments || !r->marked || !r->is_marked) {
        simile_late_rows__free(r);
        return SIMILE_ERROR_MEMORY;
    }
    *rows = r;
    return SIMILE_OK;
}

void simile_late_rows__free(simile_late_rows *rows)
{
    if (!rows) {
        return;
    }
    simile_memory__free(rows->steps);
    simile_memory__free(rows->n_done);
    simile_memory__free(rows->has_moments);
    simile_memory__free(rows->marked);
    simile_memory__free(rows->is_marked);
    simile_memory__free(rows);
}

void simile_late_rows__reload(simile_late_rows *rows)
{
    memset(rows->has_moments, 1, rows->table->rows);
}

/* What row `row` has missed. */
static void make_up(simile_late_rows *rows, int32_t row, size_t n_steps)
{
    const simile_row_slabs *slabs = rows->slabs;
    const size_t width = rows->table->cols, at = (size_t)row * width, done = rows->n_done[row];
    const simile_adamw_factors *missed = rows->steps + done;
    if (done == n_steps) {
        return;
    }
    if (rows->has_moments[row]) {
        simile_adamw__update_idle(slabs->weights + at, slabs->moments[0] + at, slabs->moments[1] + at, width, missed,
                                  n_steps - done);
    } else {
        simile_adamw__decay(slabs->weights + at, width, missed, n_steps - done);
    }
    rows->n_done[row] = (uint32_t)n_steps;
}

/* The newest step, with the row's gradient. */
static void apply_newest(simile_late_rows *rows, int32_t row)
{
    const simile_row_slabs *slabs = rows->slabs;
    const size_t width = rows->table->cols, at = (size_t)row * width;
    if (!rows->has_moments[row]) {
        /* They are zeros already: but a fresh page that is read before it is written to costs two faults. */
        memset(slabs->moments[0] + at, 0, width * sizeof *slabs->moments[0]);
        memset(slabs->moments[1] + at, 0, width * sizeof *slabs->moments[1]);
    }
    simile_adamw__update(slabs->weights + at, slabs->moments[0] + at, slabs->moments[1] + at, rows->gradient + at,
                         width, &rows->steps[rows->n_steps - 1]);
    rows->has_moments[row] = 1;
    rows->n_done[row] = (uint32_t)rows->n_steps;
}

static simile_status run_rows(void *context, size_t task, size_t worker)
{
    simile_late_rows *rows = context;
    const size_t end = (task + 1) * TASK_ROWS < rows->n_list ? (task + 1) * TASK_ROWS : rows->n_list;
    (void)worker;
    for (size_t i = task * TASK_ROWS; i < end; i++) {
        const int32_t row = rows->list ? rows->list[i] : (int32_t)i;
        make_up(rows, row, rows->gradient ? rows->n_steps - 1 : rows->n_steps);
        if (rows->gradient) {
            apply_newest(rows, row);
        }
    }
    return SIMILE_OK;
}

/* list NULL: the first n rows. */
static simile_status run_list(simile_late_rows *rows, const simile_row_slabs *slabs, const simile_real *gradient,
                              const int32_t *list, size_t n, simile_pool *pool)
{
    rows->slabs = slabs;
    rows->gradient = gradient;
    rows->list = list;
    rows->n_list = n;
    return simile_pool__run(pool, (n + TASK_ROWS - 1) / TASK_ROWS, run_rows, rows);
}

simile_status simile_late_rows__update(simile_late_rows *rows, const simile_row_slabs *slabs,
                                       const simile_real *gradient, const int32_t *touched, size_t n,
                                       const simile_adamw_factors *factors, simile_pool *pool)
{
    simile_status status = SIMILE_OK;
    if (rows->n_steps == MOST_STEPS) {
        status = simile_late_rows__settle(rows, slabs, pool);
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&rows->steps, &rows->steps_capacity, rows->n_steps + 1, sizeof *rows->steps);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    rows->steps[rows->n_steps++] = *factors;
    return run_list(rows, slabs, gradient, touched, n, pool);
}

void simile_late_rows__mark(simile_late_rows *rows, const int32_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const int32_t id = ids[i];
        if (rows->n_done[id] < rows->n_steps && !rows->is_marked[id]) {
            rows->is_marked[id] = 1;
            rows->marked[rows->n_marked++] = id;
        }
    }
}

simile_status simile_late_rows__catch_up(simile_late_rows *rows, const simile_row_slabs *slabs, simile_pool *pool)
{
    simile_status status = run_list(rows, slabs, NULL, rows->marked, rows->n_marked, pool);
    for (size_t i = 0; i < rows->n_marked; i++) {
        rows->is_marked[rows->marked[i]] = 0;
    }
    rows->n_marked = 0;
    return status;
}

simile_status simile_late_rows__settle(simile_late_rows *rows, const simile_row_slabs *slabs, simile_pool *pool)
{
    simile_status status = run_list(rows, slabs, NULL, NULL, rows->table->rows, pool);
    memset(rows->n_done, 0, rows->table->rows * sizeof *rows->n_done);
    rows->n_steps = 0;
    return status;
}
