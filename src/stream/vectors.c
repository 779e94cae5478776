/* Vectors into files. */
#include "vectors.h"
#include "fail.h"
#include "floats.h"
#include "memory.h"
#include <string.h>

/* OUT is a pipe or device: nothing can stand beside it. It is opened first. */
static bool is_direct(const simile_vectors *vectors)
{
    const simile_writer *main = vectors->files[SIMILE_VECTORS_MAIN].writer;
    return main && !simile_writer__part(main);
}

bool simile_vectors__has(const simile_vectors *vectors, simile_vectors_part part)
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
        return (simile_row_form){SIMILE_ROW_HEADER_NPY, SIMILE_NPY_I64, 2, SIMILE_ROW_ENTRY_SIZE, NULL, '\0', 0};
    case SIMILE_VECTORS_TOKENS:
        return (simile_row_form){SIMILE_ROW_HEADER_NPY, SIMILE_NPY_I64, 3, SIMILE_TOKEN_ENTRY_SIZE, NULL, '\0', 0};
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

/* Rows whose tokens are all there; n_tokens becomes theirs. */
static simile_status count_token_rows(simile_vectors *vectors, uint64_t *n_rows)
{
    const uint64_t n_vectors = vectors->files[SIMILE_VECTORS_MAIN].n_rows;
    const uint64_t n_entries = vectors->files[SIMILE_VECTORS_TOKENS].n_rows;
    simile_status status = SIMILE_OK;
    vectors->n_tokens = 0;
    while (*n_rows > 0 && status == SIMILE_OK) {
        unsigned char entry[SIMILE_ROW_ENTRY_SIZE];
        status = simile_row_file__read(entry, &vectors->files[SIMILE_VECTORS_ROWS], *n_rows - 1);
        const uint64_t end = status == SIMILE_OK ? simile_npy__get_i64(entry + 8) : 0;
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
    const bool has_rows = simile_vectors__has(vectors, SIMILE_VECTORS_ROWS);
    uint64_t n = files[has_rows ? SIMILE_VECTORS_ROWS : SIMILE_VECTORS_MAIN].n_rows;
    if (simile_vectors__has(vectors, SIMILE_VECTORS_IDS) && files[SIMILE_VECTORS_IDS].n_rows < n) {
        n = files[SIMILE_VECTORS_IDS].n_rows;
    }
    if (simile_vectors__has(vectors, SIMILE_VECTORS_RANGES) && files[SIMILE_VECTORS_RANGES].n_rows < 2) {
        n = 0;
    }
    simile_status status = has_rows ? count_token_rows(vectors, &n) : SIMILE_OK;
    vectors->n_rows = n;
    return status;
}

static simile_status cut(simile_vectors *vectors)
{
    const bool has_rows = simile_vectors__has(vectors, SIMILE_VECTORS_ROWS);
    const uint64_t n_rows = vectors->n_rows, n_vectors = has_rows ? vectors->n_tokens : n_rows;
    const uint64_t counts[] = {[SIMILE_VECTORS_ROWS] = n_rows,
                               [SIMILE_VECTORS_TOKENS] = n_vectors,
                               [SIMILE_VECTORS_IDS] = n_rows,
                               [SIMILE_VECTORS_RANGES] = n_rows > 0 ? 2 : 0,
                               [SIMILE_VECTORS_MAIN] = n_vectors};
    simile_status status = SIMILE_OK;
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS && status == SIMILE_OK; part++) {
        if (simile_vectors__has(vectors, (simile_vectors_part)part)) {
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
        has_companions = has_companions || simile_vectors__has(vectors, (simile_vectors_part)part);
    }
    return is_direct(vectors) && has_companions
               ? simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "%s must be written beside the vectors, which needs a file as output, not a pipe "
                                     "or device",
                                     vectors->form.is_tokens ? "places of tokens"
                                     : simile_vectors__has(vectors, SIMILE_VECTORS_IDS)
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
        if (simile_vectors__has(vectors, (simile_vectors_part)part)) {
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
    if (status == SIMILE_OK && vectors->n_rows > 0 && simile_vectors__has(vectors, SIMILE_VECTORS_RANGES)) {
        status = read_ranges(vectors);
    }
    return status;
}

simile_status simile_vectors__write_ranges(simile_vectors *vectors)
{
    const simile_ranges *ranges = &vectors->form.ranges;
    const size_t size = 2 * ranges->width * sizeof(float);
    if (!simile_vectors__has(vectors, SIMILE_VECTORS_RANGES)) {
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

simile_status simile_vectors__append(simile_vectors *vectors, simile_printed *printed)
{
    const bool has_rows = simile_vectors__has(vectors, SIMILE_VECTORS_ROWS);
    simile_status status = SIMILE_OK;
    simile_printed__shift(printed, vectors->n_tokens);
    for (int part = 0; part < SIMILE_VECTORS_N_PARTS && status == SIMILE_OK; part++) {
        const simile_buffer *bytes = &printed->bytes[part];
        const bool is_of_tokens = part == SIMILE_VECTORS_TOKENS || (part == SIMILE_VECTORS_MAIN && has_rows);
        if (part != SIMILE_VECTORS_RANGES && simile_vectors__has(vectors, (simile_vectors_part)part)) {
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
        if (simile_vectors__has(vectors, (simile_vectors_part)part)) {
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
