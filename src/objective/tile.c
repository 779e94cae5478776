/* Tiles. E width; a tile is [left texts, right texts]. */
#include "tile.h"
#include "elementwise.h"
#include "gemm.h"
#include "memory.h"
#include "similarity.h"
#include <math.h>
#include <string.h>

simile_status simile_tile_room__new(simile_tile_room *room, size_t block)
{
    *room = (simile_tile_room){.values = simile_memory__alloc(block * block, sizeof *room->values),
                               .row = simile_memory__alloc(block, sizeof *room->row),
                               .tops = simile_memory__alloc(block, sizeof *room->tops),
                               .sums = simile_memory__alloc(block, sizeof *room->sums),
                               .pairs = simile_memory__alloc_raw(block * block, sizeof *room->pairs),
                               .starts = simile_memory__alloc(block + 1, sizeof *room->starts),
                               .list = simile_memory__alloc(block, sizeof *room->list),
                               .seen = simile_memory__alloc(block, sizeof *room->seen)};
    return room->values && room->row && room->tops && room->sums && room->pairs && room->starts && room->list &&
                   room->seen
               ? SIMILE_OK
               : SIMILE_ERROR_MEMORY;
}

void simile_tile_room__dispose(simile_tile_room *room)
{
    simile_memory__free(room->values);
    simile_memory__free(room->row);
    simile_memory__free(room->tops);
    simile_memory__free(room->sums);
    simile_memory__free(room->pairs);
    simile_memory__free(room->starts);
    simile_memory__free(room->list);
    simile_memory__free(room->seen);
    *room = (simile_tile_room){0};
}

static simile_similarity similarity_of(const simile_tile_frame *frame)
{
    return (simile_similarity)frame->options->similarity;
}

void simile_tile__compare(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room)
{
    const size_t width = frame->batch->width, n = tile->right.n;
    simile_left left = {.values = frame->vectors + tile->left.first * width, .stride = width};
    simile_gemm__run(room->values, n, left, tile->right_panel, tile->left.n, n, width, SIMILE_GEMM_ZERO, NULL);
    for (size_t i = 0; i < tile->left.n; i++) {
        simile_similarity__forward(room->values + i * n, similarity_of(frame), frame->squares[tile->left.first + i],
                                   frame->squares + tile->right.first, n);
    }
}

static void list_pairs(const simile_tile_frame *frame, const simile_tile *tile, simile_tile_room *room)
{
    size_t n_pairs = 0;
    for (size_t i = 0; i < tile->left.n; i++) {
        const size_t q = tile->left.first + i;
        size_t n;
        room->starts[i] = n_pairs;
        simile_exceptions__list(room->list, &n, room->seen, frame->exceptions, q, tile->right.first,
                                tile->right.first + tile->right.n);
        for (size_t k = 0; k < n; k++) {
            const size_t j = room->list[k], c = tile->right.first + j;
            room->pairs[n_pairs++] = (simile_exceptional_pair){
                .left = (uint16_t)i,
                .right = (uint16_t)j,
                .by_left = (uint8_t)simile_relation__of(&frame->from_left, q, c),
                .by_right =
                    (uint8_t)(tile->right_asks ? simile_relation__of(&frame->from_right, c, q) : SIMILE_PAIR_NEGATIVE),
                .similarity = room->values[i * tile->right.n + j]};
        }
    }
    room->starts[tile->left.n] = n_pairs;
}

static simile_pair relation_by(const simile_exceptional_pair *pair, bool is_right)
{
    return (simile_pair)(is_right ? pair->by_right : pair->by_left);
}

static bool is_candidate(simile_pair pair)
{
    return pair == SIMILE_PAIR_POSITIVE || pair == SIMILE_PAIR_NEGATIVE;
}

/* Pairs [from, to) that are no candidates of the side that asks become −∞ in the rows of `values` (the first of which
 * is row `first`), or what they were. */
static void hide(simile_real *values, const simile_tile_room *room, size_t first, size_t from, size_t to, size_t n,
                 bool is_right, bool show)
{
    for (size_t p = from; p < to; p++) {
        const simile_exceptional_pair *pair = &room->pairs[p];
        if (!is_candidate(relation_by(pair, is_right))) {
            values[(pair->left - first) * n + pair->right] = show ? pair->similarity : -(simile_real)INFINITY;
        }
    }
}

