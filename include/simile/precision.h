/* Precisions of an encoder's linear layers. */
#ifndef SIMILE_PRECISION_H
#define SIMILE_PRECISION_H

#ifdef __cplusplus
extern "C" {
#endif

/* What the weights of the transformer's linear layers, and the rows they are multiplied with, are rounded to. All else
 * (tables, attention, norms, pooling, the modules behind it) stays float32. */
typedef enum simile_precision {
    SIMILE_PRECISION_F32,
    SIMILE_PRECISION_BF16, /* 8 bits of fraction, sums in float32; twice as fast where the processor has it, else as
                              fast as float32 and of the same rounding */
    SIMILE_PRECISION_INT8, /* weights 8 bits with a scale for each output, rows 8 bits with a scale and a zero point for
                              each row, sums exact */
} simile_precision;

#ifdef __cplusplus
}
#endif
#endif
