/* Option rows: parsing, printing and looking up. */
#include "simile/option.h"
#include "fail.h"
#include "memory.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NAME 64

static void *field_of(const simile_option *row, void *target)
{
    return (char *)target + row->offset;
}

/* Edit distance (Levenshtein) of two short words. */
static size_t distance(const char *a, const char *b)
{
    size_t row[LONGEST_NAME + 1], n = strlen(b);
    if (n > LONGEST_NAME || strlen(a) > LONGEST_NAME) {
        return LONGEST_NAME;
    }
    for (size_t j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            size_t change = diagonal + (a[i] != b[j]), shorter = row[j] < row[j + 1] ? row[j] : row[j + 1];
            diagonal = row[j + 1];
            row[j + 1] = change < shorter + 1 ? change : shorter + 1;
        }
    }
    return row[n];
}

/* true when at most a third differs. */
static bool is_near(const char *name, const char *known, size_t *best)
{
    size_t d = distance(name, known), size = strlen(known);
    if (3 * d > (size < 3 ? 3 : size) || d >= *best) {
        return false;
    }
    *best = d;
    return true;
}

const char *simile_option_nearest(const simile_option *rows, size_t n_rows, const char *name)
{
    const char *nearest = NULL;
    size_t best = LONGEST_NAME;
    for (size_t i = 0; i < n_rows; i++) {
        if (is_near(name, rows[i].name, &best)) {
            nearest = rows[i].name;
        }
    }
    return nearest;
}

const simile_option *simile_option_find(const simile_option *rows, size_t n_rows, const char *name)
{
    for (size_t i = 0; i < n_rows; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static simile_status fail_kind(const simile_option *row, const char *text, const char *kind)
{
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: \"%s\" is no %s", row->name, text ? text : "null", kind);
}

static simile_status check_range(const simile_option *row, const char *text, double value)
{
    if ((row->low != 0 || row->high != 0) && !(value >= row->low && value <= row->high)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %s is out of range (%g to %g%s%s)", row->name, text,
                                   row->low, row->high, row->unit ? " " : "", row->unit ? row->unit : "");
    }
    return SIMILE_OK;
}

static simile_status set_bool(const simile_option *row, void *target, const char *text)
{
    bool value = strcmp(text, "true") == 0;
    if (!value && strcmp(text, "false") != 0) {
        return fail_kind(row, text, "switch (true or false)");
    }
    *(bool *)field_of(row, target) = value;
    return SIMILE_OK;
}

static simile_status set_int(const simile_option *row, void *target, const char *text)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno) {
        return fail_kind(row, text, "whole number");
    }
    simile_status status = check_range(row, text, (double)value);
    if (status == SIMILE_OK) {
        *(int64_t *)field_of(row, target) = value;
    }
    return status;
}

static simile_status set_real(const simile_option *row, void *target, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !isfinite(value)) {
        return fail_kind(row, text, "number");
    }
    simile_status status = check_range(row, text, value);
    if (status == SIMILE_OK) {
        *(double *)field_of(row, target) = value;
    }
    return status;
}

static const struct {
    const char *name;
    uint64_t bytes;
} units[] = {{"", 1},      {"B", 1},        {"KiB", 1ULL << 10}, {"MiB", 1ULL << 20}, {"GiB", 1ULL << 30},
             {"KB", 1000}, {"MB", 1000000}, {"GB", 1000000000}};

static simile_status set_size(const simile_option *row, void *target, const char *text)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (end == text || errno || *text == '-') {
        return fail_kind(row, text, "size (such as 512MiB)");
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        uint64_t bytes;
        if (strcmp(end, units[i].name) == 0 && !__builtin_mul_overflow((uint64_t)number, units[i].bytes, &bytes)) {
            simile_status status = check_range(row, text, (double)bytes);
            if (status == SIMILE_OK) {
                *(uint64_t *)field_of(row, target) = bytes;
            }
            return status;
        }
    }
    return fail_kind(row, text, "size (such as 512MiB)");
}

