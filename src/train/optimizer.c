/* The optimiser. */
#include "optimizer.h"
#include "elementwise.h"
#include "fail.h"
#include "late_rows.h"
#include "memory.h"
#include "rates.h"
#include <math.h>

#define BLOCK_VALUES 65536 /* of a task */

typedef struct update_block {
    size_t offset, n;
    double rate; /* factor of the step's rate, above 0 */
    bool decays;
} update_block;

/* The sparse table, which is updated by rows. */
typedef struct update_table {
    const simile_parameter *parameter; /* NULL: there is none, or it is frozen */
    double rate;
    simile_late_rows *rows;
} update_table;

struct simile_optimizer {
    simile_train_options options;
    simile_real *moments[2];
    update_block *blocks;
    size_t n_blocks, blocks_capacity;
    update_table table;
    /* the update */
    simile_adamw settings;
    simile_real *values;
    const simile_real *gradient;
};

static simile_status add_blocks(simile_optimizer *optimizer, const simile_parameter *parameter, double rate)
{
    const size_t size = parameter->rows * parameter->cols;
    simile_status status = SIMILE_OK;
    for (size_t at = 0; at < size && status == SIMILE_OK; at += BLOCK_VALUES) {
        status = simile_memory__grow(&optimizer->blocks, &optimizer->blocks_capacity, optimizer->n_blocks + 1,
                                     sizeof *optimizer->blocks);
        if (status == SIMILE_OK) {
            optimizer->blocks[optimizer->n_blocks++] =
                (update_block){.offset = parameter->offset + at,
                               .n = size - at < BLOCK_VALUES ? size - at : BLOCK_VALUES,
                               .rate = rate,
                               .decays = parameter->decays};
        }
    }
    return status;
}

static simile_status list_blocks(simile_optimizer *optimizer, const simile_encoder *encoder)
{
    size_t n;
    const simile_parameter *parameters = simile_encoder__parameters(&n, encoder);
    simile_status status = simile_rates__check(&optimizer->options, encoder);
    for (size_t p = 0; p < n && status == SIMILE_OK; p++) {
        const double rate = simile_rates__factor(&optimizer->options, encoder, &parameters[p]);
        if (rate > 0 && parameters[p].is_sparse) {
            optimizer->table = (update_table){.parameter = &parameters[p], .rate = rate};
            status = simile_late_rows__new(&optimizer->table.rows, &parameters[p]);
        } else if (rate > 0) {
            status = add_blocks(optimizer, &parameters[p], rate);
        }
    }
    return status;
}

simile_status simile_optimizer__new(simile_optimizer **optimizer, const simile_encoder *encoder,
                                    const simile_train_options *options)
{
    simile_optimizer *o = simile_memory__alloc(1, sizeof *o);
    *optimizer = NULL;
    if (!o) {
        return SIMILE_ERROR_MEMORY;
    }
    o->options = *options;
    for (size_t i = 0; i < 2; i++) {
        o->moments[i] = simile_memory__alloc(simile_encoder__n_values(encoder), sizeof(simile_real));
    }
    simile_status status = o->moments[0] && o->moments[1] ? list_blocks(o, encoder) : SIMILE_ERROR_MEMORY;
    if (status != SIMILE_OK) {
        simile_optimizer__free(o);
        return status;
    }
    *optimizer = o;
    return SIMILE_OK;
}

void simile_optimizer__free(simile_optimizer *optimizer)
{
    if (!optimizer) {
        return;
    }
    simile_memory__free(optimizer->moments[0]);
    simile_memory__free(optimizer->moments[1]);
    simile_memory__free(optimizer->blocks);
    simile_late_rows__free(optimizer->table.rows);
    simile_memory__free(optimizer);
}

simile_real *simile_optimizer__moments(simile_optimizer *optimizer, size_t which)
{
    return optimizer->moments[which];
}

double simile_optimizer__rate(const simile_train_options *options, double done)
{
    static const double pi = 3.14159265358979323846;
    double share = done < 1 ? done : 1;
    if (share < options->warmup) {
        return options->learning_rate * share / options->warmup;
    }
    double rest = options->warmup < 1 ? (share - options->warmup) / (1 - options->warmup) : 1;
    switch (options->schedule) {
    case 0:
        return options->learning_rate * 0.5 * (1 + cos(pi * rest));
    case 1:
        return options->learning_rate * (1 - rest);
    default:
        return options->learning_rate;
    }
}

