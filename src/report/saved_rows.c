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

bool simile_saved_rows__find_kind(simile_saved_kind *kind, const char *task)
{
    static const char *const names[] = {"sts", "pairs", "labelled", "triples"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(task, names[i]) == 0) {
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

static simile_status read_pair(simile_saved_row *row, const rows_line *line, const char *gold)
{
    simile_status status = copy_number(&row->gold, line, gold);
    if (status == SIMILE_OK && line->rows->kind == SIMILE_SAVED_PAIRS && row->gold != 0 && row->gold != 1) {
        status = refuse(line, gold, "neither 0 nor 1");
    }
    status = status == SIMILE_OK ? copy_number(&row->similarity, line, "similarity") : status;
    status = status == SIMILE_OK ? copy_text(&row->texts[0], line, "text1") : status;
    return status == SIMILE_OK ? copy_text(&row->texts[1], line, "text2") : status;
}

static simile_status read_labelled(simile_saved_row *row, const rows_line *line)
{
    simile_status status = copy_label(&row->label, line, "label", true);
    status = status == SIMILE_OK ? copy_label(&row->predicted, line, "predicted", false) : status;
    status = status == SIMILE_OK ? copy_label(&row->probe, line, "probe", false) : status;
    return status == SIMILE_OK ? copy_text(&row->texts[0], line, "text") : status;
}

static simile_status read_triple(simile_saved_row *row, const rows_line *line)
{
    simile_status status = copy_number(&row->similarity, line, "positive_similarity");
    status = status == SIMILE_OK ? copy_number(&row->other, line, "negative_similarity") : status;
    status = status == SIMILE_OK ? copy_text(&row->texts[0], line, "anchor") : status;
    status = status == SIMILE_OK ? copy_text(&row->texts[1], line, "positive") : status;
    return status == SIMILE_OK ? copy_text(&row->texts[2], line, "negative") : status;
}

static bool is_defined(const simile_saved_row *row, simile_saved_kind kind)
{
    switch (kind) {
    case SIMILE_SAVED_STS:
    case SIMILE_SAVED_PAIRS:
        return isfinite(row->gold) && isfinite(row->similarity);
    case SIMILE_SAVED_TRIPLES:
        return isfinite(row->similarity) && isfinite(row->other);
    case SIMILE_SAVED_LABELLED:
        break;
    }
    return true;
}

static simile_status read_row(const rows_line *line)
{
    simile_saved_rows *rows = line->rows;
    simile_saved_row row = {.gold = NAN, .similarity = NAN, .other = NAN, .label = -1, .predicted = -1, .probe = -1};
    simile_status status = SIMILE_OK;
    switch (rows->kind) {
    case SIMILE_SAVED_STS:
        status = read_pair(&row, line, "score");
        break;
    case SIMILE_SAVED_PAIRS:
        status = read_pair(&row, line, "label");
        break;
    case SIMILE_SAVED_LABELLED:
        status = read_labelled(&row, line);
        break;
    case SIMILE_SAVED_TRIPLES:
        status = read_triple(&row, line);
        break;
    }
    if (status == SIMILE_OK && !is_defined(&row, rows->kind)) {
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
