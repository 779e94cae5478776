/* From text to ids: invalid UTF-8 is replaced, added tokens are cut out, the rest is encoded word by word, and the row
 * is cut to its length and framed. */
#include "encoding.h"
#include "fail.h"
#include "memory.h"
#include "utf8.h"
#include <string.h>

void simile_tokens_dispose(simile_tokens *tokens)
{
    if (tokens == NULL)
        return;
    if (tokens->scratch != NULL) {
        simile_buffer__dispose(&tokens->scratch->fixed);
        simile_buffer__dispose(&tokens->scratch->normal);
        simile_buffer__dispose(&tokens->scratch->word);
        simile_alignment__dispose(&tokens->scratch->alignment);
        simile_marks__dispose(&tokens->scratch->marks);
        simile_word_cache__dispose(&tokens->scratch->cache);
        simile_memory__free(tokens->scratch);
    }
    simile_memory__free(tokens->ids);
    simile_memory__free(tokens->spans);
    *tokens = (simile_tokens){0};
}

static simile_status encode_text(simile_encoding *e, const char *text, size_t size)
{
    simile_added_walk walk = {.text = text, .size = size, .special_as_text = e->options->special_as_text};
    simile_status status = SIMILE_OK;

    while (status == SIMILE_OK && !simile_encoding__is_full(e) && simile_added_walk__next(&walk, &e->tokenizer->raw)) {
        const size_t start = (size_t)(walk.plain - text);
        if (walk.before > 0)
            status = simile_encoding__stretch(e, walk.plain, walk.before, start);
        if (status == SIMILE_OK && walk.token != NULL)
            status = simile_encoding__append(e, walk.token->id, start + walk.before, walk.done);
    }
    return status;
}

simile_status simile_encoding__start(simile_encoding *e)
{
    const double rate = e->options->drop_rate;
    simile_tokens *tokens = e->tokens;

    if (!(rate >= 0 && rate <= 1))
        return simile_status__fail(SIMILE_ERROR_CONFIG, "drop_rate is %g, but must be from 0 to 1", rate);
    e->drop_below = rate < 1 ? (uint32_t)(rate * 0x1p32) : UINT32_MAX;
    e->caches = !e->options->no_cache && e->drop_below == 0;
    tokens->n = 0;
    if (tokens->scratch == NULL)
        tokens->scratch = simile_memory__alloc(1, sizeof *tokens->scratch);
    if (tokens->scratch == NULL)
        return SIMILE_ERROR_MEMORY;
    return e->caches ? simile_word_cache__prepare(&tokens->scratch->cache, e->tokenizer->serial) : SIMILE_OK;
}

/* A walk over a text and its repaired copy, side by side. */
typedef struct repair_walk {
    const char *text;
    size_t size;
    size_t source, fixed; /* where the current well-formed part begins */
    size_t n_valid, bad;  /* its size, and that of the ill-formed part behind it */
} repair_walk;

static void walk_from(repair_walk *walk, size_t source, size_t fixed)
{
    walk->source = source;
    walk->fixed = fixed;
    walk->n_valid = simile_utf8__valid_prefix(&walk->bad, walk->text + source, walk->size - source);
}

/* The place in the text of a place in its repaired copy. */
static size_t source_place(repair_walk *walk, size_t place)
{
    const size_t replacing = 3; /* bytes of U+FFFD */

    if (place < walk->fixed)
        walk_from(walk, 0, 0);
    while (place > walk->fixed + walk->n_valid)
        walk_from(walk, walk->source + walk->n_valid + walk->bad, walk->fixed + walk->n_valid + replacing);
    return walk->source + (place - walk->fixed);
}

static void restore_spans(const simile_tokens *tokens, const char *text, size_t size)
{
    repair_walk walk = {.text = text, .size = size};

    walk_from(&walk, 0, 0);
    for (size_t i = 0; i < tokens->n; i++) {
        tokens->spans[i].start = source_place(&walk, tokens->spans[i].start);
        tokens->spans[i].end = source_place(&walk, tokens->spans[i].end);
    }
}

/* The size of a valid text's first max_characters code points. */
static size_t cut_characters(const simile_encoding *e, const char *text, size_t size)
{
    const size_t most = e->options->max_characters;
    size_t end = 0, length;

    if (most == 0 || size <= most)
        return size;
    for (size_t i = 0; i < most && end < size; i++, end += length)
        simile_utf8__decode(&length, text + end);
    return end;
}

/* Encodes the text with U+FFFD in place of what is not UTF-8. */
static simile_status encode_any(simile_encoding *e, simile_encode_counts *row, const char *text, size_t size)
{
    simile_buffer *fixed = &e->tokens->scratch->fixed;
    simile_status status = SIMILE_OK;
    size_t kept;

    row->n_invalid = !simile_utf8__is_valid(text, size);
    if (row->n_invalid > 0) {
        status = simile_utf8__repair(fixed, text, size);
        text = fixed->data;
        size = fixed->size;
    }
    if (status != SIMILE_OK)
        return status;
    kept = cut_characters(e, text, size);
    row->n_truncated = kept < size;
    return encode_text(e, text, kept);
}

