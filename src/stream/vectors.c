/* Vectors into files. */
#include "vectors.h"
#include "fail.h"
#include "floats.h"
#include "memory.h"
#include <string.h>

#define ROW_ENTRY_SIZE   (2 * sizeof(int64_t))
#define TOKEN_ENTRY_SIZE (3 * sizeof(int64_t))

/* OUT is a pipe or device: nothing can stand beside it. It is opened first. */
static bool is_direct(const simile_vectors *vectors)
{
    const simile_writer *main = vectors->files[SIMILE_VECTORS_MAIN].writer;
    return main && !simile_writer__part(main);
}

static bool has_file(const simile_vectors *vectors, simile_vectors_part part)
{
    const simile_vector_form *form = &vectors->form;
    const bool is_fixed = simile_vector_form__is_fixed(form);
    switch (part) {
    case SIMILE_VECTORS_ROWS:
    case SIMILE_VECTORS_TOKENS:
        return form->is_tokens && is_fixed;
    case SIMILE_VECTORS_IDS:
        return form->has_ids && is_fixed;
    case SIMILE_VECTORS_RANGES:
        return form->dtype == SIMILE_ENCODE_I8 && !(form->ranges_are_given && is_direct(vectors));
    default:
        return true;
    }
}

simile_row_form simile_vectors__row_form(const simile_vector_form *form)
{
    const simile_npy_type type = simile_vector_form__type(form);
    const size_t n = simile_vector_form__n_stored(form);
    simile_row_form made = {.type = type, .n_columns = n};
    switch (form->format) {
    case SIMILE_ENCODE_TSV:
        made.separator = '\t';
        made.n_separators = n - !form->has_ids;
        break;
    case SIMILE_ENCODE_JSONL:
        made.line_start = form->has_ids     ? "{\"index\":0,\"id\":\""
                          : form->has_text  ? "{\"index\":0,\"text\":\""
                          : form->is_tokens ? "{\"index\":0,\"tokens\":["
                                            : "{\"index\":0,\"vector\":[";
        made.separator = form->is_tokens ? '\0' : ',';
        made.n_separators = n - 1;
        break;
    case SIMILE_ENCODE_WORD2VEC:
        made.header = SIMILE_ROW_HEADER_WORD2VEC;
        made.separator = ' ';
        made.n_separators = n;
        break;
    default:
        made.header = form->format == SIMILE_ENCODE_NPY ? SIMILE_ROW_HEADER_NPY : SIMILE_ROW_HEADER_NONE;
        made.row_size = n * simile_npy__element_size(type);
    }
    return made;
}

static simile_row_form form_of(const simile_vectors *vectors, simile_vectors_part part)
{
    switch (part) {
    case SIMILE_VECTORS_ROWS:
        return (simile_row_form){SIMILE_ROW_HEADER_NPY, SIMILE_NPY_I64, 2, ROW_ENTRY_SIZE, NULL, '\0', 0};
    case SIMILE_VECTORS_TOKENS:
        return (simile_row_form){SIMILE_ROW_HEADER_NPY, SIMILE_NPY_I64, 3, TOKEN_ENTRY_SIZE, NULL, '\0', 0};
    case SIMILE_VECTORS_IDS:
        return (simile_row_form){.header = SIMILE_ROW_HEADER_NONE};
    case SIMILE_VECTORS_RANGES:
        return (simile_row_form){.header = SIMILE_ROW_HEADER_NPY,
                                 .type = SIMILE_NPY_F32,
                                 .n_columns = vectors->form.width,
                                 .row_size = vectors->form.width * sizeof(float)};
    default:
        return simile_vectors__row_form(&vectors->form);
    }
}

static simile_status open_part(simile_vectors *vectors, const char *path, simile_vectors_part part, bool resume)
{
    static const char *const endings[] = {[SIMILE_VECTORS_ROWS] = ".rows.npy",
                                          [SIMILE_VECTORS_TOKENS] = ".tokens.npy",
                                          [SIMILE_VECTORS_IDS] = ".ids.txt",
                                          [SIMILE_VECTORS_RANGES] = ".ranges.npy",
                                          [SIMILE_VECTORS_MAIN] = ""};
    const simile_row_form form = form_of(vectors, part);
    simile_buffer name = {0};
    simile_status status = simile_buffer__append_format(&name, "%s%s", path, endings[part]);
    if (status == SIMILE_OK) {
        status = simile_row_file__open(&vectors->files[part], name.data, &form, resume);
    }
    simile_buffer__dispose(&name);
    return status;
}

/* Bytes of an entry as int64, little-endian. */
static void put_integers(unsigned char *bytes, const uint64_t *values, size_t n)
{
    for (size_t i = 0; i < 8 * n; i++) {
        bytes[i] = (unsigned char)(values[i / 8] >> (8 * (i % 8)));
    }
}

