/* Files of rows. A header is written with no rows and patched at the end. Resuming measures fixed rows by division and
 * lines by counting. */
#include "row_file.h"
#include "fail.h"
#include "memory.h"
#include <stdio.h>
#include <string.h>

/* "COUNT DIMENSION\n", the count filled up with spaces. */
#define WORD2VEC_HEADER_SIZE 41

static size_t header_size(const simile_row_form *form)
{
    static const size_t sizes[] = {[SIMILE_ROW_HEADER_NONE] = 0,
                                   [SIMILE_ROW_HEADER_NPY] = SIMILE_NPY_HEADER_SIZE,
                                   [SIMILE_ROW_HEADER_WORD2VEC] = WORD2VEC_HEADER_SIZE};
    return sizes[form->header];
}

/* header [header_size] (=) */
static void make_header(unsigned char header[SIMILE_NPY_HEADER_SIZE], const simile_row_form *form, uint64_t n_rows)
{
    if (form->header == SIMILE_ROW_HEADER_NPY) {
        simile_npy__header(header, form->type, n_rows, form->n_columns);
    } else if (form->header == SIMILE_ROW_HEADER_WORD2VEC) {
        snprintf((char *)header, SIMILE_NPY_HEADER_SIZE, "%-20llu%20zu\n", (unsigned long long)n_rows, form->n_columns);
    }
}

static simile_status write_header(simile_row_file *file)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];
    make_header(header, &file->form, 0);
    return simile_writer__write(file->writer, header, header_size(&file->form));
}

/* Standard output may be seekable and yet hold other text already, or be open for appending. */
static simile_status check_place(const simile_row_file *file, const char *path)
{
    const bool is_fixed = simile_writer__is_seekable(file->writer) && strcmp(path, "-") != 0;
    if (is_fixed || file->form.header == SIMILE_ROW_HEADER_NONE) {
        return SIMILE_OK;
    }
    return simile_status__fail(
        SIMILE_ERROR_CONFIG,
        "%s needs a file whose start can be written again, not a pipe or device; use tsv, jsonl or raw",
        file->form.header == SIMILE_ROW_HEADER_NPY ? "npy" : "word2vec");
}

static simile_status refuse(const char *part, const simile_row_form *form)
{
    return simile_status__fail(SIMILE_ERROR_CONFIG,
                               "%s: holds something else than rows of %zu values in this format; remove it or encode "
                               "without --resume",
                               part, form->n_columns);
}

/* Text and whole rows behind the header; `bytes` are those behind it. */
typedef struct measured_rows {
    const char *bytes;
    size_t size;
    uint64_t n_rows;
} measured_rows;

static size_t count(const char *bytes, size_t size, char wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        n += bytes[i] == wanted;
    }
    return n;
}

static bool is_line_of(const simile_row_form *form, const char *line, size_t size)
{
    const size_t n_start = form->line_start ? strlen(form->line_start) : 0;
    if (size < n_start || (n_start > 0 && memcmp(line, form->line_start, n_start) != 0)) {
        return false;
    }
    const char *bracket = memrchr(line, '[', size), *values = bracket && form->separator == ',' ? bracket : line;
    return !form->separator || count(values, size - (size_t)(values - line), form->separator) == form->n_separators;
}

static simile_status measure_lines(measured_rows *rows, const simile_row_form *form, const char *part)
{
    const char *end = rows->size ? memrchr(rows->bytes, '\n', rows->size) : NULL;
    rows->size = end ? (size_t)(end - rows->bytes) + 1 : 0;
    if (!end) {
        return SIMILE_OK;
    }
    const size_t first = (size_t)((const char *)memchr(rows->bytes, '\n', rows->size) - rows->bytes);
    rows->n_rows = count(rows->bytes, rows->size, '\n');
    return is_line_of(form, rows->bytes, first) ? SIMILE_OK : refuse(part, form);
}

/* The row count is patched before the rename: a run may have stopped between the two. */
static simile_status check_header(const unsigned char *bytes, const simile_row_form *form, uint64_t n_rows,
                                  const char *part)
{
    unsigned char empty[SIMILE_NPY_HEADER_SIZE], full[SIMILE_NPY_HEADER_SIZE];
    make_header(empty, form, 0);
    make_header(full, form, n_rows);
    const bool is_ours = memcmp(bytes, empty, header_size(form)) == 0 || memcmp(bytes, full, header_size(form)) == 0;
    return is_ours ? SIMILE_OK : refuse(part, form);
}

/* Finds the whole rows of a part; *size is what they take with the header, 0 when there is no header yet. */
static simile_status measure(uint64_t *n_rows, size_t *size, const simile_row_form *form, const char *part)
{
    simile_mapping file = {0};
    simile_status status = simile_mapping__open(&file, part);
    const size_t head = header_size(form);
    *n_rows = *size = 0;
    if (status == SIMILE_OK && file.size >= head) {
        measured_rows rows = {(const char *)file.data + head, file.size - head, 0};
        if (form->row_size > 0) {
            rows.n_rows = rows.size / form->row_size;
            rows.size = (size_t)rows.n_rows * form->row_size;
        } else if (rows.size > 0) {
            status = measure_lines(&rows, form, part);
        }
        if (status == SIMILE_OK && head > 0) {
            status = check_header(file.data, form, rows.n_rows, part);
        }
        *n_rows = rows.n_rows;
        *size = head + rows.size;
    }
    simile_mapping__close(&file);
    return status;
}

