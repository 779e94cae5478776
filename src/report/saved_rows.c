/* Reading rows. */
#include "saved_rows.h"
#include "elementwise.h"
#include "fail.h"
#include "floats.h"
#include "input.h"
#include "json.h"
#include "memory.h"
#include "npy.h"
#include "utf8.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* A line at hand. */
typedef struct rows_line {
    simile_saved_rows *rows;
    const simile_json *json;
    const char *path;
    uint64_t number;
} rows_line;

/* The keys of a kind's rows, by the fields that hold them; NULL: it has none. */
typedef struct row_form {
    const char *task, *gold, *similarity, *other, *label, *predicted, *probe, *texts[3];
    bool is_binary; /* gold is 0 or 1 */
} row_form;

static const row_form forms[SIMILE_N_SAVED_KINDS] = {
    [SIMILE_SAVED_STS] = {"sts", .gold = "score", .similarity = "similarity", .texts = {"text1", "text2"}},
    [SIMILE_SAVED_PAIRS] = {"pairs", .gold = "label", .is_binary = true, .similarity = "similarity",
                            .texts = {"text1", "text2"}},
    [SIMILE_SAVED_LABELLED] = {"labelled", .label = "label", .predicted = "predicted", .probe = "probe",
                               .texts = {"text"}},
    [SIMILE_SAVED_TRIPLES] = {"triples", .similarity = "positive_similarity", .other = "negative_similarity",
                              .texts = {"anchor", "positive", "negative"}},
    [SIMILE_SAVED_PROBES] = {"probes", .similarity = "margin", .label = "kind",
                             .texts = {"sentence", "paraphrase", "changed"}},
    [SIMILE_SAVED_ANOMALY] = {"anomaly", .gold = "label", .is_binary = true, .similarity = "distance", .label = "group",
                              .texts = {"text"}},
    [SIMILE_SAVED_RETRIEVAL] = {"retrieval", .similarity = "average_precision", .other = "first_rank",
                                .texts = {"query"}},
    [SIMILE_SAVED_RERANKING] = {"reranking", .similarity = "average_precision", .texts = {"query"}},
    [SIMILE_SAVED_GROUPS] = {"groups", .similarity = "average_precision", .other = "first_rank", .texts = {"text"}},
    [SIMILE_SAVED_MINING] = {"mining", .similarity = "average_precision", .other = "first_rank", .texts = {"text"}},
};

bool simile_saved_rows__find_kind(simile_saved_kind *kind, const char *task)
{
    for (size_t i = 0; i < SIMILE_N_SAVED_KINDS; i++) {
        if (strcmp(task, forms[i].task) == 0) {
            *kind = (simile_saved_kind)i;
            return true;
        }
    }
    return false;
}

static simile_status refuse(const rows_line *line, const char *key, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s:%" PRIu64 ": \"%s\" is missing or %s", line->path, line->number,
                               key, what);
}

static simile_status copy_text(const char **text, const rows_line *line, const char *key)
{
    const simile_json *value = simile_json__get(line->json, key);
    if (simile_json__kind(value) != SIMILE_JSON_TEXT) {
        return refuse(line, key, "no text");
    }
    const size_t size = simile_json__text_size(value);
    char *copy = simile_arena__copy_text(&line->rows->arena, simile_json__text(value, ""), size);
    for (size_t i = 0; copy && i < size; i++) {
        if (copy[i] == '\0') {
            copy[i] = '\1'; /* either is shown as U+FFFD */
        }
    }
    *text = copy;
    return copy ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

/* null stands for an undefined number. */
static simile_status copy_number(double *number, const rows_line *line, const char *key)
{
    const simile_json *value = simile_json__get(line->json, key);
    *number = simile_json__number(value, NAN);
    return value && (simile_json__kind(value) == SIMILE_JSON_NUMBER || simile_json__kind(value) == SIMILE_JSON_NULL)
               ? SIMILE_OK
               : refuse(line, key, "no number");
}

/* A label is a text, or a number that is its own name. A missing one is -1 where it may be missing. */
static simile_status copy_label(int64_t *label, const rows_line *line, const char *key, bool is_needed)
{
    const simile_json *value = simile_json__get(line->json, key);
    const simile_json_kind kind = simile_json__kind(value);
    simile_map_entry *entry;
    bool is_new;
    *label = -1;
    if (kind == SIMILE_JSON_NULL && !is_needed) {
        return SIMILE_OK;
    }
    if (kind != SIMILE_JSON_TEXT && kind != SIMILE_JSON_NUMBER) {
        return refuse(line, key, "no label");
    }
    char *name = kind == SIMILE_JSON_TEXT ? NULL : simile_json__print(value, 0);
    const char *text = kind == SIMILE_JSON_TEXT ? simile_json__text(value, "") : name;
    simile_status status =
        text ? simile_map__insert(&entry, &is_new, &line->rows->labels, text, strlen(text)) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        entry->value = is_new ? (int64_t)line->rows->labels.n_entries - 1 : entry->value;
        *label = entry->value;
    }
    simile_memory__free(name);
    return status;
}

