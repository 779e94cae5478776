/* The gradient of one lane. */
#include "gradient.h"
#include "elementwise.h"
#include "layout.h"
#include "memory.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a row of the table, which holds zeros unless it is touched. */
typedef enum row_state {
    ROW_FRESH, /* its pages may never have been written to */
    ROW_TOUCHED,
    ROW_CLEAR
} row_state;

struct simile_gradient {
    const simile_encoder *encoder;
    const simile_parameter *table; /* the sparse parameter, or NULL */
    size_t n_dense;                /* reals before the table */
    simile_real *values;           /* [n_values] */
    int32_t *touched;              /* [table rows] */
    size_t n_touched;
    unsigned char *states; /* [table rows]: row_state */
};

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
    size_t rows = g->table ? g->table->rows : 0;
    g->values = simile_memory__alloc(encoder->n_values, sizeof *g->values);
    g->touched = simile_memory__alloc(rows, sizeof *g->touched);
    g->states = simile_memory__alloc(rows, 1);
    if (!g->values || !g->touched || !g->states) {
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
    simile_memory__free(gradient->states);
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
        memset(table_row(gradient, gradient->touched[i]), 0, gradient->table->cols * sizeof *gradient->values);
        gradient->states[gradient->touched[i]] = ROW_CLEAR;
    }
    gradient->n_touched = 0;
}

simile_real *simile_gradient__row(simile_gradient *gradient, int32_t row)
{
    simile_real *values = table_row(gradient, row);
    if (gradient->states[row] == ROW_FRESH) {
        /* They are zeros already: but a fresh page that is read before it is written to costs two faults. */
        memset(values, 0, gradient->table->cols * sizeof *values);
    }
    if (gradient->states[row] != ROW_TOUCHED) {
        gradient->states[row] = ROW_TOUCHED;
        gradient->touched[gradient->n_touched++] = row;
    }
    return values;
}

void simile_gradient__add(simile_gradient *to, const simile_gradient *from)
{
    simile_vector__add(to->values, from->values, to->n_dense);
    for (size_t i = 0; i < from->n_touched; i++) {
        int32_t row = from->touched[i];
        simile_vector__add(simile_gradient__row(to, row), table_row(from, row), from->table->cols);
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

double simile_gradient__norm(const simile_gradient *gradient)
{
    double sum = simile_vector__square_sum(gradient->values, gradient->n_dense);
    size_t rows = gradient->table ? gradient->table->rows : 0;
    for (size_t row = 0; row < rows; row++) {
        if (gradient->states[row] == ROW_TOUCHED) {
            sum += simile_vector__square_sum(table_row(gradient, (int32_t)row), gradient->table->cols);
        }
    }
    return sqrt(sum);
}
