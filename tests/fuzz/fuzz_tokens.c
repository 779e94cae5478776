/* Rules for tokenizers and their ids. */
#include "fuzz.h"
#include "simile/status.h"
#include <stdlib.h>
#include <string.h>

void fuzz_check_tokenizer(const simile_tokenizer *tokenizer)
{
    size_t size = simile_tokenizer_size(tokenizer);
    FUZZ_CHECK(size > 0 && size <= INT32_MAX);
    for (size_t i = 0; i < size; i++) {
        const char *piece = simile_tokenizer_piece(tokenizer, (int32_t)i);
        FUZZ_CHECK(piece != NULL);
        FUZZ_CHECK(simile_tokenizer_id(tokenizer, piece) == (int32_t)i);
    }
    FUZZ_CHECK(simile_tokenizer_piece(tokenizer, -1) == NULL);
    FUZZ_CHECK(simile_tokenizer_piece(tokenizer, (int32_t)size) == NULL);
    for (int role = 0; role < SIMILE_N_SPECIALS; role++) {
        int32_t id = simile_tokenizer_special(tokenizer, (simile_special)role);
        FUZZ_CHECK(id >= -1 && id < (int32_t)size);
    }
}

static void check_same(const simile_tokens *a, const simile_tokens *b, size_t n)
{
    FUZZ_CHECK(a->n >= n && b->n >= n);
    FUZZ_CHECK(n == 0 || memcmp(a->ids, b->ids, n * sizeof *a->ids) == 0);
}

/* Without special tokens, a limit only cuts. */
static void check_prefix(const simile_tokenizer *tokenizer, const char *text, size_t size,
                         const simile_tokenize_options *options)
{
    simile_tokenize_options whole = {.special_as_text = options->special_as_text}, cut = whole;
    simile_tokens all = {0}, first = {0};
    cut.max_tokens = options->max_tokens;
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&all, NULL, tokenizer, text, size, &whole)));
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&first, NULL, tokenizer, text, size, &cut)));
    FUZZ_CHECK(first.n == (cut.max_tokens && cut.max_tokens < all.n ? cut.max_tokens : all.n));
    check_same(&all, &first, first.n);
    simile_tokens_dispose(&all);
    simile_tokens_dispose(&first);
}

/* Places lie in the text, and a piece of a word does not begin before the one before it. */
static void check_spans(const simile_tokenizer *tokenizer, const char *text, size_t size,
                        const simile_tokenize_options *options, const simile_tokens *expected)
{
    simile_tokenize_options with_spans = *options;
    simile_tokens tokens = {0};
    with_spans.spans = true;
    with_spans.no_cache = true;
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&tokens, NULL, tokenizer, text, size, &with_spans)));
    FUZZ_CHECK(tokens.n == expected->n);
    check_same(&tokens, expected, tokens.n);
    for (size_t i = 0; i < tokens.n; i++) {
        FUZZ_CHECK(tokens.spans[i].start <= tokens.spans[i].end && tokens.spans[i].end <= size);
    }
    simile_tokens_dispose(&tokens);
}

/* Decoding tells the room it needs, and decoded text encodes to the same ids again. */
static void check_decoding(const simile_tokenizer *tokenizer, const simile_tokens *tokens)
{
    static const simile_tokenize_options bare;
    simile_tokens again = {0};
    size_t size = 0;
    char *text;
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_decode(NULL, 0, &size, tokenizer, tokens->ids, tokens->n, false)));
    text = malloc(size + 1);
    FUZZ_CHECK(text != NULL);
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_decode(text, size + 1, NULL, tokenizer, tokens->ids, tokens->n, false)));
    FUZZ_CHECK(strlen(text) == size);
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&again, NULL, tokenizer, text, size, &bare)));
    FUZZ_CHECK(again.n == tokens->n);
    check_same(&again, tokens, again.n);
    free(text);
    simile_tokens_dispose(&again);
}

void fuzz_check_encoding(const simile_tokenizer *tokenizer, const char *text, size_t size,
                         const simile_tokenize_options *options, bool is_stable)
{
    simile_tokens tokens = {0}, again = {0};
    simile_encode_counts counts = {0};
    simile_status status = simile_tokenizer_encode(&tokens, &counts, tokenizer, text, size, options);
    if (fuzz_is_ok(status)) {
        FUZZ_CHECK(counts.n_rows == 1 && counts.n_tokens == tokens.n && counts.n_truncated <= 1);
        FUZZ_CHECK(counts.n_unknown_tokens <= counts.n_tokens);
        FUZZ_CHECK(options->max_tokens == 0 || tokens.n <= options->max_tokens);
        for (size_t i = 0; i < tokens.n; i++) {
            FUZZ_CHECK(tokens.ids[i] >= 0 && (size_t)tokens.ids[i] < simile_tokenizer_size(tokenizer));
        }
        /* Memory warm from another text must not show. */
        FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&again, NULL, tokenizer, "a \xc3\x89 [MASK]", 10, options)));
        FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&again, NULL, tokenizer, text, size, options)));
        FUZZ_CHECK(again.n == tokens.n);
        check_same(&tokens, &again, tokens.n);
        check_prefix(tokenizer, text, size, options);
        check_spans(tokenizer, text, size, options, &tokens);
        if (is_stable) {
            check_decoding(tokenizer, &tokens);
        }
    } else {
        FUZZ_CHECK(status == SIMILE_ERROR_CONFIG);
    }
    simile_tokens_dispose(&tokens);
    simile_tokens_dispose(&again);
}
