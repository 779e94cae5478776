/* The kernel sets that this CPU runs, and fixed random values to feed them. */
#ifndef KERNEL_SETS_H
#define KERNEL_SETS_H

#include "kernels/kernels.h"
#include <stddef.h>
#include <stdint.h>

#define MAX_KERNEL_SETS 6

/* Fills `sets` and answers how many there are; the plainest, portable, comes first. */
size_t kernel_sets_list(const simile_kernels *sets[MAX_KERNEL_SETS]);

/* `n` values of normal(0, deviation), the same for the same stream; aligned to 64 bytes; free() them. */
float *kernel_sets_values(size_t n, double deviation, uint64_t stream);

/* The nearest bfloat16, ties to even; of a finite value. */
float kernel_sets_to_bf16(float value);

#endif
