/* Text to token ids: BERT's normalising and pre-tokenising, then WordPiece, as PyPI's tokenizers do it.
 *
 *     simile_tokenizer *tokenizer = NULL;
 *     simile_tokens tokens = {0};
 *     simile_tokenize_options options = {.max_tokens = 128, .add_special = true};
 *     if (simile_tokenizer_open(&tokenizer, "my-model") == SIMILE_OK &&
 *         simile_tokenizer_encode(&tokens, NULL, tokenizer, text, strlen(text), &options) == SIMILE_OK)
 *         use(tokens.ids, tokens.n);
 *     simile_tokens_dispose(&tokens);
 *     simile_tokenizer_free(tokenizer);
 */
#ifndef SIMILE_TOKENIZER_H
#define SIMILE_TOKENIZER_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Does not change after it is opened; any number of threads may share it. */
typedef struct simile_tokenizer simile_tokenizer;

/* How text is normalised when only a vocabulary is given. */
typedef struct simile_tokenizer_options {
    bool lowercase;
    int strip_accents; /* 1 yes, 0 no, -1: as lowercase */
    bool chinese;      /* every Chinese character is a word */
} simile_tokenizer_options;

/* The roles that special tokens play. */
typedef enum simile_special {
    SIMILE_SPECIAL_PAD,
    SIMILE_SPECIAL_UNK,
    SIMILE_SPECIAL_CLS,
    SIMILE_SPECIAL_SEP,
    SIMILE_SPECIAL_MASK,
} simile_special;
#define SIMILE_N_SPECIALS 5

/* Opens a tokenizer.json (a path that ends in .json), a folder (its tokenizer.json; without one its vocab.txt and the
 * do_lower_case, strip_accents and tokenize_chinese_chars of its tokenizer_config.json), or a vocab.txt (any other
 * path; lower-cased). A part that simile lacks, a vocabulary without its unknown token, a piece that occurs twice and a
 * missing id are SIMILE_ERROR_FORMAT. The caller frees. */
SIMILE_API simile_status simile_tokenizer_open(simile_tokenizer **tokenizer, const char *path);

/* Makes a tokenizer from a vocab.txt: one piece a line, the first has id 0. [UNK] must be there; without [CLS] and
 * [SEP] nothing is put around a text. options NULL: lower-cased, accents stripped, Chinese characters split.
 * The caller frees. */
SIMILE_API simile_status simile_tokenizer_new_from_vocab(simile_tokenizer **tokenizer, const char *vocab_path,
                                                         const simile_tokenizer_options *options);

/* Takes NULL. */
SIMILE_API void simile_tokenizer_free(simile_tokenizer *tokenizer);

/* The number of ids, added tokens included. */
SIMILE_API size_t simile_tokenizer_size(const simile_tokenizer *tokenizer);

/* The piece of an id, owned by the tokenizer; NULL for an id out of range. */
SIMILE_API const char *simile_tokenizer_piece(const simile_tokenizer *tokenizer, int32_t id);

/* The id of a piece ("##ing" for a continuing one); -1: none. */
SIMILE_API int32_t simile_tokenizer_id(const simile_tokenizer *tokenizer, const char *piece);

/* The id that plays a role; -1: none does. */
SIMILE_API int32_t simile_tokenizer_special(const simile_tokenizer *tokenizer, simile_special role);

/* true when the id is one of the special tokens. */
SIMILE_API bool simile_tokenizer_is_special(const simile_tokenizer *tokenizer, int32_t id);

/* The length that the tokenizer.json truncates to, special tokens included; 0: none. Encoding does not apply it by
 * itself: sentence-transformers goes by another file. */
SIMILE_API size_t simile_tokenizer_max_tokens(const simile_tokenizer *tokenizer);

/* Writes tokenizer.json, vocab.txt, tokenizer_config.json and special_tokens_map.json into an existing folder, each
 * written aside and renamed. max_tokens 0: no truncation is stated. */
