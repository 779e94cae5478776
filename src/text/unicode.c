/* The table of properties, built page by page from utf8proc and the list of exceptions. */
#include "unicode.h"
#include <pthread.h>
#include <utf8proc.h>

typedef enum exception_kind {
    SIMILE_UNICODE_MARK,
    SIMILE_UNICODE_NOT_MARK,
    SIMILE_UNICODE_PUNCTUATION,
    SIMILE_UNICODE_NOT_PUNCTUATION,
    SIMILE_UNICODE_CONTROL,
    SIMILE_UNICODE_NOT_CONTROL,
    SIMILE_UNICODE_SPACE,
    SIMILE_UNICODE_NOT_SPACE,
    SIMILE_UNICODE_LOWER,
    SIMILE_UNICODE_STARTER,
    SIMILE_UNICODE_NOT_DECOMPOSED,
} exception_kind;

typedef struct exception_row {
    uint32_t first, last;
    exception_kind kind;
    uint32_t value;
} exception_row;

static const exception_row exceptions[] = {
#include "unicode_exceptions.inc"
};

#define N_EXCEPTIONS (sizeof exceptions / sizeof exceptions[0])

typedef struct code_range {
    uint32_t first, last;
} code_range;

/* BERT's list; 2B920 where the block begins at 2B820 is the reference's slip, kept for equal results. */
static const code_range chinese[] = {
    {0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
    {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F},
};

uint8_t simile_unicode__table[SIMILE_UNICODE_N_CODES];
atomic_bool simile_unicode__is_filled[SIMILE_UNICODE_N_PAGES];

static unsigned category_bits(uint32_t code, int category)
{
    unsigned bits = 0;
    bool is_space = (code >= 0x09 && code <= 0x0D) || code == 0x85 ||
                    (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP);
    bool is_blank = code == '\t' || code == '\n' || code == '\r';
    bool is_control =
        category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CO;
    bool is_ascii_sign = (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96) ||
                         (code >= 123 && code <= 126);

    if (is_space)
        bits |= SIMILE_UNICODE_IS_SPACE;
    if ((is_control && !is_blank) || code == SIMILE_UNICODE_REPLACING)
        bits |= SIMILE_UNICODE_IS_CONTROL;
    if (is_ascii_sign || (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO))
        bits |= SIMILE_UNICODE_IS_PUNCTUATION;
    if (category == UTF8PROC_CATEGORY_MN)
        bits |= SIMILE_UNICODE_IS_MARK;
    return bits;
}

static unsigned base_bits(uint32_t code)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
    unsigned bits = category_bits(code, property->category);
    bool is_hangul = code >= 0xAC00 && code <= 0xD7A3;

    /* A decomposition with a type is a compatibility one, which NFD leaves alone. */
    if (is_hangul || (property->decomp_seqindex != UINT16_MAX && property->decomp_type == 0))
        bits |= SIMILE_UNICODE_IS_COMPOSED;
    if (property->combining_class != 0)
        bits |= SIMILE_UNICODE_IS_MOVING;
    if (utf8proc_tolower((utf8proc_int32_t)code) != (utf8proc_int32_t)code)
        bits |= SIMILE_UNICODE_IS_CASED;
    return bits;
}

/* Sets or clears the bit of the row's code points that lie in the page. */
static void set_bit(uint32_t page, const exception_row *row, unsigned bit, bool value)
{
    const uint32_t start = page << SIMILE_UNICODE_PAGE_BITS, end = start + (1U << SIMILE_UNICODE_PAGE_BITS) - 1;
    const uint32_t first = row->first > start ? row->first : start, last = row->last < end ? row->last : end;

    for (uint32_t code = first; code <= last; code++) {
        unsigned bits = simile_unicode__table[code];
        simile_unicode__table[code] = (uint8_t)(value ? bits | bit : bits & ~bit);
    }
}

