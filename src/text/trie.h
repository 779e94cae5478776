/* A trie over bytes in a double array (Aoe 1989): the child of node s by byte c is nodes[s].base + c, if that node's
 * parent is s. It finds the longest piece at a place of the text in one walk. */
#ifndef SIMILE_TEXT_TRIE_H
#define SIMILE_TEXT_TRIE_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

#define SIMILE_TRIE_ROOT 0
#define SIMILE_TRIE_NONE (-1)

typedef struct simile_trie_node {
    int32_t base;   /* where the children by byte 0 … 255 would stand */
    int32_t parent; /* SIMILE_TRIE_NONE: the place is free */
    int32_t id;     /* of the key that ends here; SIMILE_TRIE_NONE: none does */
} simile_trie_node;

/* Valid when zeroed (holds nothing, but must not be walked). */
typedef struct simile_trie {
    simile_trie_node *nodes; /* at least 256 places behind every base */
    size_t n_nodes;
} simile_trie;

/* Builds the trie: texts[i] is the key of id i; NULL and "" are left out. If two are equal, `duplicate` tells their ids
 * (else −1, −1) and nothing is built; the caller words the error. */
simile_status simile_trie__build(simile_trie *trie, int32_t duplicate[2], const char *const *texts, size_t n_texts);
void simile_trie__dispose(simile_trie *trie);

/* The node that follows, or SIMILE_TRIE_NONE. */
static inline int32_t simile_trie__step(const simile_trie *trie, int32_t node, unsigned char byte)
{
    int32_t next = trie->nodes[node].base + byte;
    return trie->nodes[next].parent == node ? next : SIMILE_TRIE_NONE;
}

/* Walks from `node` along the text; the node reached, or SIMILE_TRIE_NONE. */
int32_t simile_trie__walk(const simile_trie *trie, int32_t node, const char *text, size_t size);

/* The id of the longest key that the text begins with, seen from `node`, and its *length; SIMILE_TRIE_NONE: none. */
static inline int32_t simile_trie__longest(size_t *length, const simile_trie *trie, int32_t node, const char *text,
                                           size_t size)
{
    int32_t best = SIMILE_TRIE_NONE;

    for (size_t i = 0; i < size; i++) {
        node = simile_trie__step(trie, node, (unsigned char)text[i]);
        if (node == SIMILE_TRIE_NONE)
            break;
        if (trie->nodes[node].id != SIMILE_TRIE_NONE) {
            best = trie->nodes[node].id;
            *length = i + 1;
        }
    }
    return best;
}

#endif