SIMILE_API simile_status simile_tokenizer_save(const simile_tokenizer *tokenizer, const char *folder,
                                               size_t max_tokens);

/* A stretch of a text in bytes: `start` … `end` − 1. */
typedef struct simile_span {
    size_t start, end;
} simile_span;

/* The ids of one text, and the memory that encoding works in: a cache of words (32 KiB, and up to 2 MiB as it meets
 * more of them), which speeds up texts that follow. Valid when zeroed; one per thread; reused from text to text, so
 * that nothing is allocated once it is warm. */
typedef struct simile_tokens {
    int32_t *ids;       /* [n] */
    simile_span *spans; /* [n] if they were asked for, else not set: where each token stands in the text as it was given
                           (an unknown word: the whole word; what was put round the text: 0, 0) */
    size_t n, capacity, spans_capacity;
    struct simile_tokens_scratch *scratch;
} simile_tokens;

/* Takes NULL; leaves the struct zeroed. */
SIMILE_API void simile_tokens_dispose(simile_tokens *tokens);

/* What was seen over any number of texts. */
typedef struct simile_encode_counts {
    uint64_t n_rows;
    uint64_t n_tokens;         /* ids given out, special tokens included */
    uint64_t n_truncated;      /* rows cut to max_tokens */
    uint64_t n_empty;          /* rows without a single token of their own */
    uint64_t n_invalid;        /* rows with invalid UTF-8 */
    uint64_t n_unknown_tokens; /* unknown-token ids given out for words of the texts */
    uint64_t n_unknown_rows;   /* rows with one */
} simile_encode_counts;

typedef struct simile_tokenize_options {
    size_t max_tokens;     /* special tokens included; 0: no limit */
    size_t max_characters; /* the text is first cut to so many code points; 0: it is not */
    bool drop_unknown;     /* unknown-token ids are taken out, after the cut */
    bool add_special;      /* put the special tokens round the text ([CLS] … [SEP]) */
    bool special_as_text;  /* "[SEP]" in a text is five characters, not the special token */
    bool spans;            /* fill simile_tokens.spans */
    bool no_cache;         /* match every word anew; the ids are the same */
    /* Random segmentation (Hiraoka 2022, "MaxMatch-Dropout"): at each place every piece that matches, but for the
     * shortest, is passed over with this probability, so that a word falls into more and shorter pieces; a word that
     * then cannot be matched to its end is matched as usual. 0: never. A text's segmentation depends on the seed, the
     * text and the probability alone. */
    double drop_rate;
    uint64_t drop_seed;
} simile_tokenize_options;

/* Encodes `size` bytes of text (NUL bytes allowed) into tokens->ids. A text that is too long is cut at its end, or at
 * its start if the tokenizer.json says so. Invalid UTF-8 reads as U+FFFD, one for each
 * maximal subpart, which BERT's cleaning drops. The counts are added to (NULL: not wanted). options NULL: special
 * tokens added, no limit. A max_tokens with no room for the special tokens is SIMILE_ERROR_CONFIG. */
SIMILE_API simile_status simile_tokenizer_encode(simile_tokens *tokens, simile_encode_counts *counts,
                                                 const simile_tokenizer *tokenizer, const char *text, size_t size,
                                                 const simile_tokenize_options *options);

/* The text of ids, as the tokenizer.json's decoder puts it together: pieces by spaces, continuing ones without, and the
 * spaces before . , ! ? and in n't, 's and the like taken out where the decoder cleans up. Writes at most `capacity`
 * bytes, a NUL at the end among them; *size is the length of the whole text without the NUL, so that a first call with
 * text NULL and capacity 0 tells the room. size may be NULL. An id out of range is SIMILE_ERROR_DATA. */
SIMILE_API simile_status simile_tokenizer_decode(char *text, size_t capacity, size_t *size,
                                                 const simile_tokenizer *tokenizer, const int32_t *ids, size_t n_ids,
                                                 bool skip_special);

#ifdef __cplusplus
}
#endif
#endif
