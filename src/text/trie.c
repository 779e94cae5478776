/* Building of the double array: keys are sorted, nodes are placed from the root on, each node's children together at
 * the first place where they all fit. */
#include "trie.h"
#include "fail.h"
#include "memory.h"
#include <stdlib.h>
#include <string.h>

#define N_BYTES 256

/* A node whose children are to be placed: the keys first … last − 1 share their first `depth` bytes. */
typedef struct pending {
    size_t first, last, depth;
    int32_t node;
} pending;

typedef struct builder {
    const simile_trie_key *keys;
    simile_trie_node *nodes;
    size_t n_nodes;
    size_t first_free; /* no place worth a try lies before it */
    pending *stack;
    size_t n_stack, stack_capacity;
} builder;

static int compare_keys(const void *a, const void *b)
{
    const simile_trie_key *x = a, *y = b;
    size_t size = x->size < y->size ? x->size : y->size;
    int order = size == 0 ? 0 : memcmp(x->text, y->text, size);

    if (order == 0)
        order = (x->size > y->size) - (x->size < y->size);
    if (order == 0) /* a total order, so that the duplicate that is named does not depend on the sort */
        order = (x->id > y->id) - (x->id < y->id);
    return order;
}

/* Makes room for all children of a node with this base. */
static simile_status make_room(builder *b, size_t base)
{
    size_t need = base + N_BYTES, capacity = b->n_nodes;
    simile_status status;

    if (need <= b->n_nodes)
        return SIMILE_OK;
    if (need > INT32_MAX)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "the vocabulary is too large for the search tree");
    status = simile_memory__grow(&b->nodes, &capacity, need, sizeof b->nodes[0]);
    if (status != SIMILE_OK)
        return status;
    for (size_t i = b->n_nodes; i < capacity; i++)
        b->nodes[i] = (simile_trie_node){.base = 0, .parent = SIMILE_TRIE_NONE, .id = SIMILE_TRIE_NONE};
    b->n_nodes = capacity;
    return SIMILE_OK;
}

static bool is_free(const builder *b, size_t place)
{
    return place != SIMILE_TRIE_ROOT && b->nodes[place].parent == SIMILE_TRIE_NONE;
}

static bool fits(const builder *b, size_t base, const unsigned char *bytes, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        if (!is_free(b, base + bytes[i]))
            return false;
    return true;
}

/* The lowest base from first_free on whose places for these bytes are free. */
static simile_status find_base(size_t *base, builder *b, const unsigned char *bytes, size_t n_bytes)
{
    size_t place = b->first_free > bytes[0] ? b->first_free : (size_t)bytes[0] + 1;
    size_t start = place, n_taken = 0;
    simile_status status;

    for (;; place++) {
        status = make_room(b, place - bytes[0]);
        if (status != SIMILE_OK)
            return status;
        if (!is_free(b, place))
            n_taken++;
        else if (fits(b, place - bytes[0], bytes, n_bytes))
            break;
    }
    /* What is nearly full is not searched again: building stays linear for a few lost places. */
    if (place - start >= 64 && n_taken * 20 >= (place - start + 1) * 19)
        b->first_free = place;
    *base = place - bytes[0];
    return SIMILE_OK;
}

static unsigned char byte_at(const builder *b, size_t key, size_t depth)
{
    return (unsigned char)b->keys[key].text[depth];
}

/* The different bytes that follow in the keys of `p`, in order. */
static size_t next_bytes(unsigned char bytes[N_BYTES], const builder *b, const pending *p)
{
    size_t n = 0;
    for (size_t i = p->first; i < p->last; i++)
        if (n == 0 || byte_at(b, i, p->depth) != bytes[n - 1])
            bytes[n++] = byte_at(b, i, p->depth);
    return n;
}

static simile_status push(builder *b, pending p)
{
    simile_status status = simile_memory__grow(&b->stack, &b->stack_capacity, b->n_stack + 1, sizeof b->stack[0]);
    if (status == SIMILE_OK)
        b->stack[b->n_stack++] = p;
    return status;
}

/* Takes the places of the children of `p` and pushes each with its keys. */
static simile_status place_children(builder *b, const pending *p, size_t base, const unsigned char *bytes, size_t n)
{
    simile_status status = SIMILE_OK;
    size_t first = p->first;

    b->nodes[p->node].base = (int32_t)base;
    for (size_t i = 0; i < n; i++)
        b->nodes[base + bytes[i]].parent = p->node;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        size_t last = first;
        while (last < p->last && byte_at(b, last, p->depth) == bytes[i])
            last++;
        status = push(b, (pending){first, last, p->depth + 1, (int32_t)(base + bytes[i])});
        first = last;
    }
    return status;
}

static simile_status place(builder *b, pending p)
{
    unsigned char bytes[N_BYTES];
    size_t n_bytes, base = 0;
    simile_status status;

    if (b->keys[p.first].size == p.depth) { /* the shortest key stands first */
        b->nodes[p.node].id = b->keys[p.first].id;
        p.first++;
    }
    if (p.first >= p.last)
        return SIMILE_OK;
    n_bytes = next_bytes(bytes, b, &p);
    status = find_base(&base, b, bytes, n_bytes);
    return status == SIMILE_OK ? place_children(b, &p, base, bytes, n_bytes) : status;
}

simile_status simile_trie__build(simile_trie *trie, const simile_trie_key **duplicate, simile_trie_key *keys,
                                 size_t n_keys)
{
    builder b = {.keys = keys, .first_free = 1};
    simile_status status;

    *duplicate = NULL;
    if (n_keys > 1)
        qsort(keys, n_keys, sizeof keys[0], compare_keys);
    for (size_t i = 1; i < n_keys && *duplicate == NULL; i++)
        if (keys[i].size == keys[i - 1].size && memcmp(keys[i].text, keys[i - 1].text, keys[i].size) == 0)
            *duplicate = &keys[i];
    if (*duplicate != NULL)
        return SIMILE_OK;
    status = make_room(&b, 1);
    if (status == SIMILE_OK && n_keys > 0)
        status = push(&b, (pending){0, n_keys, 0, SIMILE_TRIE_ROOT});
    while (status == SIMILE_OK && b.n_stack > 0)
        status = place(&b, b.stack[--b.n_stack]);
    simile_memory__free(b.stack);
    if (status != SIMILE_OK) {
        simile_memory__free(b.nodes);
        return status;
    }
    *trie = (simile_trie){.nodes = b.nodes, .n_nodes = b.n_nodes};
    return SIMILE_OK;
}

void simile_trie__dispose(simile_trie *trie)
{
    if (trie == NULL)
        return;
    simile_memory__free(trie->nodes);
    *trie = (simile_trie){0};
}

int32_t simile_trie__walk(const simile_trie *trie, int32_t node, const char *text, size_t size)
{
    for (size_t i = 0; i < size && node != SIMILE_TRIE_NONE; i++)
        node = simile_trie__step(trie, node, (unsigned char)text[i]);
    return node;
}
