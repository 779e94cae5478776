/* What a tokenizer is made of, for the files that open, run and save one. */
#ifndef SIMILE_TEXT_TOKENIZER_STATE_H
#define SIMILE_TEXT_TOKENIZER_STATE_H

#include "added.h"
#include "arena.h"
#include "normalizer.h"
#include "piece_index.h"
#include "simile/tokenizer.h"

#define SIMILE_MAX_WORD_CHARACTERS 100 /* the default of max_input_chars_per_word */

struct simile_tokenizer {
    uint64_t serial;    /* no two tokenizers of a process have the same: word caches go by it */
    simile_arena texts; /* holds all strings below */

    const char **pieces; /* [n_pieces], by id: n_model of the vocabulary, then added tokens outside it */
    size_t n_pieces, n_model, pieces_capacity;
    simile_piece_index index; /* of the vocabulary's pieces */
    const char *prefix;       /* "##"; "": any piece may follow another one */
    const char *unknown;
    size_t max_word_characters; /* longer words are unknown */

    simile_normalizer normalizer;
    int strip_accents; /* as stated: -1 is null */

    simile_added_token *added; /* [n_added] */
    size_t n_added;
    simile_added_set raw, normal; /* those sought in the raw and in the normalised text */

    int32_t *before, *after; /* what a post-processor puts round a text */
    size_t n_before, n_after;

    int32_t specials[SIMILE_N_SPECIALS]; /* by role; -1: none */
    size_t max_tokens;                   /* of the truncation; 0: none */
    bool truncates_left;                 /* a text that is too long loses its start */

    bool has_decoder; /* else pieces are put together with spaces and nothing else */
    const char *decoder_prefix;
    bool decoder_cleanup;
};

/* A tokenizer without pieces and with the defaults; NULL: no memory. */
simile_tokenizer *simile_tokenizer__new(void);

/* Adds a piece with the next id. The text is copied. */
simile_status simile_tokenizer__add_piece(simile_tokenizer *tokenizer, const char *text, size_t size);

/* Builds the search structures once all pieces, added tokens and switches are set, and checks that the vocabulary is
 * sound. `name` is the file that messages name. */
simile_status simile_tokenizer__finish(simile_tokenizer *tokenizer, const char *name);

/* Fills an empty tokenizer from a tokenizer.json. */
simile_status simile_tokenizer__load_json(simile_tokenizer *tokenizer, const char *path);

/* Names of the special tokens by role; owned by whoever fills them. */
typedef struct simile_special_names {
    const char *names[SIMILE_N_SPECIALS];
} simile_special_names;
extern const simile_special_names simile_special_names__default;

/* Fills an empty tokenizer from a vocab.txt. */
simile_status simile_tokenizer__load_vocab(simile_tokenizer *tokenizer, const char *path,
                                           const simile_tokenizer_options *options, const simile_special_names *names);

#endif
