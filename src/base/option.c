/* Option rows: text to field and field to text, by the row's type. */
#include "simile/option.h"

#include "buffer.h"
#include "fail.h"
#include "memory.h"
#include "number.h"
#include "spelling.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void *field_of(const simile_option *row, void *target)
{
    return (char *)target + row->offset;
}

/* A user's text for a message: long ones are cut, between characters. */
typedef struct shown_text {
    char text[88];
} shown_text;

static shown_text show(const char *text)
{
    enum { longest = 80 };
    shown_text shown;
    size_t length = strnlen(text, longest + 1);
    bool is_cut = length > longest;
    if (is_cut) {
        length = longest;
        while (length > 0 && ((unsigned char)text[length] & 0xc0U) == 0x80U)
            length--;
    }
    snprintf(shown.text, sizeof shown.text, "%.*s%s", (int)length, text, is_cut ? "..." : "");
    return shown;
}

static void print_bound(char text[SIMILE_NUMBER_SIZE], const simile_option *row, double bound)
{
    if (row->type == SIMILE_OPTION_SIZE && bound >= 0 && bound < 0x1p64)
        simile_number__print_size(text, (uint64_t)bound);
    else
        simile_number__print_real(text, bound);
}

static simile_status check_range(const simile_option *row, double value, const char *text)
{
    bool has_range = row->low < 0 || row->low > 0 || row->high < 0 || row->high > 0;
    if (!has_range || (value >= row->low && value <= row->high))
        return SIMILE_OK;
    char low[SIMILE_NUMBER_SIZE], high[SIMILE_NUMBER_SIZE];
    print_bound(low, row, row->low);
    print_bound(high, row, row->high);
    shown_text shown = show(text);
    const char *found = shown.text;
    if (isinf(row->high))
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %s is out of range (at least %s)", row->name, found, low);
    if (isinf(row->low))
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %s is out of range (at most %s)", row->name, found, high);
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %s is out of range (%s to %s)", row->name, found, low, high);
}

static simile_status refuse(const simile_option *row, const char *text, const char *wanted)
{
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: \"%s\" is not %s", row->name, show(text).text, wanted);
}

static simile_status set_bool(const simile_option *row, bool *field, const char *text)
{
    bool is_true = strcmp(text, "true") == 0;
    if (!is_true && strcmp(text, "false") != 0)
        return refuse(row, text, "true or false");
    *field = is_true;
    return SIMILE_OK;
}

static simile_status set_int(const simile_option *row, int64_t *field, const char *text)
{
    int64_t value;
    if (!simile_number__parse_int(&value, text))
        return refuse(row, text, "a whole number");
    simile_status status = check_range(row, (double)value, text);
    if (status == SIMILE_OK)
        *field = value;
    return status;
}

static simile_status set_real(const simile_option *row, double *field, const char *text)
{
    double value;
    if (!simile_number__parse_real(&value, text))
        return refuse(row, text, "a number");
    simile_status status = check_range(row, value, text);
    if (status == SIMILE_OK)
        *field = value;
    return status;
}

static simile_status set_size(const simile_option *row, uint64_t *field, const char *text)
{
    uint64_t value;
    if (!simile_number__parse_size(&value, text))
        return refuse(row, text, "a number of bytes, such as 2GiB, 512MiB or 1000");
    simile_status status = check_range(row, (double)value, text);
    if (status == SIMILE_OK)
        *field = value;
    return status;
}

/* Names the nearest word and all of them. */
static simile_status refuse_word(const simile_option *row, const char *text)
{
    simile_spelling spelling = {.word = text};
    simile_buffer words = {0};
    simile_status status = SIMILE_OK;
    for (const char *const *word = row->choices; *word && status == SIMILE_OK; word++) {
        simile_spelling__offer(&spelling, *word);
        status = simile_buffer__append_format(&words, "%s%s", word == row->choices ? "" : ", ", *word);
    }
    if (status == SIMILE_OK)
        status = simile_status__fail(SIMILE_ERROR_CONFIG, "%s: unknown word \"%s\" (%s%s%sone of: %s)", row->name,
                                     show(text).text, spelling.best ? "did you mean " : "",
                                     spelling.best ? spelling.best : "", spelling.best ? "? " : "",
                                     words.data ? words.data : "");
    simile_buffer__dispose(&words);
    return status;
}

