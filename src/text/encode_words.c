/* Plain text to words. */
#include "encoding.h"
#include "word_walk.h"
#include "words.h"
#include <string.h>

/* Encodes the words of a normalised text. `rest` bytes can be read behind it. */
static simile_status encode_normal(simile_encoding *e, const char *text, size_t size, size_t rest,
                                   simile_word_source source)
{
    simile_words words = {.next = text, .end = text + size};
    simile_status status = SIMILE_OK;

    while (status == SIMILE_OK && !simile_encoding__is_full(e) && simile_words__next(&words)) {
        const size_t at = (size_t)(words.word - text);
        const simile_word_source from = {source.aligned == NULL ? NULL : source.aligned + at, source.start};
        status = simile_encoding__word(e, words.word, words.size, size - at + rest, from);
    }
    return status;
}

/* Where the bytes start … stop − 1 of the normalised text came from. */
static simile_span cover(const simile_encoding *e, simile_word_source source, size_t start, size_t stop)
{
    if (!e->options->spans || start == stop)
        return (simile_span){0};
    return (simile_span){source.start + source.aligned[start].start, source.start + source.aligned[stop - 1].end};
}

/* Normalises a stretch and encodes what lies between the tokens that are sought in normalised text. */
static simile_status encode_normalized(simile_encoding *e, const char *text, size_t size, size_t start)
{
    struct simile_tokens_scratch *scratch = e->tokens->scratch;
    simile_alignment *alignment = e->options->spans ? &scratch->alignment : NULL;
    simile_added_walk walk = {.special_as_text = e->options->special_as_text};
    simile_status status =
        simile_normalizer__run(&scratch->normal, alignment, &scratch->marks, &e->tokenizer->normalizer, text, size);
    const simile_word_source whole = {alignment == NULL ? NULL : alignment->items, start};

    walk.text = scratch->normal.data;
    walk.size = scratch->normal.size;
    while (status == SIMILE_OK && !simile_encoding__is_full(e) &&
           simile_added_walk__next(&walk, &e->tokenizer->normal)) {
        const size_t first = (size_t)(walk.plain - walk.text), last = first + walk.before;
        const simile_word_source source = {whole.aligned == NULL ? NULL : whole.aligned + first, start};
        status = encode_normal(e, walk.plain, walk.before, walk.size - last, source);
        if (status == SIMILE_OK && walk.token != NULL) {
            const simile_span span = cover(e, whole, last, walk.done);
            status = simile_encoding__append(e, walk.token->id, span.start, span.end);
        }
    }
    return status;
}

/* Gathers short words up to something else, which is returned, or until there are enough. */
static simile_walked gather(simile_short_word words[SIMILE_WORDS_AHEAD], size_t *n, const simile_encoding *e,
                            simile_word_walk *walk, size_t start)
{
    simile_walked walked = SIMILE_WALKED_SHORT;

    for (*n = 0; *n < SIMILE_WORDS_AHEAD; ++*n) {
        walked = simile_word_walk__next(walk);
        if (walked != SIMILE_WALKED_SHORT)
            break;
        words[*n] = (simile_short_word){
            walk->key, simile_encoding__set(e, walk->key), walk->length, {.start = start + walk->start}};
        __builtin_prefetch(words[*n].set);
    }
    return walked;
}

simile_status simile_encoding__stretch(simile_encoding *e, const char *text, size_t size, size_t start)
{
    simile_word_walk walk = {.normalizer = &e->tokenizer->normalizer, .text = text, .size = size};
    simile_walked walked = SIMILE_WALKED_SHORT;
    simile_status status = SIMILE_OK;

    if (e->tokenizer->normal.n > 0) /* such a token may hold white space */
        return encode_normalized(e, text, size, start);
    while (walked != SIMILE_WALKED_END && status == SIMILE_OK && !simile_encoding__is_full(e)) {
        simile_short_word words[SIMILE_WORDS_AHEAD];
        size_t n;
        if (simile_word_cache__is_due(&e->tokens->scratch->cache))
            status = simile_word_cache__grow(&e->tokens->scratch->cache);
        walked = gather(words, &n, e, &walk, start);
        if (status == SIMILE_OK)
            status = simile_encoding__short_words(e, words, n);
        if (walked == SIMILE_WALKED_LONG && status == SIMILE_OK)
            status = simile_encoding__raw_word(e, text + walk.start, walk.length, start + walk.start);
        if (walked == SIMILE_WALKED_OTHER && status == SIMILE_OK)
            status = encode_normalized(e, text + walk.start, walk.length, start + walk.start);
    }
    return status;
}
