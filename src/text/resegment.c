/* A word is a piece that starts one and the continuing pieces behind it. */
#include "resegment.h"
#include "encoding.h"
#include <string.h>

static bool is_added(const simile_tokenizer *tokenizer, int32_t id)
{
    for (size_t i = 0; i < tokenizer->n_added; i++)
        if (tokenizer->added[i].id == id)
            return true;
    return false;
}

static bool is_continuing(const simile_tokenizer *tokenizer, int32_t id)
{
    const size_t prefix = strlen(tokenizer->prefix);
    return prefix > 0 && strncmp(tokenizer->pieces[id], tokenizer->prefix, prefix) == 0 &&
           tokenizer->pieces[id][prefix] != '\0' && !is_added(tokenizer, id);
}

/* Puts together the word that begins with ids[at]; returns the number of its pieces. */
static simile_status join_word(size_t *n_pieces, simile_buffer *word, const simile_tokenizer *tokenizer,
                               const int32_t *ids, size_t n_ids)
{
    const size_t prefix = strlen(tokenizer->prefix);
    simile_status status;
    size_t n = 1;

    simile_buffer__clear(word);
    status = simile_buffer__append_text(word, tokenizer->pieces[ids[0]]);
    for (; n < n_ids && status == SIMILE_OK && is_continuing(tokenizer, ids[n]); n++)
        status = simile_buffer__append_text(word, tokenizer->pieces[ids[n]] + prefix);
    *n_pieces = n;
    return status;
}

static simile_status resegment_words(simile_encoding *e, const int32_t *ids, size_t n_ids)
{
    const simile_tokenizer *tokenizer = e->tokenizer;
    simile_buffer *word = &e->tokens->scratch->word;
    const int32_t unknown = tokenizer->specials[SIMILE_SPECIAL_UNK];
    simile_status status = SIMILE_OK;
    size_t n = 0;

    for (size_t i = 0; i < n_ids && status == SIMILE_OK; i += n) {
        n = 1;
        if (ids[i] == unknown || is_added(tokenizer, ids[i])) {
            status = simile_encoding__append(e, ids[i], 0, 0);
            continue;
        }
        status = join_word(&n, word, tokenizer, ids + i, n_ids - i);
        if (status == SIMILE_OK)
            status = simile_encoding__word(e, word->data, word->size, word->size, (simile_word_source){0});
    }
    return status;
}

simile_status simile_tokenizer__resegment(simile_tokens *tokens, const simile_tokenizer *tokenizer, const int32_t *ids,
                                          size_t n_ids, const simile_tokenize_options *options)
{
    const size_t n_after = options->add_special && tokenizer->n_after < n_ids ? tokenizer->n_after : 0;
    simile_encoding e = {.tokens = tokens, .tokenizer = tokenizer, .options = options};
    simile_status status = simile_encoding__start(&e);

    if (status == SIMILE_OK)
        status = resegment_words(&e, ids, n_ids - n_after);
    if (status == SIMILE_OK && options->max_tokens > n_after && tokens->n + n_after > options->max_tokens)
        tokens->n = options->max_tokens - n_after;
    for (size_t i = n_ids - n_after; i < n_ids && status == SIMILE_OK; i++)
        status = simile_encoding__append(&e, ids[i], 0, 0);
    return status;
}
