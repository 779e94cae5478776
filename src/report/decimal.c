/* All goes through a whole number of the last decimal's unit, so printf's idea of a decimal point does not matter. */
#include "decimal.h"
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Digits with a comma between each three; returns the length. */
static size_t print_whole(char *text, uint64_t value, const char *separator)
{
    char digits[24];
    const int n = snprintf(digits, sizeof digits, "%" PRIu64, value);
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0 && *separator) {
            text[at++] = *separator;
        }
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return at;
}

static void print_fixed(char *text, double value, int decimals, const char *minus, const char *separator)
{
    uint64_t unit = 1;
    for (int i = 0; i < decimals; i++) {
        unit *= 10;
    }
    const double rounded = nearbyint(fabs(value) * (double)unit);
    const uint64_t whole = (uint64_t)rounded;
    size_t at = 0;
    if (value < 0 && whole > 0) {
        strcpy(text, minus);
        at = strlen(minus);
    }
    at += print_whole(text + at, whole / unit, separator);
    text[at++] = '.';
    for (int i = decimals; i-- > 0; unit /= 10) {
        text[at++] = (char)('0' + whole / (unit / 10) % 10);
    }
    text[decimals > 0 ? at : at - 1] = '\0';
}

void simile_decimal__print(char text[SIMILE_DECIMAL_SIZE], double value, int decimals)
{
    if (!isfinite(value)) {
        strcpy(text, "–");
        return;
    }
    int power = 0;
    for (; fabs(value) >= 1e9 && (fabs(value) >= 1e15 || decimals > 0); power++) {
        value /= 10;
    }
    print_fixed(text, value, decimals, "−", ",");
    if (power > 0) {
        const size_t at = strlen(text);
        snprintf(text + at, SIMILE_DECIMAL_SIZE - at, "e%d", power);
    }
}

void simile_decimal__print_place(char text[SIMILE_DECIMAL_SIZE], double value)
{
    print_fixed(text, isfinite(value) ? fmax(fmin(value, 1e6), -1e6) : 0, 1, "-", "");
    const size_t size = strlen(text);
    if (strcmp(&text[size - 2], ".0") == 0) {
        text[size - 2] = '\0';
    }
}

void simile_decimal__print_seconds(char text[SIMILE_DECIMAL_SIZE], double seconds)
{
    if (!isfinite(seconds) || seconds >= 1e9) {
        simile_decimal__print(text, NAN, 0);
        return;
    }
    const int64_t whole = (int64_t)fmax(nearbyint(seconds), 0);
    if (seconds < 10) {
        print_fixed(text, fmax(seconds, 0), 1, "", "");
        strcat(text, " s");
    } else if (whole < 60) {
        snprintf(text, SIMILE_DECIMAL_SIZE, "%" PRId64 " s", whole);
    } else if (whole < 3600) {
        snprintf(text, SIMILE_DECIMAL_SIZE, "%" PRId64 " min %" PRId64 " s", whole / 60, whole % 60);
    } else {
        snprintf(text, SIMILE_DECIMAL_SIZE, "%" PRId64 " h %" PRId64 " min", whole / 3600, whole % 3600 / 60);
    }
}
