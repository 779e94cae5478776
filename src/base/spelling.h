/* What a misspelt word may have meant. */
#ifndef SIMILE_BASE_SPELLING_H
#define SIMILE_BASE_SPELLING_H

#include <stddef.h>

/* The search for the known word that is nearest to `word`: offer the known ones in turn, then read `best`. */
typedef struct simile_spelling {
    const char *word;
    const char *best; /* NULL: none is near */
    size_t distance;  /* of `best` */
} simile_spelling;

/* Takes note of `known` when it is nearer than all before and at most a third of the longer word differs. */
void simile_spelling__offer(simile_spelling *spelling, const char *known);

/* The number of bytes inserted, deleted, replaced, or swapped with their neighbour between two words (optimal string
 * alignment); SIZE_MAX when a word is longer than 64 bytes. */
size_t simile_spelling__distance(const char *a, const char *b);

#endif
