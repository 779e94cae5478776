/* Growing arrays that together hold at most so much memory: what grows beyond it moves to files without a name, whose
 * pages the system keeps in memory as long as there is room. */
#ifndef SIMILE_BASE_SPILL_H
#define SIMILE_BASE_SPILL_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct simile_spill simile_spill;

/* `folder` is made when the first file is needed; its files are gone with the process, however that ends. */
simile_status simile_spill__new(simile_spill **spill, const char *folder, uint64_t limit);
/* The arrays must have been freed before. */
void simile_spill__free(simile_spill *spill);

/* Like simile_memory__grow. The array is known by where its pointer lies, so that place must not move. spill NULL:
 * simile_memory__grow. A full disk is SIMILE_ERROR_IO, and the array stays as it is. One array at a time. */
simile_status simile_spill__grow(simile_spill *spill, void *items_pointer, size_t *capacity, size_t need, size_t size);
/* Frees the array and sets its pointer to NULL. spill NULL: simile_memory__free. */
void simile_spill__release(simile_spill *spill, void *items_pointer, size_t capacity, size_t size);

/* Bytes of arrays that lie in files. */
uint64_t simile_spill__bytes(const simile_spill *spill);

#endif
