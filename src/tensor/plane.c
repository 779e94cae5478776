/* Dispatch. */
#include "plane.h"
#include "cpu.h"
#include "kernels/kernels.h"

void simile_plane__sum_forces(simile_plane_forces *forces, simile_real at_x, simile_real at_y, const simile_real *p,
                              const simile_real *x, const simile_real *y, size_t n)
{
    simile_cpu__kernels()->plane_forces(forces, at_x, at_y, p, x, y, n);
}
