/* Carves the workspace of one pass from one arena: first the sizes are added up, then the pieces are cut in the same
 * order. */
#include "activations.h"
#include "gemm.h"
#include "layout.h"
#include "memory.h"
#include "workspace.h"
#include <string.h>

/* The limits that fix all sizes. */
typedef struct pass_limits {
    size_t tokens, sentences, longest;
    size_t squares; /* Σ t² over sentences */
    bool in_training;
} pass_limits;

/* Cuts pieces, or only counts their bytes when there is no arena. */
typedef struct piece_carver {
    simile_arena *arena;
    size_t n_bytes;
} piece_carver;

#define PIECE_ALIGNMENT 64

static void *cut(piece_carver *carver, size_t count, size_t size)
{
    carver->n_bytes += (count * size + PIECE_ALIGNMENT - 1) / PIECE_ALIGNMENT * PIECE_ALIGNMENT;
    return carver->arena ? simile_arena__alloc(carver->arena, count, size) : NULL;
}

static simile_real *cut_reals(piece_carver *carver, size_t rows, size_t cols)
{
    return cut(carver, rows * cols, sizeof(simile_real));
}

/* Queries that one stretch of attention takes at most. */
static size_t attention_rows(const pass_limits *limits)
{
    return limits->longest < SIMILE_ATTENTION_ROWS ? limits->longest : SIMILE_ATTENTION_ROWS;
}

static size_t stretch_rows(const pass_limits *limits)
{
    return limits->tokens < SIMILE_FFN_STRETCH ? limits->tokens : SIMILE_FFN_STRETCH;
}

static void cut_block(simile_block_activations *block, piece_carver *carver, const simile_encoder_shape *shape,
                      const pass_limits *limits)
{
    size_t tokens = limits->tokens, width = shape->hidden;
    size_t squares = limits->in_training ? limits->squares : limits->longest * attention_rows(limits);
    size_t ffn_rows = limits->in_training || tokens < SIMILE_FFN_TILE ? tokens : SIMILE_FFN_TILE;
    block->x = cut_reals(carver, tokens, width);
    block->qkv = cut_reals(carver, tokens, 3 * width);
    block->probabilities = cut_reals(carver, squares, limits->in_training ? shape->heads : 1);
    block->context = cut_reals(carver, tokens, width);
    block->attention_sum = cut_reals(carver, tokens, width);
    block->attention_statistics = cut_reals(carver, tokens, 2);
    block->middle = cut_reals(carver, tokens, width);
    block->up = cut_reals(carver, ffn_rows, shape->ffn);
    block->ffn_sum = cut_reals(carver, tokens, width);
    block->ffn_statistics = cut_reals(carver, tokens, 2);
}

static size_t product_work(const simile_encoder *encoder, bool in_training)
{
    size_t most = 0;
    for (size_t i = 0; i < encoder->n_linears; i++) {
        size_t work = simile_linear__work(encoder->linears[i], in_training);
        most = work > most ? work : most;
    }
    return most;
}

static size_t outer_work(const simile_encoder *encoder, size_t rows)
{
    size_t most = 0;
    for (size_t i = 0; i < encoder->n_linears; i++) {
        size_t work = simile_linear__outer_work(encoder->linears[i], rows);
        most = work > most ? work : most;
    }
    return most;
}

static void cut_backward(simile_activations *a, piece_carver *carver, const pass_limits *limits)
{
    const simile_encoder_shape *shape = &a->encoder->shape;
    size_t tokens = limits->tokens, width = shape->hidden;
    size_t rows = tokens > limits->sentences ? tokens : limits->sentences;
    if (shape->layers > 0) {
        a->dx = cut_reals(carver, tokens, width);
        a->dbranch = cut_reals(carver, tokens, width);
        a->dqkv = cut_reals(carver, tokens, 3 * width);
        a->dcontext = cut_reals(carver, tokens, width);
        a->dtile = cut_reals(carver, stretch_rows(limits), shape->ffn);
        a->dscores = cut_reals(carver, limits->longest, limits->longest);
    }
    a->dpooled = cut_reals(carver, limits->sentences, a->encoder->pooled);
    a->dstages[0] = cut_reals(carver, limits->sentences, a->encoder->widest);
    a->dstages[1] = cut_reals(carver, limits->sentences, a->encoder->widest);
    a->outer_work = cut(carver, outer_work(a->encoder, rows), 1);
}

