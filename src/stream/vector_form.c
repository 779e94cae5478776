/* Vectors as bytes and as text. */
#include "vector_form.h"
#include "floats.h"
#include "json.h"
#include "memory.h"
#include "utf8.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Digits after which a decimal reads back to the same value. */
#define EXACT_DIGITS_F32 9
#define EXACT_DIGITS_F16 5
/* Longest "%.9g" of a float: sign, digits, point, "e-45". */
#define LONGEST_VALUE 24
/* Values stored at a time. */
#define PIECE 256

size_t simile_vector_form__n_stored(const simile_vector_form *form)
{
    return form->dtype == SIMILE_ENCODE_BINARY ? (form->width + 7) / 8 : form->width;
}

simile_npy_type simile_vector_form__type(const simile_vector_form *form)
{
    static const simile_npy_type types[] = {[SIMILE_ENCODE_F32] = SIMILE_NPY_F32,
                                            [SIMILE_ENCODE_F16] = SIMILE_NPY_F16,
                                            [SIMILE_ENCODE_I8] = SIMILE_NPY_I8,
                                            [SIMILE_ENCODE_BINARY] = SIMILE_NPY_U8};
    return types[form->dtype];
}

bool simile_vector_form__is_fixed(const simile_vector_form *form)
{
    return form->format == SIMILE_ENCODE_NPY || form->format == SIMILE_ENCODE_RAW;
}

/* bytes [⌈n / 8⌉] (=): bit 7 − i % 8 of byte i / 8 is vector[i] > 0 (numpy.packbits). */
static void pack_bits(unsigned char *bytes, const float *vector, size_t n)
{
    memset(bytes, 0, (n + 7) / 8);
    for (size_t i = 0; i < n; i++) {
        bytes[i / 8] |= (unsigned char)((vector[i] > 0) << (7 - i % 8));
    }
}

simile_status simile_vector_form__store(simile_buffer *out, const simile_vector_form *form, const float *vector)
{
    const size_t size = simile_vector_form__n_stored(form) * simile_npy__element_size(simile_vector_form__type(form));
    simile_status status = simile_memory__grow(&out->data, &out->capacity, out->size + size + 1, 1);
    if (status != SIMILE_OK) {
        return status;
    }
    unsigned char *bytes = (unsigned char *)out->data + out->size;
    switch (form->dtype) {
    case SIMILE_ENCODE_F32:
        simile_floats__to_f32(bytes, vector, form->width);
        break;
    case SIMILE_ENCODE_F16:
        simile_floats__to_f16(bytes, vector, form->width);
        break;
    case SIMILE_ENCODE_I8:
        simile_ranges__quantize((signed char *)bytes, vector, &form->ranges);
        break;
    case SIMILE_ENCODE_BINARY:
        pack_bits(bytes, vector, form->width);
        break;
    }
    out->size += size;
    out->data[out->size] = '\0';
    return SIMILE_OK;
}

/* Floats as text with `separator` between them. JSON has no NaN and no infinity: null. */
static simile_status print_floats(simile_buffer *out, const float *values, size_t n, int digits, char separator)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        char text[LONGEST_VALUE + 1] = {separator};
        char *number = i > 0 ? text + 1 : text;
        int size = separator == ',' && !isfinite(values[i])
                       ? snprintf(number, LONGEST_VALUE, "null")
                       : snprintf(number, LONGEST_VALUE, "%.*g", digits, (double)values[i]);
        status = simile_buffer__append(out, text, (size_t)size + (i > 0));
    }
    return status;
}

/* Rounds the values to f16, piece by piece. */
static simile_status print_halves(simile_buffer *out, const float *values, size_t n, char separator)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i += PIECE) {
        unsigned char bytes[2 * PIECE];
        float rounded[PIECE];
        const size_t count = n - i < PIECE ? n - i : PIECE;
        simile_floats__to_f16(bytes, values + i, count);
        simile_floats__from_f16(rounded, bytes, count);
        status = i > 0 ? simile_buffer__append(out, &separator, 1) : SIMILE_OK;
        if (status == SIMILE_OK) {
            status = print_floats(out, rounded, count, EXACT_DIGITS_F16, separator);
        }
    }
    return status;
}

/* Prints whole numbers of a byte: they are stored first, the text is put behind them and then takes their place. */
static simile_status print_bytes(simile_buffer *out, const simile_vector_form *form, const float *vector,
                                 char separator)
{
    const size_t n = simile_vector_form__n_stored(form), start = out->size;
    simile_status status = simile_vector_form__store(out, form, vector);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        char text[8] = {separator};
        const char byte = out->data[start + i];
        const int value = form->dtype == SIMILE_ENCODE_I8 ? (signed char)byte : (unsigned char)byte;
        int size = snprintf(text + 1, sizeof text - 1, "%d", value);
        status = simile_buffer__append(out, i > 0 ? text : text + 1, (size_t)size + (i > 0));
    }
    if (status == SIMILE_OK) {
        out->size -= n;
        memmove(out->data + start, out->data + start + n, out->size - start + 1);
    }
    return status;
}

