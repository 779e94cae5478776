/* Ticks. */
#include "axis.h"
#include <math.h>

simile_axis simile_axis__make(simile_range range, size_t n_wanted)
{
    const double raw = (range.high - range.low) / (double)n_wanted;
    const double power = pow(10, floor(log10(raw)));
    const double lead = raw / power, step = (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
    const double first = floor(range.low / step + 1e-9), last = ceil(range.high / step - 1e-9);
    const double decimals = -floor(log10(step) + 1e-9);
    return (simile_axis){.low = first * step,
                         .high = last * step,
                         .step = step,
                         .n_ticks = (size_t)(last - first) + 1,
                         .decimals = (int)fmax(0, fmin(decimals, SIMILE_DECIMAL_MAX))};
}

double simile_axis__tick(const simile_axis *axis, size_t index)
{
    return axis->low + axis->step * (double)index;
}

void simile_axis__print_tick(char text[SIMILE_DECIMAL_SIZE], const simile_axis *axis, size_t index)
{
    simile_decimal__print(text, simile_axis__tick(axis, index), axis->decimals);
}
