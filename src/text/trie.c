/* Building of the double array: keys are sorted, nodes are placed from the root on, each node's children together at
 * the first place where they all fit. */
#include "trie.h"
#include "fail.h"
#include "memory.h"
#include <stdlib.h>
#include <string.h>

#define N_BYTES       256
#define WORD          64 /* bits of a word of the map of free places */
#define MOST_TRIED    16
#define DIGIT_BITS    11 /* of a digit that is sorted by: six make a prefix */
#define N_DIGITS      (1U << DIGIT_BITS)
#define MOST_INSERTED 32 /* keys that are sorted by inserting */

/* A node whose children are to be placed: the keys first … last − 1 share their first `depth` bytes. */
typedef struct pending {
    uint32_t first, last, depth;
    int32_t node;
} pending;

/* A key: its first eight bytes as a number that sorts as they do, its size, and its id. */
typedef struct trie_key {
    uint64_t prefix;
    uint32_t size;
    int32_t id;
} trie_key;

typedef struct builder {
    const char *const *texts; /* by id */
    trie_key *keys;           /* sorted by bytes, equal ones by id */
    size_t n_keys;
    simile_trie_node *nodes;
    uint64_t *free;                       /* a bit a place, set while it is free; [n_nodes / WORD] */
    size_t n_nodes;                       /* a multiple of WORD */
    size_t first_for_many, first_for_one; /* no place worth a try lies before: for two and more children, for one.
                                             From N_BYTES on every byte may stand anywhere. */
    pending *stack;
    size_t n_stack, stack_capacity;
} builder;

static uint64_t read_four(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    return (uint64_t)s[0] << 24 | (uint64_t)s[1] << 16 | (uint64_t)s[2] << 8 | s[3];
}

static uint64_t read_prefix(const char *text, size_t size)
{
    uint64_t bytes = 0;

    if (size >= 8)
        return read_four(text) << 32 | read_four(text + 4);
    if (size >= 4) /* the last four bytes overlap the first ones where they agree */
        return read_four(text) << 32 | read_four(text + size - 4) << (64 - 8 * size);
    for (size_t i = 0; i < size; i++)
        bytes |= (uint64_t)(unsigned char)text[i] << (56 - 8 * i);
    return bytes;
}

/* Sorts by one digit of the prefixes, in a stable way, from `from` into `to`. */
static void sort_by_digit(trie_key *to, const trie_key *from, size_t n, unsigned shift)
{
    uint32_t starts[N_DIGITS + 1] = {0};

    for (size_t i = 0; i < n; i++)
        starts[(from[i].prefix >> shift) % N_DIGITS + 1]++;
    for (size_t digit = 0; digit < N_DIGITS; digit++)
        starts[digit + 1] += starts[digit];
    for (size_t i = 0; i < n; i++)
        to[starts[(from[i].prefix >> shift) % N_DIGITS]++] = from[i];
}

/* By the bytes behind the prefix; equal keys by id, so that the duplicate that is named does not depend on the sort. */
static bool comes_before(const builder *b, const trie_key *x, const trie_key *y)
{
    const char *a = b->texts[x->id], *c = b->texts[y->id];
    const int order = strcmp(a, c);
    return order != 0 ? order < 0 : x->id < y->id;
}

static int compare_keys(const void *x, const void *y, void *context)
{
    return comes_before(context, x, y) ? -1 : comes_before(context, y, x);
}

