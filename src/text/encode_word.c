/* A word to ids: from the cache, or by WordPiece, the longest piece first (huggingface/tokenizers,
 * models/wordpiece/mod.rs). */
#include "encoding.h"
#include "memory.h"
#include "random.h"
#include "utf8.h"
#include <string.h>

#define FEW_IDS 16 /* as many as a word that fits a cache key can have */

simile_status simile_encoding__grow(simile_encoding *e, size_t n_more)
{
    simile_tokens *tokens = e->tokens;
    simile_status status = SIMILE_OK;
    size_t need;

    if (!simile_size__add(&need, tokens->n, n_more))
        need = SIZE_MAX;
    if (need > tokens->capacity)
        status = simile_memory__grow(&tokens->ids, &tokens->capacity, need, sizeof tokens->ids[0]);
    if (status == SIMILE_OK && e->options->spans && need > tokens->spans_capacity)
        status = simile_memory__grow(&tokens->spans, &tokens->spans_capacity, need, sizeof tokens->spans[0]);
    return status;
}

simile_status simile_encoding__append(simile_encoding *e, int32_t id, size_t start, size_t end)
{
    simile_tokens *tokens = e->tokens;
    simile_status status = simile_encoding__reserve(e, 1);

    if (status != SIMILE_OK)
        return status;
    if (e->options->spans)
        tokens->spans[tokens->n] = (simile_span){start, end};
    tokens->ids[tokens->n++] = id;
    return SIMILE_OK;
}

/* Writes the word's ids, at most `size`; 0: some part of the word matches no piece. `room` bytes can be read. */
static size_t match(int32_t *ids, const simile_tokenizer *tokenizer, const char *word, size_t size, size_t room)
{
    const bool has_prefix = tokenizer->prefix[0] != '\0';
    size_t n = 0, length = 0;

    for (size_t at = 0; at < size; at += length) {
        const int32_t id = simile_piece_index__longest(&length, &tokenizer->index, at > 0 && has_prefix, word + at,
                                                       size - at, room - at);
        if (id == SIMILE_NO_PIECE)
            return 0;
        ids[n++] = id;
    }
    return n;
}

/* The next random number of this text: a function of the seed and the number's place. */
static bool drops(simile_encoding *e)
{
    const uint32_t key[2] = {(uint32_t)e->options->drop_seed, (uint32_t)(e->options->drop_seed >> 32)};
    const uint32_t counter[4] = {(uint32_t)(e->n_drops / 4), (uint32_t)(e->n_drops / 4 >> 32), 0, 0};
    uint32_t words[4];

    simile_random__block(words, counter, key);
    return words[e->n_drops++ % 4] < e->drop_below;
}

/* The longest piece that is not passed over; the shortest one never is. */
static int32_t longest_kept(size_t *length, simile_encoding *e, bool continues, const char *text, size_t size)
{
    const simile_piece_index *index = &e->tokenizer->index;
    const simile_word_key first = simile_word_key__load(text, size);
    const size_t most = simile_piece_index__most(index, first, continues, size);
    int32_t best = SIMILE_NO_PIECE;

    for (size_t n = 1; n <= most; n++) {
        const int32_t id = simile_piece_index__find(index, first, continues, text, n);
        if (id != SIMILE_NO_PIECE && (best == SIMILE_NO_PIECE || !drops(e))) {
            best = id;
            *length = n;
        }
    }
    return best;
}

static size_t match_dropping(int32_t *ids, simile_encoding *e, const char *word, size_t size)
{
    const bool has_prefix = e->tokenizer->prefix[0] != '\0';
    size_t n = 0, length = 0;

    for (size_t at = 0; at < size; at += length) {
        const int32_t id = longest_kept(&length, e, at > 0 && has_prefix, word + at, size - at);
        if (id == SIMILE_NO_PIECE)
            return match(ids, e->tokenizer, word, size, size);
        ids[n++] = id;
    }
    return n;
}

static size_t piece_size(const simile_tokenizer *tokenizer, int32_t id, bool is_first)
{
    return strlen(tokenizer->pieces[id]) - (is_first ? 0 : strlen(tokenizer->prefix));
}

/* Fills the spans of the word's n ids, which are the last ones. */
static void locate(simile_encoding *e, size_t n, size_t size, bool is_unknown, simile_word_source source)
{
    const simile_tokens *tokens = e->tokens;
    size_t at = 0;

    for (size_t i = tokens->n - n; i < tokens->n; i++) {
        const size_t end = is_unknown ? size : at + piece_size(e->tokenizer, tokens->ids[i], at == 0);
        const size_t start = source.aligned == NULL ? at : source.aligned[at].start;
        const size_t stop = source.aligned == NULL ? end : source.aligned[end - 1].end;
        tokens->spans[i] = (simile_span){source.start + start, source.start + stop};
        at = end;
    }
}

