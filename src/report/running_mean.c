/* The values are cut into blocks as long as the widest window, w = 2·half + 1. A window is then a block, part of one up
 * to its end or from its start, or the end of one and the start of the next:
 *
 *     Σ_{a..b} = back[a] + front[b],   front[i] = Σ from the start of i's block to i,   back[i] = Σ from i to its end
 *
 * So the time is linear, and nothing is subtracted: a large value leaves no error behind in the windows past it (van
 * Herk 1992 and Gil and Werman 1993 do so for minima). */
#include "running_mean.h"
#include "memory.h"

static void fill(double *front, double *back, const double *values, size_t n, size_t width)
{
    for (size_t i = 0; i < n; i++) {
        front[i] = (i % width == 0 ? 0 : front[i - 1]) + values[i];
    }
    for (size_t i = n; i-- > 0;) {
        back[i] = (i + 1 == n || (i + 1) % width == 0 ? 0 : back[i + 1]) + values[i];
    }
}

/* The sum of the window [first, last]; one within a block begins or ends with it. */
static double sum(const double *front, const double *back, size_t first, size_t last, size_t width)
{
    if (first / width != last / width) {
        return back[first] + front[last];
    }
    return first % width == 0 ? front[last] : back[first];
}

simile_status simile_running_mean__compute(double *means, const double *values, size_t n, size_t half)
{
    double *sums = simile_memory__alloc(2 * n, sizeof *sums);
    const size_t width = 2 * half + 1;
    if (!sums) {
        return SIMILE_ERROR_MEMORY;
    }
    fill(sums, sums + n, values, n, width);
    for (size_t i = 0; i < n; i++) {
        const size_t shorter = i < n - 1 - i ? i : n - 1 - i, side = half < shorter ? half : shorter;
        means[i] = sum(sums, sums + n, i - side, i + side, width) / (double)(2 * side + 1);
    }
    simile_memory__free(sums);
    return SIMILE_OK;
}
