/* Loading of sources. */
#include "source.h"
#include "fail.h"
#include "hash.h"
#include "map.h"
#include "memory.h"
#include "sha256.h"
#include "table.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS 16

static const char *const kinds[] = {"pairs", "triples", "groups", "labelled", "sts", "text", NULL};
static const char *const formats[] = {"auto", "tsv", "csv", "jsonl", "plain", NULL};
static const size_t n_columns_of[] = {2, 3, 2, 2, 3, 1};
static const char *const column_names[][3] = {{"text1", "text2"}, {"anchor", "positive", "negative"}, {"group", "text"},
                                              {"label", "text"},  {"score", "text1", "text2"},        {"text"}};

#define FIELD(name) offsetof(simile_source_options, name)
const simile_option simile_source__rows[] = {
    {"path", SIMILE_OPTION_TEXT, FIELD(path), NULL, 0, 0, NULL, NULL,
     "file of rows, plain or .gz; ${NAME} takes an environment variable"},
    {"kind", SIMILE_OPTION_CHOICE, FIELD(kind), "pairs", 0, 0, kinds, NULL, "what a row holds"},
    {"format", SIMILE_OPTION_CHOICE, FIELD(format), "auto", 0, 0, formats, NULL, "auto goes by the file's ending"},
    {"columns", SIMILE_OPTION_TEXT, FIELD(columns), NULL, 0, 0, NULL, NULL,
     "header names or numbers from 1, separated by commas, in the order of the kind"},
    {"header", SIMILE_OPTION_BOOL, FIELD(header), "false", 0, 0, NULL, NULL, "the first row names the columns"},
    {"weight", SIMILE_OPTION_REAL, FIELD(weight), "1", 0, 1e9, NULL, NULL,
     "sampling weight: a source's share is weight / sum of weights, whatever its size"},
    {"min_score", SIMILE_OPTION_REAL, FIELD(min_score), "4", 0, 100, NULL, NULL,
     "sts rows for training: pairs of at least this score are positives"},
    {"license", SIMILE_OPTION_TEXT, FIELD(license), NULL, 0, 0, NULL, NULL, "of the data, for the model card"},
};
const size_t simile_source__n_rows = sizeof simile_source__rows / sizeof *simile_source__rows;

const char *simile_source__kind_name(simile_row_kind kind)
{
    return kinds[kind];
}

/* What loading needs beside the source. */
typedef struct row_loader {
    simile_source *source;
    const simile_model *model;
    simile_tokenize_options tokenize;
    simile_tokens tokens;
    simile_map labels;
} row_loader;