static simile_status read_numbers(simile_saved_row *row, const rows_line *line, const row_form *form)
{
    simile_status status = form->gold ? copy_number(&row->gold, line, form->gold) : SIMILE_OK;
    if (status == SIMILE_OK && form->is_binary && row->gold != 0 && row->gold != 1) {
        status = refuse(line, form->gold, "neither 0 nor 1");
    }
    if (status == SIMILE_OK && form->similarity) {
        status = copy_number(&row->similarity, line, form->similarity);
    }
    return status == SIMILE_OK && form->other ? copy_number(&row->other, line, form->other) : status;
}

static simile_status read_names(simile_saved_row *row, const rows_line *line, const row_form *form)
{
    simile_status status = form->label ? copy_label(&row->label, line, form->label, true) : SIMILE_OK;
    if (status == SIMILE_OK && form->predicted) {
        status = copy_label(&row->predicted, line, form->predicted, false);
    }
    if (status == SIMILE_OK && form->probe) {
        status = copy_label(&row->probe, line, form->probe, false);
    }
    for (size_t t = 0; t < 3 && status == SIMILE_OK && form->texts[t]; t++) {
        status = copy_text(&row->texts[t], line, form->texts[t]);
    }
    return status;
}

static bool is_defined(const simile_saved_row *row, const row_form *form)
{
    return (!form->gold || isfinite(row->gold)) && (!form->similarity || isfinite(row->similarity)) &&
           (!form->other || isfinite(row->other));
}

static simile_status read_row(const rows_line *line)
{
    simile_saved_rows *rows = line->rows;
    const row_form *form = &forms[rows->kind];
    simile_saved_row row = {.gold = NAN, .similarity = NAN, .other = NAN, .label = -1, .predicted = -1, .probe = -1};
    simile_status status = read_numbers(&row, line, form);
    status = status == SIMILE_OK ? read_names(&row, line, form) : status;
    if (status == SIMILE_OK && !is_defined(&row, form)) {
        rows->n_undefined++;
        return SIMILE_OK;
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow((void *)&rows->rows, &rows->capacity, rows->n + 1, sizeof *rows->rows);
    }
    if (status == SIMILE_OK) {
        rows->rows[rows->n++] = row;
    }
    return status;
}

static simile_status read_lines(simile_saved_rows *rows, simile_input *input)
{
    simile_buffer fixed = {0};
    const char *text;
    size_t size;
    bool more = true;
    simile_status status = simile_input__line(&more, &text, &size, input);
    while (status == SIMILE_OK && more) {
        simile_json *json = NULL;
        rows_line line = {rows, NULL, simile_input__path(input), simile_input__line_number(input)};
        status = simile_utf8__repair(&fixed, text, size);
        if (status == SIMILE_OK) {
            status = simile_json__parse_line(&json, fixed.data ? fixed.data : "", fixed.size, line.path, line.number);
        }
        line.json = json;
        status = status == SIMILE_OK ? read_row(&line) : status;
        simile_json__free(json);
        status = status == SIMILE_OK ? simile_input__line(&more, &text, &size, input) : status;
    }
    simile_buffer__dispose(&fixed);
    return status;
}

static simile_status read_vectors(simile_saved_rows *rows, const char *path)
{
    size_t n = 0;
    const simile_status status = simile_npy__load(&rows->vectors, &n, &rows->width, path);
    if (status != SIMILE_OK) {
        return status;
    }
    if (n != rows->n) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: holds %zu vectors for %zu rows", path, n, rows->n);
    }
    const size_t finite = simile_floats__count_finite(rows->vectors, n * rows->width);
    if (finite < n * rows->width) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the vector of row %zu is not finite", path,
                                   finite / rows->width + 1);
    }
    simile_normalize__forward(rows->vectors, NULL, rows->vectors, n, rows->width);
    return SIMILE_OK;
}

simile_status simile_saved_rows__load(simile_saved_rows **rows, simile_saved_kind kind, const char *path,
                                      const char *vectors)
{
    simile_input *input = NULL;
    simile_saved_rows *r = simile_memory__alloc(1, sizeof *r);
    *rows = NULL;
    simile_status status = r ? simile_input__open(&input, path) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        r->kind = kind;
        status = read_lines(r, input);
    }
    if (status == SIMILE_OK && vectors && kind == SIMILE_SAVED_LABELLED) {
        status = read_vectors(r, vectors);
    }
    simile_input__free(input);
    if (status != SIMILE_OK) {
        simile_saved_rows__free(r);
        return status;
    }
    *rows = r;
    return SIMILE_OK;
}

void simile_saved_rows__free(simile_saved_rows *rows)
{
    if (rows) {
        simile_memory__free(rows->rows);
        simile_memory__free(rows->vectors);
        simile_map__dispose(&rows->labels);
        simile_arena__dispose(&rows->arena);
        simile_memory__free(rows);
    }
}

const char *simile_saved_rows__label(const simile_saved_rows *rows, int64_t label)
{
    return label < 0 ? "–" : rows->labels.entries[label].key;
}
