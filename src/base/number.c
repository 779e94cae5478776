/* Numbers as text. The grammar is checked here; the C library converts, under the C locale. */
#include "number.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static locale_t c_locale; /* one for the process, made at the first use */

static void make_c_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* Switches this thread to the C locale; the answer goes to leave_c_locale. */
static locale_t enter_c_locale(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_c_locale);
    return c_locale ? uselocale(c_locale) : (locale_t)0;
}

static void leave_c_locale(locale_t before)
{
    if (before)
        uselocale(before);
}

static const char *skip_sign(const char *text)
{
    return *text == '+' || *text == '-' ? text + 1 : text;
}

static const char *skip_digits(const char *text)
{
    return text + strspn(text, "0123456789");
}

/* [sign] digits [. digits] [e [sign] digits], with a digit on at least one side of the point. */
static bool is_decimal(const char *text)
{
    const char *start = skip_sign(text), *next = skip_digits(start);
    size_t n_digits = (size_t)(next - start);
    if (*next == '.') {
        const char *fraction = next + 1;
        next = skip_digits(fraction);
        n_digits += (size_t)(next - fraction);
    }
    if (n_digits == 0)
        return false;
    if (*next == 'e' || *next == 'E') {
        const char *exponent = skip_sign(next + 1);
        next = skip_digits(exponent);
        if (next == exponent)
            return false;
    }
    return *next == '\0';
}

bool simile_number__parse_real(double *value, const char *text)
{
    if (!is_decimal(text))
        return false;
    locale_t before = enter_c_locale();
    double parsed = strtod(text, NULL);
    leave_c_locale(before);
    if (!isfinite(parsed))
        return false;
    *value = parsed;
    return true;
}

/* Digits at the start of the text; *rest is what follows them. */
static bool parse_digits(uint64_t *value, const char **rest, const char *text)
{
    const char *end = skip_digits(text);
    uint64_t parsed = 0;
    for (const char *next = text; next < end; next++) {
        uint64_t digit = (uint64_t)(*next - '0');
        if (parsed > (UINT64_MAX - digit) / 10)
            return false;
        parsed = 10 * parsed + digit;
    }
    *value = parsed;
    *rest = end;
    return end > text;
}

bool simile_number__parse_int(int64_t *value, const char *text)
{
    uint64_t magnitude;
    const char *rest;
    bool is_negative = *text == '-';
    if (!parse_digits(&magnitude, &rest, skip_sign(text)) || *rest != '\0')
        return false;
    if (magnitude > (uint64_t)INT64_MAX + is_negative)
        return false;
    *value = is_negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

static const struct {
    const char *name;
    uint64_t n_bytes;
} units[] = {
    {"TiB", UINT64_C(1) << 40},
    {"GiB", UINT64_C(1) << 30},
    {"MiB", UINT64_C(1) << 20},
    {"KiB", UINT64_C(1) << 10},
    {"", 1}, /* sizes are printed with the units down to here */
    {"B", 1},
    {"KB", UINT64_C(1000)},
    {"MB", UINT64_C(1000000)},
    {"GB", UINT64_C(1000000000)},
    {"TB", UINT64_C(1000000000000)},
};

bool simile_number__parse_size(uint64_t *value, const char *text)
{
    uint64_t count;
    const char *unit;
    if (!parse_digits(&count, &unit, text))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].name) != 0)
            continue;
        if (count > UINT64_MAX / units[i].n_bytes)
            return false;
        *value = count * units[i].n_bytes;
        return true;
    }
    return false;
}

void simile_number__print_real(char text[SIMILE_NUMBER_SIZE], double value)
{
    const double plain_below = 1e15; /* whole numbers from here on are shorter with an exponent */
    locale_t before = enter_c_locale();
    if (value == floor(value) && fabs(value) < plain_below) {
        snprintf(text, SIMILE_NUMBER_SIZE, "%.0f", value);
    } else {
        for (int digits = 1; digits <= 17; digits++) {
            snprintf(text, SIMILE_NUMBER_SIZE, "%.*g", digits, value);
            if (strtod(text, NULL) == value)
                break;
        }
    }
    leave_c_locale(before);
}

void simile_number__print_size(char text[SIMILE_NUMBER_SIZE], uint64_t value)
{
    size_t i = 0;
    while (value % units[i].n_bytes != 0 || (value == 0 && units[i].n_bytes > 1))
        i++;
    snprintf(text, SIMILE_NUMBER_SIZE, "%" PRIu64 "%s", value / units[i].n_bytes, units[i].name);
}