/* The pairs that one side asks about, counted with the text on the left. */
static void count_pairs(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room,
                        bool is_right)
{
    const size_t n = tile->right.n;
    for (size_t i = 0; i < tile->left.n; i++) {
        simile_pair_sums *sums = &frame->sums[tile->left.first + i];
        double negative = (double)simile_vector__sum(room->values + i * n, n);
        uint64_t n_negative = n;
        for (size_t p = room->starts[i]; p < room->starts[i + 1]; p++) {
            const simile_pair relation = relation_by(&room->pairs[p], is_right);
            if (relation == SIMILE_PAIR_NEGATIVE) {
                continue;
            }
            negative -= (double)room->pairs[p].similarity;
            n_negative--;
            sums->n_masked += relation == SIMILE_PAIR_MASKED;
            if (relation == SIMILE_PAIR_POSITIVE) {
                sums->positive += (double)room->pairs[p].similarity;
                sums->n_positive++;
            }
        }
        sums->negative += negative;
        sums->n_negative += n_negative;
    }
}

static void note_positives(simile_row_state *states, const simile_tile_room *room, size_t n_pairs, bool is_right)
{
    for (size_t p = 0; p < n_pairs; p++) {
        const simile_exceptional_pair *pair = &room->pairs[p];
        if (relation_by(pair, is_right) == SIMILE_PAIR_POSITIVE) {
            simile_row_state *state = &states[is_right ? pair->right : pair->left];
            state->positive += (double)pair->similarity;
            state->n_positives++;
        }
    }
}

static void measure_left(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room)
{
    const size_t n = tile->right.n;
    for (size_t i = 0; i < tile->left.n; i++) {
        simile_row_loss__add(&frame->states[tile->left.first + i], room->values + i * n, n,
                             frame->options->temperature);
    }
}

/* The same down the columns: first the largest of each, then the sums, row after row. */
static void measure_right(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room)
{
    const size_t n = tile->right.n;
    const double temperature = frame->options->temperature;
    simile_row_state *states = &frame->states[tile->right.first];
    for (size_t j = 0; j < n; j++) {
        room->tops[j] = -(simile_real)INFINITY;
        room->sums[j] = 0;
    }
    for (size_t i = 0; i < tile->left.n; i++) {
        simile_vector__larger(room->tops, room->values + i * n, n);
    }
    for (size_t j = 0; j < n; j++) {
        simile_row_loss__raise(&states[j], room->tops[j], temperature);
        room->tops[j] = states[j].top == -(simile_real)INFINITY ? 0 : states[j].top;
    }
    for (size_t i = 0; i < tile->left.n; i++) {
        simile_exp__add(room->sums, room->values + i * n, room->tops, (simile_real)(1 / temperature), n);
    }
    for (size_t j = 0; j < n; j++) {
        states[j].sum += (double)room->sums[j];
    }
}

/* What one side sees. */
static void measure_side(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room,
                         bool is_right)
{
    const size_t n = tile->right.n, n_pairs = room->starts[tile->left.n];
    note_positives(&frame->states[is_right ? tile->right.first : tile->left.first], room, n_pairs, is_right);
    hide(room->values, room, 0, 0, n_pairs, n, is_right, false);
    if (is_right) {
        measure_right(frame, tile, room);
    } else {
        measure_left(frame, tile, room);
    }
    hide(room->values, room, 0, 0, n_pairs, n, is_right, true);
}

void simile_tile__measure(const simile_tile_frame *frame, const simile_tile *tile, simile_tile_room *room)
{
    list_pairs(frame, tile, room);
    if (tile->left_counts) {
        count_pairs(frame, tile, room, false);
        if (tile->right_asks) {
            count_pairs(frame, tile, room, true);
        }
        measure_side(frame, tile, room, false);
    }
    if (tile->right_counts && tile->right_asks) {
        measure_side(frame, tile, room, true);
    }
}

