/* Places of tokens and decoded text against PyPI's tokenizers (tests/golden/tokenizer.spans.cases, made by
 * scripts/golden/make_tokenizer_spans.py), and places in text that is not UTF-8. */
#include "expect.h"
#include "input.h"
#include "json.h"
#include "memory.h"
#include "simile/tokenizer.h"
#include "suite.h"
#include <string.h>

#define CASES      "tests/golden/tokenizer.spans.cases"
#define VOCABULARY "tests/golden/tokenizer.vocab.txt"

static simile_tokenizer *tokenizers[2][3][2];
static simile_tokens tokens;

static const simile_tokenizer *tokenizer_for(const simile_json *row)
{
    const simile_json *strip = simile_json__get(row, "strip_accents");
    const simile_tokenizer_options options = {
        .lowercase = simile_json__bool(simile_json__get(row, "lowercase"), true),
        .strip_accents = simile_json__kind(strip) == SIMILE_JSON_BOOL ? simile_json__bool(strip, false) : -1,
        .chinese = simile_json__bool(simile_json__get(row, "chinese"), true),
    };
    simile_tokenizer **slot = &tokenizers[options.lowercase][options.strip_accents + 1][options.chinese];
    if (*slot == NULL)
        expect_ok(simile_tokenizer_new_from_vocab(slot, VOCABULARY, &options));
    return *slot;
}

static bool spans_match(const simile_json *spans)
{
    bool same = simile_json__size(spans) == tokens.n;
    for (size_t i = 0; i < tokens.n && same; i++) {
        const simile_json *span = simile_json__at(spans, i);
        same = simile_json__integer(simile_json__at(span, 0), -1) == (int64_t)tokens.spans[i].start &&
               simile_json__integer(simile_json__at(span, 1), -1) == (int64_t)tokens.spans[i].end;
    }
    return same;
}

static void expect_decoded(const simile_tokenizer *tokenizer, const simile_json *text, bool skip_special)
{
    char decoded[4096], cut[8];
    size_t size = 0, again = 0;
    expect_ok(simile_tokenizer_decode(decoded, sizeof decoded, &size, tokenizer, tokens.ids, tokens.n, skip_special));
    ck_assert_str_eq(decoded, simile_json__text(text, NULL));
    ck_assert_uint_eq(size, simile_json__text_size(text));
    expect_ok(simile_tokenizer_decode(cut, sizeof cut, &again, tokenizer, tokens.ids, tokens.n, skip_special));
    ck_assert_uint_eq(again, size);
    ck_assert_uint_eq(strlen(cut), size < sizeof cut ? size : sizeof cut - 1);
    ck_assert_mem_eq(cut, decoded, strlen(cut));
}

static void check_case(const char *line, size_t size, unsigned long long number)
{
    const simile_tokenize_options options = {.add_special = true, .spans = true};
    simile_json *row = NULL;
    expect_ok(simile_json__parse(&row, line, size, CASES));
    const simile_json *text = simile_json__get(row, "text");
    const simile_tokenizer *tokenizer = tokenizer_for(row);
    expect_ok(simile_tokenizer_encode(&tokens, NULL, tokenizer, simile_json__text(text, ""),
                                      simile_json__text_size(text), &options));
    ck_assert_msg(spans_match(simile_json__get(row, "spans")), "%s:%llu: the places differ: %.*s", CASES, number,
                  (int)size, line);
    expect_decoded(tokenizer, simile_json__get(row, "decoded"), false);
    expect_decoded(tokenizer, simile_json__get(row, "skipped"), true);
    simile_json__free(row);
}

START_TEST(tokenizer__places_and_decodes_tokens_as_the_reference)
{
    simile_input *input = NULL;
    unsigned long long n = 0;
    const char *line;
    size_t size;
    bool more = true;

    expect_ok(simile_input__open(&input, CASES));
    while (simile_input__line(&more, &line, &size, input) == SIMILE_OK && more)
        check_case(line, size, ++n);
    ck_assert_uint_ge(n, 700);
    simile_input__free(input);
    simile_tokens_dispose(&tokens);
    for (size_t i = 0; i < 12; i++)
        simile_tokenizer_free(tokenizers[i / 6][i / 2 % 3][i % 2]);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

/* Broken bytes before, between and behind words: the places are those in the bytes as given. */
START_TEST(tokenizer__places_tokens_in_text_that_is_not_utf8)
{
    static const char text[] = "\xFFthe \xE4\xB8 cat\xC3\xA9s\xF0\x9F\x98 sat";
    static const simile_span spans[] = {{1, 4}, {8, 14}, {18, 21}};
    const simile_tokenize_options options = {.spans = true};
    simile_tokenizer *tokenizer;
    size_t at = 0;

    expect_ok(simile_tokenizer_new_from_vocab(&tokenizer, VOCABULARY, NULL));
    expect_ok(simile_tokenizer_encode(&tokens, NULL, tokenizer, text, sizeof text - 1, &options));
    for (size_t i = 0; i < tokens.n; i++) {
        /* Pieces of one word follow one another without a gap. */
        ck_assert(tokens.spans[i].start == spans[at].start || tokens.spans[i].start == tokens.spans[i - 1].end);
        at += tokens.spans[i].end == spans[at].end;
    }
    ck_assert_uint_eq(at, 3);
    simile_tokens_dispose(&tokens);
    simile_tokenizer_free(tokenizer);
}
END_TEST

START_TEST(tokenizer__refuses_to_decode_an_unknown_id)
{
    simile_tokenizer *tokenizer;
    const int32_t ids[][2] = {{5, -1}, {5, 1000000}};

    expect_ok(simile_tokenizer_new_from_vocab(&tokenizer, VOCABULARY, NULL));
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(simile_tokenizer_decode(NULL, 0, NULL, tokenizer, ids[i], 2, false), SIMILE_ERROR_DATA);
        ck_assert_ptr_nonnull(strstr(simile_status_message(), i == 0 ? "-1" : "1000000"));
    }
    simile_tokenizer_free(tokenizer);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        tokenizer__places_and_decodes_tokens_as_the_reference,
        tokenizer__places_tokens_in_text_that_is_not_utf8,
        tokenizer__refuses_to_decode_an_unknown_id,
    };
    return suite_run("tokenizer_spans", tests, sizeof tests / sizeof *tests);
}
