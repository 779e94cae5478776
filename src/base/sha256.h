/* SHA-256 (FIPS 180-4), for the hashes that are published with a model. */
#ifndef SIMILE_BASE_SHA256_H
#define SIMILE_BASE_SHA256_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct simile_sha256 {
    uint32_t state[8];
    uint64_t n_bytes;
    uint8_t block[64];
} simile_sha256;

void simile_sha256__init(simile_sha256 *sha);
void simile_sha256__add(simile_sha256 *sha, const void *bytes, size_t size);
/* Writes 64 hexadecimal digits and a NUL. */
void simile_sha256__finish(char hex[65], simile_sha256 *sha);
/* Hash of a file's bytes as they are on disk. */
simile_status simile_sha256__file(char hex[65], const char *path);

#endif
