/* Threads count blocks of lines into maps of their own, a small table of recent words in front of each; the maps are
 * put together behind each stretch of text. */
#include "vocab_words.h"
#include "fail.h"
#include "memory.h"
#include "normalizer.h"
#include "pipeline.h"
#include "utf8.h"
#include "vocab_block.h"
#include "word_walk.h"
#include "words.h"
#include <stdlib.h>
#include <string.h>

#define N_RECENT         4096 /* a power of two */
#define DEFAULT_MEMORY   ((uint64_t)1 << 30)
#define PER_WORD         (sizeof(simile_map_entry) + 2 * sizeof(uint32_t)) /* memory of a word beside its bytes */
#define BLOCKS_PER_SHOWN 16

/* A word that was met lately, and how often since. */
typedef struct recent_word {
    simile_word_key key;
    uint64_t times;
} recent_word;

typedef struct count_worker {
    simile_map words;
    recent_word *recent; /* [N_RECENT] */
    simile_buffer fixed, normal;
    simile_marks marks;
    uint64_t n_words, n_invalid;
} count_worker;

typedef struct counter {
    const simile_vocab_train_options *options;
    simile_normalizer normalizer;
    simile_vocab_reader reader;
    uint64_t stretch, stretch_end; /* of bytes read, where the maps are to be put together */
    bool is_at_end;
    simile_pool *pool;
    count_worker *workers; /* [pool size] */
    simile_vocab_block *blocks;
    size_t n_blocks, n_shown;
} counter;

static simile_status add(simile_map *words, const char *word, size_t size, uint64_t times)
{
    simile_map_entry *entry = NULL;
    simile_status status = simile_map__insert(&entry, NULL, words, word, size);
    if (status == SIMILE_OK)
        entry->value += (int64_t)times;
    return status;
}

static simile_status count_word(count_worker *w, const char *word, size_t size, uint64_t times)
{
    w->n_words += times;
    return add(&w->words, word, size, times);
}

/* Moves what was counted lately into the map. */
static simile_status flush_recent(count_worker *w, recent_word *recent)
{
    char word[SIMILE_WORD_KEY_SIZE + 1];
    simile_status status = SIMILE_OK;

    if (recent->times > 0) {
        simile_word_key__store(word, recent->key);
        status = add(&w->words, word, (size_t)(recent->key.high >> 56), recent->times);
    }
    recent->times = 0;
    return status;
}

static simile_status count_short(count_worker *w, simile_word_key key, uint64_t times)
{
    recent_word *recent = &w->recent[simile_word_key__hash(key) >> 8 & (N_RECENT - 1)];
    simile_status status = SIMILE_OK;

    if (recent->key.low != key.low || recent->key.high != key.high) {
        status = flush_recent(w, recent);
        recent->key = key;
    }
    recent->times += times;
    w->n_words += times;
    return status;
}

static simile_status count_normalized(count_worker *w, const simile_normalizer *normalizer, const char *text,
                                      size_t size, uint64_t times)
{
    simile_status status = simile_normalizer__run(&w->normal, NULL, &w->marks, normalizer, text, size);
    simile_words words = {.next = w->normal.data, .end = w->normal.data + w->normal.size};

    while (status == SIMILE_OK && simile_words__next(&words))
        status = count_word(w, words.word, words.size, times);
    return status;
}

/* Counts the words of a valid text. */
static simile_status count_valid(count_worker *w, const simile_normalizer *normalizer, const char *text, size_t size,
                                 uint64_t times)
{
    simile_word_walk walk = {.normalizer = normalizer, .text = text, .size = size};
    simile_status status = SIMILE_OK;

    while (status == SIMILE_OK) {
        switch (simile_word_walk__next(&walk)) {
        case SIMILE_WALKED_SHORT:
            status = count_short(w, walk.key, times);
            break;
        case SIMILE_WALKED_LONG:
        case SIMILE_WALKED_OTHER:
            status = count_normalized(w, normalizer, text + walk.start, walk.length, times);
            break;
        case SIMILE_WALKED_END:
            return SIMILE_OK;
        }
    }
    return status;
}

static simile_status count_line(counter *c, count_worker *w, const simile_vocab_block *block, size_t line)
{
    const char *text;
    size_t size;
    uint64_t times;
    simile_status status = simile_vocab_block__line(&text, &size, &times, block, line, c->options);

    if (status != SIMILE_OK)
        return status;
    /* A line of n bytes has at most n words. */
    if (times > (SIMILE_VOCAB_MOST - w->n_words) / (size + 1))
        return simile_vocab_block__fail(block, line, "the word counts add up to more than 2^53");
    if (!simile_utf8__is_valid(text, size)) {
        w->n_invalid++;
        status = simile_utf8__repair(&w->fixed, text, size);
        text = w->fixed.data;
        size = w->fixed.size;
    }
    return status == SIMILE_OK ? count_valid(w, &c->normalizer, text, size, times) : status;
}

static simile_status fill(void *context, size_t slot, bool *more)
{
    counter *c = context;
    simile_status status = SIMILE_OK;

    *more = c->reader.n_bytes < c->stretch_end;
    if (!*more)
        return SIMILE_OK;
    status = simile_vocab_reader__next(&c->blocks[slot], &c->reader);
    *more = c->blocks[slot].n > 0;
    c->is_at_end = !*more;
    if (status == SIMILE_OK && c->options->progress != NULL && ++c->n_shown % BLOCKS_PER_SHOWN == 0)
        status = c->options->progress(c->options->progress_context, "count", c->reader.n_lines, 0);
    return status;
}

static simile_status work(void *context, size_t slot, size_t worker)
{
    counter *c = context;
    const simile_vocab_block *block = &c->blocks[slot];
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < block->n && status == SIMILE_OK; i++)
        status = count_line(c, &c->workers[worker], block, i);
    return status;
}

