/* The gradient of one lane. */
#include "gradient.h"
#include "elementwise.h"
#include "layout.h"
#include "memory.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define BLOCK_VALUES 65536 /* of a task of the norm */
#define BLOCK_ROWS   512

struct simile_gradient {
    const simile_encoder *encoder;
    const simile_parameter *table; /* the sparse parameter, or NULL */
    size_t n_dense;                /* reals before the table */
    simile_real *values;           /* [n_values] */
    int32_t *touched;              /* [table rows] */
    size_t n_touched;
    bool *is_touched; /* [table rows] */
    double *sums;     /* [blocks]: Σ g² of blocks of dense values, then of the table's rows */
};

static size_t table_rows(const simile_gradient *gradient)
{
    return gradient->table ? gradient->table->rows : 0;
}

static size_t dense_blocks(const simile_gradient *gradient)
{
    return (gradient->n_dense + BLOCK_VALUES - 1) / BLOCK_VALUES;
}

static size_t count_blocks(const simile_gradient *gradient)
{
    return dense_blocks(gradient) + (table_rows(gradient) + BLOCK_ROWS - 1) / BLOCK_ROWS;
}

simile_status simile_gradient__new(simile_gradient **gradient, const simile_encoder *encoder)
{
    simile_gradient *g = simile_memory__alloc(1, sizeof *g);
    *gradient = NULL;
    if (!g) {
        return SIMILE_ERROR_MEMORY;
    }
    g->encoder = encoder;
    g->table = simile_encoder__word_table(encoder);
    g->n_dense = g->table ? g->table->offset : encoder->n_values;
    g->values = simile_memory__alloc(encoder->n_values, sizeof *g->values);
    g->touched = simile_memory__alloc(table_rows(g), sizeof *g->touched);
    g->is_touched = simile_memory__alloc(table_rows(g), sizeof *g->is_touched);
    g->sums = simile_memory__alloc(count_blocks(g), sizeof *g->sums);
    if (!g->values || !g->touched || !g->is_touched || !g->sums) {
        simile_gradient__free(g);
        return SIMILE_ERROR_MEMORY;
    }
    *gradient = g;
    return SIMILE_OK;
}

void simile_gradient__free(simile_gradient *gradient)
{
    if (!gradient) {
        return;
    }
    simile_memory__free(gradient->values);
    simile_memory__free(gradient->touched);
    simile_memory__free(gradient->is_touched);
    simile_memory__free(gradient->sums);
    simile_memory__free(gradient);
}

static simile_real *table_row(const simile_gradient *gradient, int32_t row)
{
    return gradient->values + gradient->table->offset + (size_t)row * gradient->table->cols;
}

void simile_gradient__clear(simile_gradient *gradient)
{
    memset(gradient->values, 0, gradient->n_dense * sizeof *gradient->values);
    for (size_t i = 0; i < gradient->n_touched; i++) {
        gradient->is_touched[gradient->touched[i]] = false;
    }
    gradient->n_touched = 0;
}

void simile_gradient__add_row(simile_gradient *gradient, int32_t row, const simile_real *values, simile_real scale)
{
    simile_real *to = table_row(gradient, row);
    const size_t width = gradient->table->cols;
    if (gradient->is_touched[row]) {
        simile_vector__add_scaled(to, values, scale, width);
        return;
    }
    gradient->is_touched[row] = true;
    gradient->touched[gradient->n_touched++] = row;
    simile_vector__scale(to, values, scale, width);
}

void simile_gradient__add(simile_gradient *to, const simile_gradient *from)
{
    simile_vector__add(to->values, from->values, to->n_dense);
    for (size_t i = 0; i < from->n_touched; i++) {
        const int32_t row = from->touched[i];
        simile_gradient__add_row(to, row, table_row(from, row), 1);
    }
}

simile_real *simile_gradient__values(simile_gradient *gradient)
{
    return gradient->values;
}

const int32_t *simile_gradient__touched(size_t *n, const simile_gradient *gradient)
{
    *n = gradient->n_touched;
    return gradient->touched;
}

static double sum_dense(const simile_gradient *gradient, size_t block)
{
    const size_t start = block * BLOCK_VALUES, rest = gradient->n_dense - start;
    return simile_vector__square_sum(gradient->values + start, rest < BLOCK_VALUES ? rest : BLOCK_VALUES);
}

static double sum_rows(const simile_gradient *gradient, size_t block)
{
    const size_t end =
        (block + 1) * BLOCK_ROWS < table_rows(gradient) ? (block + 1) * BLOCK_ROWS : table_rows(gradient);
    double sum = 0;
    for (size_t row = block * BLOCK_ROWS; row < end; row++) {
        if (gradient->is_touched[row]) {
            sum += simile_vector__square_sum(table_row(gradient, (int32_t)row), gradient->table->cols);
        }
    }
    return sum;
}

static simile_status sum_block(void *context, size_t task, size_t worker)
{
    simile_gradient *gradient = context;
    const size_t n_dense = dense_blocks(gradient);
    (void)worker;
    gradient->sums[task] = task < n_dense ? sum_dense(gradient, task) : sum_rows(gradient, task - n_dense);
    return SIMILE_OK;
}

simile_status simile_gradient__norm(double *norm, simile_gradient *gradient, simile_pool *pool)
{
    const simile_status status = simile_pool__run(pool, count_blocks(gradient), sum_block, gradient);
    double sum = 0;
    for (size_t i = 0; i < count_blocks(gradient); i++) {
        sum += gradient->sums[i];
    }
    *norm = sqrt(sum);
    return status;
}
