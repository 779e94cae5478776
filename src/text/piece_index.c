/* Slots are probed one after another from where the hash says. */
#include "piece_index.h"
#include "fail.h"
#include "hash.h"
#include "memory.h"

simile_word_key simile_piece_index__long_key(const char *text, size_t size)
{
    return (simile_word_key){simile_hash__bytes(text, size, 0), (uint64_t)SIMILE_PIECE_LONG << 56};
}

static bool continues_word(const char *text, const char *prefix, size_t prefix_size)
{
    return prefix_size > 0 && text[0] == prefix[0] && strncmp(text, prefix, prefix_size) == 0 &&
           text[prefix_size] != '\0';
}

static simile_status make_slots(simile_piece_index *index, const char *const *texts, size_t n_texts, const char *prefix)
{
    size_t n = 1, n_slots = 8;

    for (size_t i = 0; i < n_texts; i++)
        n += texts[i] == NULL ? 0 : continues_word(texts[i], prefix, index->prefix) ? 2 : 1;
    while (n_slots - n_slots / 3 < n)
        n_slots *= 2;
    index->slots = simile_memory__alloc(n_slots, sizeof index->slots[0]);
    index->mask = n_slots - 1;
    index->texts = texts;
    memset(index->longest, 1, sizeof index->longest); /* one byte may always be a piece */
    return index->slots == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

/* A text on its way into the table. */
typedef struct entry {
    simile_word_key key;
    const char *text;
    size_t size;
    int32_t id;
    bool continues;
} entry;

/* Entries are put in so many at a time, while memory fetches their slots. */
#define N_AHEAD 16
typedef struct batch {
    entry entries[N_AHEAD + 1];
    size_t n;
} batch;

static void add_entry(simile_piece_index *index, batch *b, bool continues, const char *text, int32_t id)
{
    const size_t size = strlen(text);
    const simile_word_key first = simile_word_key__load(text, size);
    const simile_word_key key = simile_piece_index__key(first, continues, text, size);
    const uint8_t bound = size < SIMILE_PIECE_ANY_LENGTH ? (uint8_t)size : SIMILE_PIECE_ANY_LENGTH;
    uint8_t *longest = &index->longest[continues][simile_piece_index__start(first)];

    *longest = bound > *longest ? bound : *longest;
    b->entries[b->n++] = (entry){key, text, size, id, continues};
    __builtin_prefetch(&index->slots[(size_t)simile_word_key__hash(key) & index->mask]);
}

/* Puts the entries in place; stops at one whose text has an id already and gives both ids. */
static void put_entries(simile_piece_index *index, int32_t duplicate[2], batch *b)
{
    for (size_t k = 0; k < b->n && duplicate[0] < 0; k++) {
        const entry *e = &b->entries[k];
        size_t i = 0;
        const int32_t same = simile_piece_index__look_up(&i, index, e->key, e->continues, e->text, e->size);
        if (same == SIMILE_NO_PIECE) {
            index->slots[i] = (simile_piece_slot){e->key, e->id};
        } else {
            duplicate[0] = same;
            duplicate[1] = e->id;
        }
    }
    b->n = 0;
}

simile_status simile_piece_index__build(simile_piece_index *index, int32_t duplicate[2], const char *const *texts,
                                        size_t n_texts, const char *prefix)
{
    batch b = {.n = 0};
    simile_status status;

    duplicate[0] = duplicate[1] = SIMILE_NO_PIECE;
    if (n_texts > INT32_MAX)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "the vocabulary has more than %d pieces", INT32_MAX);
    index->prefix = prefix == NULL ? 0 : strlen(prefix);
    status = make_slots(index, texts, n_texts, prefix);
    for (size_t i = 0; i < n_texts && status == SIMILE_OK && duplicate[0] < 0; i++) {
        if (texts[i] == NULL || texts[i][0] == '\0')
            continue;
        add_entry(index, &b, false, texts[i], (int32_t)i);
        if (continues_word(texts[i], prefix, index->prefix))
            add_entry(index, &b, true, texts[i] + index->prefix, (int32_t)i);
        if (b.n >= N_AHEAD)
            put_entries(index, duplicate, &b);
    }
    put_entries(index, duplicate, &b);
    if (duplicate[0] >= 0)
        simile_piece_index__dispose(index);
    return status;
}

void simile_piece_index__dispose(simile_piece_index *index)
{
    if (index == NULL)
        return;
    simile_memory__free(index->slots);
    *index = (simile_piece_index){0};
}

int32_t simile_piece_index__id(const simile_piece_index *index, const char *text, size_t size)
{
    return size == 0 ? SIMILE_NO_PIECE
                     : simile_piece_index__find(index, simile_word_key__load(text, size), false, text, size);
}
