/* An object of whole numbers, read straight out of a JSON text: a vocabulary of 30,000 pieces need not become a tree.
 * Only what is well-formed is read; anything else is left to simile_json__parse, which words the error. */
#ifndef SIMILE_FORMAT_JSON_PICK_H
#define SIMILE_FORMAT_JSON_PICK_H

#include "buffer.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start with {.text = t, .size = n}; `decoded` is to be disposed of. */
typedef struct simile_json_pick {
    const char *text;
    size_t size;
    size_t start, at; /* the object's brace; where reading goes on: behind its end after the last pair */
    bool is_begun;
    simile_buffer decoded; /* a key with escapes */
    const char *key;       /* of the current pair, not ended by a NUL; valid until the next one */
    size_t key_size;
    int64_t value;
} simile_json_pick;

/* Goes to the object that is the value of `inner` in the object `outer` of the top-level object; false: there is none
 * or the text before it is not JSON. */
bool simile_json_pick__find(simile_json_pick *pick, const char *outer, const char *inner);

/* What a step came upon. */
typedef enum simile_json_picked {
    SIMILE_JSON_PICKED_PAIR,
    SIMILE_JSON_PICKED_END,
    SIMILE_JSON_PICKED_OTHER, /* not JSON, or a value that is no whole number from 0 to 2^31 − 1, or no memory */
} simile_json_picked;
simile_json_picked simile_json_pick__next(simile_json_pick *pick);

#endif
