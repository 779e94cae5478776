/* The objective: options, workspace, and the directions that a loss is made of. */
#include "objective.h"
#include "cuts.h"
#include "elementwise.h"
#include "fail.h"
#include "gemm.h"
#include "memory.h"
#include "sweep.h"
#include <math.h>
#include <string.h>

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
    simile_objective_options options;
    simile_cuts *cuts;                /* NULL: none */
    size_t n_texts, width, n_workers; /* what the workspace is made for */
    simile_real *vectors, *norms, *squares;
    simile_real *panels[4];
    simile_row_state *states;
    simile_row_sums *sums;
    simile_sweep_scratch *scratch;
};

simile_status simile_objective__new(simile_objective **objective, const simile_objective_options *options)
{
    *objective = simile_memory__alloc(1, sizeof **objective);
    if (!*objective) {
        return SIMILE_ERROR_MEMORY;
    }
    (*objective)->options = *options;
    simile_status status = simile_cuts__new(&(*objective)->cuts, options);
    if (status != SIMILE_OK) {
        simile_objective__free(*objective);
        *objective = NULL;
    }
    return status;
}

static void dispose_workspace(simile_objective *o)
{
    simile_memory__free(o->vectors);
    simile_memory__free(o->norms);
    simile_memory__free(o->squares);
    for (size_t i = 0; i < 4; i++) {
        simile_memory__free(o->panels[i]);
    }
    simile_memory__free(o->states);
    simile_memory__free(o->sums);
    for (size_t i = 0; o->scratch && i < o->n_workers; i++) {
        simile_memory__free(o->scratch[i].similarity);
        simile_memory__free(o->scratch[i].gradient);
    }
    simile_memory__free(o->scratch);
    *o = (simile_objective){.options = o->options, .cuts = o->cuts};
}

void simile_objective__free(simile_objective *objective)
{
    if (objective) {
        dispose_workspace(objective);
        simile_cuts__free(objective->cuts);
        simile_memory__free(objective);
    }
}

void simile_objective__set_temperature(simile_objective *objective, double temperature)
{
    objective->options.temperature = temperature;
    simile_cuts__set_temperature(objective->cuts, temperature);
}

static bool alloc_scratch(simile_objective *o)
{
    o->scratch = simile_memory__alloc(o->n_workers, sizeof *o->scratch);
    bool is_good = o->scratch != NULL;
    for (size_t i = 0; is_good && i < o->n_workers; i++) {
        o->scratch[i].similarity = simile_memory__alloc(SIMILE_SWEEP_ROWS * o->n_texts, sizeof(simile_real));
        o->scratch[i].gradient = simile_memory__alloc(SIMILE_SWEEP_ROWS * o->n_texts, sizeof(simile_real));
        is_good = o->scratch[i].similarity && o->scratch[i].gradient;
    }
    return is_good;
}

/* Room for a batch of this shape; kept while the shape does not grow. */
static simile_status fit(simile_objective *o, const simile_objective_batch *batch, size_t n_workers)
{
    size_t n_texts = batch->n_columns * batch->n_rows;
    if (n_texts <= o->n_texts && batch->width == o->width && n_workers <= o->n_workers) {
        return SIMILE_OK;
    }
    dispose_workspace(o);
    o->n_texts = n_texts;
    o->width = batch->width;
    o->n_workers = n_workers;
    size_t plain = simile_panel__size(n_texts, o->width), transposed = simile_panel__size(o->width, n_texts);
    o->vectors = simile_memory__alloc(n_texts * o->width, sizeof(simile_real));
    o->norms = simile_memory__alloc(n_texts, sizeof(simile_real));
    o->squares = simile_memory__alloc(n_texts, sizeof(simile_real));
    o->states = simile_memory__alloc(n_texts, sizeof *o->states);
    o->sums = simile_memory__alloc(n_texts / SIMILE_SWEEP_ROWS + 1, sizeof *o->sums);
    bool is_good = o->vectors && o->norms && o->squares && o->states && o->sums;
    for (size_t i = 0; i < 4 && is_good; i++) {
        o->panels[i] = simile_memory__alloc(i % 2 == 0 ? transposed : plain, sizeof(simile_real));
        is_good = o->panels[i] != NULL;
    }
    if (!is_good || !alloc_scratch(o)) {
        dispose_workspace(o);
        return SIMILE_ERROR_MEMORY;
    }
    return SIMILE_OK;
}

static simile_status check(const simile_objective *o, const simile_objective_batch *batch)
{
    bool needs_pairs = o->options.loss != SIMILE_LOSS_SUPCON;
    if (needs_pairs && batch->n_columns < 2) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "loss %s needs two texts a row; give pairs, or use supcon",
                                   losses[o->options.loss]);
    }
    if (!needs_pairs && !batch->groups) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "loss supcon needs labels; give labelled rows or groups");
    }
    return SIMILE_OK;
}

/* Unit vectors for cosine, the vectors as they are otherwise. */
static void prepare_vectors(simile_objective *o, const simile_objective_batch *batch)
{
    const size_t n_texts = batch->n_columns * batch->n_rows;
    if (o->options.similarity == SIMILE_SIMILARITY_COSINE) {
        simile_normalize__forward(o->vectors, o->norms, batch->embeddings, n_texts, batch->width);
    } else {
        memcpy(o->vectors, batch->embeddings, n_texts * batch->width * sizeof *o->vectors);
    }
    for (size_t i = 0; i < n_texts; i++) {
        o->squares[i] = simile_vector__dot(o->vectors + i * batch->width, o->vectors + i * batch->width, batch->width);
    }
}

