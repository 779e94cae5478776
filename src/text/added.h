/* Added tokens: strings that are found in a text before anything else and stand for one id
 * (huggingface/tokenizers, tokenizer/added_vocabulary.rs). */
#ifndef SIMILE_TEXT_ADDED_H
#define SIMILE_TEXT_ADDED_H

#include "piece_index.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_added_token {
    const char *content; /* as in the file */
    const char *pattern; /* what is looked for: the content, normalised if `normalized` */
    int32_t id;
    bool single_word; /* only where no word character touches it */
    bool lstrip;      /* takes the white space before it */
    bool rstrip;      /* takes the white space behind it */
    bool normalized;  /* is looked for in the normalised text, not in the raw one */
    bool special;
} simile_added_token;

/* A set of tokens to look for. Valid when zeroed (finds nothing). */
typedef struct simile_added_set {
    const simile_added_token *tokens; /* borrowed */
    simile_piece_index index;         /* pattern → index into tokens */
    const char **patterns;            /* by token; NULL: not sought */
    bool begins[256];                 /* the bytes that patterns begin with */
    int only_begin;                   /* the one such byte; -1: there are several */
    size_t n;
} simile_added_set;

/* A set of those tokens whose `normalized` is as given. */
simile_status simile_added_set__build(simile_added_set *set, const simile_added_token *tokens, size_t n_tokens,
                                      bool normalized);
void simile_added_set__dispose(simile_added_set *set);

/* A walk over a text, cut at the tokens. Start with {.text = t, .size = n}. */
typedef struct simile_added_walk {
    const char *text;
    size_t size;
    size_t at;     /* where the search goes on */
    size_t done;   /* bytes handed out */
    size_t before; /* length of the plain text before the token, from `plain` on */
    const char *plain;
    const simile_added_token *token; /* NULL: the rest of the text, without a token behind it */
    bool special_as_text;
} simile_added_walk;

/* The next plain stretch (maybe empty) and the token behind it; false at the end. */
bool simile_added_walk__next(simile_added_walk *walk, const simile_added_set *set);

#endif
