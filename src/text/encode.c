/* From text to ids: added tokens are cut out, the rest is normalised, parted into words, and each word is matched by
 * WordPiece, the longest piece first (huggingface/tokenizers, models/wordpiece/mod.rs). */
#include "fail.h"
#include "memory.h"
#include "tokenizer_state.h"
#include "utf8.h"
#include "words.h"
#include <string.h>

struct simile_tokens_scratch {
    simile_buffer fixed;  /* the text with its invalid UTF-8 replaced */
    simile_buffer normal; /* the normalised stretch */
    simile_marks marks;
};

/* One text on its way. */
typedef struct encoding {
    simile_tokens *tokens;
    const simile_tokenizer *tokenizer;
    size_t limit; /* of tokens->n, before what goes behind the text; one more is made to see that there is more */
    bool special_as_text;
    uint64_t n_unknown;
} encoding;

void simile_tokens_dispose(simile_tokens *tokens)
{
    if (tokens == NULL)
        return;
    if (tokens->scratch != NULL) {
        simile_buffer__dispose(&tokens->scratch->fixed);
        simile_buffer__dispose(&tokens->scratch->normal);
        simile_marks__dispose(&tokens->scratch->marks);
        simile_memory__free(tokens->scratch);
    }
    simile_memory__free(tokens->ids);
    *tokens = (simile_tokens){0};
}

static simile_status reserve(simile_tokens *tokens, size_t n_more)
{
    size_t need;

    if (!simile_size__add(&need, tokens->n, n_more))
        need = SIZE_MAX;
    if (need <= tokens->capacity)
        return SIMILE_OK;
    return simile_memory__grow(&tokens->ids, &tokens->capacity, need, sizeof tokens->ids[0]);
}

static simile_status append(simile_tokens *tokens, const int32_t *ids, size_t n)
{
    simile_status status = reserve(tokens, n);

    if (status == SIMILE_OK && n > 0) {
        memcpy(tokens->ids + tokens->n, ids, n * sizeof ids[0]);
        tokens->n += n;
    }
    return status;
}

/* Writes the word's ids, at most `size`; 0: some part of the word matches no piece. */
static size_t match(int32_t *ids, const simile_tokenizer *tokenizer, const char *word, size_t size)
{
    int32_t node = SIMILE_TRIE_ROOT;
    size_t n = 0;

    while (size > 0) {
        size_t length = 0;
        int32_t id = simile_trie__longest(&length, &tokenizer->trie, node, word, size);
        if (id == SIMILE_TRIE_NONE)
            return 0;
        ids[n++] = id;
        word += length;
        size -= length;
        node = tokenizer->continuing;
        if (node == SIMILE_TRIE_NONE && size > 0)
            return 0;
    }
    return n;
}

static simile_status encode_word(encoding *e, const char *word, size_t size)
{
    const simile_tokenizer *tokenizer = e->tokenizer;
    simile_tokens *tokens = e->tokens;
    size_t max_characters = tokenizer->max_word_characters, n = 0;
    bool fits = size <= max_characters || simile_utf8__count(word, size) <= max_characters;
    simile_status status = reserve(tokens, fits ? size : 1);

    if (status != SIMILE_OK)
        return status;
    if (fits)
        n = match(tokens->ids + tokens->n, tokenizer, word, size);
    if (n == 0) {
        tokens->ids[tokens->n] = tokenizer->specials[SIMILE_SPECIAL_UNK];
        n = 1;
        e->n_unknown++;
    }
    tokens->n += n;
    return SIMILE_OK;
}

static simile_status encode_words(encoding *e, const char *text, size_t size)
{
    simile_words words = {.next = text, .end = text + size};
    simile_status status = SIMILE_OK;

    while (status == SIMILE_OK && e->tokens->n <= e->limit && simile_words__next(&words))
        status = encode_word(e, words.word, words.size);
    return status;
}

/* Normalises a stretch and encodes what lies between the tokens that are sought in normalised text. */
static simile_status encode_stretch(encoding *e, const char *text, size_t size)
{
    struct simile_tokens_scratch *scratch = e->tokens->scratch;
    simile_added_walk walk = {.special_as_text = e->special_as_text};
    simile_status status =
        simile_normalizer__run(&scratch->normal, &scratch->marks, &e->tokenizer->normalizer, text, size);

    walk.text = scratch->normal.data;
    walk.size = scratch->normal.size;
    while (status == SIMILE_OK && e->tokens->n <= e->limit && simile_added_walk__next(&walk, &e->tokenizer->normal)) {
        status = encode_words(e, walk.plain, walk.before);
        if (status == SIMILE_OK && walk.token != NULL)
            status = append(e->tokens, &walk.token->id, 1);
    }
    return status;
}

