/* The weights of a model on their way out of its files: first all parameters are listed, then they are read side by
 * side. Large tensors that the machine can use as they are stay where they are, in the mapped file. */
#ifndef SIMILE_MODEL_LOADER_H
#define SIMILE_MODEL_LOADER_H

#include "safetensors.h"
#include "weights.h"

typedef struct simile_loader_item {
    const simile_safetensors *file;
    const simile_tensor_view *tensor;
    size_t parameter;
    size_t linear; /* the linear layer that it belongs to; their number if to none */
} simile_loader_item;

/* Valid when zeroed but for weights and encoder. */
typedef struct simile_loader {
    simile_weights *weights;
    const simile_encoder *encoder;
    simile_loader_item *items;
    size_t n_items, items_capacity;
} simile_loader;

/* Lists `tensor` of `file`, which must stay open as long as the weights are used, as parameter `parameter`; its shape
 * is the parameter's. */
simile_status simile_loader__add(simile_loader *loader, const simile_safetensors *file,
                                 const simile_tensor_view *tensor, size_t parameter);
/* Reads all that is listed and packs it, on the pool. A number that is not finite is SIMILE_ERROR_FORMAT with its
 * tensor. */
simile_status simile_loader__run(simile_loader *loader, simile_pool *pool);
void simile_loader__dispose(simile_loader *loader);

#endif
