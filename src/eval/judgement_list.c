/* Judgements from a list of ids. */
#include "fail.h"
#include "input.h"
#include "judgements.h"
#include "memory.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows of id and text; ids: names [n_rows], in order. */
static simile_status load_texts(simile_eval_rows *rows, simile_map *ids, const char *path)
{
    static const simile_eval_form form = {.gold = SIMILE_GOLD_LABEL, .columns = {"id", "text"}, .n_columns = 2};
    simile_status status = simile_eval_rows__load(rows, path, &form, ids);
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        if ((size_t)rows->labels[i] != i) {
            status = simile_status__fail(SIMILE_ERROR_DATA, "%s: row %zu has the id \"%.60s\" of row %zu", path, i + 1,
                                         ids->entries[rows->labels[i]].key, (size_t)rows->labels[i] + 1);
        }
    }
    return status;
}

/* A list of judgements while it is read. */
typedef struct list_read {
    const simile_evaluation_files *files;
    simile_map queries, documents;
    simile_known_pair *known; /* [n] */
    size_t n, capacity, n_blank;
    char *line;
    size_t line_capacity;
} list_read;

static simile_status find_id(size_t *number, const simile_map *ids, const char *id, const char *what,
                             const list_read *read, const simile_input *input)
{
    const simile_map_entry *entry = simile_map__find(ids, id, strlen(id));
    if (!entry) {
        return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: %s has no %s \"%.60s\"", read->files->file,
                                   (unsigned long long)simile_input__line_number(input),
                                   ids == &read->queries ? read->files->queries : read->files->corpus, what, id);
    }
    *number = (size_t)entry->value;
    return SIMILE_OK;
}

/* Parts a line at blanks; the number of parts, at most 5. */
static size_t part_line(char *parts[5], char *line)
{
    size_t n = 0;
    char *rest = NULL;
    for (char *part = strtok_r(line, " \t", &rest); part && n < 5; part = strtok_r(NULL, " \t", &rest)) {
        parts[n++] = part;
    }
    return n;
}

static simile_status take_line(list_read *read, char *line, const simile_input *input)
{
    const unsigned long long number = simile_input__line_number(input);
    char *parts[5], *end = NULL;
    const size_t n = part_line(parts, line);
    if (n == 0) {
        read->n_blank++;
        return SIMILE_OK;
    }
    const double grade = n == 3 || n == 4 ? strtod(parts[n - 1], &end) : NAN;
    if (n == 3 && number == 1 && end == parts[2]) {
        return SIMILE_OK;
    }
    if (!end || *end != '\0' || !isfinite(grade) || grade < 0) {
        return simile_status__fail(SIMILE_ERROR_DATA,
                                   "%s:%llu: is no judgement (query, anything, document, grade; or query, document, "
                                   "grade; the grade a number from 0)",
                                   read->files->file, number);
    }
    simile_status status = simile_memory__grow(&read->known, &read->capacity, read->n + 1, sizeof *read->known);
    simile_known_pair *known = status == SIMILE_OK ? &read->known[read->n] : NULL;
    if (!known) {
        return status;
    }
    known->row = read->n++;
    known->grade = grade;
    status = find_id(&known->query, &read->queries, parts[0], "query", read, input);
    return status == SIMILE_OK ? find_id(&known->document, &read->documents, parts[n - 2], "document", read, input)
                               : status;
}

static simile_status read_list(list_read *read)
{
    simile_input *input = NULL;
    bool more = true;
    simile_status status = simile_input__open(&input, read->files->file);
    while (status == SIMILE_OK && more) {
        const char *line;
        size_t size;
        status = simile_input__line(&more, &line, &size, input);
        if (status == SIMILE_OK && more) {
            status = simile_memory__grow(&read->line, &read->line_capacity, size + 1, 1);
        }
        if (status == SIMILE_OK && more) {
            memcpy(read->line, line, size + 1);
            status = take_line(read, read->line, input);
        }
    }
    simile_input__free(input);
    if (status == SIMILE_OK && read->n == 0) {
        status = simile_status__fail(SIMILE_ERROR_DATA, "%s: holds no judgements", read->files->file);
    }
    return status;
}

/* Copies of the queries' and documents' texts, in the rows' own memory; NULL: there is none. */
static simile_text *copy_texts(simile_eval_rows *rows, const simile_eval_rows *queries,
                               const simile_eval_rows *documents)
{
    const size_t n = queries->n_rows, n_texts = n + documents->n_rows;
    simile_text *texts = simile_memory__alloc(n_texts, sizeof *texts);
    for (size_t i = 0; i < n_texts && texts; i++) {
        const simile_text *from = i < n ? &queries->texts[i] : &documents->texts[i - n];
        const char *copy = simile_arena__copy_text(&rows->arena, from->bytes, from->size);
        if (!copy) {
            simile_memory__free(texts);
            return NULL;
        }
        texts[i] = (simile_text){copy, from->size};
    }
    return texts;
}

simile_status simile_judgements__load(simile_eval_rows *rows, const simile_evaluation_files *files)
{
    list_read read = {.files = files};
    simile_eval_rows queries = {0}, documents = {0};
    rows->path = simile_memory__copy_text(files->file, strlen(files->file));
    simile_status status = rows->path ? load_texts(&queries, &read.queries, files->queries) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = load_texts(&documents, &read.documents, files->corpus);
    }
    if (status == SIMILE_OK) {
        status = read_list(&read);
    }
    if (status == SIMILE_OK) {
        status = simile_judgements__set(rows, copy_texts(rows, &queries, &documents), queries.n_rows + documents.n_rows,
                                        queries.n_rows, read.known, read.n);
        rows->n_empty = queries.n_empty + documents.n_empty;
        rows->n_blank = queries.n_blank + documents.n_blank + read.n_blank;
    }
    simile_eval_rows__dispose(&queries);
    simile_eval_rows__dispose(&documents);
    simile_map__dispose(&read.queries);
    simile_map__dispose(&read.documents);
    simile_memory__free(read.known);
    simile_memory__free(read.line);
    return status;
}
