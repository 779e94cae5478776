/* Printing of JSON values: the getters of json.h walk the tree, a buffer takes the text. A real number gets the fewest
 * of 15, 16 or 17 digits that read back the same; every text of up to 15 digits does (DBL_DIG), and 17 always do. */
#include "buffer.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct printer {
    simile_buffer out;
    size_t indent; /* spaces a level, 0: all in one line */
    size_t depth;
} printer;

static simile_status print_value(printer *to, const simile_json *json);

static simile_status put(printer *to, const char *text)
{
    return simile_buffer__append_text(&to->out, text);
}

/* The locale's decimal sign becomes a point. */
static void use_point(char *text)
{
    char *out = text;
    size_t n_signs = 0;

    for (const char *from = text; *from; from++) {
        if (strchr("0123456789+-e", *from))
            *out++ = *from;
        else if (n_signs++ == 0)
            *out++ = '.';
    }
    *out = '\0';
}

static simile_status print_real(printer *to, double number)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    use_point(text);
    /* An integer would lose the sign. */
    return put(to, number == 0 && signbit(number) ? "-0.0" : text);
}

static simile_status print_number(printer *to, const simile_json *json)
{
    double number = simile_json__number(json, 0);

    /* Integers answer the same whatever the default is. */
    if (simile_json__integer(json, 0) == simile_json__integer(json, 1) && !(number == 0 && signbit(number)))
        return simile_buffer__append_format(&to->out, "%" PRId64, simile_json__integer(json, 0));
    return print_real(to, number);
}

static simile_status print_sign(simile_buffer *out, unsigned char sign)
{
    static const char names[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    for (size_t i = 0; i + 1 < sizeof(names); i += 2)
        if ((unsigned char)names[i] == sign)
            return simile_buffer__append_format(out, "\\%c", names[i + 1]);
    return simile_buffer__append_format(out, "\\u%04x", sign);
}

simile_status simile_json__print_text(simile_buffer *out, const char *text, size_t size)
{
    size_t start = 0;
    simile_status status = simile_buffer__append(out, "\"", 1);

    for (size_t i = 0; i < size && status == SIMILE_OK; i++) {
        unsigned char sign = (unsigned char)text[i];
        if (sign >= 0x20 && sign != '"' && sign != '\\')
            continue;
        status = simile_buffer__append(out, text + start, i - start);
        if (status == SIMILE_OK)
            status = print_sign(out, sign);
        start = i + 1;
    }
    if (status == SIMILE_OK)
        status = simile_buffer__append(out, text + start, size - start);
    return status == SIMILE_OK ? simile_buffer__append(out, "\"", 1) : status;
}

/* What stands in front of an item: a comma, and a new line when indented. */
static simile_status print_gap(printer *to, bool is_first)
{
    simile_status status = SIMILE_OK;

    if (!is_first)
        status = put(to, to->indent > 0 ? "," : ", ");
    if (status == SIMILE_OK && to->indent > 0)
        status = simile_buffer__append_format(&to->out, "\n%*s", (int)(to->indent * to->depth), "");
    return status;
}

static simile_status print_object(printer *to, const simile_json *object)
{
    simile_json_walk walk = {.object = object};
    bool is_first = true;
    simile_status status = SIMILE_OK;

    while (status == SIMILE_OK && simile_json__next(&walk)) {
        status = print_gap(to, is_first);
        is_first = false;
        if (status == SIMILE_OK)
            status = simile_json__print_text(&to->out, walk.key, strlen(walk.key));
        if (status == SIMILE_OK)
            status = put(to, ": ");
        if (status == SIMILE_OK)
            status = print_value(to, walk.value);
    }
    return status;
}

static simile_status print_array(printer *to, const simile_json *array)
{
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < simile_json__size(array) && status == SIMILE_OK; i++) {
        status = print_gap(to, i == 0);
        if (status == SIMILE_OK)
            status = print_value(to, simile_json__at(array, i));
    }
    return status;
}

static simile_status print_container(printer *to, const simile_json *json)
{
    bool is_object = simile_json__kind(json) == SIMILE_JSON_OBJECT;
    simile_status status = put(to, is_object ? "{" : "[");

    to->depth++;
    if (status == SIMILE_OK)
        status = is_object ? print_object(to, json) : print_array(to, json);
    to->depth--;
    if (status == SIMILE_OK && simile_json__size(json) > 0)
        status = print_gap(to, true);
    return status == SIMILE_OK ? put(to, is_object ? "}" : "]") : status;
}

static simile_status print_value(printer *to, const simile_json *json)
{
    switch (simile_json__kind(json)) {
    case SIMILE_JSON_BOOL:
        return put(to, simile_json__bool(json, false) ? "true" : "false");
    case SIMILE_JSON_NUMBER:
        return print_number(to, json);
    case SIMILE_JSON_TEXT:
        return simile_json__print_text(&to->out, simile_json__text(json, ""), simile_json__text_size(json));
    case SIMILE_JSON_ARRAY:
    case SIMILE_JSON_OBJECT:
        return print_container(to, json);
    case SIMILE_JSON_NULL:
        break;
    }
    return put(to, "null");
}

char *simile_json__print(const simile_json *json, size_t indent)
{
    printer to = {.indent = indent};

    if (print_value(&to, json) == SIMILE_OK)
        return to.out.data;
    simile_buffer__dispose(&to.out);
    return NULL;
}

simile_status simile_json__save(const simile_json *json, const char *path, size_t indent)
{
    printer to = {.indent = indent};
    simile_status status = print_value(&to, json);

    if (status == SIMILE_OK)
        status = put(&to, "\n");
    if (status == SIMILE_OK)
        status = simile_file__write(path, to.out.data, to.out.size);
    simile_buffer__dispose(&to.out);
    return status;
}