static simile_status add_text(row_loader *loader, const simile_field *field)
{
    simile_source *source = loader->source;
    simile_status status = simile_tokenizer_encode(&loader->tokens, &source->counts, loader->model->tokenizer,
                                                   field->text, field->size, &loader->tokenize);
    const size_t n = source->n_texts, start = n > 0 ? source->text_starts[n] : 0;
    if (status == SIMILE_OK) {
        status = simile_spill__grow(source->spill, &source->text_starts, &source->texts_capacity, n + 2,
                                    sizeof *source->text_starts);
    }
    if (status == SIMILE_OK) {
        status = simile_spill__grow(source->spill, &source->text_hashes, &source->hashes_capacity, n + 1,
                                    sizeof *source->text_hashes);
    }
    if (status == SIMILE_OK) {
        status = simile_spill__grow(source->spill, &source->ids, &source->ids_capacity, start + loader->tokens.n,
                                    sizeof *source->ids);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    source->text_starts[n] = start;
    source->text_starts[n + 1] = start + loader->tokens.n;
    if (loader->tokens.n > 0) {
        memcpy(source->ids + start, loader->tokens.ids, loader->tokens.n * sizeof *source->ids);
    }
    /* Equal ids are the same text to the encoder, whatever the bytes. */
    source->text_hashes[n] = simile_hash__bytes(loader->tokens.ids, loader->tokens.n * sizeof *source->ids, 0);
    source->n_texts = n + 1;
    return SIMILE_OK;
}

static simile_status label_id(int64_t *id, row_loader *loader, const simile_field *field)
{
    simile_map_entry *entry;
    bool is_new;
    simile_status status = simile_map__insert(&entry, &is_new, &loader->labels, field->text, field->size);
    if (status == SIMILE_OK) {
        if (is_new) {
            entry->value = (int64_t)loader->source->n_labels++;
        }
        *id = entry->value;
    }
    return status;
}

static simile_status read_score(double *score, const row_loader *loader, const simile_field *field, uint64_t line)
{
    char *end;
    *score = strtod(field->text, &end);
    if (end == field->text || (size_t)(end - field->text) != field->size || !isfinite(*score)) {
        return simile_status__fail(SIMILE_ERROR_DATA,
                                   "%s:%llu: the score \"%.40s\" is no number (rows of kind sts: score, "
                                   "text1, text2; `columns` tells of another order)",
                                   loader->source->path, (unsigned long long)line, field->text);
    }
    return SIMILE_OK;
}

static simile_status grow_rows(simile_source *source)
{
    const size_t n = source->n_rows;
    simile_status status = simile_spill__grow(source->spill, &source->row_starts, &source->rows_capacity, n + 2,
                                              sizeof *source->row_starts);
    if (status == SIMILE_OK) {
        status =
            simile_spill__grow(source->spill, &source->labels, &source->labels_capacity, n + 1, sizeof *source->labels);
    }
    if (status == SIMILE_OK) {
        status =
            simile_spill__grow(source->spill, &source->scores, &source->scores_capacity, n + 1, sizeof *source->scores);
    }
    return status == SIMILE_OK ? simile_spill__grow(source->spill, &source->lines, &source->lines_capacity, n + 1,
                                                    sizeof *source->lines)
                               : status;
}

static simile_status add_row(row_loader *loader, const simile_field *fields, size_t n_fields, uint64_t line)
{
    simile_source *source = loader->source;
    const size_t n = source->n_rows;
    bool has_label = source->kind == SIMILE_ROWS_GROUPS || source->kind == SIMILE_ROWS_LABELLED;
    size_t first = has_label || source->kind == SIMILE_ROWS_STS ? 1 : 0;
    int64_t label = -1;
    double score = 0;
    simile_status status = grow_rows(source);
    if (status != SIMILE_OK) {
        return status;
    }
    if (has_label) {
        status = label_id(&label, loader, &fields[0]);
    } else if (source->kind == SIMILE_ROWS_STS) {
        status = read_score(&score, loader, &fields[0], line);
    }
    source->row_starts[n] = source->n_texts;
    for (size_t i = first; i < n_fields && status == SIMILE_OK; i++) {
        status = add_text(loader, &fields[i]);
    }
    if (status == SIMILE_OK) {
        source->row_starts[n + 1] = source->n_texts;
        source->labels[n] = label;
        source->scores[n] = score;
        source->lines[n] = line;
        source->n_rows = n + 1;
    }
    return status;
}

/* Whether each field of a row stands in quotes, as CSV has them. */
static bool is_quoted(const simile_field *fields, size_t n_fields)
{
    bool all = n_fields > 1;
    for (size_t i = 0; i < n_fields && all; i++) {
        const size_t size = fields[i].size;
        all = size > 1 && fields[i].text[0] == '"' && fields[i].text[size - 1] == '"';
    }
    return all;
}

/* "a,b" → names in place; the number of names. */
static size_t split_columns(const char *names[MAX_COLUMNS], char *text)
{
    size_t n = 0;
    for (char *at = text; at && n < MAX_COLUMNS;) {
        char *comma = strchr(at, ',');
        names[n++] = at;
        if (comma) {
            *comma++ = '\0';
        }
        at = comma;
    }
    return n;
}

static simile_status read_rows(row_loader *loader, const simile_source_options *options)
{
    const char *names[MAX_COLUMNS] = {NULL};
    const size_t wanted = n_columns_of[options->kind];
    char *columns = options->columns ? simile_memory__copy_text(options->columns, strlen(options->columns)) : NULL;
    size_t n_names = columns ? split_columns(names, columns) : wanted;
    simile_table *table = NULL;
    simile_status status = SIMILE_OK;
    bool is_triples = options->kind == SIMILE_ROWS_TRIPLES;
    if (n_names < wanted || (n_names > wanted && !is_triples)) {
        status = simile_status__fail(SIMILE_ERROR_CONFIG, "columns: rows of kind %s need %zu columns, %zu are named",
                                     kinds[options->kind], wanted, n_names);
    }
    simile_table_options table_options = {.format = (simile_table_format)options->format,
                                          .columns = columns ? names : NULL,
                                          .names = columns ? NULL : column_names[options->kind],
                                          .n_columns = n_names,
                                          .has_header = options->header,
                                          .allow_more = is_triples && !columns};
    if (status == SIMILE_OK) {
        status = simile_table__open(&table, options->path, &table_options);
    }
    for (bool more = true; status == SIMILE_OK && more;) {
        const simile_field *fields;
        size_t n_fields;
        status = simile_table__row(&more, &fields, &n_fields, table);
        if (status == SIMILE_OK && more) {
            loader->source->is_quoted =
                loader->source->n_rows > 0 ? loader->source->is_quoted : is_quoted(fields, n_fields);
            status = add_row(loader, fields, n_fields, simile_table__line_number(table));
        }
    }
    simile_table__free(table);
    simile_memory__free(columns);
    return status;
}

/* Labels that never repeat are most likely texts. */
static simile_status check_labels(const row_loader *loader)
{
    const simile_source *source = loader->source;
    if (loader->labels.n_entries == 0 || source->n_labels < source->n_rows) {
        return SIMILE_OK;
    }
    return simile_status__fail(SIMILE_ERROR_DATA,
                               "%s: no %s occurs twice in %zu rows, the first is \"%.40s\" (rows of kind %s: %s, text; "
                               "set columns: \"2,1\" if they stand the other way round)",
                               source->path, column_names[source->kind][0], source->n_rows,
                               loader->labels.entries[0].key, kinds[source->kind], column_names[source->kind][0]);
}

/* Rows of each label behind one another, by counting. */
static simile_status sort_members(simile_source *source)
{
    source->members = simile_memory__alloc(source->n_rows, sizeof *source->members);
    source->member_starts = simile_memory__alloc(source->n_labels + 2, sizeof *source->member_starts);
    if (!source->members || !source->member_starts) {
        return SIMILE_ERROR_MEMORY;
    }
    size_t *next = source->member_starts + 1;
    for (size_t r = 0; r < source->n_rows; r++) {
        if (source->labels[r] >= 0) {
            source->member_starts[source->labels[r] + 2]++;
        }
    }
    for (size_t l = 2; l < source->n_labels + 2; l++) {
        source->member_starts[l] += source->member_starts[l - 1];
    }
    for (size_t r = 0; r < source->n_rows; r++) {
        if (source->labels[r] >= 0) {
            source->members[next[source->labels[r]]++] = r;
        }
    }
    return SIMILE_OK;
}

simile_status simile_source__load(simile_source **source, const simile_source_options *options,
                                  const simile_model *model)
{
    row_loader loader = {.model = model, .tokenize = simile_model__tokenize_options(model, 0)};
    simile_source *s = simile_memory__alloc(1, sizeof *s);
    *source = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    loader.source = s;
    s->kind = (simile_row_kind)options->kind;
    s->spill = options->spill;
    s->path = simile_memory__copy_text(options->path, strlen(options->path));
    simile_status status = s->path ? simile_sha256__file(s->sha256, options->path) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = read_rows(&loader, options);
    }
    if (status == SIMILE_OK && s->n_rows == 0) {
        status = simile_status__fail(SIMILE_ERROR_DATA, "%s: holds no rows", s->path);
    }
    if (status == SIMILE_OK) {
        status = check_labels(&loader);
    }
    if (status == SIMILE_OK) {
        status = sort_members(s);
    }
    simile_tokens_dispose(&loader.tokens);
    simile_map__dispose(&loader.labels);
    if (status != SIMILE_OK) {
        simile_source__free(s);
        return status;
    }
    *source = s;
    return SIMILE_OK;
}

void simile_source__free(simile_source *source)
{
    if (!source) {
        return;
    }
    simile_memory__free(source->path);
    simile_spill__release(source->spill, &source->row_starts, source->rows_capacity, sizeof *source->row_starts);
    simile_spill__release(source->spill, &source->labels, source->labels_capacity, sizeof *source->labels);
    simile_spill__release(source->spill, &source->scores, source->scores_capacity, sizeof *source->scores);
    simile_spill__release(source->spill, &source->lines, source->lines_capacity, sizeof *source->lines);
    simile_spill__release(source->spill, &source->text_starts, source->texts_capacity, sizeof *source->text_starts);
    simile_spill__release(source->spill, &source->text_hashes, source->hashes_capacity, sizeof *source->text_hashes);
    simile_spill__release(source->spill, &source->ids, source->ids_capacity, sizeof *source->ids);
    simile_memory__free(source->members);
    simile_memory__free(source->member_starts);
    simile_memory__free(source);
}
