/* Ranges of dimensions. */
#include "ranges.h"
#include "fail.h"
#include "memory.h"
#include "npy.h"
#include <math.h>

simile_status simile_ranges__make(simile_ranges *ranges, size_t width)
{
    *ranges = (simile_ranges){.width = width};
    ranges->least = simile_memory__alloc(2 * width, sizeof *ranges->least);
    if (!ranges->least) {
        return SIMILE_ERROR_MEMORY;
    }
    ranges->greatest = ranges->least + width;
    for (size_t i = 0; i < width; i++) {
        ranges->least[i] = INFINITY;
        ranges->greatest[i] = -INFINITY;
    }
    return SIMILE_OK;
}

void simile_ranges__dispose(simile_ranges *ranges)
{
    simile_memory__free(ranges->least);
    *ranges = (simile_ranges){0};
}

void simile_ranges__add(simile_ranges *ranges, const float *vectors, size_t n)
{
    for (size_t row = 0; row < n; row++) {
        const float *vector = vectors + row * ranges->width;
        for (size_t i = 0; i < ranges->width; i++) {
            ranges->least[i] = vector[i] < ranges->least[i] ? vector[i] : ranges->least[i];
            ranges->greatest[i] = vector[i] > ranges->greatest[i] ? vector[i] : ranges->greatest[i];
        }
    }
}

void simile_ranges__merge(simile_ranges *ranges, const simile_ranges *other)
{
    for (size_t i = 0; i < ranges->width; i++) {
        ranges->least[i] = other->least[i] < ranges->least[i] ? other->least[i] : ranges->least[i];
        ranges->greatest[i] = other->greatest[i] > ranges->greatest[i] ? other->greatest[i] : ranges->greatest[i];
    }
}

simile_status simile_ranges__load(simile_ranges *ranges, const char *path)
{
    float *values;
    size_t n_rows, n_columns;
    simile_status status = simile_npy__load(&values, &n_rows, &n_columns, path);
    if (status == SIMILE_OK && (n_columns != ranges->width || n_rows == 0)) {
        status = simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "%s: holds %zu rows of %zu values; ranges of %zu values are needed", path, n_rows,
                                     n_columns, ranges->width);
    }
    for (size_t i = 0; status == SIMILE_OK && i < n_rows * n_columns; i++) {
        if (!isfinite(values[i])) {
            status = simile_status__fail(SIMILE_ERROR_DATA, "%s: holds values that are not finite", path);
        }
    }
    if (status == SIMILE_OK) {
        simile_ranges__add(ranges, values, n_rows);
    }
    simile_memory__free(values);
    return status;
}

void simile_ranges__close(simile_ranges *ranges)
{
    for (size_t i = 0; i < ranges->width; i++) {
        if (ranges->least[i] > ranges->greatest[i]) {
            ranges->least[i] = ranges->greatest[i] = 0;
        }
    }
}

/* q = min(max(⌊(x − least) / step⌋, 0), 255) − 128, step = (greatest − least) / 255, or 1 where that is 0 */
void simile_ranges__quantize(signed char *codes, const float *vector, const simile_ranges *ranges)
{
    for (size_t i = 0; i < ranges->width; i++) {
        const float step = (ranges->greatest[i] - ranges->least[i]) / 255;
        const float place = floorf((vector[i] - ranges->least[i]) / (step == 0 ? 1 : step));
        /* The first comparison is false for a NaN, too. */
        codes[i] = (signed char)((place > 0 ? place < 255 ? (int)place : 255 : 0) - 128);
    }
}