/* Moves a thread's counts into the common map. */
static simile_status merge(simile_map *words, count_worker *w)
{
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < N_RECENT && status == SIMILE_OK; i++)
        status = flush_recent(w, &w->recent[i]);
    for (size_t i = 0; i < w->words.n_entries && status == SIMILE_OK; i++) {
        const simile_map_entry *entry = &w->words.entries[i];
        status = add(words, entry->key, entry->size, (uint64_t)entry->value);
    }
    simile_map__dispose(&w->words);
    return status;
}

static uint64_t memory_of(const simile_map *words, int64_t above)
{
    uint64_t n_bytes = 0;
    for (size_t i = 0; i < words->n_entries; i++)
        if (words->entries[i].value > above)
            n_bytes += PER_WORD + words->entries[i].size + 1;
    return n_bytes;
}

/* The lowest count of those above `above`. */
static int64_t next_count(const simile_map *words, int64_t above)
{
    int64_t lowest = INT64_MAX;
    for (size_t i = 0; i < words->n_entries; i++)
        if (words->entries[i].value > above && words->entries[i].value < lowest)
            lowest = words->entries[i].value;
    return lowest;
}

/* Drops the rarest words, all of one count together, until the map fits three quarters of the memory. */
static simile_status prune(simile_map *words, simile_vocab_report *report, uint64_t memory)
{
    simile_map kept = {0};
    simile_status status = SIMILE_OK;
    int64_t above = 0;

    if (memory_of(words, 0) <= memory)
        return SIMILE_OK;
    while (memory_of(words, above) > memory / 4 * 3)
        above = next_count(words, above);
    for (size_t i = 0; i < words->n_entries && status == SIMILE_OK; i++) {
        const simile_map_entry *entry = &words->entries[i];
        if (entry->value > above)
            status = add(&kept, entry->key, entry->size, (uint64_t)entry->value);
        else
            report->n_dropped += (uint64_t)entry->value;
    }
    simile_map__dispose(words);
    *words = kept;
    if (status == SIMILE_OK && kept.n_entries == 0)
        status = simile_status__fail(SIMILE_ERROR_CONFIG, "%llu bytes of memory hold no words; give more",
                                     (unsigned long long)memory);
    return status;
}

static simile_status count_stretch(counter *c, simile_map *words, simile_vocab_report *report)
{
    const simile_pipeline pipeline = {fill, work, NULL, c, c->n_blocks};
    const uint64_t memory = c->options->memory == 0 ? DEFAULT_MEMORY : c->options->memory;
    simile_status status;

    c->stretch_end = c->reader.n_bytes + c->stretch;
    status = simile_pipeline__run(c->pool, &pipeline);
    for (size_t i = 0; i < simile_pool__size(c->pool) && status == SIMILE_OK; i++)
        status = merge(words, &c->workers[i]);
    return status == SIMILE_OK ? prune(words, report, memory) : status;
}

static simile_status set_up(counter *c)
{
    simile_status status = simile_pool__new(&c->pool, c->options->n_threads);
    if (status != SIMILE_OK)
        return status;
    c->n_blocks = simile_pool__size(c->pool) + 2;
    c->blocks = simile_memory__alloc(c->n_blocks, sizeof c->blocks[0]);
    c->workers = simile_memory__alloc(simile_pool__size(c->pool), sizeof c->workers[0]);
    status = c->blocks == NULL || c->workers == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
    for (size_t i = 0; i < simile_pool__size(c->pool) && status == SIMILE_OK; i++) {
        c->workers[i].recent = simile_memory__alloc(N_RECENT, sizeof c->workers[i].recent[0]);
        status = c->workers[i].recent == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
    }
    return status;
}

static void tear_down(counter *c, simile_vocab_report *report)
{
    for (size_t i = 0; i < c->n_blocks && c->blocks != NULL; i++)
        simile_vocab_block__dispose(&c->blocks[i]);
    for (size_t i = 0; i < simile_pool__size(c->pool) && c->workers != NULL; i++) {
        count_worker *w = &c->workers[i];
        report->n_words += w->n_words;
        report->n_invalid += w->n_invalid;
        simile_map__dispose(&w->words);
        simile_memory__free(w->recent);
        simile_buffer__dispose(&w->fixed);
        simile_buffer__dispose(&w->normal);
        simile_marks__dispose(&w->marks);
    }
    simile_memory__free(c->blocks);
    simile_memory__free(c->workers);
    simile_vocab_reader__dispose(&c->reader);
    simile_pool__free(c->pool);
}

simile_status simile_vocab_words__count(simile_map *words, const simile_vocab_train_options *options,
                                        simile_vocab_report *report, uint64_t stretch)
{
    counter c = {.options = options, .reader = {.options = options}, .stretch = stretch};
    simile_status status = set_up(&c);

    c.normalizer = (simile_normalizer){
        .clean_text = true, .chinese = true, .strip_accents = options->lowercase, .lowercase = options->lowercase};
    simile_normalizer__prepare(&c.normalizer);
    while (status == SIMILE_OK && !c.is_at_end)
        status = count_stretch(&c, words, report);
    report->n_lines = c.reader.n_lines;
    report->n_distinct = words->n_entries;
    tear_down(&c, report);
    if (status == SIMILE_OK && report->n_words > SIMILE_VOCAB_MOST)
        status = simile_status__fail(SIMILE_ERROR_DATA, "the word counts add up to more than 2^53");
    if (status == SIMILE_OK && words->n_entries == 0)
        status = simile_status__fail(SIMILE_ERROR_DATA, "the text holds no word to train a vocabulary on");
    return status;
}
