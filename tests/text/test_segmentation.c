/* The word cache, whose use must not show, and random segmentation, which must replay. */
#include "expect.h"
#include "memory.h"
#include "random.h"
#include "scratch.h"
#include "simile/tokenizer.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VOCABULARY "tests/golden/tokenizer.vocab.txt"
#define N_TEXTS    4000
#define N_RATES    2000

/* Words of ASCII and other characters, long and short, with all kinds of neighbours. */
static size_t random_text(char *text, size_t capacity, simile_random *random)
{
    static const char *const parts[] = {
        "the",
        "cat",
        "s",
        "ing",
        "UN",
        "Play",
        "0",
        "1999",
        " ",
        "  ",
        "\t",
        "\n",
        ".",
        "-",
        "'",
        "##",
        "[",
        "]",
        "[MASK]",
        "_",
        "\x01",
        "\x7F",
        "\r",
        "\v",
        "é",
        "É",
        "\u0301",
        "\u00A0",
        "中",
        "\u200B",
        "\U0001F600",
        "ß",
        "abcdefghijklmno",
        "pqrstuvwxyzABCDEFG",
    };
    const size_t n_parts = simile_random__below(random, 40);
    size_t size = 0;
    for (size_t i = 0; i < n_parts; i++) {
        const char *part = parts[simile_random__below(random, sizeof parts / sizeof *parts)];
        if (size + strlen(part) < capacity) {
            memcpy(text + size, part, strlen(part));
            size += strlen(part);
        }
    }
    return size;
}

