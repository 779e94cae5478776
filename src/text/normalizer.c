/* One pass over the text: ASCII by table, the rest code point by code point through the steps. */
#include "normalizer.h"
#include "memory.h"
#include "unicode.h"
#include "utf8.h"
#include <stdlib.h>

/* The longest that one code point gets: four parts of four bytes, two spaces, the final NUL. */
#define CODE_ROOM 32

typedef struct pass {
    const simile_normalizer *options;
    simile_buffer *out;
    simile_marks *marks;
    size_t n_left; /* bytes of text still to come: `out` has room for them as ASCII at any time */
} pass;

void simile_marks__dispose(simile_marks *marks)
{
    if (marks == NULL)
        return;
    simile_memory__free(marks->items);
    *marks = (simile_marks){0};
}

void simile_normalizer__prepare(simile_normalizer *normalizer)
{
    simile_unicode__init();
    for (uint32_t code = 0; code < 128; code++) {
        unsigned properties = simile_unicode__properties(code);
        uint32_t to = code;

        if (normalizer->clean_text && (properties & SIMILE_UNICODE_IS_SPACE))
            to = ' ';
        if (normalizer->lowercase && code >= 'A' && code <= 'Z')
            to = code - 'A' + 'a';
        normalizer->ascii[code] = (uint8_t)to;
        normalizer->keeps[code] = !(normalizer->clean_text && (properties & SIMILE_UNICODE_IS_CONTROL));
    }
}

static simile_status reserve(const pass *p)
{
    size_t need;

    if (!simile_size__add(&need, p->out->size + CODE_ROOM, p->n_left))
        need = SIZE_MAX;
    if (need <= p->out->capacity)
        return SIMILE_OK;
    return simile_memory__grow(&p->out->data, &p->out->capacity, need, 1);
}

/* Lower-cases and writes one code point. */
static simile_status put_lower(const pass *p, uint32_t code)
{
    uint32_t lower[2] = {code, 0};
    size_t n = 1;
    simile_status status = reserve(p);

    if (status != SIMILE_OK)
        return status;
    if (p->options->lowercase)
        n = simile_unicode__lower(lower, code);
    for (size_t i = 0; i < n; i++)
        p->out->size += simile_utf8__encode(p->out->data + p->out->size, lower[i]);
    return SIMILE_OK;
}

static int compare_marks(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Writes the waiting marks by combining class, equal classes in text order (canonical ordering, Unicode D109). */
static simile_status flush_marks(const pass *p)
{
    simile_status status = SIMILE_OK;
    simile_marks *marks = p->marks;

    if (marks->n > 1)
        qsort(marks->items, marks->n, sizeof marks->items[0], compare_marks);
    for (size_t i = 0; i < marks->n && status == SIMILE_OK; i++)
        status = put_lower(p, (uint32_t)(marks->items[i] & 0xFFFFFF));
    marks->n = 0;
    return status;
}

static simile_status add_mark(const pass *p, uint32_t code)
{
    simile_marks *marks = p->marks;
    uint64_t class = simile_unicode__combining_class(code);
    simile_status status = simile_memory__grow(&marks->items, &marks->capacity, marks->n + 1, sizeof marks->items[0]);

    if (status == SIMILE_OK) {
        marks->items[marks->n] = class << 56 | ((uint64_t)marks->n & 0xFFFFFFFF) << 24 | code;
        marks->n++;
    }
    return status;
}

/* One code point of the decomposed text: marks go, what moves waits for the next code point that does not. */
static simile_status put_part(const pass *p, uint32_t code)
{
    unsigned properties = simile_unicode__properties(code);
    simile_status status = SIMILE_OK;

    if (properties & SIMILE_UNICODE_IS_MOVING)
        return properties & SIMILE_UNICODE_IS_MARK ? SIMILE_OK : add_mark(p, code);
    if (p->marks->n > 0)
        status = flush_marks(p);
    if (status == SIMILE_OK && !(properties & SIMILE_UNICODE_IS_MARK))
        status = put_lower(p, code);
    return status;
}

static simile_status put_stripped(const pass *p, uint32_t code)
{
    uint32_t parts[4];
    size_t n = simile_unicode__decompose(parts, code);
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < n && status == SIMILE_OK; i++)
        status = put_part(p, parts[i]);
    return status;
}

static simile_status put(const pass *p, uint32_t code)
{
    return p->options->strip_accents ? put_stripped(p, code) : put_lower(p, code);
}

static simile_status put_code(const pass *p, uint32_t code)
{
    unsigned properties = simile_unicode__properties(code);
    bool parted = p->options->chinese && (properties & SIMILE_UNICODE_IS_CHINESE);
    simile_status status = SIMILE_OK;

    if (p->options->clean_text) {
        if (properties & SIMILE_UNICODE_IS_CONTROL)
            return SIMILE_OK;
        if (properties & SIMILE_UNICODE_IS_SPACE)
            code = ' ';
    }
    if (parted)
        status = put(p, ' ');
    if (status == SIMILE_OK)
        status = put(p, code);
    if (status == SIMILE_OK && parted)
        status = put(p, ' ');
    return status;
}

/* Copies the ASCII bytes at the head of the text; returns their number. `out` has room for them. */
static size_t put_ascii(const pass *p, const unsigned char *text, size_t size)
{
    const simile_normalizer *options = p->options;
    unsigned char *out = (unsigned char *)p->out->data + p->out->size;
    size_t i = 0, n = 0;

    for (; i < size && text[i] < 0x80; i++) {
        out[n] = options->ascii[text[i]];
        n += options->keeps[text[i]];
    }
    p->out->size += n;
    return i;
}

simile_status simile_normalizer__run(simile_buffer *normal, simile_marks *marks, const simile_normalizer *normalizer,
                                     const char *text, size_t size)
{
    pass p = {.options = normalizer, .out = normal, .marks = marks, .n_left = size};
    simile_status status;
    size_t i = 0;

    marks->n = 0;
    simile_buffer__clear(normal);
    status = reserve(&p);
    while (status == SIMILE_OK && i < size) {
        size_t length = 1;
        unsigned char byte = (unsigned char)text[i];
        p.n_left = size - i;
        if (byte < 0x80 && marks->n == 0)
            i += put_ascii(&p, (const unsigned char *)text + i, size - i);
        else {
            status = put_code(&p, simile_utf8__decode(&length, text + i));
            i += length;
        }
    }
    p.n_left = 0;
    if (status == SIMILE_OK)
        status = flush_marks(&p);
    if (status == SIMILE_OK)
        status = reserve(&p);
    if (status == SIMILE_OK)
        normal->data[normal->size] = '\0';
    return status;
}
