/* TF-IDF vectors of words: the baseline that knows nothing but word overlap. Words are those of word_reader.h. weight =
 * count · (ln((1 + n)/(1 + df)) + 1), scaled to length 1, n and df counted over the given texts (Salton and Buckley
 * 1988, with scikit-learn's smoothing). */
#ifndef SIMILE_EVAL_TFIDF_H
#define SIMILE_EVAL_TFIDF_H

#include "simile/model.h"
#include "simile/status.h"
#include <stdint.h>

typedef struct simile_tfidf_entry {
    uint32_t word;
    double weight;
} simile_tfidf_entry;

/* A text that holds a word. */
typedef struct simile_tfidf_posting {
    size_t text;
    double weight; /* of the word there */
} simile_tfidf_posting;

/* Sparse rows: entries[starts[i]] … entries[starts[i + 1] − 1], words rising; and the same by words:
 * postings[word_starts[w]] … postings[word_starts[w + 1] − 1], texts rising. Valid when zeroed. */
typedef struct simile_tfidf {
    simile_tfidf_entry *entries;
    size_t *starts; /* [n_texts + 1] */
    simile_tfidf_posting *postings;
    size_t *word_starts; /* [n_words + 1] */
    size_t n_texts, n_words, capacity;
} simile_tfidf;

/* The caller disposes, on failure too. */
simile_status simile_tfidf__build(simile_tfidf *tfidf, const simile_text *texts, size_t n_texts);
void simile_tfidf__dispose(simile_tfidf *tfidf);

/* The cosine of two texts; 0 when one has no words. For simile_eval_view: the context is the simile_tfidf. */
double simile_tfidf__cosine(const void *tfidf, size_t a, size_t b);
/* The share of their words that two texts have in common, |A ∩ B| / |A ∪ B| (Jaccard 1901); 0 when neither has words.
 */
double simile_tfidf__jaccard(const void *tfidf, size_t a, size_t b);

/* The same bits for a text and each of the n texts from `first` on: similarities [n] (=). */
void simile_tfidf__cosines(double *similarities, const void *tfidf, size_t text, size_t first, size_t n);
void simile_tfidf__jaccards(double *similarities, const void *tfidf, size_t text, size_t first, size_t n);

#endif