/* Matches the word into room that is there; *is_unknown when the one id stands for an unknown word. `room` bytes can be
 * read. */
static size_t match_word(simile_encoding *e, bool *is_unknown, const char *word, size_t size, size_t room)
{
    const simile_tokenizer *tokenizer = e->tokenizer;
    const size_t longest = tokenizer->max_word_characters;
    int32_t *ids = e->tokens->ids + e->tokens->n;
    size_t n = 0;

    if (size <= longest || simile_utf8__count(word, size) <= longest)
        n = e->drop_below > 0 ? match_dropping(ids, e, word, size) : match(ids, tokenizer, word, size, room);
    *is_unknown = n == 0;
    if (n > 0)
        return n;
    ids[0] = tokenizer->specials[SIMILE_SPECIAL_UNK];
    return 1;
}

static inline void finish_word(simile_encoding *e, size_t n, size_t size, bool is_unknown, simile_word_source source)
{
    e->tokens->n += n;
    e->n_unknown += is_unknown;
    if (e->options->spans)
        locate(e, n, size, is_unknown, source);
}

/* A word that is not in the cache. */
static void new_word(simile_encoding *e, const simile_short_word *word)
{
    const simile_tokens *tokens = e->tokens;
    char text[2 * (SIMILE_WORD_KEY_SIZE + 1)] = {0}; /* so that 16 bytes can be read from any byte of the word on */
    bool is_unknown;

    simile_word_key__store(text, word->key);
    const size_t n = match_word(e, &is_unknown, text, word->size, sizeof text);
    if (word->set != NULL && n <= SIMILE_WORD_IDS)
        simile_word_cache__add(&tokens->scratch->cache, word->set, word->key, tokens->ids + tokens->n, n, is_unknown);
    finish_word(e, n, word->size, is_unknown, word->source);
}

simile_status simile_encoding__short_words(simile_encoding *e, const simile_short_word *words, size_t n)
{
    simile_status status = simile_encoding__reserve(e, n * FEW_IDS);

    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        const int32_t *known = words[i].set == NULL ? NULL : simile_word_cache__find(words[i].set, words[i].key);
        if (known == NULL) {
            new_word(e, &words[i]);
            continue;
        }
        memcpy(e->tokens->ids + e->tokens->n, known, SIMILE_WORD_IDS * sizeof known[0]);
        finish_word(e, (size_t)1 + (known[1] >= 0) + (known[2] >= 0) + (known[3] >= 0), words[i].size,
                    known[1] == SIMILE_WORD_UNKNOWN, words[i].source);
    }
    return status;
}

static simile_status long_word(simile_encoding *e, const char *word, size_t size, simile_word_source source)
{
    /* Ids are at most as many as characters; a word with more than that is unknown. */
    const size_t most = size <= 4 * e->tokenizer->max_word_characters ? size : 1;
    simile_status status = simile_encoding__reserve(e, most);
    bool is_unknown;

    if (status != SIMILE_OK)
        return status;
    const size_t n = match_word(e, &is_unknown, word, size, size);
    finish_word(e, n, size, is_unknown, source);
    return SIMILE_OK;
}

simile_status simile_encoding__word(simile_encoding *e, const char *word, size_t size, size_t room,
                                    simile_word_source source)
{
    if (size > SIMILE_WORD_KEY_SIZE)
        return long_word(e, word, size, source);
    const simile_word_key key = simile_word_key__cut(simile_word_key__load(word, room), size);
    const simile_short_word one = {key, simile_encoding__set(e, key), size, source};
    return simile_encoding__short_words(e, &one, 1);
}

/* A word with too many characters is unknown as it is, and is not copied. */
simile_status simile_encoding__raw_word(simile_encoding *e, const char *word, size_t size, size_t start)
{
    simile_buffer *lower = &e->tokens->scratch->word;
    const simile_word_source source = {.start = start};
    simile_status status;

    if (size > e->tokenizer->max_word_characters)
        return long_word(e, word, size, source);
    simile_buffer__clear(lower);
    status = simile_buffer__append(lower, word, size);
    if (status != SIMILE_OK)
        return status;
    for (size_t i = 0; i < size; i++)
        lower->data[i] = (char)e->tokenizer->normalizer.ascii[(unsigned char)lower->data[i]];
    return long_word(e, lower->data, size, source);
}