static simile_status set_choice(const simile_option *row, int *field, const char *text)
{
    for (int i = 0; row->choices[i]; i++) {
        if (strcmp(row->choices[i], text) == 0) {
            *field = i;
            return SIMILE_OK;
        }
    }
    return refuse_word(row, text);
}

static simile_status set_text(char **field, const char *text)
{
    char *copy = text ? simile_memory__copy_text(text, strlen(text)) : NULL;
    if (text && !copy)
        return SIMILE_ERROR_MEMORY;
    simile_memory__free(*field);
    *field = copy;
    return SIMILE_OK;
}

simile_status simile_option_set(const simile_option *row, void *target, const char *text)
{
    void *field = field_of(row, target);
    if (!text && row->type != SIMILE_OPTION_TEXT)
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: null is no value for this option", row->name);
    switch (row->type) {
    case SIMILE_OPTION_BOOL:
        return set_bool(row, field, text);
    case SIMILE_OPTION_INT:
        return set_int(row, field, text);
    case SIMILE_OPTION_REAL:
        return set_real(row, field, text);
    case SIMILE_OPTION_SIZE:
        return set_size(row, field, text);
    case SIMILE_OPTION_CHOICE:
        return set_choice(row, field, text);
    case SIMILE_OPTION_TEXT:
        return set_text(field, text);
    }
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: unknown option type %d", row->name, (int)row->type);
}

simile_status simile_option_set_defaults(const simile_option *rows, size_t n_rows, void *target)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n_rows && status == SIMILE_OK; i++)
        status = simile_option_set(&rows[i], target, rows[i].default_text);
    if (status != SIMILE_OK)
        simile_option_dispose_all(rows, n_rows, target);
    return status;
}

/* Copies what fits and returns the whole length. */
static size_t print_text(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (size > 0) {
        size_t n_copied = length < size ? length : size - 1;
        memcpy(out, text, n_copied);
        out[n_copied] = '\0';
    }
    return length;
}

size_t simile_option_print(const simile_option *row, const void *target, char *text, size_t size)
{
    char number[SIMILE_NUMBER_SIZE] = "";
    const void *field = (const char *)target + row->offset;
    const char *found = number;
    switch (row->type) {
    case SIMILE_OPTION_BOOL:
        found = *(const bool *)field ? "true" : "false";
        break;
    case SIMILE_OPTION_INT:
        snprintf(number, sizeof number, "%" PRId64, *(const int64_t *)field);
        break;
    case SIMILE_OPTION_REAL:
        simile_number__print_real(number, *(const double *)field);
        break;
    case SIMILE_OPTION_SIZE:
        simile_number__print_size(number, *(const uint64_t *)field);
        break;
    case SIMILE_OPTION_CHOICE:
        found = row->choices[*(const int *)field];
        break;
    case SIMILE_OPTION_TEXT:
        found = *(char *const *)field ? *(char *const *)field : "null";
        break;
    }
    return print_text(text, size, found);
}

const simile_option *simile_option_find(const simile_option *rows, size_t n_rows, const char *name)
{
    for (size_t i = 0; i < n_rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

const char *simile_option_nearest(const simile_option *rows, size_t n_rows, const char *name)
{
    simile_spelling spelling = {.word = name};
    for (size_t i = 0; i < n_rows; i++)
        simile_spelling__offer(&spelling, rows[i].name);
    return spelling.best;
}

void simile_option_dispose_all(const simile_option *rows, size_t n_rows, void *target)
{
    for (size_t i = 0; i < n_rows; i++)
        if (rows[i].type == SIMILE_OPTION_TEXT)
            set_text(field_of(&rows[i], target), NULL);
}
