/* Sweeps. Q queries, K candidates, E width, block of up to SIMILE_SWEEP_ROWS rows. */
#include "sweep.h"
#include "elementwise.h"
#include "gemm.h"
#include "similarity.h"
#include <string.h>

/* One side of the matrix. */
typedef struct matrix_side {
    size_t first, n;
    const simile_real *panel, *rows_panel;
} matrix_side;

static matrix_side query_side(const simile_sweep *sweep)
{
    return (matrix_side){sweep->direction.first_query, sweep->direction.n_queries, sweep->query_panel,
                         sweep->query_rows_panel};
}

static matrix_side candidate_side(const simile_sweep *sweep)
{
    return (matrix_side){sweep->direction.first_candidate, sweep->direction.n_candidates, sweep->candidate_panel,
                         sweep->candidate_rows_panel};
}

static size_t block_rows(size_t n, size_t block)
{
    size_t rest = n - block * SIMILE_SWEEP_ROWS;
    return rest < SIMILE_SWEEP_ROWS ? rest : SIMILE_SWEEP_ROWS;
}

/* Similarities of texts first … first + rows − 1 with all texts of `other`. */
static void similarity_block(simile_real *block, const simile_sweep *sweep, size_t first, size_t rows,
                             matrix_side other)
{
    const size_t width = sweep->direction.batch->width;
    simile_left left = {.values = sweep->vectors + first * width, .stride = width};
    simile_gemm__run(block, other.n, left, other.panel, rows, other.n, width, SIMILE_GEMM_ZERO, NULL);
    for (size_t i = 0; i < rows; i++) {
        simile_similarity__forward(block + i * other.n, (simile_similarity)sweep->options->similarity,
                                   sweep->squares[first + i], sweep->squares + other.first, other.n);
    }
}

/* From dL/ds of a block: the gradients of its own texts, += . */
static void vector_gradients(const simile_sweep *sweep, const simile_sweep_scratch *scratch, size_t first, size_t rows,
                             matrix_side other)
{
    const size_t width = sweep->direction.batch->width;
    simile_real *dvectors = sweep->dvectors + first * width;
    for (size_t i = 0; i < rows; i++) {
        simile_real sum =
            simile_similarity__backward(scratch->gradient + i * other.n, scratch->similarity + i * other.n,
                                        (simile_similarity)sweep->options->similarity, other.n);
        simile_vector__add_scaled(dvectors + i * width, sweep->vectors + (first + i) * width, -sum, width);
    }
    simile_left left = {.values = scratch->gradient, .stride = other.n};
    simile_gemm__run(dvectors, width, left, other.rows_panel, rows, width, other.n, SIMILE_GEMM_ADD, NULL);
}

/* dL/ds before the sums over queries are known is scaled by weight/τ alone; the mean comes at the end. */
static double gradient_scale(const simile_sweep *sweep)
{
    return sweep->weight / sweep->options->temperature;
}

/* p = e^{s/τ − log Σ} of one query's row or one candidate's column entry */
static simile_real shifted_logit(const simile_sweep *sweep, simile_row_state state, simile_real s)
{
    return (simile_real)((double)s / sweep->options->temperature - state.log_sum);
}

static simile_status sweep_queries(void *context, size_t block, size_t worker)
{
    simile_sweep *sweep = context;
    const simile_sweep_scratch *scratch = &sweep->scratch[worker];
    const matrix_side queries = query_side(sweep), candidates = candidate_side(sweep);
    const size_t start = block * SIMILE_SWEEP_ROWS, rows = block_rows(queries.n, block);
    similarity_block(scratch->similarity, sweep, queries.first + start, rows, candidates);
    for (size_t i = 0; i < rows; i++) {
        const simile_real *s = scratch->similarity + i * candidates.n;
        simile_real *g = scratch->gradient + i * candidates.n;
        const size_t q = queries.first + start + i;
        simile_row_state state =
            simile_row_loss__forward(&sweep->sums[block], g, &sweep->direction, q, s, sweep->options->temperature);
        sweep->states[start + i] = state;
        for (size_t j = 0; j < candidates.n; j++) {
            g[j] = shifted_logit(sweep, state, s[j]);
        }
        simile_exp__forward(g, g, candidates.n);
        for (size_t j = 0; j < candidates.n; j++) {
            simile_pair pair = simile_relation__of(&sweep->direction, q, candidates.first + j);
            g[j] = simile_row_loss__pair_gradient(state, pair, g[j], gradient_scale(sweep));
        }
    }
    vector_gradients(sweep, scratch, queries.first + start, rows, candidates);
    return SIMILE_OK;
}