static simile_status open_resumed(simile_row_file *file, const char *path)
{
    uint64_t found;
    size_t size;
    simile_status status = simile_writer__open_part(&file->writer, &found, path);
    if (status != SIMILE_OK) {
        return status;
    }
    if (found > 0) {
        simile_writer__keep_part(file->writer); /* whatever it holds is not ours to remove */
    }
    status = measure(&file->n_rows, &size, &file->form, simile_writer__part(file->writer));
    if (status == SIMILE_OK) {
        status = simile_writer__truncate(file->writer, size);
    }
    return status == SIMILE_OK && size == 0 ? write_header(file) : status;
}

simile_status simile_row_file__open(simile_row_file *file, const char *path, const simile_row_form *form, bool resume)
{
    *file = (simile_row_file){.form = *form};
    if (resume) {
        return open_resumed(file, path);
    }
    simile_status status = simile_writer__open(&file->writer, path);
    if (status == SIMILE_OK) {
        status = check_place(file, path);
    }
    return status == SIMILE_OK ? write_header(file) : status;
}

/* The size of the part with its first n_rows rows. */
static simile_status find_end(uint64_t *end, const simile_row_file *file, uint64_t n_rows)
{
    simile_mapping mapping = {0};
    const size_t head = header_size(&file->form);
    *end = head + n_rows * file->form.row_size;
    if (file->form.row_size > 0) {
        return SIMILE_OK;
    }
    simile_status status = simile_mapping__open(&mapping, simile_writer__part(file->writer));
    const unsigned char *at = mapping.data + head;
    for (uint64_t i = 0; i < n_rows && status == SIMILE_OK; i++) {
        at = (const unsigned char *)memchr(at, '\n', mapping.size - (size_t)(at - mapping.data)) + 1;
    }
    *end = status == SIMILE_OK ? (uint64_t)(at - mapping.data) : 0;
    simile_mapping__close(&mapping);
    return status;
}

simile_status simile_row_file__cut(simile_row_file *file, uint64_t n_rows)
{
    uint64_t end;
    if (n_rows >= file->n_rows) {
        return SIMILE_OK;
    }
    simile_status status = find_end(&end, file, n_rows);
    if (status == SIMILE_OK) {
        status = simile_writer__truncate(file->writer, end);
    }
    file->n_rows = n_rows;
    return status;
}

simile_status simile_row_file__read(void *bytes, const simile_row_file *file, uint64_t row)
{
    simile_mapping mapping = {0};
    const char *part = simile_writer__part(file->writer);
    const uint64_t start = header_size(&file->form) + row * file->form.row_size;
    simile_status status = simile_mapping__open(&mapping, part);
    if (status == SIMILE_OK && (mapping.size < file->form.row_size || start > mapping.size - file->form.row_size)) {
        status = simile_status__fail(SIMILE_ERROR_IO, "%s: has no row %llu", part, (unsigned long long)row);
    }
    if (status == SIMILE_OK) {
        memcpy(bytes, mapping.data + start, file->form.row_size);
    }
    simile_mapping__close(&mapping);
    return status;
}

simile_status simile_row_file__append(simile_row_file *file, const void *bytes, size_t size, uint64_t n_rows)
{
    simile_status status = simile_writer__write(file->writer, bytes, size);
    if (status == SIMILE_OK) {
        status = simile_writer__flush(file->writer);
    }
    file->n_rows += status == SIMILE_OK ? n_rows : 0;
    return status;
}

simile_status simile_row_file__commit(simile_row_file *file)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];
    simile_status status = SIMILE_OK;
    if (file->form.header != SIMILE_ROW_HEADER_NONE) {
        make_header(header, &file->form, file->n_rows);
        status = simile_writer__patch(file->writer, 0, header, header_size(&file->form));
    }
    return status == SIMILE_OK ? simile_writer__commit(file->writer) : status;
}

uint64_t simile_row_file__size(const simile_row_form *form, uint64_t n_rows)
{
    return header_size(form) + n_rows * form->row_size;
}

simile_status simile_row_file__open_at(simile_row_file *file, const char *path, const simile_row_form *form,
                                       uint64_t row)
{
    *file = (simile_row_file){.form = *form};
    return simile_writer__open_shared(&file->writer, path, simile_row_file__size(form, row));
}

simile_status simile_row_file__complete(const char *path, const simile_row_form *form, uint64_t n_rows)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];
    simile_writer *writer = NULL;
    simile_status status = simile_writer__open_shared(&writer, path, 0);
    make_header(header, form, n_rows);
    if (status == SIMILE_OK) {
        status = simile_writer__patch(writer, 0, header, header_size(form));
    }
    if (status == SIMILE_OK) {
        status = simile_writer__truncate(writer, simile_row_file__size(form, n_rows));
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(writer);
    }
    simile_writer__free(writer);
    return status;
}

void simile_row_file__dispose(simile_row_file *file)
{
    if (file->writer && file->n_rows > 0) {
        simile_writer__keep_part(file->writer);
    }
    simile_writer__free(file->writer);
    *file = (simile_row_file){0};
}
