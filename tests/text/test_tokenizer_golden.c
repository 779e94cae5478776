/* The tokenizer against PyPI's tokenizers: tests/golden/tokenizer.cases, made by scripts/golden/make_tokenizer.py. */
#include "input.h"
#include "json.h"
#include "memory.h"
#include "simile/tokenizer.h"
#include "suite.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES      "tests/golden/tokenizer.cases"
#define VOCABULARY "tests/golden/tokenizer.vocab.txt"

/* One tokenizer for each lowercase × strip_accents × chinese, opened when first needed. */
static simile_tokenizer *tokenizers[2][3][2];
static simile_tokens tokens;
static char bytes[4096];

static const simile_tokenizer *tokenizer_for(const simile_json *row)
{
    const simile_json *strip = simile_json__get(row, "strip_accents");
    simile_tokenizer_options options = {
        .lowercase = simile_json__bool(simile_json__get(row, "lowercase"), true),
        .strip_accents = simile_json__kind(strip) == SIMILE_JSON_BOOL ? simile_json__bool(strip, false) : -1,
        .chinese = simile_json__bool(simile_json__get(row, "chinese"), true),
    };
    simile_tokenizer **slot = &tokenizers[options.lowercase][options.strip_accents + 1][options.chinese];

    if (*slot == NULL)
        ck_assert_msg(simile_tokenizer_new_from_vocab(slot, VOCABULARY, &options) == SIMILE_OK, "%s",
                      simile_status_message());
    return *slot;
}

/* The case's text: `text`, or `bytes` in hexadecimal digits. */
static const char *text_of(size_t *size, const simile_json *row)
{
    const char *hex = simile_json__text(simile_json__get(row, "bytes"), NULL);

    if (hex == NULL) {
        const simile_json *text = simile_json__get(row, "text");
        *size = simile_json__text_size(text);
        return simile_json__text(text, "");
    }
    *size = strlen(hex) / 2;
    ck_assert_uint_le(*size, sizeof bytes);
    for (size_t i = 0; i < *size; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        bytes[i] = (char)strtoul(digits, NULL, 16);
    }
    return bytes;
}

static bool ids_match(const simile_json *ids)
{
    bool same = simile_json__size(ids) == tokens.n;
    for (size_t i = 0; i < tokens.n && same; i++)
        same = simile_json__integer(simile_json__at(ids, i), -1) == tokens.ids[i];
    return same;
}

static void check_case(const char *line, size_t size, unsigned long long number)
{
    simile_json *row = NULL;
    simile_tokenize_options options = {0};
    simile_encode_counts counts = {0};
    const char *text;
    size_t text_size;

    ck_assert_msg(simile_json__parse(&row, line, size, CASES) == SIMILE_OK, "%s", simile_status_message());
    options.add_special = simile_json__bool(simile_json__get(row, "special"), false);
    text = text_of(&text_size, row);
    ck_assert_int_eq(simile_tokenizer_encode(&tokens, &counts, tokenizer_for(row), text, text_size, &options),
                     SIMILE_OK);
    ck_assert_msg(ids_match(simile_json__get(row, "ids")), "%s:%llu: the ids differ: %.*s", CASES, number, (int)size,
                  line);
    ck_assert_uint_eq(counts.n_invalid, simile_json__integer(simile_json__get(row, "replaced"), 0) > 0);
    ck_assert_uint_eq(counts.n_tokens, tokens.n);
    simile_json__free(row);
}

START_TEST(tokenizer__gives_the_ids_of_the_reference)
{
    simile_input *input = NULL;
    unsigned long long n = 0;
    const char *line;
    size_t size;
    bool more = true;

    ck_assert_int_eq(simile_input__open(&input, CASES), SIMILE_OK);
    while (simile_input__line(&more, &line, &size, input) == SIMILE_OK && more)
        check_case(line, size, ++n);
    ck_assert_uint_ge(n, 400);
    simile_input__free(input);
    simile_tokens_dispose(&tokens);
    for (size_t i = 0; i < 12; i++)
        simile_tokenizer_free(tokenizers[i / 6][i / 2 % 3][i % 2]);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tokenizer_golden");
    TCase *cases = tcase_create("golden");

    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, tokenizer__gives_the_ids_of_the_reference);
    suite_add_tcase(suite, cases);
    return suite_run_made(suite);
}