static simile_status set_choice(const simile_option *row, void *target, const char *text)
{
    char list[256] = "";
    const char *nearest = NULL;
    size_t best = LONGEST_NAME;
    for (int i = 0; row->choices[i]; i++) {
        if (strcmp(text, row->choices[i]) == 0) {
            *(int *)field_of(row, target) = i;
            return SIMILE_OK;
        }
        if (is_near(text, row->choices[i], &best)) {
            nearest = row->choices[i];
        }
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i > 0 ? ", " : "", row->choices[i]);
    }
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: unknown word \"%s\" (%s%s%sone of: %s)", row->name, text,
                               nearest ? "did you mean " : "", nearest ? nearest : "", nearest ? "? " : "", list);
}

static simile_status set_text(const simile_option *row, void *target, const char *text)
{
    char **field = field_of(row, target), *copy = NULL;
    if (text) {
        copy = simile_memory__copy_text(text, strlen(text));
        if (!copy) {
            return SIMILE_ERROR_MEMORY;
        }
    }
    simile_memory__free(*field);
    *field = copy;
    return SIMILE_OK;
}

simile_status simile_option_set(const simile_option *row, void *target, const char *text)
{
    if (row->type == SIMILE_OPTION_TEXT) {
        return set_text(row, target, text);
    }
    if (!text) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: needs a value", row->name);
    }
    switch (row->type) {
    case SIMILE_OPTION_BOOL:
        return set_bool(row, target, text);
    case SIMILE_OPTION_INT:
        return set_int(row, target, text);
    case SIMILE_OPTION_REAL:
        return set_real(row, target, text);
    case SIMILE_OPTION_SIZE:
        return set_size(row, target, text);
    default:
        return set_choice(row, target, text);
    }
}

simile_status simile_option_set_defaults(const simile_option *rows, size_t n_rows, void *target)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n_rows && status == SIMILE_OK; i++) {
        if (rows[i].default_text || rows[i].type == SIMILE_OPTION_TEXT) {
            status = simile_option_set(&rows[i], target, rows[i].default_text);
        }
    }
    return status;
}

/* The shortest text that reads back to the same number. */
static void print_real(char text[40], double value)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, 40, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            return;
        }
    }
}

static void print_size(char text[40], uint64_t bytes)
{
    size_t unit = 0;
    for (size_t i = 2; i <= 4; i++) {
        unit = bytes > 0 && bytes % units[i].bytes == 0 ? i : unit;
    }
    snprintf(text, 40, "%llu%s", (unsigned long long)(bytes / units[unit].bytes), units[unit].name);
}

size_t simile_option_print(const simile_option *row, const void *target, char *text, size_t size)
{
    const char *field = (const char *)target + row->offset;
    char number[40];
    const char *printed = number;
    switch (row->type) {
    case SIMILE_OPTION_BOOL:
        printed = *(const bool *)field ? "true" : "false";
        break;
    case SIMILE_OPTION_INT:
        snprintf(number, sizeof number, "%lld", (long long)*(const int64_t *)field);
        break;
    case SIMILE_OPTION_REAL:
        print_real(number, *(const double *)field);
        break;
    case SIMILE_OPTION_SIZE:
        print_size(number, *(const uint64_t *)field);
        break;
    case SIMILE_OPTION_CHOICE:
        printed = row->choices[*(const int *)field];
        break;
    default:
        printed = *(char *const *)field ? *(char *const *)field : "null";
    }
    return (size_t)snprintf(text, size, "%s", printed);
}

void simile_option_dispose_all(const simile_option *rows, size_t n_rows, void *target)
{
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i].type == SIMILE_OPTION_TEXT) {
            char **field = field_of(&rows[i], target);
            simile_memory__free(*field);
            *field = NULL;
        }
    }
}