/* The directions of a loss: infonce one or two, the others one over all texts. */
static size_t list_directions(simile_direction directions[2], const simile_objective *o,
                              const simile_objective_batch *batch)
{
    const size_t n = batch->n_rows;
    simile_direction all = {
        .batch = batch, .loss = (simile_loss)o->options.loss, .mask = o->options.mask_false_negatives};
    if (all.loss != SIMILE_LOSS_INFONCE) {
        size_t columns = batch->n_columns < 2 ? batch->n_columns : 2;
        all.n_queries = all.n_candidates = columns * n;
        directions[0] = all;
        return 1;
    }
    directions[0] = directions[1] = all;
    directions[0].n_queries = n;
    directions[0].first_candidate = n;
    directions[0].n_candidates = (o->options.hard_negatives ? batch->n_columns - 1 : 1) * n;
    directions[0].partner_offset = n;
    directions[1].first_query = n;
    directions[1].n_queries = directions[1].n_candidates = n;
    return o->options.symmetric ? 2 : 1;
}

static simile_sweep new_sweep(simile_objective *o, const simile_direction *direction, double weight,
                              simile_real *dembeddings)
{
    return (simile_sweep){.direction = *direction,
                          .options = &o->options,
                          .weight = weight,
                          .vectors = o->vectors,
                          .squares = o->squares,
                          .dvectors = dembeddings,
                          .query_panel = o->panels[0],
                          .query_rows_panel = o->panels[1],
                          .candidate_panel = o->panels[2],
                          .candidate_rows_panel = o->panels[3],
                          .states = o->states,
                          .sums = o->sums,
                          .scratch = o->scratch};
}

static double ratio(double sum, uint64_t n)
{
    return n > 0 ? sum / (double)n : 0;
}

/* dL/dσ = Σ dL/ds_ij · s_ij over all pairs, for s is multiplied by e^σ. A similarity is homogeneous in its two vectors
 * together (x·y of degree 2, −‖x − y‖ of degree 1), so by Euler's theorem degree · that sum = Σ z_i · dL/dz_i. */
static double scale_gradient(const simile_objective *o, const simile_real *dvectors, size_t n_texts, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < n_texts; i++) {
        sum += (double)simile_vector__dot(o->vectors + i * width, dvectors + i * width, width);
    }
    return o->options.similarity == SIMILE_SIMILARITY_EUCLIDEAN ? sum : sum / 2;
}

/* From sums over queries to means, for the result and the gradient; then through the normalising. Every direction has
 * the same number of queries. */
static void finish(simile_objective_result *result, simile_real *dembeddings, const simile_objective *o,
                   const simile_objective_batch *batch, const simile_row_sums *sums, size_t n_directions)
{
    const size_t n_texts = batch->n_columns * batch->n_rows;
    const uint64_t n_queries = sums->n_queries / n_directions;
    *result = (simile_objective_result){.loss = ratio(sums->loss, sums->n_queries),
                                        .positive_similarity = ratio(sums->positive, sums->n_positive),
                                        .negative_similarity = ratio(sums->negative, sums->n_negative),
                                        .n_masked = sums->n_masked};
    simile_vector__scale(dembeddings, (simile_real)(1 / (double)n_queries), n_texts * batch->width);
    result->dscale = scale_gradient(o, dembeddings, n_texts, batch->width);
    if (o->options.similarity == SIMILE_SIMILARITY_COSINE) {
        simile_normalize__backward(dembeddings, dembeddings, o->vectors, o->norms, n_texts, batch->width);
    }
}

simile_status simile_objective__compute(simile_objective_result *result, simile_real *dembeddings,
                                        simile_objective *objective, const simile_objective_batch *batch,
                                        simile_pool *pool)
{
    simile_direction directions[2];
    simile_row_sums sums = {0};
    simile_status status = check(objective, batch);
    if (status == SIMILE_OK) {
        status = fit(objective, batch, simile_pool__size(pool));
    }
    if (status != SIMILE_OK) {
        return status;
    }
    prepare_vectors(objective, batch);
    memset(dembeddings, 0, batch->n_columns * batch->n_rows * batch->width * sizeof *dembeddings);
    size_t n = list_directions(directions, objective, batch);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        simile_sweep sweep = new_sweep(objective, &directions[i], 1 / (double)n, dembeddings);
        status = simile_sweep__run(&sums, &sweep, pool);
    }
    if (status == SIMILE_OK && sums.n_queries == 0) {
        status = simile_status__fail(SIMILE_ERROR_DATA,
                                     "a batch of %zu rows holds no positive pair: each label needs "
                                     "at least two texts in a batch",
                                     batch->n_rows);
    }
    if (status == SIMILE_OK) {
        finish(result, dembeddings, objective, batch, &sums, n);
    }
    if (status == SIMILE_OK && objective->cuts) {
        status = simile_cuts__add(result, dembeddings, objective->cuts, batch, pool);
    }
    return status;
}