static uint64_t get_integer(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (size_t i = 8; i-- > 0;) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* Rows whose tokens are all there; n_tokens becomes theirs. */
static simile_status count_token_rows(simile_vectors *vectors, uint64_t *n_rows)
{
    const uint64_t n_vectors = vectors->files[SIMILE_VECTORS_MAIN].n_rows;
    const uint64_t n_entries = vectors->files[SIMILE_VECTORS_TOKENS].n_rows;
    simile_status status = SIMILE_OK;
    vectors->n_tokens = 0;
    while (*n_rows > 0 && status == SIMILE_OK) {
        unsigned char entry[ROW_ENTRY_SIZE];
        status = simile_row_file__read(entry, &vectors->files[SIMILE_VECTORS_ROWS], *n_rows - 1);
        const uint64_t end = status == SIMILE_OK ? get_integer(entry + 8) : 0;
        if (end <= n_vectors && end <= n_entries) {
            vectors->n_tokens = end;
            break;
        }
        --*n_rows;
    }
    return status;
}

/* Settles how many rows all files hold. */
static simile_status count_rows(simile_vectors *vectors)
{
    const simile_row_file *files = vectors->files;
    const bool has_rows = has_file(vectors, SIMILE_VECTORS_ROWS);
    uint64_t n = files[has_rows ? SIMILE_VECTORS_ROWS : SIMILE_VECTORS_MAIN].n_rows;
    if (has_file(vectors, SIMILE_VECTORS_IDS) && files[SIMILE_VECTORS_IDS].n_rows < n) {
        n = files[SIMILE_VECTORS_IDS].n_rows;
    }
    if (has_file(vectors, SIMILE_VECTORS_RANGES) && files[SIMILE_VECTORS_RANGES].n_rows < 2) {
        n = 0;
    }
    simile_status status = has_rows ? count_token_rows(vectors, &n) : SIMILE_OK;
    vectors->n_rows = n;
    return status;
}

static simile_status cut(simile_vectors *vectors)
{
    const bool has_rows = has_file(vectors, SIMILE_VECTORS_ROWS);
    const uint64_t n_rows = vectors->n_rows, n_vectors = has_rows ? vectors->n_tokens : n_rows;
    const uint64_t counts[] = {[SIMILE_VECTORS_ROWS] = n_rows,
                               [SIMILE_VECTORS_TOKENS] = n_vectors,
                               [SIMILE_VECTORS_IDS] = n_rows,
                               [SIMILE_VECTORS_RANGES] = n_rows > 0 ? 2 : 0,
                               [SIMILE_VECTORS_MAIN] = n_vectors};
    simile_status status = SIMILE_OK;
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS && status == SIMILE_OK; part++) {
        if (has_file(vectors, (simile_vectors_part)part)) {
            status = simile_row_file__cut(&vectors->files[part], counts[part]);
        }
    }
    return status;
}

/* What stands beside the vectors needs a name that theirs gives. */
static simile_status check_companions(const simile_vectors *vectors)
{
    bool has_companions = false;
    for (int part = 0; part < SIMILE_VECTORS_MAIN; part++) {
        has_companions = has_companions || has_file(vectors, (simile_vectors_part)part);
    }
    return is_direct(vectors) && has_companions
               ? simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "%s must be written beside the vectors, which needs a file as output, not a pipe "
                                     "or device",
                                     vectors->form.is_tokens ? "places of tokens"
                                     : has_file(vectors, SIMILE_VECTORS_IDS)
                                         ? "ids (but in jsonl and tsv)"
                                         : "ranges of int8 that are not given by an npy file")
               : SIMILE_OK;
}

static simile_status read_ranges(simile_vectors *vectors)
{
    const simile_row_file *file = &vectors->files[SIMILE_VECTORS_RANGES];
    const size_t size = file->form.row_size;
    unsigned char *bytes = simile_memory__alloc(2, size);
    simile_status status = bytes ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t row = 0; row < 2 && status == SIMILE_OK; row++) {
        status = simile_row_file__read(bytes + row * size, file, row);
    }
    if (status == SIMILE_OK) {
        simile_floats__from_f32(vectors->form.ranges.least, bytes, 2 * vectors->form.width);
    }
    simile_memory__free(bytes);
    return status;
}