static void apply(uint32_t page, const exception_row *row)
{
    static const struct {
        unsigned bit;
        bool value;
    } effects[] = {
        [SIMILE_UNICODE_MARK] = {SIMILE_UNICODE_IS_MARK, true},
        [SIMILE_UNICODE_NOT_MARK] = {SIMILE_UNICODE_IS_MARK, false},
        [SIMILE_UNICODE_PUNCTUATION] = {SIMILE_UNICODE_IS_PUNCTUATION, true},
        [SIMILE_UNICODE_NOT_PUNCTUATION] = {SIMILE_UNICODE_IS_PUNCTUATION, false},
        [SIMILE_UNICODE_CONTROL] = {SIMILE_UNICODE_IS_CONTROL, true},
        [SIMILE_UNICODE_NOT_CONTROL] = {SIMILE_UNICODE_IS_CONTROL, false},
        [SIMILE_UNICODE_SPACE] = {SIMILE_UNICODE_IS_SPACE, true},
        [SIMILE_UNICODE_NOT_SPACE] = {SIMILE_UNICODE_IS_SPACE, false},
        [SIMILE_UNICODE_LOWER] = {SIMILE_UNICODE_IS_CASED, true},
        [SIMILE_UNICODE_STARTER] = {SIMILE_UNICODE_IS_MOVING, false},
        [SIMILE_UNICODE_NOT_DECOMPOSED] = {SIMILE_UNICODE_IS_COMPOSED, false},
    };
    set_bit(page, row, effects[row->kind].bit, effects[row->kind].value);
}

static void build(uint32_t page)
{
    const uint32_t start = page << SIMILE_UNICODE_PAGE_BITS;

    for (uint32_t code = start; code < start + (1U << SIMILE_UNICODE_PAGE_BITS); code++)
        simile_unicode__table[code] = (uint8_t)base_bits(code);
    for (size_t i = 0; i < N_EXCEPTIONS; i++)
        apply(page, &exceptions[i]);
    for (size_t i = 0; i < sizeof chinese / sizeof chinese[0]; i++) {
        exception_row row = {.first = chinese[i].first, .last = chinese[i].last};
        set_bit(page, &row, SIMILE_UNICODE_IS_CHINESE, true);
    }
}

void simile_unicode__fill(uint32_t page)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&lock);
    if (!atomic_load_explicit(&simile_unicode__is_filled[page], memory_order_relaxed))
        build(page);
    atomic_store_explicit(&simile_unicode__is_filled[page], true, memory_order_release);
    pthread_mutex_unlock(&lock);
}

size_t simile_unicode__decompose(uint32_t parts[4], uint32_t code)
{
    utf8proc_int32_t found[4];
    int boundary_class = 0;

    parts[0] = code;
    if (!(simile_unicode__properties(code) & SIMILE_UNICODE_IS_COMPOSED))
        return 1;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)code, found, 4, UTF8PROC_DECOMPOSE, &boundary_class);
    if (n < 1 || n > 4)
        return 1;
    for (utf8proc_ssize_t i = 0; i < n; i++)
        parts[i] = (uint32_t)found[i];
    return (size_t)n;
}

unsigned simile_unicode__combining_class(uint32_t code)
{
    if (!(simile_unicode__properties(code) & SIMILE_UNICODE_IS_MOVING))
        return 0;
    return (unsigned)utf8proc_get_property((utf8proc_int32_t)code)->combining_class;
}

static uint32_t lower_exception(uint32_t code)
{
    for (size_t i = 0; i < N_EXCEPTIONS; i++)
        if (exceptions[i].kind == SIMILE_UNICODE_LOWER && code >= exceptions[i].first && code <= exceptions[i].last)
            return exceptions[i].value + (code - exceptions[i].first);
    return code;
}

size_t simile_unicode__lower(uint32_t lower[2], uint32_t code)
{
    lower[0] = code;
    if (!(simile_unicode__properties(code) & SIMILE_UNICODE_IS_CASED))
        return 1;
    if (code == 0x130) { /* the one code point whose lower case is two */
        lower[0] = 'i';
        lower[1] = 0x307;
        return 2;
    }
    lower[0] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
    if (lower[0] == code) /* cased by an exception */
        lower[0] = lower_exception(code);
    return 1;
}

bool simile_unicode__is_word(uint32_t code)
{
    bool is_circled = (code >= 0x24B6 && code <= 0x24E9) || (code >= 0x1F130 && code <= 0x1F189);
    bool is_joiner = code == 0x200C || code == 0x200D;

    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC:
        return true;
    default:
        return is_circled || is_joiner;
    }
}