static void expect_same(const simile_tokens *a, const simile_tokens *b)
{
    /* Check writes a file at every assertion: too slow for every id. */
    if (a->n == b->n && (a->n == 0 || memcmp(a->ids, b->ids, a->n * sizeof *a->ids) == 0))
        return;
    ck_assert_uint_eq(a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        ck_assert_int_eq(a->ids[i], b->ids[i]);
}

static void encode(simile_tokens *tokens, const simile_tokenizer *tokenizer, const char *text, size_t size,
                   const simile_tokenize_options *options)
{
    if (simile_tokenizer_encode(tokens, NULL, tokenizer, text, size, options) != SIMILE_OK)
        ck_abort_msg("%s", simile_status_message());
}

/* An added token that is sought in normalised text sends every stretch through the normaliser, whole: the slow way that
 * the other ones must agree with. Its content occurs in no text. */
static simile_tokenizer *open_slow(const simile_tokenizer_options *options)
{
    static const char flags[] = "\"single_word\":false,\"lstrip\":false,\"rstrip\":false,\"normalized\":true";
    static char json[1 << 17];
    simile_tokenizer *tokenizer;
    size_t size;

    expect_ok(simile_tokenizer_new_from_vocab(&tokenizer, VOCABULARY, options));
    const size_t n = simile_tokenizer_size(tokenizer);
    expect_ok(simile_tokenizer_save(tokenizer, scratch_path(""), 0));
    simile_tokenizer_free(tokenizer);
    char *text = scratch_read(scratch_path("tokenizer.json"), &size), *list = strstr(text, "\"added_tokens\": [");
    ck_assert_ptr_nonnull(list);
    list += strlen("\"added_tokens\": [");
    ck_assert_uint_lt(size + 200, sizeof json);
    char *close = strstr(list, "\n  ]");
    ck_assert_ptr_nonnull(close);
    snprintf(json, sizeof json, "%.*s,{\"id\":%zu,\"content\":\"qqqqzzzz\",\"special\":false,%s}%s",
             (int)(close - text), text, n, flags, close);
    scratch_write("tokenizer.json", json, strlen(json));
    free(text);
    expect_ok(simile_tokenizer_open(&tokenizer, scratch_path("tokenizer.json")));
    return tokenizer;
}

/* Short words by key and cache, ASCII words in place, all else normalised: one result. */
START_TEST(segmentation__is_the_same_by_every_way)
{
    simile_random random;
    simile_random__init(&random, 7, 0);
    for (int i = 0; i < 8; i++) {
        const simile_tokenizer_options how = {.lowercase = i & 1, .strip_accents = (i & 2) - 1, .chinese = i & 4};
        const simile_tokenize_options cached = {.add_special = true, .spans = true};
        const simile_tokenize_options uncached = {.add_special = true, .no_cache = true};
        simile_tokenizer *fast, *slow = open_slow(&how);
        simile_tokens warm = {0}, other = {0};
        char text[2048];
        expect_ok(simile_tokenizer_new_from_vocab(&fast, VOCABULARY, &how));
        for (size_t k = 0; k < N_TEXTS; k++) {
            const size_t size = random_text(text, sizeof text, &random);
            encode(&warm, fast, text, size, &cached);
            encode(&other, fast, text, size, &uncached);
            expect_same(&warm, &other);
            encode(&other, slow, text, size, &cached);
            expect_same(&warm, &other);
            if (memcmp(warm.spans, other.spans, warm.n * sizeof *warm.spans) != 0)
                ck_assert_mem_eq(warm.spans, other.spans, warm.n * sizeof *warm.spans);
        }
        simile_tokens_dispose(&warm);
        simile_tokens_dispose(&other);
        simile_tokenizer_free(fast);
        simile_tokenizer_free(slow);
    }
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

/* More different words than the largest cache holds, twice: it grows on the way, within a text and between texts. */
START_TEST(segmentation__is_the_same_while_the_cache_grows)
{
    const simile_tokenize_options cached = {.spans = true}, uncached = {.no_cache = true};
    simile_tokenizer *tokenizer;
    simile_tokens warm = {0}, other = {0};
    static char text[1 << 16];

    expect_ok(simile_tokenizer_new_from_vocab(&tokenizer, VOCABULARY, NULL));
    for (size_t first = 0; first < 200000; first += 5000) {
        size_t size = 0;
        for (size_t i = first; i < first + 5000; i++)
            size += (size_t)snprintf(text + size, sizeof text - size, "%c%zx ", (char)('a' + i % 26), i % 100000);
        encode(&warm, tokenizer, text, size, &cached);
        encode(&other, tokenizer, text, size, &uncached);
        expect_same(&warm, &other);
    }
    simile_tokens_dispose(&warm);
    simile_tokens_dispose(&other);
    simile_tokenizer_free(tokenizer);
}
END_TEST

/* One simile_tokens for two tokenizers in turn, at one address: a stale cache would give the other one's ids. */
START_TEST(segmentation__keeps_no_words_of_another_tokenizer)
{
    simile_tokens tokens = {0};
    for (int i = 0; i < 4; i++) {
        simile_tokenizer *tokenizer;
        expect_ok(simile_tokenizer_open(
            &tokenizer, scratch_write_text("vocab.txt", i % 2 ? "[UNK]\nthe\ncat\n" : "[UNK]\ncat\nthe\n")));
        expect_ok(simile_tokenizer_encode(&tokens, NULL, tokenizer, "the cat", 7, NULL));
        ck_assert_uint_eq(tokens.n, 2);
        ck_assert_int_eq(tokens.ids[0], i % 2 ? 1 : 2);
        ck_assert_int_eq(tokens.ids[1], i % 2 ? 2 : 1);
        simile_tokenizer_free(tokenizer);
    }
    simile_tokens_dispose(&tokens);
}
END_TEST

static size_t count_ids(simile_tokens *tokens, const simile_tokenizer *tokenizer, double rate, uint64_t seed)
{
    const simile_tokenize_options options = {.drop_rate = rate, .drop_seed = seed};
    expect_ok(simile_tokenizer_encode(tokens, NULL, tokenizer, "abcd abcd", 9, &options));
    return tokens->n;
}

/* "abcd" is a piece, as are all its parts: rate 0 gives 1 piece, rate 1 only single characters. */
#define NESTED "[UNK]\na\nab\nabc\nabcd\n##b\n##bc\n##bcd\n##c\n##cd\n##d\n"

START_TEST(segmentation__drops_at_its_rate_and_replays)
{
    simile_tokenizer *tokenizer;
    simile_tokens first = {0}, again = {0};
    size_t n_whole = 0, n_different = 0;

    expect_ok(simile_tokenizer_open(&tokenizer, scratch_write_text("vocab.txt", NESTED)));
    ck_assert_uint_eq(count_ids(&first, tokenizer, 0, 1), 2);
    ck_assert_uint_eq(count_ids(&first, tokenizer, 1, 1), 8);
    for (uint64_t seed = 0; seed < N_RATES; seed++) {
        count_ids(&first, tokenizer, 0.5, seed);
        count_ids(&again, tokenizer, 0.5, seed);
        expect_same(&first, &again);
        n_whole += first.ids[0] == 4;
        count_ids(&again, tokenizer, 0.5, seed + N_RATES);
        n_different += first.n != again.n || memcmp(first.ids, again.ids, first.n * sizeof *first.ids) != 0;
    }
    /* The longest piece stays with probability one half; five standard deviations of a fair coin. */
    ck_assert_int_le(labs((long)n_whole - N_RATES / 2), 112);
    /* A word has 8 segmentations, two of them 64; two draws agree in far fewer than a half of the cases. */
    ck_assert_uint_gt(n_different, N_RATES / 2);
    simile_tokens_dispose(&first);
    simile_tokens_dispose(&again);
    simile_tokenizer_free(tokenizer);
}
END_TEST

/* "ab" then "cd" is the only way; passing over "ab" leads to "a", where nothing fits: the word is matched as usual. */
START_TEST(segmentation__never_makes_a_word_unknown)
{
    simile_tokenizer *tokenizer;
    simile_tokens tokens = {0};

    expect_ok(simile_tokenizer_open(&tokenizer, scratch_write_text("vocab.txt", "[UNK]\na\nab\n##cd\n")));
    for (uint64_t seed = 0; seed < 100; seed++) {
        const simile_tokenize_options options = {.drop_rate = 0.5, .drop_seed = seed};
        expect_ok(simile_tokenizer_encode(&tokens, NULL, tokenizer, "abcd", 4, &options));
        ck_assert_uint_eq(tokens.n, 2);
        ck_assert_int_eq(tokens.ids[0], 2);
        ck_assert_int_eq(tokens.ids[1], 3);
    }
    const simile_tokenize_options senseless = {.drop_rate = 1.5};
    ck_assert_int_eq(simile_tokenizer_encode(&tokens, NULL, tokenizer, "a", 1, &senseless), SIMILE_ERROR_CONFIG);
    simile_tokens_dispose(&tokens);
    simile_tokenizer_free(tokenizer);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        segmentation__is_the_same_by_every_way,
        segmentation__is_the_same_while_the_cache_grows,
        segmentation__keeps_no_words_of_another_tokenizer,
        segmentation__drops_at_its_rate_and_replays,
        segmentation__never_makes_a_word_unknown,
    };
    return suite_run("segmentation", tests, sizeof tests / sizeof *tests);
}