static simile_status check_room(simile_encoding *e)
{
    const simile_tokenize_options *options = e->options;
    const size_t n_special = options->add_special ? e->tokenizer->n_before + e->tokenizer->n_after : 0;

    e->limit = SIZE_MAX;
    if (options->max_tokens == 0)
        return SIMILE_OK;
    if (options->max_tokens < n_special)
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "max_tokens is %zu, but the special tokens alone are %zu; give more",
                                   options->max_tokens, n_special);
    if (!e->tokenizer->truncates_left)
        e->limit = options->max_tokens - (options->add_special ? e->tokenizer->n_after : 0);
    return SIMILE_OK;
}

/* Takes tokens out from `first` on until the row has room for what goes behind it; returns whether it did. */
static bool truncate(simile_encoding *e, size_t first)
{
    simile_tokens *tokens = e->tokens;
    const size_t n_after = e->options->add_special ? e->tokenizer->n_after : 0, n = tokens->n + n_after;
    const size_t excess = e->options->max_tokens > 0 && n > e->options->max_tokens ? n - e->options->max_tokens : 0;

    tokens->n -= excess;
    if (excess > 0 && e->tokenizer->truncates_left) {
        const size_t n_kept = tokens->n - first;
        memmove(tokens->ids + first, tokens->ids + first + excess, n_kept * sizeof tokens->ids[0]);
        if (e->options->spans)
            memmove(tokens->spans + first, tokens->spans + first + excess, n_kept * sizeof tokens->spans[0]);
    }
    return excess > 0;
}

/* Unknown words are counted as far as they are given out. */
static uint64_t count_unknown(const simile_encoding *e, size_t first)
{
    int32_t unknown = e->tokenizer->specials[SIMILE_SPECIAL_UNK];
    uint64_t n = 0;

    for (size_t i = first; i < e->tokens->n && e->n_unknown > 0; i++)
        n += e->tokens->ids[i] == unknown;
    return n < e->n_unknown ? n : e->n_unknown;
}

/* Takes unknown tokens out from `first` on. */
static void drop_unknown(simile_encoding *e, size_t first)
{
    const int32_t unknown = e->tokenizer->specials[SIMILE_SPECIAL_UNK];
    simile_tokens *tokens = e->tokens;
    size_t n = first;

    for (size_t i = first; i < tokens->n; i++) {
        if (tokens->ids[i] == unknown)
            continue;
        tokens->ids[n] = tokens->ids[i];
        if (e->options->spans)
            tokens->spans[n] = tokens->spans[i];
        n++;
    }
    tokens->n = n;
}

static simile_status append_frame(simile_encoding *e, const int32_t *ids, size_t n)
{
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < n && status == SIMILE_OK && e->options->add_special; i++)
        status = simile_encoding__append(e, ids[i], 0, 0);
    return status;
}

/* Encodes with the special tokens round it; the counts of this row go to `row`. */
static simile_status encode_row(simile_encoding *e, simile_encode_counts *row, const char *text, size_t size)
{
    const simile_tokenizer *tokenizer = e->tokenizer;
    simile_tokens *tokens = e->tokens;
    simile_status status = append_frame(e, tokenizer->before, tokenizer->n_before);
    const size_t first = tokens->n;

    if (status == SIMILE_OK)
        status = encode_any(e, row, text, size);
    if (status != SIMILE_OK)
        return status;
    if (row->n_invalid > 0 && e->options->spans)
        restore_spans(tokens, text, size);
    row->n_empty = tokens->n == first;
    row->n_truncated |= truncate(e, first);
    row->n_unknown_tokens = count_unknown(e, first);
    row->n_unknown_rows = row->n_unknown_tokens > 0;
    if (e->options->drop_unknown) {
        drop_unknown(e, first);
        row->n_empty = tokens->n == first;
    }
    status = append_frame(e, tokenizer->after, tokenizer->n_after);
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
    counts->n_unknown_rows += row->n_unknown_rows;
}

simile_status simile_tokenizer_encode(simile_tokens *tokens, simile_encode_counts *counts,
                                      const simile_tokenizer *tokenizer, const char *text, size_t size,
                                      const simile_tokenize_options *options)
{
    static const simile_tokenize_options defaults = {.add_special = true};
    simile_encoding e = {.tokens = tokens, .tokenizer = tokenizer, .options = options == NULL ? &defaults : options};
    simile_encode_counts row = {.n_rows = 1};
    simile_status status = check_room(&e);

    if (status == SIMILE_OK)
        status = simile_encoding__start(&e);
    if (status == SIMILE_OK)
        status = encode_row(&e, &row, text, size);
    if (status == SIMILE_OK && counts != NULL)
        add_counts(counts, &row);
    return status;
}
