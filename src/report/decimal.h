/* Numbers as readers like them: with so many decimals, a real minus sign, and thousands set apart. In the C locale
 * whatever the program has set. */
#ifndef SIMILE_REPORT_DECIMAL_H
#define SIMILE_REPORT_DECIMAL_H

#include <stddef.h>

#define SIMILE_DECIMAL_SIZE 48
#define SIMILE_DECIMAL_MAX  9

/* "−1,234.50" with 0 to SIMILE_DECIMAL_MAX decimals; "–" for what is not finite. From 1e15 on, with decimals from 1e9
 * on, as a multiple of a power of ten: "150,000,000.0e1". */
void simile_decimal__print(char text[SIMILE_DECIMAL_SIZE], double value, int decimals);

/* For drawing: plain ASCII, no thousands, at most one decimal, which goes when it is 0. */
void simile_decimal__print_place(char text[SIMILE_DECIMAL_SIZE], double value);

/* "45 s", "3 min 20 s", "2 h 5 min" */
void simile_decimal__print_seconds(char text[SIMILE_DECIMAL_SIZE], double seconds);

#endif
