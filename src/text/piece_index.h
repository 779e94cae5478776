/* The pieces of a vocabulary by their text: a hash table that finds the longest piece that a word begins with. Lengths
 * are tried one by one, the longest first. Unlike the steps down a trie the tries do not wait for one another, most
 * words are a piece as a whole, which the first try finds, and nothing has to be sorted to build the table. */
#ifndef SIMILE_TEXT_PIECE_INDEX_H
#define SIMILE_TEXT_PIECE_INDEX_H

#include "simile/status.h"
#include "word_key.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SIMILE_NO_PIECE         (-1)
#define SIMILE_PIECE_START_BITS 12        /* of the hash of a piece's first two bytes */
#define SIMILE_PIECE_ANY_LENGTH UINT8_MAX /* bounds nothing */
#define SIMILE_PIECE_CONTINUES  0x80u     /* in a key's size byte: the piece follows another one in its word */
#define SIMILE_PIECE_LONG       0x40u     /* in a key's size byte: `low` is the hash of a text that fits no key */

typedef struct simile_piece_slot {
    simile_word_key key; /* zeros: the slot is free */
    int32_t id;
} simile_piece_slot;

/* Valid when zeroed (holds nothing, but must not be asked). */
typedef struct simile_piece_index {
    const char *const *texts; /* by id, borrowed */
    size_t prefix;            /* bytes of the prefix of continuing pieces */
    simile_piece_slot *slots; /* a power of two; at most two thirds are in use */
    size_t mask;              /* their number − 1 */
    /* Bytes of the longest piece whose first two bytes have this hash: of pieces that begin a word, and of others. */
    uint8_t longest[2][1 << SIMILE_PIECE_START_BITS];
} simile_piece_index;

/* Builds the index: texts[i], which must outlive it, is the piece of id i; NULL and "" are left out. A piece that
 * begins with `prefix` (NULL or "": none does) and goes on is a continuing piece as well, by the text behind the
 * prefix. If two texts are equal, `duplicate` tells their ids (else −1, −1) and nothing is built; the caller words the
 * error. */
simile_status simile_piece_index__build(simile_piece_index *index, int32_t duplicate[2], const char *const *texts,
                                        size_t n_texts, const char *prefix);
void simile_piece_index__dispose(simile_piece_index *index);

/* The id of the piece with this text; SIMILE_NO_PIECE: there is none. */
int32_t simile_piece_index__id(const simile_piece_index *index, const char *text, size_t size);

/* The key of a text that is too long for a word's key. */
simile_word_key simile_piece_index__long_key(const char *text, size_t size);

/* The key of `size` bytes of text, of which `first` holds the first 16. */
static inline simile_word_key simile_piece_index__key(simile_word_key first, bool continues, const char *text,
                                                      size_t size)
{
    simile_word_key key =
        size <= SIMILE_WORD_KEY_SIZE ? simile_word_key__cut(first, size) : simile_piece_index__long_key(text, size);

    key.high |= (uint64_t)(continues ? SIMILE_PIECE_CONTINUES : 0) << 56;
    return key;
}

static inline uint32_t simile_piece_index__start(simile_word_key first)
{
    return (uint32_t)(first.low & 0xFFFF) * 0x9E3779B1u >> (32 - SIMILE_PIECE_START_BITS);
}

/* Bytes of the longest piece that a text of `size` bytes may begin with. */
static inline size_t simile_piece_index__most(const simile_piece_index *index, simile_word_key first, bool continues,
                                              size_t size)
{
    const uint8_t longest = index->longest[continues][simile_piece_index__start(first)];

    if (size < 2 || longest == SIMILE_PIECE_ANY_LENGTH)
        return size;
    return longest < size ? longest : size;
}

/* Whether the piece is these bytes, whose keys are equal. */
static inline bool simile_piece_index__is_same(const simile_piece_index *index, int32_t id, bool continues,
                                               const char *text, size_t size)
{
    const char *piece = index->texts[id] + (continues ? index->prefix : 0);
    return size <= SIMILE_WORD_KEY_SIZE || (strlen(piece) == size && memcmp(piece, text, size) == 0);
}

/* The id of the piece that is exactly these bytes, whose key is given; SIMILE_NO_PIECE: there is none, and *slot is
 * where it would go. */
static inline int32_t simile_piece_index__look_up(size_t *slot, const simile_piece_index *index, simile_word_key key,
                                                  bool continues, const char *text, size_t size)
{
    const simile_piece_slot *slots = index->slots;
    size_t i = (size_t)simile_word_key__hash(key) & index->mask;
    int32_t id = SIMILE_NO_PIECE;

    for (; slots[i].key.high != 0 && id == SIMILE_NO_PIECE; i = (i + 1) & index->mask)
        if (slots[i].key.low == key.low && slots[i].key.high == key.high &&
            simile_piece_index__is_same(index, slots[i].id, continues, text, size))
            id = slots[i].id;
    *slot = i;
    return id;
}

static inline int32_t simile_piece_index__find(const simile_piece_index *index, simile_word_key first, bool continues,
                                               const char *text, size_t size)
{
    const simile_word_key key = simile_piece_index__key(first, continues, text, size);
    size_t slot;

    return simile_piece_index__look_up(&slot, index, key, continues, text, size);
}

/* The id of the longest piece that the text begins with, and its *length; SIMILE_NO_PIECE: none. `room` bytes, at least
 * `size`, can be read. `continues`: the text is the rest of a word. */
static inline int32_t simile_piece_index__longest(size_t *length, const simile_piece_index *index, bool continues,
                                                  const char *text, size_t size, size_t room)
{
    const simile_word_key first = simile_word_key__load(text, room);
    int32_t id = SIMILE_NO_PIECE;
    size_t n = simile_piece_index__most(index, first, continues, size);

    for (; n > 0 && id == SIMILE_NO_PIECE; n--) {
        id = simile_piece_index__find(index, first, continues, text, n);
        *length = n;
    }
    return id;
}

#endif
