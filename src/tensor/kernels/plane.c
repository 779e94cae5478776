/* Forces between points of the plane, in sixteen partial sums each. */
#include "plane.h"
#include "kernels.h"
#include "simd.h"

/* Σ of the partial sums that `sums` holds. */
static simile_real add_up(const vec sums[LANES_VECTORS])
{
    simile_real partial[LANES];
    for (size_t v = 0; v < LANES_VECTORS; v++) {
        vec_store(partial + v * VEC_WIDTH, sums[v]);
    }
    return lanes_sum(partial);
}

/* d = place − point,  w = 1 / (1 + dx² + dy²):  Σ p·w·d, Σ w²·d, Σ w */
void SIMILE_KERNEL(plane_forces)(simile_plane_forces *forces, simile_real at_x, simile_real at_y, const simile_real *p,
                                 const simile_real *x, const simile_real *y, size_t n)
{
    const vec place_x = vec_set(at_x), place_y = vec_set(at_y), one = vec_set(1);
    vec pull_x[LANES_VECTORS], pull_y[LANES_VECTORS], push_x[LANES_VECTORS], push_y[LANES_VECTORS], sum[LANES_VECTORS];
    for (size_t v = 0; v < LANES_VECTORS; v++) {
        pull_x[v] = pull_y[v] = push_x[v] = push_y[v] = sum[v] = vec_set(0);
    }
    for (size_t i = 0; i < n; i += LANES) {
        for (size_t v = 0; v < LANES_VECTORS; v++) {
            const size_t at = i + v * VEC_WIDTH;
            const vec dx = place_x - vec_load(x + at), dy = place_y - vec_load(y + at);
            const vec w = one / vec_fma(dx, dx, vec_fma(dy, dy, one));
            const vec pull = vec_load(p + at) * w, push = w * w;
            pull_x[v] = vec_fma(pull, dx, pull_x[v]);
            pull_y[v] = vec_fma(pull, dy, pull_y[v]);
            push_x[v] = vec_fma(push, dx, push_x[v]);
            push_y[v] = vec_fma(push, dy, push_y[v]);
            sum[v] = sum[v] + w;
        }
    }
    *forces = (simile_plane_forces){add_up(pull_x), add_up(pull_y), add_up(push_x), add_up(push_y), add_up(sum)};
}