static void cut_transformer(simile_activations *a, piece_carver *carver, const pass_limits *limits)
{
    const simile_encoder_shape *shape = &a->encoder->shape;
    size_t longest = limits->longest, head = shape->hidden / shape->heads;
    size_t by_square = simile_panel__size(head, longest), by_head = simile_panel__size(longest, head);
    a->blocks = cut(carver, shape->layers, sizeof *a->blocks);
    simile_block_activations shared = {0};
    for (size_t i = 0; i < shape->layers; i++) {
        if (i == 0 || limits->in_training) {
            cut_block(&shared, carver, shape, limits);
        }
        if (a->blocks) {
            a->blocks[i] = shared;
        }
    }
    a->embedding_sum = cut_reals(carver, limits->tokens, shape->hidden);
    a->embedding_statistics = cut_reals(carver, limits->tokens, 2);
    a->last = cut_reals(carver, limits->tokens, shape->hidden);
    /* The backward needs GELU's input again; encoding overwrites it. */
    a->tile = limits->in_training ? cut_reals(carver, stretch_rows(limits), shape->ffn) : shared.up;
    a->scores = cut_reals(carver, longest, limits->in_training ? longest : 0);
    a->panel = cut_reals(carver, by_square > by_head ? by_square : by_head, 1);
    a->value_panel = cut_reals(carver, by_head, 1);
}

static void cut_stages(simile_activations *a, piece_carver *carver, const pass_limits *limits)
{
    a->pooled = cut_reals(carver, limits->sentences, a->encoder->pooled);
    a->max_tokens = cut(carver, limits->sentences * a->encoder->pooled, sizeof *a->max_tokens);
    for (size_t s = 0; s < a->encoder->n_stages; s++) {
        const simile_stage *stage = &a->encoder->stages[s];
        const bool is_dense = stage->module.kind == SIMILE_MODULE_DENSE;
        const size_t n_norms = stage->module.kind == SIMILE_MODULE_LAYER_NORM ? 2 : 1;
        a->stages[s].before = is_dense ? cut_reals(carver, limits->sentences, stage->width) : NULL;
        a->stages[s].after = cut_reals(carver, limits->sentences, stage->width);
        a->stages[s].norms = is_dense ? NULL : cut_reals(carver, limits->sentences, n_norms);
    }
}

static void cut_all(simile_activations *a, piece_carver *carver, const pass_limits *limits)
{
    const simile_encoder_shape *shape = &a->encoder->shape;
    if (shape->layers > 0) {
        cut_transformer(a, carver, limits);
    }
    a->square_starts = cut(carver, limits->sentences + 1, sizeof *a->square_starts);
    cut_stages(a, carver, limits);
    a->product_work = cut(carver, product_work(a->encoder, limits->in_training), 1);
    if (limits->in_training) {
        cut_backward(a, carver, limits);
    }
}

simile_status simile_activations__new(simile_activations **activations, const simile_encoder *encoder)
{
    *activations = simile_memory__alloc(1, sizeof **activations);
    if (!*activations) {
        return SIMILE_ERROR_MEMORY;
    }
    (*activations)->encoder = encoder;
    return SIMILE_OK;
}

void simile_activations__free(simile_activations *activations)
{
    if (activations) {
        simile_arena__dispose(&activations->arena);
        simile_memory__free(activations);
    }
}

size_t simile_activations__bytes(const simile_encoder *encoder, size_t n_tokens, size_t n_sentences, size_t longest,
                                 bool in_training)
{
    simile_activations counted = {.encoder = encoder};
    piece_carver carver = {0};
    /* Σ t² ≤ T · longest */
    pass_limits limits = {n_tokens, n_sentences, longest, n_tokens * longest, in_training};
    cut_all(&counted, &carver, &limits);
    return carver.n_bytes;
}

size_t simile_activations__held(const simile_activations *activations)
{
    return activations ? activations->arena.n_bytes : 0;
}

void simile_activations__give_back(simile_activations *activations)
{
    simile_arena__dispose(&activations->arena);
}

static pass_limits limits_of(const simile_packed_batch *batch, bool in_training)
{
    pass_limits limits = {.tokens = batch->n_tokens, .sentences = batch->n_sentences, .in_training = in_training};
    for (size_t b = 0; b < batch->n_sentences; b++) {
        size_t t = batch->starts[b + 1] - batch->starts[b];
        limits.squares += t * t;
        limits.longest = t > limits.longest ? t : limits.longest;
    }
    return limits;
}

simile_status simile_activations__fit(simile_activations *activations, const simile_packed_batch *batch,
                                      bool in_training)
{
    pass_limits limits = limits_of(batch, in_training);
    piece_carver counter = {0};
    cut_all(activations, &counter, &limits);
    simile_arena__reset(&activations->arena);
    if (activations->arena.n_bytes < counter.n_bytes) {
        simile_arena__dispose(&activations->arena); /* else both blocks would live until the next reset */
    }
    simile_status status = simile_arena__reserve(&activations->arena, counter.n_bytes);
    if (status != SIMILE_OK) {
        return status;
    }
    piece_carver carver = {.arena = &activations->arena};
    cut_all(activations, &carver, &limits);
    activations->in_training = in_training;
    size_t square = 0;
    for (size_t b = 0; b <= batch->n_sentences; b++) {
        activations->square_starts[b] = square;
        if (b < batch->n_sentences && in_training) {
            size_t t = batch->starts[b + 1] - batch->starts[b];
            square += t * t * activations->encoder->shape.heads;
        }
    }
    return SIMILE_OK;
}
