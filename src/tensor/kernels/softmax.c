/* Softmax over rows. */
#include "kernels.h"
#include "reduction.h"
#include "transcendental.h"

/* p = e^{c·(s − max s)} / Σ e^{c·(s − max s)}, c > 0 the scale */
void SIMILE_KERNEL(softmax_forward)(simile_real *s, size_t rows, size_t width, size_t stride, simile_real scale)
{
    for (size_t r = 0; r < rows; r++, s += stride) {
        simile_real top = s[0];
        for (size_t i = 1; i < width; i++) {
            top = s[i] > top ? s[i] : top;
        }
        for (size_t i = 0; i < width; i++) {
            s[i] = real_exp((s[i] - top) * scale);
        }
        simile_real inverse = 1 / sum_values(s, width);
        for (size_t i = 0; i < width; i++) {
            s[i] *= inverse;
        }
    }
}

/* ds = c·p·(dp − Σ p·dp) */
void SIMILE_KERNEL(softmax_backward)(simile_real *ds, const simile_real *dp, const simile_real *p, size_t rows,
                                     size_t width, size_t stride, simile_real scale)
{
    for (size_t r = 0; r < rows; r++, ds += stride, dp += stride, p += stride) {
        simile_real mean = sum_products(p, dp, width);
        for (size_t i = 0; i < width; i++) {
            ds[i] = scale * p[i] * (dp[i] - mean);
        }
    }
}
