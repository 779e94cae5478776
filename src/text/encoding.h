/* One text on its way to ids, for the files that take part: encode.c cuts out added tokens and frames the row,
 * encode_words.c parts plain text into words, encode_word.c turns a word into ids. */
#ifndef SIMILE_TEXT_ENCODING_H
#define SIMILE_TEXT_ENCODING_H

#include "buffer.h"
#include "normalizer.h"
#include "simile/tokenizer.h"
#include "tokenizer_state.h"
#include "word_cache.h"

struct simile_tokens_scratch {
    simile_buffer fixed;  /* the text with its invalid UTF-8 replaced */
    simile_buffer normal; /* the normalised stretch */
    simile_buffer word;   /* a long word in lower case */
    simile_alignment alignment;
    simile_marks marks;
    simile_word_cache cache;
};

typedef struct simile_encoding {
    simile_tokens *tokens;
    const simile_tokenizer *tokenizer;
    const simile_tokenize_options *options;
    size_t limit;       /* of tokens->n, before what goes behind the text; one more is made to see that there is more */
    bool caches;        /* words are sought in the cache */
    uint64_t n_unknown; /* words */
    uint32_t drop_below; /* a piece is passed over if its random number is below; 0: none is */
    uint64_t n_drops;    /* random numbers used */
} simile_encoding;

/* Where a normalised stretch came from: byte i from aligned[i] (NULL: from byte i), in a text that starts at `start`.
 */
typedef struct simile_word_source {
    const simile_span *aligned;
    size_t start;
} simile_word_source;

/* Words are found that many at a time before they are looked up, while memory fetches their places in the cache. */
#define SIMILE_WORDS_AHEAD 16

typedef struct simile_short_word {
    simile_word_key key;
    simile_word_entry *set; /* where the cache would hold it; NULL: the cache is not used */
    size_t size;            /* 1 to SIMILE_WORD_KEY_SIZE */
    simile_word_source source;
} simile_short_word;

/* Checks the drop rate, empties the tokens and prepares their scratch memory. */
simile_status simile_encoding__start(simile_encoding *e);

/* Makes room for n_more ids. */
simile_status simile_encoding__grow(simile_encoding *e, size_t n_more);

/* Room for n_more ids. */
static inline simile_status simile_encoding__reserve(simile_encoding *e, size_t n_more)
{
    const simile_tokens *tokens = e->tokens;
    const size_t capacity =
        e->options->spans && tokens->spans_capacity < tokens->capacity ? tokens->spans_capacity : tokens->capacity;
    return n_more <= capacity - tokens->n && tokens->n <= capacity ? SIMILE_OK : simile_encoding__grow(e, n_more);
}

/* Appends an id that stands at start … end − 1 of the text. */
simile_status simile_encoding__append(simile_encoding *e, int32_t id, size_t start, size_t end);

/* The word's set in the cache; NULL: the cache is not used. */
static inline simile_word_entry *simile_encoding__set(const simile_encoding *e, simile_word_key key)
{
    return e->caches ? simile_word_cache__set(&e->tokens->scratch->cache, key) : NULL;
}

/* Appends the ids of a word of at least one byte. `room` bytes can be read from `word` on. */
simile_status simile_encoding__word(simile_encoding *e, const char *word, size_t size, size_t room,
                                    simile_word_source source);

/* The same for n words by their keys, at most SIMILE_WORDS_AHEAD. */
simile_status simile_encoding__short_words(simile_encoding *e, const simile_short_word *words, size_t n);

/* The same for an ASCII word that is yet to be lower-cased, if the tokenizer does so; it stands at `start`. */
simile_status simile_encoding__raw_word(simile_encoding *e, const char *word, size_t size, size_t start);

/* Appends the ids of a text without added tokens of the raw kind; it stands at `start`. */
simile_status simile_encoding__stretch(simile_encoding *e, const char *text, size_t size, size_t start);

static inline bool simile_encoding__is_full(const simile_encoding *e)
{
    return e->tokens->n > e->limit;
}

#endif
