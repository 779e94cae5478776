/* What a vector looks like in a file: the type of its values, and the line or the bytes that it becomes. */
#ifndef SIMILE_STREAM_VECTOR_FORM_H
#define SIMILE_STREAM_VECTOR_FORM_H

#include "buffer.h"
#include "npy.h"
#include "ranges.h"
#include "session.h"
#include "simile/encode.h"

typedef struct simile_vector_form {
    simile_encode_format format; /* never SIMILE_ENCODE_AUTO */
    simile_encode_dtype dtype;
    size_t width; /* values of a vector */
    bool has_ids, has_text, is_tokens;
    simile_ranges ranges;  /* SIMILE_ENCODE_I8 */
    bool ranges_are_given; /* by a file of the caller: where nothing can stand beside the output they are not written */
} simile_vector_form;

/* Values as they are stored, eight dimensions in one where they are bits, and their type. */
size_t simile_vector_form__n_stored(const simile_vector_form *form);
simile_npy_type simile_vector_form__type(const simile_vector_form *form);
/* true when vectors are bytes of one length: npy and raw. */
bool simile_vector_form__is_fixed(const simile_vector_form *form);

/* A row for print. */
typedef struct simile_printed_row {
    uint64_t index; /* over all files, from 0 */
    simile_text text, id;
} simile_printed_row;

/* Appends one vector as bytes: npy, raw. */
simile_status simile_vector_form__store(simile_buffer *out, const simile_vector_form *form, const float *vector);
/* Appends a row's line: tsv, jsonl, word2vec. */
simile_status simile_vector_form__print(simile_buffer *out, const simile_vector_form *form,
                                        const simile_printed_row *row, const float *vector);
/* Appends a row's line with the vectors of text i of `rows`: jsonl. */
simile_status simile_vector_form__print_tokens(simile_buffer *out, const simile_vector_form *form,
                                               const simile_printed_row *row, const simile_token_rows *tokens,
                                               size_t i);

#endif
