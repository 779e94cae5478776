/* Equal rows, found by hashes. */
#include "overlap.h"
#include "hash.h"
#include "memory.h"
#include "word_reader.h"

static simile_status hash_text(uint64_t *hash, simile_word_reader *reader, const simile_text *text)
{
    bool more = true;
    *hash = 0;
    simile_status status = simile_word_reader__begin(reader, text);
    while (status == SIMILE_OK && more) {
        status = simile_word_reader__next(&more, reader);
        if (status == SIMILE_OK && more) {
            *hash = simile_hash__bytes(reader->word.data, reader->word.size, *hash + 1);
        }
    }
    if (status == SIMILE_OK && *hash == 0) {
        *hash = simile_hash__bytes(text->bytes, text->size, 0);
    }
    return status;
}

/* The sum over a row's texts, which does not depend on their order. */
static simile_status hash_row(uint64_t *hash, simile_word_reader *reader, const simile_eval_rows *rows, size_t row)
{
    simile_status status = SIMILE_OK;
    *hash = 0;
    for (size_t t = rows->row_starts[row]; t < rows->row_starts[row + 1] && status == SIMILE_OK; t++) {
        uint64_t one;
        status = hash_text(&one, reader, &rows->texts[t]);
        *hash += one;
    }
    return status;
}

/* Counts the rows by their hashes. */
static simile_status count_rows(simile_map *counts, simile_word_reader *reader, const simile_eval_rows *rows)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        simile_map_entry *entry;
        uint64_t hash;
        status = hash_row(&hash, reader, rows, i);
        if (status == SIMILE_OK) {
            status = simile_map__insert(&entry, NULL, counts, (const char *)&hash, sizeof hash);
        }
        if (status == SIMILE_OK) {
            entry->value++;
        }
    }
    return status;
}

/* Marks the rows that were counted more than `own` times: once for themselves, where they are among them. */
static simile_status mark_rows(double *once, size_t *n_duplicates, const simile_map *counts, int64_t own,
                               simile_word_reader *reader, const simile_eval_rows *rows)
{
    simile_status status = SIMILE_OK;
    *n_duplicates = 0;
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        uint64_t hash;
        status = hash_row(&hash, reader, rows, i);
        const simile_map_entry *entry =
            status == SIMILE_OK ? simile_map__find(counts, (const char *)&hash, sizeof hash) : NULL;
        once[i] = entry && entry->value > own ? 0 : 1;
        *n_duplicates += once[i] == 0;
    }
    return status;
}

simile_status simile_overlap__find(double *once, size_t *n_duplicates, const simile_eval_rows *rows,
                                   const simile_eval_rows *const *others, size_t n_others)
{
    simile_map counts = {0};
    simile_word_reader reader = {0};
    simile_status status = n_others == 0 ? count_rows(&counts, &reader, rows) : SIMILE_OK;
    for (size_t i = 0; i < n_others && status == SIMILE_OK; i++) {
        status = count_rows(&counts, &reader, others[i]);
    }
    if (status == SIMILE_OK) {
        status = mark_rows(once, n_duplicates, &counts, n_others == 0, &reader, rows);
    }
    simile_map__dispose(&counts);
    simile_word_reader__dispose(&reader);
    return status;
}