/* Orders keys with one prefix: they are few, and most of them stand in order already. */
static void sort_equal_prefixes(const builder *b, trie_key *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const trie_key key = keys[i];
        size_t at = i;
        for (; at > 0 && comes_before(b, &key, &keys[at - 1]); at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* Sorts the keys: their prefixes by counting, from the last digit to the first, then those with equal prefixes. */
static simile_status sort_keys(builder *b)
{
    trie_key *side = simile_memory__alloc_raw(b->n_keys, sizeof side[0]);

    if (side == NULL)
        return SIMILE_ERROR_MEMORY;
    for (unsigned shift = 0; shift < 64; shift += 2 * DIGIT_BITS) {
        sort_by_digit(side, b->keys, b->n_keys, shift);
        sort_by_digit(b->keys, side, b->n_keys, shift + DIGIT_BITS);
    }
    simile_memory__free(side);
    for (size_t first = 0, last; first < b->n_keys; first = last) {
        for (last = first + 1; last < b->n_keys && b->keys[last].prefix == b->keys[first].prefix; last++)
            continue;
        if (last - first > MOST_INSERTED)
            qsort_r(b->keys + first, last - first, sizeof b->keys[0], compare_keys, b);
        else
            sort_equal_prefixes(b, b->keys + first, last - first);
    }
    return SIMILE_OK;
}

static simile_status list_keys(builder *b, const char *const *texts, size_t n)
{
    b->texts = texts;
    b->keys = simile_memory__alloc_raw(n, sizeof b->keys[0]);
    if (b->keys == NULL)
        return SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const size_t size = texts[i] == NULL ? 0 : strlen(texts[i]);
        if (size > UINT32_MAX || i > INT32_MAX)
            return simile_status__fail(SIMILE_ERROR_FORMAT, "the vocabulary is too large for the search tree");
        if (size > 0)
            b->keys[b->n_keys++] = (trie_key){read_prefix(texts[i], size), (uint32_t)size, (int32_t)i};
    }
    return SIMILE_OK;
}

/* Makes room for all children of a node with this base. */
static simile_status make_room(builder *b, size_t base)
{
    const size_t need = base + N_BYTES + WORD, half = b->n_nodes + b->n_nodes / 2;
    size_t n = ((need > half ? need : half) + WORD - 1) / WORD * WORD, capacity = b->n_nodes;
    size_t words = b->n_nodes / WORD;
    simile_status status;

    if (base + N_BYTES <= b->n_nodes)
        return SIMILE_OK;
    if (need > INT32_MAX)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "the vocabulary is too large for the search tree");
    status = simile_memory__grow(&b->nodes, &capacity, n, sizeof b->nodes[0]);
    if (status == SIMILE_OK)
        status = simile_memory__grow(&b->free, &words, n / WORD, sizeof b->free[0]);
    if (status != SIMILE_OK)
        return status;
    for (size_t i = b->n_nodes; i < n; i++)
        b->nodes[i] = (simile_trie_node){.base = 0, .parent = SIMILE_TRIE_NONE, .id = SIMILE_TRIE_NONE};
    memset(b->free + b->n_nodes / WORD, 0xFF, (n - b->n_nodes) / WORD * sizeof b->free[0]);
    b->n_nodes = n;
    return SIMILE_OK;
}

static bool is_free(const builder *b, size_t place)
{
    return b->free[place / WORD] >> place % WORD & 1;
}

static void take_place(builder *b, size_t place)
{
    b->free[place / WORD] &= ~((uint64_t)1 << place % WORD);
}

static bool fits(const builder *b, size_t base, const unsigned char *bytes, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        if (!is_free(b, base + bytes[i]))
            return false;
    return true;
}

/* The first free place from `place` on, before n_nodes; n_nodes: there is none. */
static size_t next_free(const builder *b, size_t place)
{
    size_t word = place / WORD;
    uint64_t bits = place < b->n_nodes ? b->free[word] & UINT64_MAX << place % WORD : 0;

    while (bits == 0 && ++word < b->n_nodes / WORD)
        bits = b->free[word];
    return bits == 0 ? b->n_nodes : word * WORD + (size_t)__builtin_ctzll(bits);
}

/* A base for an only child: its place is the first free one. */
static simile_status find_place(size_t *base, builder *b, unsigned char byte)
{
    b->first_for_one = next_free(b, b->first_for_one);
    *base = b->first_for_one - byte;
    return make_room(b, *base);
}

/* A base whose places for these bytes are free. Brothers are sought from where the last ones were hard to place on; the
 * holes that they leave are filled by only children, of which there are more, so building stays linear. */
static simile_status find_places(size_t *base, builder *b, const unsigned char *bytes, size_t n_bytes)
{
    size_t place = b->first_for_many = next_free(b, b->first_for_many), n_tried = 0;
    simile_status status;

    for (;; place++, n_tried++) {
        place = next_free(b, place);
        status = make_room(b, place - bytes[0]);
        if (status != SIMILE_OK)
            return status;
        if (is_free(b, place) && fits(b, place - bytes[0], bytes, n_bytes))
            break;
    }
    if (n_tried >= MOST_TRIED)
        b->first_for_many += (place - b->first_for_many) / 2;
    *base = place - bytes[0];
    return SIMILE_OK;
}

static unsigned char byte_at(const builder *b, size_t key, size_t depth)
{
    return depth < 8 ? (unsigned char)(b->keys[key].prefix >> (56 - 8 * depth))
                     : (unsigned char)b->texts[b->keys[key].id][depth];
}

