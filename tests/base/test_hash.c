/* The table hash: fixed values, every bit counts, bits are spread. */
#include "hash.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

START_TEST(hash__depends_on_bytes_size_and_seed)
{
    const char zeros[32] = {0};
    uint64_t hashes[3 * 32];
    for (size_t size = 0; size < 32; size++)
        for (uint64_t seed = 0; seed < 3; seed++)
            hashes[3 * size + seed] = simile_hash__bytes(zeros, size, seed);
    qsort(hashes, 3 * 32, sizeof *hashes, compare);
    for (size_t i = 1; i < 3 * 32; i++)
        ck_assert_uint_ne(hashes[i - 1], hashes[i]);
}
END_TEST

START_TEST(hash__does_not_depend_on_the_address)
{
    char text[80];
    for (size_t shift = 0; shift < 16; shift++) {
        memset(text, 'x', sizeof text);
        memcpy(text + shift, "the same thirty-one bytes again", 31);
        ck_assert_uint_eq(simile_hash__bytes(text + shift, 31, 9),
                          simile_hash__bytes("the same thirty-one bytes again", 31, 9));
    }
}
END_TEST

START_TEST(hash__does_not_collide_on_small_numbers)
{
    enum { n_keys = 200000 };
    uint64_t *hashes = malloc(n_keys * sizeof *hashes);
    ck_assert_ptr_nonnull(hashes);
    for (uint32_t i = 0; i < n_keys; i++)
        hashes[i] = simile_hash__bytes(&i, sizeof i, 0);
    qsort(hashes, n_keys, sizeof *hashes, compare);
    for (size_t i = 1; i < n_keys; i++) /* expected collisions: n² / 2⁶⁵, about 1e-9 */
        ck_assert_uint_ne(hashes[i - 1], hashes[i]);
    free(hashes);
}
END_TEST

/* Flipping one input bit flips each output bit in half of the cases; five standard deviations are allowed. */
START_TEST(hash__spreads_every_bit)
{
    enum { n_bytes = 13, n_trials = 400 };
    const double bound = 5 * sqrt(n_trials * 64 * 0.25);
    unsigned char key[n_bytes];
    for (size_t bit = 0; bit < 8 * n_bytes; bit++) {
        int n_flipped = 0;
        for (int trial = 0; trial < n_trials; trial++) {
            for (size_t i = 0; i < n_bytes; i++)
                key[i] = (unsigned char)((size_t)trial * (2 * i + 3) + i);
            uint64_t before = simile_hash__bytes(key, n_bytes, 0);
            key[bit / 8] ^= (unsigned char)(1U << (bit % 8));
            n_flipped += __builtin_popcountll(before ^ simile_hash__bytes(key, n_bytes, 0));
        }
        ck_assert_double_le(fabs(n_flipped - n_trials * 32.0), bound);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        hash__depends_on_bytes_size_and_seed,
        hash__does_not_depend_on_the_address,
        hash__does_not_collide_on_small_numbers,
        hash__spreads_every_bit,
    };
    return suite_run("hash", tests, sizeof tests / sizeof *tests);
}
