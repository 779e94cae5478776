/* Windows of rows as the bytes of the output's files. */
#include "fail.h"
#include "vectors.h"

/* Ids stand in lines, in tsv between tabs. */
static simile_status check_id(const simile_vectors *vectors, const simile_window *window, size_t i)
{
    const simile_text *id = &window->ids[i];
    const bool is_free = !vectors->form.has_ids || vectors->form.format == SIMILE_ENCODE_JSONL ||
                         vectors->form.format == SIMILE_ENCODE_WORD2VEC;
    for (size_t k = 0; k < id->size && !is_free; k++) {
        if (id->bytes[k] == '\n' || id->bytes[k] == '\r' || id->bytes[k] == '\t') {
            return simile_status__fail(SIMILE_ERROR_DATA,
                                       "%s:%llu: the id holds a tab or a line break, which only jsonl can carry",
                                       window->places[i].path, (unsigned long long)window->places[i].line);
        }
    }
    return SIMILE_OK;
}

static simile_status begin(simile_printed *printed, const simile_vectors *vectors, const simile_window *window)
{
    simile_buffer *ids = &printed->bytes[SIMILE_VECTORS_IDS];
    simile_status status = SIMILE_OK;
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS; part++) {
        simile_buffer__clear(&printed->bytes[part]);
    }
    printed->n_rows = window->n;
    printed->n_tokens = 0;
    for (size_t i = 0; i < window->n && status == SIMILE_OK; i++) {
        status = check_id(vectors, window, i);
        if (status == SIMILE_OK && simile_vectors__has(vectors, SIMILE_VECTORS_IDS)) {
            status = simile_buffer__append(ids, window->ids[i].bytes, window->ids[i].size);
            status = status == SIMILE_OK ? simile_buffer__append(ids, "\n", 1) : status;
        }
    }
    return status;
}

simile_status simile_vectors__print(simile_printed *printed, const simile_vectors *vectors, const simile_window *window,
                                    uint64_t first, const float *values)
{
    const simile_vector_form *form = &vectors->form;
    const bool is_fixed = simile_vector_form__is_fixed(form);
    simile_buffer *out = &printed->bytes[SIMILE_VECTORS_MAIN];
    simile_status status = begin(printed, vectors, window);
    for (size_t i = 0; i < window->n && status == SIMILE_OK; i++) {
        const simile_printed_row row = {first + i, window->texts[i], window->ids[i]};
        const float *vector = values + i * form->width;
        status = is_fixed ? simile_vector_form__store(out, form, vector)
                          : simile_vector_form__print(out, form, &row, vector);
    }
    return status;
}

/* The entry of a row counts from the window's first token; what stands before is added when it is written. */
static simile_status print_entries(simile_printed *printed, const simile_token_rows *tokens, size_t i)
{
    unsigned char bytes[SIMILE_TOKEN_ENTRY_SIZE];
    simile_npy__put_i64(bytes, tokens->starts[i]);
    simile_npy__put_i64(bytes + 8, tokens->starts[i + 1]);
    simile_status status = simile_buffer__append(&printed->bytes[SIMILE_VECTORS_ROWS], bytes, SIMILE_ROW_ENTRY_SIZE);
    for (size_t t = tokens->starts[i]; t < tokens->starts[i + 1] && status == SIMILE_OK; t++) {
        simile_npy__put_i64(bytes, (uint64_t)tokens->ids[t]);
        simile_npy__put_i64(bytes + 8, tokens->spans[t].start);
        simile_npy__put_i64(bytes + 16, tokens->spans[t].end);
        status = simile_buffer__append(&printed->bytes[SIMILE_VECTORS_TOKENS], bytes, SIMILE_TOKEN_ENTRY_SIZE);
    }
    return status;
}

simile_status simile_vectors__print_tokens(simile_printed *printed, const simile_vectors *vectors,
                                           const simile_window *window, uint64_t first, const simile_token_rows *tokens)
{
    const simile_vector_form *form = &vectors->form;
    const bool is_fixed = simile_vector_form__is_fixed(form);
    simile_buffer *out = &printed->bytes[SIMILE_VECTORS_MAIN];
    simile_status status = begin(printed, vectors, window);
    printed->n_tokens = tokens->n_tokens;
    for (size_t i = 0; i < window->n && status == SIMILE_OK; i++) {
        const simile_printed_row row = {first + i, window->texts[i], window->ids[i]};
        status =
            is_fixed ? print_entries(printed, tokens, i) : simile_vector_form__print_tokens(out, form, &row, tokens, i);
    }
    for (size_t t = 0; t < tokens->n_tokens && is_fixed && status == SIMILE_OK; t++) {
        status = simile_vector_form__store(out, form, tokens->vectors + t * form->width);
    }
    return status;
}

void simile_printed__dispose(simile_printed *printed)
{
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS; part++) {
        simile_buffer__dispose(&printed->bytes[part]);
    }
}

void simile_printed__shift(simile_printed *printed, uint64_t n_before)
{
    simile_buffer *entries = &printed->bytes[SIMILE_VECTORS_ROWS];
    for (size_t at = 0; at < entries->size; at += 8) {
        unsigned char *bytes = (unsigned char *)entries->data + at;
        simile_npy__put_i64(bytes, simile_npy__get_i64(bytes) + n_before);
    }
}
