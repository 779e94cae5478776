/* Escaping. */
#include "markup.h"
#include "decimal.h"
#include "fail.h"
#include "utf8.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void append(simile_markup *markup, const char *bytes, size_t size)
{
    if (markup->status == SIMILE_OK) {
        markup->status = simile_buffer__append(&markup->buffer, bytes, size);
    }
}

void simile_markup__put(simile_markup *markup, const char *html)
{
    append(markup, html, strlen(html));
}

void simile_markup__format(simile_markup *markup, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof text) {
        markup->status =
            simile_status__fail(SIMILE_ERROR_MEMORY, "a piece of markup is longer than %zu bytes", sizeof text);
    } else {
        append(markup, text, (size_t)size);
    }
}

/* What HTML does not allow in a document: controls but for white space, and code points that are no characters. */
static bool is_forbidden(uint32_t code)
{
    const bool is_control = (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7F && code < 0xA0);
    return is_control || (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

static void put_code(simile_markup *markup, const char *text, size_t length, uint32_t code)
{
    switch (code) {
    case '&':
        append(markup, "&amp;", 5);
        break;
    case '<':
        append(markup, "&lt;", 4);
        break;
    case '>':
        append(markup, "&gt;", 4);
        break;
    case '"':
        append(markup, "&quot;", 6);
        break;
    default:
        append(markup, is_forbidden(code) ? "\xEF\xBF\xBD" : text, is_forbidden(code) ? 3 : length);
    }
}

static void put_text(simile_markup *markup, const char *text, size_t size)
{
    while (size > 0 && markup->status == SIMILE_OK) {
        size_t bad = 0, valid = simile_utf8__valid_prefix(&bad, text, size);
        for (size_t at = 0, length; at < valid; at += length) {
            const uint32_t code = simile_utf8__decode(&length, text + at);
            put_code(markup, text + at, length, code);
        }
        if (valid < size) {
            append(markup, "\xEF\xBF\xBD", 3);
            valid += bad;
        }
        text += valid;
        size -= valid;
    }
}

void simile_markup__text(simile_markup *markup, const char *text)
{
    put_text(markup, text, strlen(text));
}

void simile_markup__cut_text(simile_markup *markup, const char *text, size_t size)
{
    const size_t whole = strlen(text);
    size_t end = whole <= size ? whole : size;
    while (end > 0 && end < whole && ((unsigned char)text[end] & 0xC0) == 0x80) {
        end--;
    }
    put_text(markup, text, end);
    if (end < whole) {
        append(markup, "…", strlen("…"));
    }
}

void simile_markup__place(simile_markup *markup, double value)
{
    char text[SIMILE_DECIMAL_SIZE];
    simile_decimal__print_place(text, value);
    simile_markup__put(markup, text);
}
