/* Plain text to words. ASCII words between ASCII neighbours are taken as they stand; whatever touches another byte goes
 * through the normaliser, up to the next white space: no step of BERT's normalising looks across that. */
#include "encoding.h"
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

/* Encodes what begins at *at with a letter or a byte of the other kind: a long word, or all that must be normalised
 * together, up to the next white space. */
static simile_status encode_run(simile_encoding *e, size_t *at, const char *text, size_t size, size_t start)
{
    const uint8_t *kinds = e->tokenizer->normalizer.kinds;
    const size_t first = *at;
    size_t i = first;

    while (i < size && kinds[(unsigned char)text[i]] == SIMILE_BYTE_LETTER)
        i++;
    if (i == size || kinds[(unsigned char)text[i]] != SIMILE_BYTE_OTHER) {
        *at = i;
        return simile_encoding__raw_word(e, text + first, i - first, start + first);
    }
    while (i < size && kinds[(unsigned char)text[i]] != SIMILE_BYTE_SPACE)
        i++;
    *at = i;
    return encode_normalized(e, text + first, i - first, start + first);
}

/* Encodes the word of `run` letters and digits at *at, which lie in `bytes`, if nothing that must be normalised touches
 * it; a `run` of 0 is a punctuation character. */
static simile_status encode_short(simile_encoding *e, size_t *at, simile_word_key bytes, size_t run, size_t start)
{
    const size_t length = run == 0 ? 1 : run;
    simile_word_key key = simile_word_key__cut(bytes, length);

    if (e->tokenizer->normalizer.lowercase) {
        key.low = simile_word_key__lower(key.low);
        key.high = simile_word_key__lower(key.high);
    }
    start += *at;
    *at += length;
    return simile_encoding__short_word(e, key, length, (simile_word_source){.start = start});
}

simile_status simile_encoding__stretch(simile_encoding *e, const char *text, size_t size, size_t start)
{
    const uint8_t *kinds = e->tokenizer->normalizer.kinds;
    simile_status status = SIMILE_OK;
    size_t at = 0;

    if (e->tokenizer->normal.n > 0) /* such a token may hold white space */
        return encode_normalized(e, text, size, start);
    while (at < size && status == SIMILE_OK && !simile_encoding__is_full(e)) {
        if (kinds[(unsigned char)text[at]] == SIMILE_BYTE_SPACE) {
            at++;
            continue;
        }
        const simile_word_key bytes = simile_word_key__load(text + at, size - at);
        size_t run = simile_word_key__run(bytes.low);
        run += run == 8 ? simile_word_key__run(bytes.high) : 0;
        /* The byte whose kind tells whether the run stands alone: the one behind it, or itself when there is no run. */
        const uint8_t kind = at + run < size ? kinds[(unsigned char)text[at + run]] : (uint8_t)SIMILE_BYTE_SPACE;
        if (run <= SIMILE_WORD_KEY_SIZE && kind >= SIMILE_BYTE_PUNCTUATION)
            status = encode_short(e, &at, bytes, run, start);
        else
            status = encode_run(e, &at, text, size, start);
    }
    return status;
}
