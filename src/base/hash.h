/* A fast 64-bit hash of our own for tables and false-negative masks: multiply and rotate, eight bytes at a time. */
#ifndef SIMILE_BASE_HASH_H
#define SIMILE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The same value on every machine. Not for defence against an adversary: sha256.h is for that. */
uint64_t simile_hash__bytes(const void *bytes, size_t size, uint64_t seed);

#endif
