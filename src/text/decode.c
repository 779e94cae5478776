/* From ids to text (huggingface/tokenizers, decoders/wordpiece.rs). */
#include "buffer.h"
#include "fail.h"
#include "tokenizer_state.h"
#include <string.h>

/* The text as it grows; what has no room is counted only. */
typedef struct decoding {
    const simile_tokenizer *tokenizer;
    char *text;
    size_t capacity, size;
    simile_buffer piece, cleaned; /* scratch */
} decoding;

static void put(decoding *d, const char *bytes, size_t size)
{
    const size_t room = d->capacity > d->size + 1 ? d->capacity - d->size - 1 : 0;

    if (size > 0 && room > 0)
        memcpy(d->text + d->size, bytes, size < room ? size : room);
    d->size += size;
}

/* Puts `with` wherever `what` stands in the piece. */
static simile_status replace(decoding *d, const char *what, const char *with)
{
    const char *at = d->piece.data, *found = strstr(at, what);
    simile_status status = SIMILE_OK;
    simile_buffer swap;

    if (found == NULL)
        return SIMILE_OK;
    simile_buffer__clear(&d->cleaned);
    for (; found != NULL && status == SIMILE_OK; found = strstr(at, what)) {
        status = simile_buffer__append(&d->cleaned, at, (size_t)(found - at));
        if (status == SIMILE_OK)
            status = simile_buffer__append_text(&d->cleaned, with);
        at = found + strlen(what);
    }
    if (status == SIMILE_OK)
        status = simile_buffer__append_text(&d->cleaned, at);
    swap = d->piece;
    d->piece = d->cleaned;
    d->cleaned = swap;
    return status;
}

/* Takes out spaces that English has not; in this order. */
static simile_status clean_up(decoding *d)
{
    static const char *const rules[][2] = {
        {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},    {" n't", "n't"},
        {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
    };
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && status == SIMILE_OK; i++)
        status = replace(d, rules[i][0], rules[i][1]);
    return status;
}

static simile_status put_piece(decoding *d, const char *piece, bool is_first)
{
    const simile_tokenizer *tokenizer = d->tokenizer;
    const char *prefix = tokenizer->decoder_prefix;
    const bool continues = !is_first && tokenizer->has_decoder && strncmp(piece, prefix, strlen(prefix)) == 0;
    simile_status status = SIMILE_OK;

    simile_buffer__clear(&d->piece);
    if (!is_first && !continues)
        status = simile_buffer__append(&d->piece, " ", 1);
    if (status == SIMILE_OK)
        status = simile_buffer__append_text(&d->piece, piece + (continues ? strlen(prefix) : 0));
    if (status == SIMILE_OK && tokenizer->has_decoder && tokenizer->decoder_cleanup)
        status = clean_up(d);
    if (status == SIMILE_OK)
        put(d, d->piece.data, d->piece.size);
    return status;
}

static simile_status decode(decoding *d, const int32_t *ids, size_t n_ids, bool skip_special)
{
    const simile_tokenizer *tokenizer = d->tokenizer;
    simile_status status = SIMILE_OK;
    bool is_first = true;

    for (size_t i = 0; i < n_ids && status == SIMILE_OK; i++) {
        const char *piece = simile_tokenizer_piece(tokenizer, ids[i]);
        if (piece == NULL)
            return simile_status__fail(SIMILE_ERROR_DATA, "the id %d is not one of the vocabulary's 0 to %zu",
                                       (int)ids[i], tokenizer->n_pieces - 1);
        if (skip_special && simile_tokenizer_is_special(tokenizer, ids[i]))
            continue;
        status = put_piece(d, piece, is_first);
        is_first = false;
    }
    return status;
}

simile_status simile_tokenizer_decode(char *text, size_t capacity, size_t *size, const simile_tokenizer *tokenizer,
                                      const int32_t *ids, size_t n_ids, bool skip_special)
{
    decoding d = {.tokenizer = tokenizer, .text = text, .capacity = capacity};
    simile_status status = decode(&d, ids, n_ids, skip_special);

    if (capacity > 0)
        text[d.size < capacity ? d.size : capacity - 1] = '\0';
    if (size != NULL)
        *size = status == SIMILE_OK ? d.size : 0;
    simile_buffer__dispose(&d.piece);
    simile_buffer__dispose(&d.cleaned);
    return status;
}
