/* Texts written as YAML scalars: plain where no reader can take them for anything else, else in double quotes. */
#include "buffer.h"
#include "yaml_tree.h"
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Words that YAML 1.1 or 1.2 reads as null, truth values or numbers. */
static bool is_reserved(const char *text)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

/* Wider than numbers are: whatever starts like one and holds only signs that numbers, dates and times use. */
static bool is_like_number(const char *text)
{
    return strchr("0123456789+-.", text[0]) && text[strspn(text, "0123456789+-.:_abcdefABCDEFxXoOiInNaAfF")] == '\0';
}

static bool is_plain(const char *text)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-";
    size_t size = strlen(text);

    if (size == 0 || is_reserved(text) || is_like_number(text) || text[size - 1] == ' ' || text[0] == ' ')
        return false;
    /* A list item, or the start or the end of a document. */
    if (strncmp(text, "- ", 2) == 0 || strncmp(text, "--- ", 4) == 0 || strncmp(text, "... ", 4) == 0)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text[i] != ' ' && !strchr(safe, text[i]))
            return false;
    return true;
}

/* Decodes one code point: its bytes, and 0xFFFD with 1 byte where the text is not UTF-8 (Unicode 15, table 3-7). */
static size_t decode(uint32_t *code, const unsigned char *text)
{
    static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = text[0] < 0x80 ? 1 : text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : text[0] >= 0xC2 ? 2 : 0;
    uint32_t value = size == 1 ? text[0] : size > 0 ? text[0] & (0xFFU >> (size + 1)) : 0;

    *code = 0xFFFD;
    if (size == 0)
        return 1;
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return 1;
        value = value << 6 | (text[i] & 0x3F);
    }
    if (value < lowest[size] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 1;
    *code = value;
    return size;
}

/* Controls, line separators, the byte order mark and what YAML does not count as printable. */
static bool needs_escape(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || code == 0xFEFF ||
           code == 0xFFFE || code == 0xFFFF;
}

static simile_status print_quoted(simile_buffer *out, const char *text)
{
    simile_status status = simile_buffer__append_text(out, "\"");

    while (*text && status == SIMILE_OK) {
        uint32_t code;
        size_t size = decode(&code, (const unsigned char *)text);
        if (code == '"' || code == '\\')
            status = simile_buffer__append_format(out, "\\%c", (char)code);
        else if (code == '\n' || code == '\t')
            status = simile_buffer__append_text(out, code == '\n' ? "\\n" : "\\t");
        else if (needs_escape(code))
            status = simile_buffer__append_format(out, "\\u%04X", code);
        else if (code == 0xFFFD)
            status = simile_buffer__append_text(out, "\xEF\xBF\xBD");
        else
            status = simile_buffer__append(out, text, size);
        text += size;
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "\"") : status;
}

simile_status simile_yaml__print_text(struct simile_buffer *out, const char *text)
{
    return is_plain(text) ? simile_buffer__append_text(out, text) : print_quoted(out, text);
}
