/* Ids are spelt once for all, so that a line of ids is copied together, with room made once a row. */
#include "tokenize_print.h"
#include "memory.h"
#include <string.h>

#define AHEAD 8 /* ids whose texts are asked for before they are copied */

void simile_tokenize__spell_ids(simile_id_text *texts, size_t n)
{
    for (size_t id = 0; id < n; id++) {
        char *bytes = texts[id].bytes;
        size_t length = 1;
        for (size_t left = id; left >= 10; left /= 10) {
            length++;
        }
        memset(bytes, 0, sizeof texts[id].bytes);
        bytes[length] = ' ';
        bytes[SIMILE_ID_TEXT_SIZE - 1] = (char)(length + 1);
        for (size_t left = id; length-- > 0; left /= 10) {
            bytes[length] = (char)('0' + left % 10);
        }
    }
}

static simile_status print_ids(simile_buffer *lines, const simile_tokens *tokens, const simile_id_text *ids)
{
    /* Every id has its full size for the copying, and the ids lie in memory already: no overflow. */
    const size_t need = lines->size + tokens->n * SIMILE_ID_TEXT_SIZE + 2;
    simile_status status =
        need > lines->capacity ? simile_memory__grow(&lines->data, &lines->capacity, need, 1) : SIMILE_OK;
    if (status != SIMILE_OK) {
        return status;
    }
    char *at = lines->data + lines->size;
    for (size_t i = 0; i < tokens->n; i++) {
        const char *text = ids[tokens->ids[i]].bytes;
        /* The next place to write to is known only once this text's length is: the texts should not come from afar. */
        __builtin_prefetch(&ids[tokens->ids[i + AHEAD < tokens->n ? i + AHEAD : i]]);
        memcpy(at, text, SIMILE_ID_TEXT_SIZE);
        at += text[SIMILE_ID_TEXT_SIZE - 1];
    }
    at -= tokens->n > 0;
    *at++ = '\n';
    *at = '\0';
    lines->size = (size_t)(at - lines->data);
    return SIMILE_OK;
}

static simile_status print_piece(simile_buffer *lines, const simile_tokens *tokens, const simile_tokenizer *tokenizer,
                                 size_t i, bool with_span)
{
    simile_status status = i > 0 ? simile_buffer__append(lines, " ", 1) : SIMILE_OK;
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(lines, simile_tokenizer_piece(tokenizer, tokens->ids[i]));
    }
    if (status == SIMILE_OK && with_span) {
        status = simile_buffer__append_format(lines, ":%zu-%zu", tokens->spans[i].start, tokens->spans[i].end);
    }
    return status;
}

simile_status simile_tokenize__print(simile_buffer *lines, const simile_tokens *tokens,
                                     const simile_tokenizer *tokenizer, const simile_id_text *ids,
                                     simile_tokenize_style style)
{
    simile_status status = SIMILE_OK;
    if (style == SIMILE_TOKENIZE_IDS) {
        return print_ids(lines, tokens, ids);
    }
    for (size_t i = 0; i < tokens->n && status == SIMILE_OK; i++) {
        status = print_piece(lines, tokens, tokenizer, i, style == SIMILE_TOKENIZE_SPANS);
    }
    return status == SIMILE_OK ? simile_buffer__append(lines, "\n", 1) : status;
}
