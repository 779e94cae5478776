/* The fingerprint of what, beside data and configuration, decides on the bits of a run. */
#ifndef SIMILE_TRAIN_FINGERPRINT_H
#define SIMILE_TRAIN_FINGERPRINT_H

#include "config.h"

/* A hash of the version and of what this machine's kernels make of fixed numbers in train.precision. */
uint64_t simile_fingerprint__arithmetic(const simile_config *config);

#define SIMILE_FINGERPRINT_SIZE 128
/* "VERSION KERNELS lanes N micro_batch_tokens N HASH": runs of the same data, configuration and fingerprint have the
 * same bits. */
void simile_fingerprint__print(char text[SIMILE_FINGERPRINT_SIZE], const simile_config *config);

#endif
