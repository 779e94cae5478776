/* Ticks of an axis at round numbers. */
#ifndef SIMILE_REPORT_AXIS_H
#define SIMILE_REPORT_AXIS_H

#include "decimal.h"
#include "plot.h"
#include <stddef.h>

typedef struct simile_axis {
    double low, high; /* the first and the last tick */
    double step;      /* 1, 2 or 5 times a power of ten */
    size_t n_ticks;
    int decimals; /* that tell the ticks apart */
} simile_axis;

/* The axis that holds the range with about `n_wanted` ticks. */
simile_axis simile_axis__make(simile_range range, size_t n_wanted);
double simile_axis__tick(const simile_axis *axis, size_t index);
void simile_axis__print_tick(char text[SIMILE_DECIMAL_SIZE], const simile_axis *axis, size_t index);

#endif
