/* TF-IDF vectors of words. */
#include "tfidf.h"
#include "map.h"
#include "memory.h"
#include "word_reader.h"
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Building: the words' numbers are their places in the map, their value the number of texts that hold them. */
typedef struct tfidf_build {
    simile_tfidf *tfidf;
    simile_map words;
    simile_word_reader reader;
    size_t n_entries;
} tfidf_build;

static simile_status add_word(tfidf_build *build)
{
    simile_tfidf *tfidf = build->tfidf;
    simile_map_entry *entry;
    simile_status status =
        simile_map__insert(&entry, NULL, &build->words, build->reader.word.data, build->reader.word.size);
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&tfidf->entries, &tfidf->capacity, build->n_entries + 1, sizeof *tfidf->entries);
    }
    if (status == SIMILE_OK) {
        tfidf->entries[build->n_entries++] = (simile_tfidf_entry){(uint32_t)(entry - build->words.entries), 1};
    }
    return status;
}

static simile_status add_words(tfidf_build *build, const simile_text *text)
{
    bool more = true;
    simile_status status = simile_word_reader__begin(&build->reader, text);
    while (status == SIMILE_OK && more) {
        status = simile_word_reader__next(&more, &build->reader);
        if (status == SIMILE_OK && more) {
            status = add_word(build);
        }
    }
    return status;
}

static int by_word(const void *a, const void *b)
{
    const simile_tfidf_entry *x = a, *y = b;
    return (x->word > y->word) - (x->word < y->word);
}

/* Sorts a text's words, joins equal ones into counts, and counts the text for each. */
static void finish_counts(tfidf_build *build, size_t start)
{
    simile_tfidf_entry *entries = build->tfidf->entries;
    size_t n = start;
    if (build->n_entries == start) {
        return;
    }
    qsort(entries + start, build->n_entries - start, sizeof *entries, by_word);
    for (size_t i = start; i < build->n_entries; i++) {
        if (n > start && entries[n - 1].word == entries[i].word) {
            entries[n - 1].weight += 1;
        } else {
            entries[n++] = entries[i];
            build->words.entries[entries[i].word].value++;
        }
    }
    build->n_entries = n;
}

static void weigh(tfidf_build *build)
{
    simile_tfidf *tfidf = build->tfidf;
    for (size_t t = 0; t < tfidf->n_texts; t++) {
        double squares = 0;
        for (size_t i = tfidf->starts[t]; i < tfidf->starts[t + 1]; i++) {
            simile_tfidf_entry *entry = &tfidf->entries[i];
            /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a text with entries has words */
            const double df = (double)build->words.entries[entry->word].value;
            entry->weight *= log((1 + (double)tfidf->n_texts) / (1 + df)) + 1;
            squares += entry->weight * entry->weight;
        }
        for (size_t i = tfidf->starts[t]; i < tfidf->starts[t + 1]; i++) {
            tfidf->entries[i].weight /= sqrt(squares);
        }
    }
}

/* The entries once more, word by word. */
static simile_status invert(simile_tfidf *tfidf)
{
    const size_t n_entries = tfidf->starts[tfidf->n_texts];
    size_t *next = simile_memory__alloc(tfidf->n_words, sizeof *next);
    tfidf->word_starts = simile_memory__alloc(tfidf->n_words + 1, sizeof *tfidf->word_starts);
    tfidf->postings = simile_memory__alloc(n_entries, sizeof *tfidf->postings);
    if (!next || !tfidf->word_starts || !tfidf->postings) {
        simile_memory__free(next);
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n_entries; i++) {
        tfidf->word_starts[tfidf->entries[i].word + 1]++;
    }
    for (size_t w = 0; w < tfidf->n_words; w++) {
        tfidf->word_starts[w + 1] += tfidf->word_starts[w];
        next[w] = tfidf->word_starts[w];
    }
    for (size_t t = 0; t < tfidf->n_texts; t++) {
        for (size_t i = tfidf->starts[t]; i < tfidf->starts[t + 1]; i++) {
            const simile_tfidf_entry *entry = &tfidf->entries[i];
            tfidf->postings[next[entry->word]++] = (simile_tfidf_posting){t, entry->weight};
        }
    }
    simile_memory__free(next);
    return SIMILE_OK;
}