static simile_status encode_text(encoding *e, const char *text, size_t size)
{
    simile_added_walk walk = {.text = text, .size = size, .special_as_text = e->special_as_text};
    simile_status status = SIMILE_OK;

    while (status == SIMILE_OK && e->tokens->n <= e->limit && simile_added_walk__next(&walk, &e->tokenizer->raw)) {
        if (walk.before > 0)
            status = encode_stretch(e, walk.plain, walk.before);
        if (status == SIMILE_OK && walk.token != NULL)
            status = append(e->tokens, &walk.token->id, 1);
    }
    return status;
}

/* Empties the tokens and makes sure that they have scratch memory. */
static simile_status start(simile_tokens *tokens)
{
    tokens->n = 0;
    if (tokens->scratch == NULL)
        tokens->scratch = simile_memory__alloc(1, sizeof *tokens->scratch);
    return tokens->scratch == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

/* Puts U+FFFD in place of invalid UTF-8; text and size then point into the scratch memory. */
static simile_status repair(bool *is_invalid, const char **text, size_t *size, simile_tokens *tokens)
{
    simile_buffer *fixed = &tokens->scratch->fixed;
    simile_status status;

    *is_invalid = !simile_utf8__is_valid(*text, *size);
    if (!*is_invalid)
        return SIMILE_OK;
    status = simile_utf8__repair(fixed, *text, *size);
    *text = fixed->data;
    *size = fixed->size;
    return status;
}

static simile_status check_room(size_t *limit, const simile_tokenizer *tokenizer,
                                const simile_tokenize_options *options)
{
    size_t n_special = options->add_special ? tokenizer->n_before + tokenizer->n_after : 0;

    *limit = SIZE_MAX;
    if (options->max_tokens == 0)
        return SIMILE_OK;
    if (options->max_tokens < n_special)
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "max_tokens is %zu, but the special tokens alone are %zu; give more",
                                   options->max_tokens, n_special);
    *limit = options->max_tokens - (options->add_special ? tokenizer->n_after : 0);
    return SIMILE_OK;
}

/* Unknown words are counted as far as they are given out. */
static uint64_t count_unknown(const encoding *e, size_t first)
{
    int32_t unknown = e->tokenizer->specials[SIMILE_SPECIAL_UNK];
    uint64_t n = 0;

    for (size_t i = first; i < e->tokens->n && e->n_unknown > 0; i++)
        n += e->tokens->ids[i] == unknown;
    return n < e->n_unknown ? n : e->n_unknown;
}

/* Encodes with the special tokens round it; the counts of this row go to `row`. */
static simile_status encode_row(encoding *e, simile_encode_counts *row, const char *text, size_t size, bool add_special)
{
    const simile_tokenizer *tokenizer = e->tokenizer;
    simile_tokens *tokens = e->tokens;
    simile_status status = SIMILE_OK;
    size_t first;

    if (add_special)
        status = append(tokens, tokenizer->before, tokenizer->n_before);
    first = tokens->n;
    if (status == SIMILE_OK)
        status = encode_text(e, text, size);
    if (status != SIMILE_OK)
        return status;
    row->n_empty = tokens->n == first;
    row->n_truncated = tokens->n > e->limit;
    if (row->n_truncated)
        tokens->n = e->limit;
    row->n_unknown_tokens = count_unknown(e, first);
    if (add_special)
        status = append(tokens, tokenizer->after, tokenizer->n_after);
    row->n_tokens = tokens->n;
    return status;
}

static void add_counts(simile_encode_counts *counts, const simile_encode_counts *row)
{
    counts->n_rows += row->n_rows;
    counts->n_tokens += row->n_tokens;
    counts->n_truncated += row->n_truncated;
    counts->n_empty += row->n_empty;
    counts->n_invalid += row->n_invalid;
    counts->n_unknown_tokens += row->n_unknown_tokens;
}

simile_status simile_tokenizer_encode(simile_tokens *tokens, simile_encode_counts *counts,
                                      const simile_tokenizer *tokenizer, const char *text, size_t size,
                                      const simile_tokenize_options *options)
{
    static const simile_tokenize_options defaults = {.add_special = true};
    const simile_tokenize_options *o = options == NULL ? &defaults : options;
    encoding e = {.tokens = tokens, .tokenizer = tokenizer, .special_as_text = o->special_as_text};
    simile_encode_counts row = {.n_rows = 1};
    bool is_invalid = false;
    simile_status status = check_room(&e.limit, tokenizer, o);

    if (status == SIMILE_OK)
        status = start(tokens);
    if (status == SIMILE_OK)
        status = repair(&is_invalid, &text, &size, tokens);
    if (status == SIMILE_OK)
        status = encode_row(&e, &row, text, size, o->add_special);
    row.n_invalid = is_invalid;
    if (status == SIMILE_OK && counts != NULL)
        add_counts(counts, &row);
    return status;
}