static simile_status print_values(simile_buffer *out, const simile_vector_form *form, const float *vector,
                                  char separator)
{
    switch (form->dtype) {
    case SIMILE_ENCODE_F32:
        return print_floats(out, vector, form->width, EXACT_DIGITS_F32, separator);
    case SIMILE_ENCODE_F16:
        return print_halves(out, vector, form->width, separator);
    case SIMILE_ENCODE_I8:
    case SIMILE_ENCODE_BINARY:
        break;
    }
    return print_bytes(out, form, vector, separator);
}

static simile_status print_tsv(simile_buffer *out, const simile_vector_form *form, const simile_printed_row *row,
                               const float *vector)
{
    simile_status status = SIMILE_OK;
    if (form->has_ids) {
        status = simile_buffer__append(out, row->id.bytes, row->id.size);
        status = status == SIMILE_OK ? simile_buffer__append(out, "\t", 1) : status;
    }
    if (status == SIMILE_OK) {
        status = print_values(out, form, vector, '\t');
    }
    return status == SIMILE_OK ? simile_buffer__append(out, "\n", 1) : status;
}

/* Readers split words at white space and want one in every line. */
static simile_status print_word(simile_buffer *out, const simile_text *text)
{
    const size_t start = out->size;
    simile_status status = SIMILE_OK;
    bool in_gap = false;
    for (size_t i = 0; i < text->size && status == SIMILE_OK; i++) {
        const bool is_blank = (unsigned char)text->bytes[i] <= ' ';
        if (!is_blank && in_gap && out->size > start) {
            status = simile_buffer__append(out, "_", 1);
        }
        if (!is_blank && status == SIMILE_OK) {
            status = simile_buffer__append(out, &text->bytes[i], 1);
        }
        in_gap = is_blank;
    }
    return status == SIMILE_OK && out->size == start ? simile_buffer__append(out, "_", 1) : status;
}

static simile_status print_word2vec(simile_buffer *out, const simile_vector_form *form, const simile_printed_row *row,
                                    const float *vector)
{
    simile_status status = print_word(out, form->has_ids ? &row->id : &row->text);
    if (status == SIMILE_OK) {
        status = simile_buffer__append(out, " ", 1);
    }
    if (status == SIMILE_OK) {
        status = print_values(out, form, vector, ' ');
    }
    return status == SIMILE_OK ? simile_buffer__append(out, "\n", 1) : status;
}

/* Appends a text as a JSON string, its invalid UTF-8 replaced. */
static simile_status print_string(simile_buffer *out, const simile_text *text)
{
    if (simile_utf8__is_valid(text->bytes, text->size)) {
        return simile_json__print_text(out, text->bytes, text->size);
    }
    simile_buffer fixed = {0};
    simile_status status = simile_utf8__repair(&fixed, text->bytes, text->size);
    if (status == SIMILE_OK) {
        status = simile_json__print_text(out, fixed.data, fixed.size);
    }
    simile_buffer__dispose(&fixed);
    return status;
}

/* {"index":0,"id":"…","text":"…" */
static simile_status print_keys(simile_buffer *out, const simile_vector_form *form, const simile_printed_row *row)
{
    simile_status status = simile_buffer__append_format(out, "{\"index\":%llu", (unsigned long long)row->index);
    if (status == SIMILE_OK && form->has_ids) {
        status = simile_buffer__append_text(out, ",\"id\":");
        status = status == SIMILE_OK ? print_string(out, &row->id) : status;
    }
    if (status == SIMILE_OK && form->has_text) {
        status = simile_buffer__append_text(out, ",\"text\":");
        status = status == SIMILE_OK ? print_string(out, &row->text) : status;
    }
    return status;
}

static simile_status print_jsonl(simile_buffer *out, const simile_vector_form *form, const simile_printed_row *row,
                                 const float *vector)
{
    simile_status status = print_keys(out, form, row);
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(out, ",\"vector\":[");
    }
    if (status == SIMILE_OK) {
        status = print_values(out, form, vector, ',');
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "]}\n") : status;
}

simile_status simile_vector_form__print(simile_buffer *out, const simile_vector_form *form,
                                        const simile_printed_row *row, const float *vector)
{
    switch (form->format) {
    case SIMILE_ENCODE_TSV:
        return print_tsv(out, form, row, vector);
    case SIMILE_ENCODE_WORD2VEC:
        return print_word2vec(out, form, row, vector);
    default:
        return print_jsonl(out, form, row, vector);
    }
}

static simile_status print_token(simile_buffer *out, const simile_vector_form *form, const simile_token_rows *tokens,
                                 size_t t, bool is_first)
{
    const simile_span *span = &tokens->spans[t];
    simile_status status =
        simile_buffer__append_format(out, "%s{\"id\":%d,\"start\":%zu,\"end\":%zu,\"vector\":[", is_first ? "" : ",",
                                     (int)tokens->ids[t], span->start, span->end);
    if (status == SIMILE_OK) {
        status = print_values(out, form, tokens->vectors + t * form->width, ',');
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "]}") : status;
}

simile_status simile_vector_form__print_tokens(simile_buffer *out, const simile_vector_form *form,
                                               const simile_printed_row *row, const simile_token_rows *tokens, size_t i)
{
    simile_status status = print_keys(out, form, row);
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(out, ",\"tokens\":[");
    }
    for (size_t t = tokens->starts[i]; t < tokens->starts[i + 1] && status == SIMILE_OK; t++) {
        status = print_token(out, form, tokens, t, t == tokens->starts[i]);
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "]}\n") : status;
}
