/* Reading parameters side by side. */
#include "loader.h"
#include "mapping.h"
#include "memory.h"

simile_status simile_loader__add(simile_loader *loader, const simile_safetensors *file,
                                 const simile_tensor_view *tensor, size_t parameter)
{
    simile_status status =
        simile_memory__grow(&loader->items, &loader->items_capacity, loader->n_items + 1, sizeof *loader->items);
    if (status == SIMILE_OK) {
        loader->items[loader->n_items++] =
            (simile_loader_item){file, tensor, parameter, simile_encoder__linear_of(loader->encoder, parameter)};
    }
    return status;
}

static const simile_parameter *parameter_of(const simile_loader *loader, const simile_loader_item *item)
{
    size_t n;
    return &simile_encoder__parameters(&n, loader->encoder)[item->parameter];
}

static bool is_table(const simile_loader *loader, const simile_loader_item *item)
{
    return parameter_of(loader, item)->is_sparse;
}

/* A word table that stays in its file is not looked through: most of its rows are never used, and a vector made of one
 * that is not finite is noticed (simile_model__explain). */
static simile_status read_item(const simile_loader *loader, const simile_loader_item *item)
{
    const float *values = simile_safetensors__values(item->tensor);
    const bool may_stay = item->linear < simile_encoder__n_linears(loader->encoder) || is_table(loader, item);
    if (values && may_stay) {
        simile_weights__borrow(loader->weights, item->parameter, values);
        return is_table(loader, item) ? SIMILE_OK : simile_safetensors__check(item->file, item->tensor);
    }
    return simile_safetensors__read(simile_weights__values(loader->weights) + parameter_of(loader, item)->offset,
                                    item->file, item->tensor);
}

/* Encoding reads a linear layer's packed copy alone. */
static void release(const simile_loader *loader, size_t linear)
{
    for (size_t i = 0; i < loader->n_items; i++) {
        const simile_loader_item *item = &loader->items[i];
        if (item->linear == linear) {
            simile_mapping__release(item->tensor->data, item->tensor->n_bytes);
        }
    }
}

/* Task 0 is the word table, the largest of all; then come the linear layers, and all the rest as one task. */
static simile_status run_task(void *context, size_t task, size_t worker)
{
    const simile_loader *loader = context;
    const size_t n_linears = simile_encoder__n_linears(loader->encoder);
    simile_status status = SIMILE_OK;
    (void)worker;
    for (size_t i = 0; i < loader->n_items && status == SIMILE_OK; i++) {
        const simile_loader_item *item = &loader->items[i];
        if (is_table(loader, item) ? task == 0 : task == item->linear + 1) {
            status = read_item(loader, item);
        }
    }
    if (status == SIMILE_OK && task >= 1 && task <= n_linears) {
        simile_weights__pack_linear(loader->weights, task - 1);
        release(loader, task - 1);
    }
    return status;
}

simile_status simile_loader__run(simile_loader *loader, simile_pool *pool)
{
    return simile_pool__run(pool, simile_encoder__n_linears(loader->encoder) + 2, run_task, loader);
}

void simile_loader__dispose(simile_loader *loader)
{
    simile_memory__free(loader->items);
    *loader = (simile_loader){0};
}
