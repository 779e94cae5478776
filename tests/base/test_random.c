/* Random numbers: the published vectors, streams, and the shape of the distributions. The bounds of the statistics are
 * five standard deviations; as the numbers are always the same ones, a passing test stays passing. */
#include "random.h"
#include "suite.h"
#include <math.h>
#include <string.h>

typedef struct known_answer {
    uint32_t counter[4], key[2], words[4];
} known_answer;

/* The vectors that the paper's authors publish with their library Random123. */
static const known_answer known_answers[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
     {UINT32_MAX, UINT32_MAX},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

START_TEST(random__matches_the_published_vectors)
{
    for (size_t i = 0; i < sizeof known_answers / sizeof *known_answers; i++) {
        uint32_t words[4];
        simile_random__block(words, known_answers[i].counter, known_answers[i].key);
        ck_assert_mem_eq(words, known_answers[i].words, sizeof words);
    }
}
END_TEST

START_TEST(random__streams_are_blocks_of_their_counter)
{
    simile_random random;
    simile_random__init(&random, UINT64_C(0x0123456789abcdef), UINT64_C(0xfedcba9876543210));
    const uint32_t key[2] = {0x89abcdef, 0x01234567};
    for (uint32_t block = 0; block < 10; block++) {
        const uint32_t counter[4] = {block, 0, 0x76543210, 0xfedcba98};
        uint32_t words[4];
        simile_random__block(words, counter, key);
        for (int i = 0; i < 4; i++)
            ck_assert_uint_eq(simile_random__next(&random), words[i]);
    }
}
END_TEST

START_TEST(random__carries_into_the_second_counter_word)
{
    simile_random random;
    simile_random__init(&random, 5, 6);
    random.counter[0] = UINT32_MAX;
    for (int i = 0; i < 4; i++)
        simile_random__next(&random);
    const uint32_t counter[4] = {0, 1, 6, 0}, key[2] = {5, 0};
    uint32_t words[4];
    simile_random__block(words, counter, key);
    ck_assert_uint_eq(simile_random__next(&random), words[0]);
}
END_TEST

START_TEST(random__is_replayed_by_seed_and_stream)
{
    simile_random a, b, other_seed, other_stream;
    simile_random__init(&a, 1, 2);
    simile_random__init(&b, 1, 2);
    simile_random__init(&other_seed, 2, 2);
    simile_random__init(&other_stream, 1, 3);
    int n_same_seed = 0, n_same_stream = 0;
    for (int i = 0; i < 1000; i++) {
        uint32_t word = simile_random__next(&a);
        ck_assert_uint_eq(word, simile_random__next(&b));
        n_same_seed += word == simile_random__next(&other_seed);
        n_same_stream += word == simile_random__next(&other_stream);
    }
    ck_assert_int_eq(n_same_seed, 0);
    ck_assert_int_eq(n_same_stream, 0);
}
END_TEST

START_TEST(random__below_is_even_and_in_range)
{
    enum { n_draws = 60000, n_faces = 6 };
    simile_random random;
    simile_random__init(&random, 3, 0);
    int counts[n_faces] = {0};
    for (int i = 0; i < n_draws; i++) {
        uint64_t face = simile_random__below(&random, n_faces);
        ck_assert_uint_lt(face, n_faces);
        counts[face]++;
    }
    const double bound = 5 * sqrt(n_draws * (1.0 / n_faces) * (1 - 1.0 / n_faces));
    for (int face = 0; face < n_faces; face++)
        ck_assert_double_le(fabs(counts[face] - (double)n_draws / n_faces), bound);

    const uint64_t most = (UINT64_C(1) << 63) + 1; /* nearly half of the draws are refused */
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_lt(simile_random__below(&random, most), most);
        ck_assert_uint_eq(simile_random__below(&random, 1), 0);
    }
}
END_TEST

START_TEST(random__uniform_and_normal_have_their_moments)
{
    enum { n_draws = 100000 };
    simile_random random;
    simile_random__init(&random, 4, 0);
    double uniform_sum = 0, normal_sum = 0, square_sum = 0, fourth_sum = 0;
    for (int i = 0; i < n_draws; i++) {
        double uniform = simile_random__uniform(&random), normal = simile_random__normal(&random);
        ck_assert(uniform >= 0 && uniform < 1);
        uniform_sum += uniform;
        normal_sum += normal;
        square_sum += normal * normal;
        fourth_sum += normal * normal * normal * normal;
    }
    /* Variances of one draw: 1/12 for u, 1 for x, 2 for x², 96 for x⁴. */
    ck_assert_double_le(fabs(uniform_sum / n_draws - 0.5), 5 * sqrt(1.0 / 12 / n_draws));
    ck_assert_double_le(fabs(normal_sum / n_draws), 5 * sqrt(1.0 / n_draws));
    ck_assert_double_le(fabs(square_sum / n_draws - 1), 5 * sqrt(2.0 / n_draws));
    ck_assert_double_le(fabs(fourth_sum / n_draws - 3), 5 * sqrt(96.0 / n_draws));
}
END_TEST

START_TEST(random__shuffle_makes_every_order_equally_often)
{
    enum { n_shuffles = 24000, n_orders = 24 };
    simile_random random;
    simile_random__init(&random, 5, 0);
    int counts[256] = {0};
    for (int i = 0; i < n_shuffles; i++) {
        size_t items[4] = {0, 1, 2, 3};
        simile_random__shuffle(&random, items, 4);
        counts[items[0] * 64 + items[1] * 16 + items[2] * 4 + items[3]]++;
    }
    int n_seen = 0;
    const double bound = 5 * sqrt((double)n_shuffles / n_orders);
    for (int code = 0; code < 256; code++) {
        n_seen += counts[code] > 0;
        if (counts[code] > 0)
            ck_assert_double_le(fabs(counts[code] - (double)n_shuffles / n_orders), bound);
    }
    ck_assert_int_eq(n_seen, n_orders);
    simile_random__shuffle(&random, NULL, 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        random__matches_the_published_vectors,
        random__streams_are_blocks_of_their_counter,
        random__carries_into_the_second_counter_word,
        random__is_replayed_by_seed_and_stream,
        random__below_is_even_and_in_range,
        random__uniform_and_normal_have_their_moments,
        random__shuffle_makes_every_order_equally_often,
    };
    return suite_run("random", tests, sizeof tests / sizeof *tests);
}
