/* One pass over the text: ASCII by table, the rest code point by code point through the steps. */
#include "normalizer.h"
#include "memory.h"
#include "unicode.h"
#include "utf8.h"
#include <stdlib.h>
#include <string.h>

/* The longest that one code point gets: four parts of four bytes, two spaces, the final NUL. */
#define CODE_ROOM 32

typedef struct pass {
    const simile_normalizer *options;
    simile_buffer *out;
    simile_alignment *alignment; /* NULL: not wanted */
    simile_marks *marks;
    simile_span source; /* of what is being written */
    size_t n_left;      /* bytes of text still to come: `out` has room for them as ASCII at any time */
} pass;

void simile_marks__dispose(simile_marks *marks)
{
    if (marks == NULL)
        return;
    simile_memory__free(marks->items);
    simile_memory__free(marks->sources);
    *marks = (simile_marks){0};
}

void simile_alignment__dispose(simile_alignment *alignment)
{
    if (alignment == NULL)
        return;
    simile_memory__free(alignment->items);
    *alignment = (simile_alignment){0};
}

static simile_byte_kind kind_of(uint32_t code)
{
    const unsigned properties = simile_unicode__properties(code);

    if (properties & SIMILE_UNICODE_IS_SPACE)
        return SIMILE_BYTE_SPACE;
    return properties & SIMILE_UNICODE_IS_PUNCTUATION ? SIMILE_BYTE_PUNCTUATION : SIMILE_BYTE_LETTER;
}

void simile_normalizer__prepare(simile_normalizer *normalizer)
{
    memset(normalizer->kinds, SIMILE_BYTE_OTHER, sizeof normalizer->kinds);
    for (uint32_t code = 0; code < 128; code++) {
        unsigned properties = simile_unicode__properties(code);
        uint32_t to = code;

        if (normalizer->clean_text && (properties & SIMILE_UNICODE_IS_SPACE))
            to = ' ';
        if (normalizer->lowercase && code >= 'A' && code <= 'Z')
            to = code - 'A' + 'a';
        normalizer->ascii[code] = (uint8_t)to;
        normalizer->keeps[code] = !(normalizer->clean_text && (properties & SIMILE_UNICODE_IS_CONTROL));
        if (normalizer->keeps[code])
            normalizer->kinds[code] = (uint8_t)kind_of(to);
    }
}

static simile_status reserve(const pass *p)
{
    size_t need;

    if (!simile_size__add(&need, p->out->size + CODE_ROOM, p->n_left))
        need = SIZE_MAX;
    simile_status status = SIMILE_OK;
    if (need > p->out->capacity)
        status = simile_memory__grow(&p->out->data, &p->out->capacity, need, 1);
    if (status == SIMILE_OK && p->alignment != NULL && need > p->alignment->capacity)
        status = simile_memory__grow(&p->alignment->items, &p->alignment->capacity, need, sizeof(simile_span));
    return status;
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
    const size_t first = p->out->size;
    for (size_t i = 0; i < n; i++)
        p->out->size += simile_utf8__encode(p->out->data + p->out->size, lower[i]);
    for (size_t i = first; i < p->out->size && p->alignment != NULL; i++)
        p->alignment->items[i] = p->source;
    return SIMILE_OK;
}

static int compare_marks(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Writes the waiting marks by combining class, equal classes in text order (canonical ordering, Unicode D109). */
static simile_status flush_marks(pass *p)
{
    simile_status status = SIMILE_OK;
    simile_marks *marks = p->marks;
    const simile_span source = p->source;

    if (marks->n > 1)
        qsort(marks->items, marks->n, sizeof marks->items[0], compare_marks);
    for (size_t i = 0; i < marks->n && status == SIMILE_OK; i++) {
        p->source = marks->sources[marks->items[i] >> 24 & 0xFFFFFFFF];
        status = put_lower(p, (uint32_t)(marks->items[i] & 0xFFFFFF));
    }
    p->source = source;
    marks->n = 0;
    return status;
}

static simile_status add_mark(const pass *p, uint32_t code)
{
    simile_marks *marks = p->marks;
    uint64_t class = simile_unicode__combining_class(code);
    simile_status status = simile_memory__grow(&marks->items, &marks->capacity, marks->n + 1, sizeof marks->items[0]);

    if (status == SIMILE_OK)
        status = simile_memory__grow(&marks->sources, &marks->sources_capacity, marks->n + 1, sizeof marks->sources[0]);
    if (status == SIMILE_OK) {
        marks->sources[marks->n] = p->source;
        marks->items[marks->n] = class << 56 | ((uint64_t)marks->n & 0xFFFFFFFF) << 24 | code;
        marks->n++;
    }
    return status;
}

/* One code point of the decomposed text: marks go, what moves waits for the next code point that does not. */
static simile_status put_part(pass *p, uint32_t code)
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

static simile_status put_stripped(pass *p, uint32_t code)
{
    uint32_t parts[4];
    size_t n = simile_unicode__decompose(parts, code);
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < n && status == SIMILE_OK; i++)
        status = put_part(p, parts[i]);
    return status;
}

static simile_status put(pass *p, uint32_t code)
{
    return p->options->strip_accents ? put_stripped(p, code) : put_lower(p, code);
}

static simile_status put_code(pass *p, uint32_t code)
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

/* The sources of `size` ASCII bytes that are written from out->size on; p->source is that of the first one. */
static void align_ascii(const pass *p, const unsigned char *text, size_t size)
{
    simile_span *items = p->alignment->items + p->out->size;
    size_t n = 0;

    for (size_t i = 0; i < size; i++) {
        items[n] = (simile_span){p->source.start + i, p->source.start + i + 1};
        n += p->options->keeps[text[i]];
    }
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
    if (p->alignment != NULL)
        align_ascii(p, text, i);
    p->out->size += n;
    return i;
}

simile_status simile_normalizer__run(simile_buffer *normal, simile_alignment *alignment, simile_marks *marks,
                                     const simile_normalizer *normalizer, const char *text, size_t size)
{
    pass p = {.options = normalizer, .out = normal, .alignment = alignment, .marks = marks, .n_left = size};
    simile_status status;
    size_t i = 0;

    marks->n = 0;
    simile_buffer__clear(normal);
    status = reserve(&p);
    while (status == SIMILE_OK && i < size) {
        size_t length = 1;
        unsigned char byte = (unsigned char)text[i];
        p.n_left = size - i;
        p.source.start = i;
        if (byte < 0x80 && marks->n == 0)
            i += put_ascii(&p, (const unsigned char *)text + i, size - i);
        else {
            const uint32_t code = simile_utf8__decode(&length, text + i);
            p.source.end = i + length;
            status = put_code(&p, code);
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