static simile_adamw_factors factors_of(const simile_optimizer *optimizer, double rate, bool decays)
{
    simile_adamw settings = optimizer->settings;
    settings.rate *= rate;
    settings.weight_decay = decays ? settings.weight_decay : 0;
    return simile_adamw__factors(&settings);
}

static simile_status update_values(void *context, size_t task, size_t worker)
{
    simile_optimizer *optimizer = context;
    const update_block *block = &optimizer->blocks[task];
    const simile_adamw_factors factors = factors_of(optimizer, block->rate, block->decays);
    (void)worker;
    simile_adamw__update(optimizer->values + block->offset, optimizer->moments[0] + block->offset,
                         optimizer->moments[1] + block->offset, optimizer->gradient + block->offset, block->n,
                         &factors);
    return SIMILE_OK;
}

/* The table's rows in the slabs. */
static simile_row_slabs row_slabs(const simile_optimizer *optimizer, simile_weights *weights)
{
    const size_t offset = optimizer->table.parameter->offset;
    return (simile_row_slabs){.weights = simile_weights__values(weights) + offset,
                              .moments = {optimizer->moments[0] + offset, optimizer->moments[1] + offset}};
}

static simile_status update_table_rows(simile_optimizer *optimizer, simile_weights *weights,
                                       const simile_gradient *gradient, simile_pool *pool)
{
    const update_table *table = &optimizer->table;
    size_t n;
    const int32_t *touched = simile_gradient__touched(&n, gradient);
    if (!table->parameter) {
        return SIMILE_OK;
    }
    const simile_row_slabs slabs = row_slabs(optimizer, weights);
    const simile_adamw_factors factors = factors_of(optimizer, table->rate, table->parameter->decays);
    return simile_late_rows__update(table->rows, &slabs, optimizer->gradient + table->parameter->offset, touched, n,
                                    &factors, pool);
}

void simile_optimizer__need(simile_optimizer *optimizer, const int32_t *ids, size_t n)
{
    if (optimizer->table.parameter) {
        simile_late_rows__mark(optimizer->table.rows, ids, n);
    }
}

simile_status simile_optimizer__catch_up(simile_optimizer *optimizer, simile_weights *weights, simile_pool *pool)
{
    if (!optimizer->table.parameter) {
        return SIMILE_OK;
    }
    const simile_row_slabs slabs = row_slabs(optimizer, weights);
    return simile_late_rows__catch_up(optimizer->table.rows, &slabs, pool);
}

simile_status simile_optimizer__settle(simile_optimizer *optimizer, simile_weights *weights, simile_pool *pool)
{
    if (!optimizer->table.parameter) {
        return SIMILE_OK;
    }
    const simile_row_slabs slabs = row_slabs(optimizer, weights);
    return simile_late_rows__settle(optimizer->table.rows, &slabs, pool);
}

void simile_optimizer__reload(simile_optimizer *optimizer)
{
    if (optimizer->table.parameter) {
        simile_late_rows__reload(optimizer->table.rows);
    }
}

simile_status simile_optimizer__update(double *norm, simile_optimizer *optimizer, simile_weights *weights,
                                       simile_gradient *gradient, uint64_t number, double rate, simile_pool *pool)
{
    const simile_train_options *options = &optimizer->options;
    simile_status status = simile_gradient__norm(norm, gradient, pool);
    if (status != SIMILE_OK) {
        return status;
    }
    if (!isfinite(*norm)) {
        return simile_status__fail(SIMILE_ERROR_NUMERIC, "the gradient is not finite");
    }
    /* PyTorch's clip_grad_norm_ divides by norm + 1e-6; golden values rest on it. */
    double clip = options->clip > 0 ? options->clip / (*norm + 1e-6) : 1;
    optimizer->settings = (simile_adamw){.rate = rate,
                                         .beta1 = options->beta1,
                                         .beta2 = options->beta2,
                                         .epsilon = options->epsilon,
                                         .weight_decay = options->weight_decay,
                                         .clip = clip < 1 ? clip : 1,
                                         .correction1 = 1 - pow(options->beta1, (double)number),
                                         .correction2 = 1 - pow(options->beta2, (double)number)};
    optimizer->values = simile_weights__values(weights);
    optimizer->gradient = simile_gradient__values(gradient);
    status = simile_pool__run(pool, optimizer->n_blocks, update_values, optimizer);
    if (status == SIMILE_OK) {
        status = update_table_rows(optimizer, weights, gradient, pool);
    }
    return status == SIMILE_OK ? simile_weights__pack(weights, pool, true) : status;
}
