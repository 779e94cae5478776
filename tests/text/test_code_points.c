/* Every Unicode code point, alone, between letters and behind a combining mark, under every combination of BERT's four
 * switches, against hashes of what PyPI's tokenizers makes of it (tests/golden/code_points.hashes, made by
 * scripts/golden/make_code_points.py). tests/interop/run names the code point when a hash differs. */
#include "expect.h"
#include "input.h"
#include "normalizer.h"
#include "suite.h"
#include "utf8.h"
#include "words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASHES   "tests/golden/code_points.hashes"
#define BLOCK    16384
#define N_BLOCKS (0x110000 / BLOCK)

typedef struct scratch {
    simile_buffer normal;
    simile_marks marks;
} scratch;

/* FNV-1a. */
static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    return hash;
}

static uint64_t hash_words(uint64_t hash, scratch *s, const simile_normalizer *normalizer, const char *text,
                           size_t size)
{
    simile_words words;

    /* Check writes a file at every assertion: too slow for so many. */
    if (simile_normalizer__run(&s->normal, NULL, &s->marks, normalizer, text, size) != SIMILE_OK)
        ck_abort_msg("%s", simile_status_message());
    words = (simile_words){.next = s->normal.data, .end = s->normal.data + s->normal.size};
    while (simile_words__next(&words)) {
        hash = hash_bytes(hash, words.word, words.size);
        hash = hash_bytes(hash, "", 1);
    }
    return hash_bytes(hash, "\x01", 1);
}

static uint64_t hash_block(scratch *s, const simile_normalizer *normalizer, uint32_t start)
{
    uint64_t hash = 0xCBF29CE484222325u;

    for (uint32_t code = start; code < start + BLOCK; code++) {
        char text[8];
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        const size_t n = simile_utf8__encode(text + 3, code);
        hash = hash_words(hash, s, normalizer, text + 3, n);
        text[2] = 'a';
        text[3 + n] = 'B';
        hash = hash_words(hash, s, normalizer, text + 2, n + 2);
        memcpy(text, "e\xCC\x81", 3);
        hash = hash_words(hash, s, normalizer, text, n + 3);
    }
    return hash;
}

/* The hashes of a normaliser, computed once for both ways of saying what becomes of accents. */
static const uint64_t *hashes_of(const simile_normalizer *normalizer)
{
    static uint64_t hashes[16][N_BLOCKS];
    static bool is_there[16];
    const size_t i = (size_t)normalizer->lowercase << 3 | (size_t)normalizer->strip_accents << 2 |
                     (size_t)normalizer->chinese << 1 | (size_t)normalizer->clean_text;
    scratch s = {0};

    for (uint32_t block = 0; block < N_BLOCKS && !is_there[i]; block++)
        hashes[i][block] = hash_block(&s, normalizer, block * BLOCK);
    is_there[i] = true;
    simile_buffer__dispose(&s.normal);
    simile_marks__dispose(&s.marks);
    return hashes[i];
}

static simile_normalizer make_normalizer(const char switches[7])
{
    simile_normalizer normalizer = {.lowercase = switches[0] == '1',
                                    .strip_accents = switches[2] == '-' ? switches[0] == '1' : switches[2] == '1',
                                    .chinese = switches[4] == '1',
                                    .clean_text = switches[6] == '1'};
    simile_normalizer__prepare(&normalizer);
    return normalizer;
}

/* Compares the hashes of one line, from block `first` on; returns the block behind them. */
static size_t check_line(const char *line, size_t first, const uint64_t *hashes, const char *switches)
{
    char *end;

    for (; *line != '\0'; line = *end == ' ' ? end + 1 : end, first++) {
        const uint64_t expected = strtoull(line, &end, 16);
        ck_assert_ptr_ne(end, line);
        ck_assert_uint_lt(first, N_BLOCKS);
        ck_assert_msg(hashes[first] == expected,
                      "switches %s: a code point from %zX to %zX has other words than the reference", switches,
                      first * BLOCK, first * BLOCK + BLOCK - 1);
    }
    return first;
}

START_TEST(code_points__have_the_words_of_the_reference)
{
    simile_input *input = NULL;
    char switches[8] = "", text[256];
    const uint64_t *hashes = NULL;
    size_t block = N_BLOCKS, n_combinations = 0, size;
    const char *line;
    bool more = true;

    expect_ok(simile_input__open(&input, HASHES));
    while (simile_input__line(&more, &line, &size, input) == SIMILE_OK && more) {
        snprintf(text, sizeof text, "%.*s", (int)size, line);
        if (text[0] == '#')
            continue;
        if (size == 7) {
            ck_assert_uint_eq(block, N_BLOCKS);
            snprintf(switches, sizeof switches, "%.7s", text);
            const simile_normalizer normalizer = make_normalizer(switches);
            hashes = hashes_of(&normalizer);
            n_combinations++;
            block = 0;
        } else
            block = check_line(text, block, hashes, switches);
    }
    ck_assert_uint_eq(n_combinations, 24);
    ck_assert_uint_eq(block, N_BLOCKS);
    simile_input__free(input);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("code_points");
    TCase *cases = suite_add_case(suite, "all");

    tcase_set_timeout(cases, 280); /* 53 million short texts; with sanitizers a minute */
    tcase_add_test(cases, code_points__have_the_words_of_the_reference);
    return suite_run_made(suite);
}
