/* The objective: options, and from them the walks over the similarity matrix. */
#include "objective.h"
#include "cuts.h"
#include "fail.h"
#include "memory.h"
#include "room.h"
#include "texts.h"

static const char *const losses[] = {"infonce", "nt-xent", "supcon", NULL};
static const char *const similarities[] = {"cosine", "dot", "euclidean", NULL};

#define FIELD(name) offsetof(simile_objective_options, name)
const simile_option simile_objective__rows[] = {
    {"loss", SIMILE_OPTION_CHOICE, FIELD(loss), "infonce", 0, 0, losses, NULL,
     "row loss: pairs and triples take infonce or nt-xent, labels supcon"},
    {"similarity", SIMILE_OPTION_CHOICE, FIELD(similarity), "cosine", 0, 0, similarities, NULL,
     "similarity of two vectors; euclidean is the negative distance"},
    {"temperature", SIMILE_OPTION_REAL, FIELD(temperature), "0.05", 1e-4, 100, NULL, NULL,
     "similarities are divided by it; smaller: harder negatives count more"},
    {"learn_temperature", SIMILE_OPTION_BOOL, FIELD(learn_temperature), "false", 0, 0, NULL, NULL,
     "temperature is a parameter that is trained, from the given one on"},
    {"temperature_low", SIMILE_OPTION_REAL, FIELD(temperature_low), "0.01", 1e-4, 100, NULL, NULL,
     "a learned temperature does not fall below it"},
    {"temperature_high", SIMILE_OPTION_REAL, FIELD(temperature_high), "1", 1e-4, 100, NULL, NULL,
     "a learned temperature does not rise above it"},
    {"symmetric", SIMILE_OPTION_BOOL, FIELD(symmetric), "true", 0, 0, NULL, NULL,
     "infonce: also from the positive to the anchors"},
    {"hard_negatives", SIMILE_OPTION_BOOL, FIELD(hard_negatives), "true", 0, 0, NULL, NULL,
     "infonce: the negatives that triples name take part"},
    {"mask_false_negatives", SIMILE_OPTION_BOOL, FIELD(mask_false_negatives), "true", 0, 0, NULL, NULL,
     "texts equal to the anchor or of its group or label are never negatives"},
};
const size_t simile_objective__n_rows = sizeof simile_objective__rows / sizeof *simile_objective__rows;

struct simile_objective {
    simile_cuts *cuts; /* NULL: no cut was asked for yet */
    simile_objective_room room;
};

simile_status simile_objective__new(simile_objective **objective, simile_ranks *ranks)
{
    *objective = simile_memory__alloc(1, sizeof **objective);
    simile_status status = *objective ? simile_objective_room__init(&(*objective)->room, ranks) : SIMILE_ERROR_MEMORY;
    if (status != SIMILE_OK) {
        simile_objective__free(*objective);
        *objective = NULL;
    }
    return status;
}

void simile_objective__free(simile_objective *objective)
{
    if (objective) {
        simile_objective_room__dispose(&objective->room);
        simile_cuts__free(objective->cuts);
        simile_memory__free(objective);
    }
}

uint64_t simile_objective__bytes(size_t n_rows, size_t n_columns, size_t width, size_t n_workers)
{
    return simile_objective_room__bytes(n_rows, n_columns, width, n_workers);
}

/* The sides of the matrix: InfoNCE has anchors and what answers, the others all texts twice. */
static void set_sides(simile_sweep *sweep, const simile_objective_options *options, const simile_objective_batch *batch)
{
    sweep->is_square = options->loss != SIMILE_LOSS_INFONCE;
    sweep->left.n_columns = sweep->is_square && batch->n_columns > 1 ? 2 : 1;
    sweep->right = sweep->left;
    if (!sweep->is_square) {
        sweep->right.first = batch->n_rows;
        sweep->right.n_columns = options->hard_negatives ? batch->n_columns - 1 : 1;
    }
}

static simile_status check(const simile_objective_options *options, const simile_objective_batch *batch)
{
    bool needs_pairs = options->loss != SIMILE_LOSS_SUPCON;
    if (needs_pairs && batch->n_columns < 2) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "loss %s needs two texts a row; give pairs, or use supcon",
                                   losses[options->loss]);
    }
    if (!needs_pairs && !batch->groups) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "loss supcon needs labels; give labelled rows or groups");
    }
    return SIMILE_OK;
}

static size_t count_directions(const simile_objective_options *options)
{
    return options->loss == SIMILE_LOSS_INFONCE && options->symmetric ? 2 : 1;
}

static simile_direction new_direction(const simile_objective_options *options, const simile_objective_batch *batch,
                                      size_t partner_offset)
{
    return (simile_direction){.batch = batch,
                              .loss = (simile_loss)options->loss,
                              .mask = options->mask_false_negatives,
                              .partner_offset = partner_offset};
}

