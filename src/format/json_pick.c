/* A scanner over the grammar of RFC 8259. Values that are passed over are only measured: strings by their quotes, the
 * rest by its brackets; whoever parses the rest of the text checks them. */
#include "json_pick.h"
#include <string.h>

#define MOST 2147483647

static void skip_space(simile_json_pick *p)
{
    while (p->at < p->size && memchr(" \t\r\n", p->text[p->at], 4) != NULL)
        p->at++;
}

/* Passes over white space and this byte. */
static bool take(simile_json_pick *p, char byte)
{
    skip_space(p);
    if (p->at >= p->size || p->text[p->at] != byte)
        return false;
    p->at++;
    return true;
}

/* Passes over the bytes of a string that stand for themselves. */
static void skip_plain(simile_json_pick *p)
{
    while (p->at < p->size && p->text[p->at] != '"' && p->text[p->at] != '\\' && (unsigned char)p->text[p->at] >= 0x20)
        p->at++;
}

static bool read_hex(uint32_t *code, simile_json_pick *p)
{
    *code = 0;
    if (p->size - p->at < 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        const char c = p->text[p->at++];
        const char *digits = "0123456789abcdef0123456789ABCDEF", *found = memchr(digits, c, 32);
        if (found == NULL)
            return false;
        *code = *code << 4 | (uint32_t)((found - digits) % 16);
    }
    return true;
}

/* The rest of \uXXXX, with its other half if it is a surrogate; neither NUL nor half a pair is let through. */
static bool read_unicode(uint32_t *code, simile_json_pick *p)
{
    uint32_t low;

    if (!read_hex(code, p) || *code == 0 || (*code >= 0xDC00 && *code <= 0xDFFF))
        return false;
    if (*code < 0xD800 || *code > 0xDBFF)
        return true;
    if (p->size - p->at < 2 || p->text[p->at] != '\\' || p->text[p->at + 1] != 'u')
        return false;
    p->at += 2;
    if (!read_hex(&low, p) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *code = 0x10000 + ((*code - 0xD800) << 10 | (low - 0xDC00));
    return true;
}

static size_t encode(char bytes[4], uint32_t code)
{
    const size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char firsts[5] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = n; i-- > 1; code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3F));
    bytes[0] = (char)(firsts[n] | code);
    return n;
}

/* Appends what the escape at the current backslash stands for. */
static bool read_escape(simile_json_pick *p)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *found;
    char bytes[4];
    uint32_t code;

    p->at++;
    if (p->at >= p->size)
        return false;
    const char name = p->text[p->at++];
    if (name == 'u')
        return read_unicode(&code, p) && simile_buffer__append(&p->decoded, bytes, encode(bytes, code)) == SIMILE_OK;
    found = memchr(names, name, sizeof names - 1);
    return found != NULL && simile_buffer__append(&p->decoded, &values[found - names], 1) == SIMILE_OK;
}

/* Reads a string into key: in place, or decoded when it has escapes. */
static bool read_key(simile_json_pick *p)
{
    if (!take(p, '"'))
        return false;
    p->key = p->text + p->at;
    skip_plain(p);
    p->key_size = (size_t)(p->text + p->at - p->key);
    if (p->at < p->size && p->text[p->at] == '"') {
        p->at++;
        return true;
    }
    simile_buffer__clear(&p->decoded);
    if (simile_buffer__append(&p->decoded, p->key, p->key_size) != SIMILE_OK)
        return false;
    while (p->at < p->size && p->text[p->at] == '\\') {
        if (!read_escape(p))
            return false;
        const size_t start = p->at;
        skip_plain(p);
        if (simile_buffer__append(&p->decoded, p->text + start, p->at - start) != SIMILE_OK)
            return false;
    }
    p->key = p->decoded.data;
    p->key_size = p->decoded.size;
    return take(p, '"');
}

static bool skip_string(simile_json_pick *p)
{
    for (p->at++; p->at < p->size && p->text[p->at] != '"'; p->at++)
        p->at += p->text[p->at] == '\\';
    return p->at++ < p->size;
}

/* Passes over a value: up to the comma or bracket behind it. */
static bool skip_value(simile_json_pick *p)
{
    size_t depth = 0;

    while (p->at < p->size) {
        switch (p->text[p->at]) {
        case '"':
            if (!skip_string(p))
                return false;
            continue;
        case '{':
        case '[':
            depth++;
            break;
        case '}':
        case ']':
            if (depth-- == 0)
                return true;
            break;
        case ',':
            if (depth == 0)
                return true;
            break;
        default:
            break;
        }
        p->at++;
    }
    return false;
}

/* In the object at the current place, goes to the value of `name`. */
static bool find_value(simile_json_pick *p, const char *name)
{
    if (!take(p, '{'))
        return false;
    do {
        if (!read_key(p) || !take(p, ':'))
            return false;
        if (p->key_size == strlen(name) && memcmp(p->key, name, p->key_size) == 0)
            return true;
    } while (skip_value(p) && take(p, ','));
    return false;
}

bool simile_json_pick__find(simile_json_pick *pick, const char *outer, const char *inner)
{
    pick->at = 0;
    if (!find_value(pick, outer) || !find_value(pick, inner))
        return false;
    skip_space(pick);
    pick->start = pick->at;
    return take(pick, '{');
}

static bool read_number(simile_json_pick *p)
{
    const size_t start = p->at;

    p->value = 0;
    for (; p->at < p->size && p->text[p->at] >= '0' && p->text[p->at] <= '9' && p->value <= MOST; p->at++)
        p->value = p->value * 10 + (p->text[p->at] - '0');
    return p->at > start && p->value <= MOST && (p->text[start] != '0' || p->at == start + 1);
}

simile_json_picked simile_json_pick__next(simile_json_pick *pick)
{
    if (take(pick, '}'))
        return SIMILE_JSON_PICKED_END;
    if (pick->is_begun && !take(pick, ','))
        return SIMILE_JSON_PICKED_OTHER;
    pick->is_begun = true;
    if (!read_key(pick) || !take(pick, ':'))
        return SIMILE_JSON_PICKED_OTHER;
    skip_space(pick);
    return read_number(pick) ? SIMILE_JSON_PICKED_PAIR : SIMILE_JSON_PICKED_OTHER;
}
