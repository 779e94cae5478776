/* Measuring. */
#include "text_line.h"
#include "unicode.h"
#include "utf8.h"
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* One character as it is printed. */
typedef struct character {
    size_t size; /* bytes of the text */
    size_t columns;
    const char *printed; /* NULL: as it stands */
    bool is_space;
} character;

/* Code points that terminals draw two columns wide, in ranges (Unicode's East_Asian_Width, coarsely). */
static bool is_wide(uint32_t code)
{
    static const uint32_t ranges[][2] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                         {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (code >= ranges[i][0] && code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

static character read(const char *text)
{
    size_t length, bad = 0;
    /* four bytes are enough to tell whether the first character is well-formed */
    const size_t size = strnlen(text, 4), valid = simile_utf8__valid_prefix(&bad, text, size);
    if (valid == 0) {
        return (character){bad > 0 ? bad : 1, 1, REPLACEMENT, false};
    }
    const uint32_t code = simile_utf8__decode(&length, text);
    const unsigned properties = simile_unicode__properties(code);
    if (code == ' ' || code == '\n' || code == '\t' || code == '\r') {
        return (character){length, 1, " ", true};
    }
    if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (properties & SIMILE_UNICODE_IS_CONTROL)) {
        return (character){length, 1, REPLACEMENT, false};
    }
    return (character){length, properties & SIMILE_UNICODE_IS_MARK ? 0 : is_wide(code) ? 2 : 1, NULL, false};
}

size_t simile_text_line__width(const char *text)
{
    size_t columns = 0;
    for (character c; *text; text += c.size) {
        c = read(text);
        columns += c.columns;
    }
    return columns;
}

size_t simile_text_line__fit(size_t *used, const char *text, size_t columns)
{
    size_t at = 0, width = 0, word_end = 0, word_width = 0;
    while (text[at]) {
        const character c = read(text + at);
        if (c.is_space) {
            word_end = at;
            word_width = width;
        }
        if (width + c.columns > columns && at > 0) {
            *used = word_end > 0 ? word_width : width;
            return word_end > 0 ? word_end : at;
        }
        at += c.size;
        width += c.columns;
    }
    *used = width;
    return at;
}

size_t simile_text_line__cut(size_t *used, const char *text, size_t columns)
{
    size_t at = 0;
    *used = 0;
    while (text[at]) {
        const character c = read(text + at);
        if (*used + c.columns > columns) {
            break;
        }
        at += c.size;
        *used += c.columns;
    }
    return at;
}

simile_status simile_text_line__append(simile_buffer *out, const char *text, size_t size)
{
    simile_status status = SIMILE_OK;
    for (size_t at = 0; at < size && status == SIMILE_OK;) {
        const character c = read(text + at);
        status = c.printed ? simile_buffer__append(out, c.printed, strlen(c.printed))
                           : simile_buffer__append(out, text + at, c.size);
        at += c.size;
    }
    return status;
}

simile_status simile_text_line__repeat(simile_buffer *out, const char *sign, size_t n)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = simile_buffer__append_text(out, sign);
    }
    return status;
}

simile_status simile_text_line__end(simile_buffer *out)
{
    while (out->size > 0 && out->data[out->size - 1] == ' ') {
        out->data[--out->size] = '\0';
    }
    return simile_buffer__append_text(out, "\n");
}

simile_status simile_text_line__append_field(simile_buffer *out, const char *text, size_t columns, bool is_right)
{
    size_t used = simile_text_line__width(text), size = strlen(text);
    const bool is_cut = used > columns;
    if (is_cut) {
        size = simile_text_line__cut(&used, text, columns - 1);
        used++;
    }
    simile_status status = is_right ? simile_text_line__repeat(out, " ", columns - used) : SIMILE_OK;
    if (status == SIMILE_OK) {
        status = simile_text_line__append(out, text, size);
    }
    if (status == SIMILE_OK && is_cut) {
        status = simile_buffer__append_text(out, "…");
    }
    return status == SIMILE_OK && !is_right ? simile_text_line__repeat(out, " ", columns - used) : status;
}