static simile_status sweep_candidates(void *context, size_t block, size_t worker)
{
    simile_sweep *sweep = context;
    const simile_sweep_scratch *scratch = &sweep->scratch[worker];
    const matrix_side queries = query_side(sweep), candidates = candidate_side(sweep);
    const size_t start = block * SIMILE_SWEEP_ROWS, rows = block_rows(candidates.n, block);
    similarity_block(scratch->similarity, sweep, candidates.first + start, rows, queries);
    for (size_t i = 0; i < rows; i++) {
        const simile_real *s = scratch->similarity + i * queries.n;
        simile_real *g = scratch->gradient + i * queries.n;
        for (size_t j = 0; j < queries.n; j++) {
            g[j] = shifted_logit(sweep, sweep->states[j], s[j]);
        }
        simile_exp__forward(g, g, queries.n);
        for (size_t j = 0; j < queries.n; j++) {
            simile_pair pair = simile_relation__of(&sweep->direction, queries.first + j, candidates.first + start + i);
            g[j] = simile_row_loss__pair_gradient(sweep->states[j], pair, g[j], gradient_scale(sweep));
        }
    }
    vector_gradients(sweep, scratch, candidates.first + start, rows, queries);
    return SIMILE_OK;
}

static simile_status pack_operand(void *context, size_t task, size_t worker)
{
    const simile_sweep *sweep = context;
    const size_t width = sweep->direction.batch->width;
    bool is_query = task < 2, is_rows = task % 2 == 1;
    const matrix_side side = is_query ? query_side(sweep) : candidate_side(sweep);
    const simile_real *vectors = sweep->vectors + side.first * width;
    (void)worker;
    if (is_rows) {
        simile_panel__pack(is_query ? sweep->query_rows_panel : sweep->candidate_rows_panel, vectors, width, false,
                           side.n, width);
    } else {
        simile_panel__pack(is_query ? sweep->query_panel : sweep->candidate_panel, vectors, width, true, width, side.n);
    }
    return SIMILE_OK;
}

static void add_sums(simile_row_sums *to, const simile_row_sums *from)
{
    to->loss += from->loss;
    to->positive += from->positive;
    to->negative += from->negative;
    to->n_queries += from->n_queries;
    to->n_positive += from->n_positive;
    to->n_negative += from->n_negative;
    to->n_masked += from->n_masked;
}

simile_status simile_sweep__run(simile_row_sums *sums, simile_sweep *sweep, simile_pool *pool)
{
    const size_t query_blocks = (sweep->direction.n_queries + SIMILE_SWEEP_ROWS - 1) / SIMILE_SWEEP_ROWS;
    const size_t candidate_blocks = (sweep->direction.n_candidates + SIMILE_SWEEP_ROWS - 1) / SIMILE_SWEEP_ROWS;
    memset(sweep->sums, 0, query_blocks * sizeof *sweep->sums);
    simile_status status = simile_pool__run(pool, 4, pack_operand, sweep);
    if (status == SIMILE_OK) {
        status = simile_pool__run(pool, query_blocks, sweep_queries, sweep);
    }
    if (status == SIMILE_OK) {
        status = simile_pool__run(pool, candidate_blocks, sweep_candidates, sweep);
    }
    for (size_t i = 0; i < query_blocks && status == SIMILE_OK; i++) {
        add_sums(sums, &sweep->sums[i]);
    }
    return status;
}
