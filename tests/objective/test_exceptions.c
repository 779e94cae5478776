/* Pairs that are not listed as exceptions are plain negatives, whoever asks: against all pairs of small batches. */
#include "exceptions.h"
#include "expect.h"
#include "memory.h"
#include "random.h"
#include "suite.h"

#define N_ROWS      23
#define MOST_COLUMN 3
#define N_TEXTS     (N_ROWS * MOST_COLUMN)
#define BLOCK       10

static uint64_t hashes[N_TEXTS];
static int64_t groups[N_ROWS];

/* Few different texts and groups, so that all kinds of coincidences are there. */
static simile_objective_batch random_batch(uint64_t number, size_t n_columns)
{
    simile_random random;
    simile_random__init(&random, 7, number);
    for (size_t i = 0; i < N_TEXTS; i++) {
        hashes[i] = simile_random__below(&random, number % 2 == 0 ? 12 : 1000);
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        groups[i] = (int64_t)simile_random__below(&random, number % 3 == 0 ? 4 : 40) - 1;
    }
    return (simile_objective_batch){.n_rows = N_ROWS,
                                    .n_columns = n_columns,
                                    .text_hashes = number % 5 == 0 ? NULL : hashes,
                                    .groups = number % 7 == 0 ? NULL : groups};
}

/* Compares the list of text q among a block with the relations of all its pairs. */
static size_t check_block(const simile_exceptions *exceptions, const simile_direction *from_left,
                          const simile_direction *from_right, size_t q, size_t first, size_t end)
{
    uint32_t list[BLOCK];
    unsigned char seen[BLOCK] = {0}, listed[BLOCK] = {0};
    size_t n;
    simile_exceptions__list(list, &n, seen, exceptions, q, first, end);
    ck_assert_uint_le(n, end - first);
    for (size_t i = 0; i < n; i++) {
        ck_assert_uint_lt(list[i], end - first);
        ck_assert_uint_eq(listed[list[i]]++, 0);
    }
    for (size_t c = first; c < end; c++) {
        const bool asks = c < 2 * N_ROWS; /* hard negatives never do */
        const bool is_plain = simile_relation__of(from_left, q, c) == SIMILE_PAIR_NEGATIVE &&
                              (!asks || simile_relation__of(from_right, c, q) == SIMILE_PAIR_NEGATIVE);
        ck_assert_uint_eq(seen[c - first], 0);
        ck_assert(is_plain || listed[c - first]);
    }
    return n;
}

static void check_batch(const simile_objective_batch *batch, int loss, bool mask)
{
    const simile_objective_options options = {.loss = loss, .mask_false_negatives = mask};
    const bool is_square = loss != SIMILE_LOSS_INFONCE;
    const simile_direction from_left = {batch, (simile_loss)loss, mask, N_ROWS},
                           from_right = {batch, (simile_loss)loss, mask, 0};
    simile_exceptions exceptions = {0};
    size_t n_listed = 0, n_pairs = 0;
    expect_ok(simile_exceptions__build(&exceptions, batch, &options));
    for (size_t column = is_square ? 0 : 1; column < batch->n_columns; column++) {
        for (size_t start = 0; start < N_ROWS; start += BLOCK) {
            const size_t n = N_ROWS - start < BLOCK ? N_ROWS - start : BLOCK, first = column * N_ROWS + start;
            for (size_t q = 0; q < (is_square ? batch->n_columns : 1) * N_ROWS; q++) {
                n_listed += check_block(&exceptions, &from_left, &from_right, q, first, first + n);
                n_pairs += n;
            }
        }
    }
    ck_assert_uint_lt(n_listed, n_pairs);
    simile_exceptions__dispose(&exceptions);
}

START_TEST(exceptions__are_all_pairs_that_are_not_negatives)
{
    for (uint64_t number = 1; number <= 60; number++) {
        for (size_t n_columns = 1; n_columns <= MOST_COLUMN; n_columns++) {
            const simile_objective_batch batch = random_batch(number, n_columns);
            for (int mask = 0; mask < 2; mask++) {
                if (n_columns > 1) {
                    check_batch(&batch, SIMILE_LOSS_INFONCE, mask != 0);
                }
                if (n_columns == 2) {
                    check_batch(&batch, SIMILE_LOSS_NT_XENT, mask != 0);
                }
                if (n_columns < 3 && batch.groups) {
                    check_batch(&batch, SIMILE_LOSS_SUPCON, mask != 0);
                }
            }
        }
    }
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(exceptions__classes_hold_equal_keys_in_order)
{
    static const uint64_t keys[] = {7, 3, 7, 9, 3, 7};
    simile_classes classes = {0};
    size_t n;
    expect_ok(simile_classes__build(&classes, keys, 6));
    const uint32_t *members = simile_classes__within(&n, &classes, 2, 0, 6);
    ck_assert_uint_eq(n, 3);
    ck_assert(members[0] == 0 && members[1] == 2 && members[2] == 5);
    members = simile_classes__within(&n, &classes, 0, 1, 5);
    ck_assert(n == 1 && members[0] == 2);
    simile_classes__within(&n, &classes, 3, 4, 6);
    ck_assert_uint_eq(n, 0);
    simile_classes__dispose(&classes);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {exceptions__are_all_pairs_that_are_not_negatives,
                                  exceptions__classes_hold_equal_keys_in_order};
    return suite_run("exceptions", tests, sizeof tests / sizeof *tests);
}
