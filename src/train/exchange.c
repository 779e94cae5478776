/* The exchange. Of the word table only touched rows travel; as both of a pair send as much, the one with fewer of them
 * sends some bytes that mean nothing. */
#include "exchange.h"
#include "memory.h"
#include <string.h>

/* Rows of the word table as they travel. */
typedef struct row_parcel {
    int32_t *ids;        /* [table rows] */
    simile_real *values; /* [table rows, cols] */
} row_parcel;

struct simile_exchange {
    simile_ranks *ranks;
    const simile_parameter *table; /* NULL: all parameters are dense */
    size_t n_dense;
    row_parcel sent, got;
    simile_gradient *theirs;
};

static simile_status new_parcel(row_parcel *parcel, const simile_parameter *table)
{
    parcel->ids = simile_memory__alloc(table->rows, sizeof *parcel->ids);
    parcel->values = simile_memory__alloc(table->rows * table->cols, sizeof *parcel->values);
    return parcel->ids && parcel->values ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

static void dispose_parcel(row_parcel *parcel)
{
    simile_memory__free(parcel->ids);
    simile_memory__free(parcel->values);
}

static simile_status set_up(simile_exchange *exchange, const simile_encoder *encoder)
{
    exchange->table = simile_encoder__word_table(encoder);
    exchange->n_dense = exchange->table ? exchange->table->offset : simile_encoder__n_values(encoder);
    simile_status status = simile_gradient__new(&exchange->theirs, encoder);
    if (status == SIMILE_OK && exchange->table) {
        status = new_parcel(&exchange->sent, exchange->table);
    }
    return status == SIMILE_OK && exchange->table ? new_parcel(&exchange->got, exchange->table) : status;
}

simile_status simile_exchange__new(simile_exchange **exchange, const simile_encoder *encoder, simile_ranks *ranks)
{
    *exchange = NULL;
    if (!ranks) {
        return SIMILE_OK;
    }
    simile_exchange *e = simile_memory__alloc(1, sizeof *e);
    if (!e) {
        return SIMILE_ERROR_MEMORY;
    }
    e->ranks = ranks;
    const simile_status status = set_up(e, encoder);
    if (status != SIMILE_OK) {
        simile_exchange__free(e);
        return status;
    }
    *exchange = e;
    return SIMILE_OK;
}

void simile_exchange__free(simile_exchange *exchange)
{
    if (exchange) {
        dispose_parcel(&exchange->sent);
        dispose_parcel(&exchange->got);
        simile_gradient__free(exchange->theirs);
        simile_memory__free(exchange);
    }
}

size_t simile_exchange__ranks(const simile_exchange *exchange)
{
    return exchange ? simile_ranks_size(exchange->ranks) : 1;
}

static uint64_t fill_parcel(row_parcel *parcel, simile_gradient *gradient)
{
    size_t n;
    const int32_t *touched = simile_gradient__touched(&n, gradient);
    memcpy(parcel->ids, touched, n * sizeof *touched);
    return n;
}

static void fill_rows(row_parcel *parcel, const simile_exchange *exchange, simile_gradient *gradient, uint64_t n)
{
    const size_t cols = exchange->table->cols;
    const simile_real *rows = simile_gradient__values(gradient) + exchange->table->offset;
    for (size_t i = 0; i < n; i++) {
        memcpy(parcel->values + i * cols, rows + (size_t)parcel->ids[i] * cols, cols * sizeof *rows);
    }
}

/* The partner's touched rows. */
static simile_status get_rows(simile_exchange *exchange, simile_gradient *own, size_t partner)
{
    const size_t cols = exchange->table->cols;
    uint64_t n_theirs = 0;
    const uint64_t n_own = fill_parcel(&exchange->sent, own);
    simile_status status = simile_ranks__exchange(exchange->ranks, &n_theirs, &n_own, sizeof n_own, partner);
    const uint64_t n = n_own > n_theirs ? n_own : n_theirs;
    fill_rows(&exchange->sent, exchange, own, n_own);
    if (status == SIMILE_OK) {
        status = simile_ranks__exchange(exchange->ranks, exchange->got.ids, exchange->sent.ids,
                                        n * sizeof *exchange->got.ids, partner);
    }
    if (status == SIMILE_OK) {
        status = simile_ranks__exchange(exchange->ranks, exchange->got.values, exchange->sent.values,
                                        n * cols * sizeof *exchange->got.values, partner);
    }
    for (uint64_t i = 0; status == SIMILE_OK && i < n_theirs; i++) {
        simile_gradient__add_row(exchange->theirs, exchange->got.ids[i], exchange->got.values + i * cols, 1);
    }
    return status;
}

static simile_status get_gradient(simile_exchange *exchange, simile_gradient *own, size_t partner)
{
    simile_gradient__clear(exchange->theirs);
    const simile_status status =
        simile_ranks__exchange(exchange->ranks, simile_gradient__values(exchange->theirs), simile_gradient__values(own),
                               exchange->n_dense * sizeof(simile_real), partner);
    return status == SIMILE_OK && exchange->table ? get_rows(exchange, own, partner) : status;
}

simile_status simile_exchange__add(simile_gradient **gradient, simile_exchange *exchange, simile_status status)
{
    if (!exchange) {
        return status;
    }
    const size_t rank = simile_ranks_rank(exchange->ranks);
    status = simile_ranks_agree(exchange->ranks, status);
    for (size_t bit = 1; bit < simile_ranks_size(exchange->ranks) && status == SIMILE_OK; bit *= 2) {
        status = get_gradient(exchange, *gradient, rank ^ bit);
        if (status == SIMILE_OK && (rank & bit) == 0) {
            simile_gradient__add(*gradient, exchange->theirs);
        } else if (status == SIMILE_OK) {
            simile_gradient *left = exchange->theirs;
            simile_gradient__add(left, *gradient);
            exchange->theirs = *gradient;
            *gradient = left;
        }
    }
    return status;
}