simile_status simile_vectors__open(simile_vectors *vectors, const char *path, simile_vector_form *form, bool resume)
{
    *vectors = (simile_vectors){.form = *form};
    *form = (simile_vector_form){0};
    simile_status status = SIMILE_OK;
    for (int part = SIMILE_VECTORS_N_PARTS; part-- > 0 && status == SIMILE_OK;) {
        if (has_file(vectors, (simile_vectors_part)part)) {
            status = open_part(vectors, path, (simile_vectors_part)part, resume);
        }
        if (part == SIMILE_VECTORS_MAIN && status == SIMILE_OK) {
            status = check_companions(vectors);
        }
    }
    if (status == SIMILE_OK && resume) {
        status = count_rows(vectors);
        status = status == SIMILE_OK ? cut(vectors) : status;
    }
    if (status == SIMILE_OK && vectors->n_rows > 0 && has_file(vectors, SIMILE_VECTORS_RANGES)) {
        status = read_ranges(vectors);
    }
    return status;
}

simile_status simile_vectors__write_ranges(simile_vectors *vectors)
{
    const simile_ranges *ranges = &vectors->form.ranges;
    const size_t size = 2 * ranges->width * sizeof(float);
    if (!has_file(vectors, SIMILE_VECTORS_RANGES)) {
        return SIMILE_OK;
    }
    unsigned char *bytes = simile_memory__alloc(size, 1);
    if (!bytes) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_floats__to_f32(bytes, ranges->least, 2 * ranges->width);
    simile_status status = simile_row_file__append(&vectors->files[SIMILE_VECTORS_RANGES], bytes, size, 2);
    simile_memory__free(bytes);
    return status;
}

simile_status simile_vectors__save_ranges(simile_vectors *vectors, const char *path)
{
    simile_status status = open_part(vectors, path, SIMILE_VECTORS_RANGES, false);
    if (status == SIMILE_OK) {
        status = simile_vectors__write_ranges(vectors);
    }
    return status == SIMILE_OK ? simile_row_file__commit(&vectors->files[SIMILE_VECTORS_RANGES]) : status;
}

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
        if (status == SIMILE_OK && has_file(vectors, SIMILE_VECTORS_IDS)) {
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
    const uint64_t row[2] = {tokens->starts[i], tokens->starts[i + 1]};
    unsigned char bytes[TOKEN_ENTRY_SIZE];
    put_integers(bytes, row, 2);
    simile_status status = simile_buffer__append(&printed->bytes[SIMILE_VECTORS_ROWS], bytes, ROW_ENTRY_SIZE);
    for (size_t t = tokens->starts[i]; t < tokens->starts[i + 1] && status == SIMILE_OK; t++) {
        const uint64_t token[3] = {(uint64_t)tokens->ids[t], tokens->spans[t].start, tokens->spans[t].end};
        put_integers(bytes, token, 3);
        status = simile_buffer__append(&printed->bytes[SIMILE_VECTORS_TOKENS], bytes, TOKEN_ENTRY_SIZE);
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

static void shift_entries(simile_buffer *entries, uint64_t n_before)
{
    for (size_t at = 0; at < entries->size; at += 8) {
        unsigned char *bytes = (unsigned char *)entries->data + at;
        const uint64_t value = get_integer(bytes) + n_before;
        put_integers(bytes, &value, 1);
    }
}

simile_status simile_vectors__append(simile_vectors *vectors, simile_printed *printed)
{
    const bool has_rows = has_file(vectors, SIMILE_VECTORS_ROWS);
    simile_status status = SIMILE_OK;
    shift_entries(&printed->bytes[SIMILE_VECTORS_ROWS], vectors->n_tokens);
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS && status == SIMILE_OK; part++) {
        const simile_buffer *bytes = &printed->bytes[part];
        const bool is_of_tokens = part == SIMILE_VECTORS_TOKENS || (part == SIMILE_VECTORS_MAIN && has_rows);
        if (part != SIMILE_VECTORS_RANGES && has_file(vectors, (simile_vectors_part)part)) {
            status = simile_row_file__append(&vectors->files[part], bytes->data, bytes->size,
                                             is_of_tokens ? printed->n_tokens : printed->n_rows);
        }
    }
    if (status == SIMILE_OK) {
        vectors->n_rows += printed->n_rows;
        vectors->n_tokens += printed->n_tokens;
    }
    return status;
}

simile_status simile_vectors__commit(simile_vectors *vectors)
{
    simile_status status = SIMILE_OK;
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS && status == SIMILE_OK; part++) {
        if (has_file(vectors, (simile_vectors_part)part)) {
            status = simile_row_file__commit(&vectors->files[part]);
        }
    }
    return status;
}

void simile_vectors__dispose(simile_vectors *vectors)
{
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS; part++) {
        simile_row_file *file = &vectors->files[part];
        if (file->writer && vectors->n_rows == 0 && file->form.row_size > 0) {
            file->n_rows = 0; /* ranges, or tokens of no whole row: nothing to go on with */
        }
        simile_row_file__dispose(file);
    }
    simile_ranges__dispose(&vectors->form.ranges);
    *vectors = (simile_vectors){0};
}
