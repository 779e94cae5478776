/* Numbers as text, in the C locale whatever the program has set, and strictly: no blanks, no text behind the number. */
#ifndef SIMILE_BASE_NUMBER_H
#define SIMILE_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for any number's text with its NUL. */
#define SIMILE_NUMBER_SIZE 32

/* A decimal number with optional fraction and exponent; NaN, infinities, hexadecimal forms and what is too large for a
 * double are refused. */
bool simile_number__parse_real(double *value, const char *text);

/* A whole decimal number that fits. */
bool simile_number__parse_int(int64_t *value, const char *text);

/* Bytes: a whole number, alone or with one of the units B, KB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB (powers
 * of 1024). */
bool simile_number__parse_size(uint64_t *value, const char *text);

/* Writes with the fewest digits that read back to the same double. */
void simile_number__print_real(char text[SIMILE_NUMBER_SIZE], double value);

/* Writes with the largest binary unit that divides the size. */
void simile_number__print_size(char text[SIMILE_NUMBER_SIZE], uint64_t value);

#endif
