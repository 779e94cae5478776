/* TF-IDF vectors of words. */
#include "tfidf.h"
#include "map.h"
#include "memory.h"
#include "word_reader.h"
#include <math.h>
#include <stdlib.h>

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
    }
    simile_map__dispose(&build.words);
    simile_word_reader__dispose(&build.reader);
    return status;
}

void simile_tfidf__dispose(simile_tfidf *tfidf)
{
    simile_memory__free(tfidf->entries);
    simile_memory__free(tfidf->starts);
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