/* dL/ds before the sums over queries are known is scaled by 1/τ and the direction's weight; the mean comes at the end.
 */
static void set_frame(simile_sweep *sweep, const simile_objective_room *room, const simile_objective_options *options,
                      const simile_objective_batch *batch, simile_real *dembeddings)
{
    sweep->frame = (simile_tile_frame){.batch = batch,
                                       .options = options,
                                       .exceptions = &room->exceptions,
                                       .from_left = new_direction(options, batch, batch->n_rows),
                                       .from_right = new_direction(options, batch, 0),
                                       .vectors = room->vectors,
                                       .squares = room->squares,
                                       .states = room->states,
                                       .sums = room->sums,
                                       .tops = room->tops,
                                       .weights = room->weights,
                                       .scale = 1 / ((double)count_directions(options) * options->temperature),
                                       .dvectors = dembeddings};
    sweep->is_symmetric = count_directions(options) == 2;
    sweep->right_panels = room->right_panels;
    sweep->right_rows_panels = room->right_rows_panels;
    sweep->left_rows_panels = room->left_rows_panels;
    sweep->kept = simile_sweep__kept(sweep, batch->n_rows) > 0 ? room->kept : NULL;
    sweep->rooms = room->rooms;
    sweep->ranks = room->ranks;
    sweep->sizes = room->sizes;
}

static double ratio(double sum, uint64_t n)
{
    return n > 0 ? sum / (double)n : 0;
}

/* From sums over queries to means, for the result and the gradient. Every direction has the same number of queries. */
static simile_status finish(simile_objective_result *result, const simile_sweep *sweep,
                            const simile_objective_room *room, const simile_sweep_result *sums, simile_pool *pool)
{
    const simile_tile_frame *frame = &sweep->frame;
    const uint64_t n_queries = sums->n_queries / count_directions(frame->options);
    *result = (simile_objective_result){.loss = ratio(sums->loss, sums->n_queries),
                                        .positive_similarity = ratio(sums->pairs.positive, sums->pairs.n_positive),
                                        .negative_similarity = ratio(sums->pairs.negative, sums->pairs.n_negative),
                                        .n_masked = sums->pairs.n_masked};
    return simile_texts__finish(frame->dvectors, &result->dscale, room, frame->options, frame->batch, n_queries, pool);
}

/* The loss over whole vectors, unless this or another rank has failed before. */
static simile_status compute_whole(simile_objective_result *result, simile_real *dembeddings,
                                   simile_objective_room *room, const simile_objective_options *options,
                                   const simile_objective_batch *batch, simile_pool *pool, simile_status status)
{
    simile_sweep sweep = {.block = simile_sweep__block(batch->n_rows)};
    simile_sweep_result sums = {0};
    if (status == SIMILE_OK) {
        status = check(options, batch);
    }
    if (status == SIMILE_OK) {
        set_sides(&sweep, options, batch);
        status = simile_objective_room__fit(room, &sweep, batch, simile_pool__size(pool));
    }
    if (status == SIMILE_OK) {
        status = simile_exceptions__build(&room->exceptions, batch, options);
    }
    status = simile_ranks_agree(room->ranks, status);
    if (status != SIMILE_OK) {
        return status;
    }
    set_frame(&sweep, room, options, batch, dembeddings);
    status = simile_texts__prepare(dembeddings, room, options, batch, pool);
    if (status == SIMILE_OK) {
        status = simile_sweep__run(&sums, &sweep, pool);
    }
    if (status == SIMILE_OK && sums.n_queries == 0) {
        status = simile_status__fail(SIMILE_ERROR_DATA,
                                     "a batch of %zu rows holds no positive pair: each label needs "
                                     "at least two texts in a batch",
                                     batch->n_rows);
    }
    return status == SIMILE_OK ? finish(result, &sweep, room, &sums, pool) : status;
}

simile_status simile_objective__compute(simile_objective_result *result, simile_real *dembeddings,
                                        simile_objective *objective, const simile_objective_options *options,
                                        const simile_objective_batch *batch, simile_pool *pool)
{
    simile_status status = SIMILE_OK;
    if (options->n_cuts > 0 && !objective->cuts) {
        status = simile_cuts__new(&objective->cuts, objective->room.ranks);
    }
    if (status == SIMILE_OK && options->n_cuts > 0) {
        status = simile_cuts__fit(objective->cuts, options, batch);
    }
    status = compute_whole(result, dembeddings, &objective->room, options, batch, pool, status);
    return status == SIMILE_OK && options->n_cuts > 0
               ? simile_cuts__add(result, dembeddings, objective->cuts, options, batch, pool)
               : status;
}