/* The different bytes that follow in the keys of `p`, in order, and the first key of each; one more start ends them. */
static size_t next_bytes(unsigned char bytes[N_BYTES], uint32_t starts[N_BYTES + 1], const builder *b, const pending *p)
{
    size_t n = 0;

    for (uint32_t i = p->first; i < p->last; i++) {
        const unsigned char byte = byte_at(b, i, p->depth);
        if (n == 0 || byte != bytes[n - 1]) {
            starts[n] = i;
            bytes[n++] = byte;
        }
    }
    starts[n] = p->last;
    return n;
}

static simile_status push(builder *b, pending p)
{
    simile_status status = SIMILE_OK;

    if (b->n_stack == b->stack_capacity)
        status = simile_memory__grow(&b->stack, &b->stack_capacity, b->n_stack + 1, sizeof b->stack[0]);
    if (status == SIMILE_OK)
        b->stack[b->n_stack++] = p;
    return status;
}

static void make_child(builder *b, int32_t parent, size_t at)
{
    b->nodes[at].parent = parent;
    take_place(b, at);
}

/* Places the rest of one key, a node below the other. */
static simile_status place_tail(builder *b, size_t index, size_t depth, int32_t node)
{
    simile_status status = SIMILE_OK;

    for (; depth < b->keys[index].size && status == SIMILE_OK; depth++) {
        const unsigned char byte = byte_at(b, index, depth);
        size_t base = 0;
        status = find_place(&base, b, byte);
        if (status != SIMILE_OK)
            break;
        b->nodes[node].base = (int32_t)base;
        make_child(b, node, base + byte);
        node = (int32_t)(base + byte);
    }
    if (status == SIMILE_OK)
        b->nodes[node].id = b->keys[index].id;
    return status;
}

/* Places the children of `p`, and pushes each with its keys. */
static simile_status place(builder *b, pending p)
{
    unsigned char bytes[N_BYTES];
    uint32_t starts[N_BYTES + 1];
    size_t n, base = 0;
    simile_status status;

    if (p.last - p.first == 1)
        return place_tail(b, p.first, p.depth, p.node);
    if (b->keys[p.first].size == p.depth) /* the shortest key stands first */
        b->nodes[p.node].id = b->keys[p.first++].id;
    n = next_bytes(bytes, starts, b, &p);
    status = n == 1 ? find_place(&base, b, bytes[0]) : find_places(&base, b, bytes, n);
    if (status != SIMILE_OK)
        return status;
    b->nodes[p.node].base = (int32_t)base;
    for (size_t i = 0; i < n; i++)
        make_child(b, p.node, base + bytes[i]);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++)
        status = push(b, (pending){starts[i], starts[i + 1], p.depth + 1, (int32_t)(base + bytes[i])});
    return status;
}

static simile_status place_all(builder *b)
{
    simile_status status = make_room(b, 5 * b->n_keys / 2); /* about as many nodes as a vocabulary of text has */

    if (status != SIMILE_OK)
        return status;
    take_place(b, SIMILE_TRIE_ROOT);
    if (b->n_keys > 0)
        status = push(b, (pending){0, (uint32_t)b->n_keys, 0, SIMILE_TRIE_ROOT});
    while (status == SIMILE_OK && b->n_stack > 0)
        status = place(b, b->stack[--b->n_stack]);
    return status;
}

/* The second of two equal keys; 0: there are none. */
static size_t find_duplicate(const builder *b)
{
    for (size_t i = 1; i < b->n_keys; i++) {
        const trie_key *x = &b->keys[i - 1], *y = &b->keys[i];
        if (x->prefix == y->prefix && x->size == y->size && strcmp(b->texts[x->id], b->texts[y->id]) == 0)
            return i;
    }
    return 0;
}

simile_status simile_trie__build(simile_trie *trie, int32_t duplicate[2], const char *const *texts, size_t n_texts)
{
    builder b = {.first_for_many = N_BYTES, .first_for_one = N_BYTES};
    simile_status status = list_keys(&b, texts, n_texts);
    size_t found = 0;

    if (status == SIMILE_OK)
        status = sort_keys(&b);
    if (status == SIMILE_OK)
        found = find_duplicate(&b);
    duplicate[0] = found > 0 ? b.keys[found - 1].id : -1;
    duplicate[1] = found > 0 ? b.keys[found].id : -1;
    if (status == SIMILE_OK && found == 0)
        status = place_all(&b);
    simile_memory__free(b.keys);
    simile_memory__free(b.stack);
    simile_memory__free(b.free);
    if (status != SIMILE_OK)
        simile_memory__free(b.nodes);
    else if (found == 0)
        *trie = (simile_trie){.nodes = b.nodes, .n_nodes = b.n_nodes};
    return status;
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