simile_status simile_tfidf__build(simile_tfidf *tfidf, const simile_text *texts, size_t n_texts)
{
    tfidf_build build = {.tfidf = tfidf};
    *tfidf = (simile_tfidf){.n_texts = n_texts};
    tfidf->starts = simile_memory__alloc(n_texts + 1, sizeof *tfidf->starts);
    simile_status status = tfidf->starts ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n_texts && status == SIMILE_OK; i++) {
        status = add_words(&build, &texts[i]);
        finish_counts(&build, tfidf->starts[i]);
        tfidf->starts[i + 1] = build.n_entries;
    }
    if (status == SIMILE_OK) {
        weigh(&build);
        tfidf->n_words = build.words.n_entries;
        status = invert(tfidf);
    }
    simile_map__dispose(&build.words);
    simile_word_reader__dispose(&build.reader);
    return status;
}

void simile_tfidf__dispose(simile_tfidf *tfidf)
{
    simile_memory__free(tfidf->entries);
    simile_memory__free(tfidf->starts);
    simile_memory__free(tfidf->postings);
    simile_memory__free(tfidf->word_starts);
    *tfidf = (simile_tfidf){0};
}

double simile_tfidf__cosine(const void *context, size_t a, size_t b)
{
    const simile_tfidf *tfidf = context;
    size_t i = tfidf->starts[a], j = tfidf->starts[b];
    double sum = 0;
    while (i < tfidf->starts[a + 1] && j < tfidf->starts[b + 1]) {
        const simile_tfidf_entry *x = &tfidf->entries[i], *y = &tfidf->entries[j];
        sum += x->word == y->word ? x->weight * y->weight : 0;
        i += x->word <= y->word;
        j += y->word <= x->word;
    }
    return sum;
}

double simile_tfidf__jaccard(const void *context, size_t a, size_t b)
{
    const simile_tfidf *tfidf = context;
    const size_t n_a = tfidf->starts[a + 1] - tfidf->starts[a], n_b = tfidf->starts[b + 1] - tfidf->starts[b];
    size_t i = tfidf->starts[a], j = tfidf->starts[b], n_shared = 0;
    while (i < tfidf->starts[a + 1] && j < tfidf->starts[b + 1]) {
        const uint32_t x = tfidf->entries[i].word, y = tfidf->entries[j].word;
        n_shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return n_a + n_b > 0 ? (double)n_shared / (double)(n_a + n_b - n_shared) : 0;
}

/* The first posting of the word whose text is `first` or behind it. */
static size_t find_posting(const simile_tfidf *tfidf, uint32_t word, size_t first)
{
    size_t low = tfidf->word_starts[word], high = tfidf->word_starts[word + 1];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (tfidf->postings[middle].text < first) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Σ over the text's words of what each adds for the texts that hold it: its weights' product, or 1. */
static void gather(double *sums, const simile_tfidf *tfidf, size_t text, size_t first, size_t n, bool is_weighted)
{
    memset(sums, 0, n * sizeof *sums);
    for (size_t i = tfidf->starts[text]; i < tfidf->starts[text + 1]; i++) {
        const simile_tfidf_entry *entry = &tfidf->entries[i];
        const size_t end = tfidf->word_starts[entry->word + 1];
        for (size_t p = find_posting(tfidf, entry->word, first); p < end && tfidf->postings[p].text < first + n; p++) {
            const simile_tfidf_posting *posting = &tfidf->postings[p];
            sums[posting->text - first] += is_weighted ? entry->weight * posting->weight : 1;
        }
    }
}

void simile_tfidf__cosines(double *similarities, const void *context, size_t text, size_t first, size_t n)
{
    gather(similarities, context, text, first, n, true);
}

void simile_tfidf__jaccards(double *similarities, const void *context, size_t text, size_t first, size_t n)
{
    const simile_tfidf *tfidf = context;
    const size_t n_own = tfidf->starts[text + 1] - tfidf->starts[text];
    gather(similarities, tfidf, text, first, n, false);
    for (size_t i = 0; i < n; i++) {
        const size_t n_both = n_own + tfidf->starts[first + i + 1] - tfidf->starts[first + i];
        similarities[i] = n_both > 0 ? similarities[i] / ((double)n_both - similarities[i]) : 0;
    }
}
