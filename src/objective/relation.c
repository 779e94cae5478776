/* Relations of pairs. N rows, C columns. */
#include "relation.h"

/* The same text, or a row of the same group: pushing them apart would be wrong. A hard negative was named as such by
 * the data, so its row's group does not excuse it. */
static bool is_false_negative(const simile_direction *direction, size_t q, size_t c)
{
    const simile_objective_batch *batch = direction->batch;
    const size_t n = batch->n_rows, row_q = q % n, row_c = c % n;
    if (batch->text_hashes) {
        const uint64_t hash = batch->text_hashes[c];
        size_t partner = q < 2 * n && batch->n_columns > 1 ? (q < n ? row_q + n : row_q) : q;
        if (hash == batch->text_hashes[q] || hash == batch->text_hashes[partner]) {
            return true;
        }
    }
    return batch->groups && c < 2 * n && batch->groups[row_q] >= 0 && batch->groups[row_q] == batch->groups[row_c] &&
           row_q != row_c;
}

static simile_pair negative_or_masked(const simile_direction *direction, size_t q, size_t c)
{
    return direction->mask && is_false_negative(direction, q, c) ? SIMILE_PAIR_MASKED : SIMILE_PAIR_NEGATIVE;
}

static simile_pair infonce_pair(const simile_direction *direction, size_t q, size_t c)
{
    const size_t n = direction->batch->n_rows;
    if (c == q % n + direction->partner_offset) {
        return SIMILE_PAIR_POSITIVE;
    }
    return negative_or_masked(direction, q, c);
}

static simile_pair nt_xent_pair(const simile_direction *direction, size_t q, size_t c)
{
    const size_t n = direction->batch->n_rows;
    if (q == c) {
        return SIMILE_PAIR_IGNORED;
    }
    return q % n == c % n ? SIMILE_PAIR_POSITIVE : negative_or_masked(direction, q, c);
}

static simile_pair supcon_pair(const simile_direction *direction, size_t q, size_t c)
{
    const simile_objective_batch *batch = direction->batch;
    const size_t n = batch->n_rows;
    if (q == c) {
        return SIMILE_PAIR_IGNORED;
    }
    if (q % n == c % n || (batch->groups[q % n] >= 0 && batch->groups[q % n] == batch->groups[c % n])) {
        return SIMILE_PAIR_POSITIVE;
    }
    return negative_or_masked(direction, q, c);
}

simile_pair simile_relation__of(const simile_direction *direction, size_t q, size_t c)
{
    switch (direction->loss) {
    case SIMILE_LOSS_NT_XENT:
        return nt_xent_pair(direction, q, c);
    case SIMILE_LOSS_SUPCON:
        return supcon_pair(direction, q, c);
    default:
        return infonce_pair(direction, q, c);
    }
}