/* −[positive]/|P| of what text `asker` asks. */
static double target_of(const simile_tile_frame *frame, simile_pair relation, size_t asker)
{
    const uint64_t n = frame->states[asker].n_positives;
    return relation == SIMILE_PAIR_POSITIVE && n > 0 ? frame->scale / (double)n : 0;
}

/* A row's similarities, of which a copy is in room->row, become dL/ds of both who ask. */
static void differentiate_row(simile_real *g, const simile_tile_frame *frame, const simile_tile *tile,
                              const simile_tile_room *room, size_t i)
{
    const size_t n = tile->right.n, from = room->starts[i], to = room->starts[i + 1], q = tile->left.first + i;
    const simile_real inverse = (simile_real)(1 / frame->options->temperature);
    hide(room->row, room, i, from, to, n, false, false);
    simile_exp__weigh(g, room->row, frame->tops[q], inverse, frame->weights[q], n);
    hide(room->row, room, i, from, to, n, false, true);
    if (tile->right_asks) {
        hide(room->row, room, i, from, to, n, true, false);
        simile_exp__add_weighted(g, room->row, frame->tops + tile->right.first, inverse,
                                 frame->weights + tile->right.first, n);
        hide(room->row, room, i, from, to, n, true, true);
    }
    for (size_t p = from; p < to; p++) {
        const simile_exceptional_pair *pair = &room->pairs[p];
        double target = target_of(frame, relation_by(pair, false), q);
        if (tile->right_asks) {
            target += target_of(frame, relation_by(pair, true), tile->right.first + pair->right);
        }
        g[pair->right] -= (simile_real)target;
    }
}

/* From dL/ds of a row to weights of vectors. Euclidean: what of them falls to the texts themselves goes to the left
 * text at once, and for the right ones into room->sums. */
static void weigh_row(simile_real *g, const simile_tile_frame *frame, const simile_tile *tile,
                      const simile_tile_room *room, size_t i)
{
    const size_t width = frame->batch->width, q = tile->left.first + i;
    if (similarity_of(frame) != SIMILE_SIMILARITY_EUCLIDEAN) {
        return;
    }
    const simile_real sum = simile_similarity__backward(g, room->row, similarity_of(frame), tile->right.n);
    simile_vector__add(room->sums, g, tile->right.n);
    if (tile->left_counts) {
        simile_vector__add_scaled(frame->dvectors + q * width, frame->vectors + q * width, -sum, width);
    }
}

static void add_left_gradients(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room)
{
    const size_t width = frame->batch->width;
    simile_left left = {.values = room->values, .stride = tile->right.n};
    simile_gemm__run(frame->dvectors + tile->left.first * width, width, left, tile->right_rows_panel, tile->left.n,
                     width, tile->right.n, SIMILE_GEMM_ADD, NULL);
}

static void add_right_gradients(const simile_tile_frame *frame, const simile_tile *tile, const simile_tile_room *room)
{
    const size_t width = frame->batch->width, first = tile->right.first;
    for (size_t j = 0; j < tile->right.n && similarity_of(frame) == SIMILE_SIMILARITY_EUCLIDEAN; j++) {
        simile_vector__add_scaled(frame->dvectors + (first + j) * width, frame->vectors + (first + j) * width,
                                  -room->sums[j], width);
    }
    simile_left left = {.values = room->values, .stride = tile->right.n, .transposed = true};
    simile_gemm__run(frame->dvectors + first * width, width, left, tile->left_rows_panel, tile->right.n, width,
                     tile->left.n, SIMILE_GEMM_ADD, NULL);
}

void simile_tile__differentiate(const simile_tile_frame *frame, const simile_tile *tile, simile_tile_room *room)
{
    const size_t n = tile->right.n;
    list_pairs(frame, tile, room);
    memset(room->sums, 0, n * sizeof *room->sums);
    for (size_t i = 0; i < tile->left.n; i++) {
        simile_real *g = room->values + i * n;
        memcpy(room->row, g, n * sizeof *g);
        differentiate_row(g, frame, tile, room, i);
        weigh_row(g, frame, tile, room, i);
    }
    if (tile->left_counts) {
        add_left_gradients(frame, tile, room);
    }
    if (tile->right_counts) {
        add_right_gradients(frame, tile, room);
    }
}
