/* Judgements from rows and from pairs. */
#include "judgements.h"
#include "fail.h"
#include "memory.h"
#include <stdlib.h>

/* By query, then document, then row. */
static int compare(const void *a, const void *b)
{
    const simile_known_pair *x = a, *y = b;
    if (x->query != y->query) {
        return x->query < y->query ? -1 : 1;
    }
    if (x->document != y->document) {
        return x->document < y->document ? -1 : 1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

/* Makes the rows those of the queries: texts [n_texts], of which the first n_queries are queries. */
static simile_status set_queries(simile_eval_rows *rows, simile_text *texts, size_t n_texts, size_t n_queries)
{
    size_t *starts = simile_memory__alloc(n_queries + 1, sizeof *starts);
    double *scores = simile_memory__alloc(n_queries, sizeof *scores);
    int64_t *labels = simile_memory__alloc(n_queries, sizeof *labels);
    if (!starts || !scores || !labels) {
        simile_memory__free(starts);
        simile_memory__free(scores);
        simile_memory__free(labels);
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i <= n_queries; i++) {
        starts[i] = i;
    }
    simile_memory__free(rows->row_starts);
    simile_memory__free(rows->scores);
    simile_memory__free(rows->labels);
    simile_memory__free(rows->texts);
    rows->row_starts = starts;
    rows->scores = scores;
    rows->labels = labels;
    rows->texts = texts;
    rows->n_rows = n_queries;
    rows->n_texts = n_texts;
    return SIMILE_OK;
}

/* The last judgement of each pair, and the number of relevant documents as each query's score. */
static simile_status set_judgements(simile_eval_rows *rows, simile_known_pair *known, size_t n, size_t n_queries)
{
    rows->judgements = simile_memory__alloc(n, sizeof *rows->judgements);
    rows->judgement_starts = simile_memory__alloc(n_queries + 1, sizeof *rows->judgement_starts);
    if (!rows->judgements || !rows->judgement_starts) {
        return SIMILE_ERROR_MEMORY;
    }
    qsort(known, n, sizeof *known, compare);
    size_t n_kept = 0, query = 0;
    for (size_t i = 0; i < n; i++) {
        for (; query <= known[i].query; query++) {
            rows->judgement_starts[query] = n_kept;
        }
        if (i + 1 == n || known[i + 1].query != known[i].query || known[i + 1].document != known[i].document) {
            rows->judgements[n_kept++] = (simile_judgement){known[i].document, known[i].grade};
            rows->scores[known[i].query] += known[i].grade > 0;
        }
    }
    for (; query <= n_queries; query++) {
        rows->judgement_starts[query] = n_kept;
    }
    return SIMILE_OK;
}

simile_status simile_judgements__set(simile_eval_rows *rows, simile_text *texts, size_t n_texts, size_t n_queries,
                                     simile_known_pair *known, size_t n)
{
    simile_status status = texts ? set_queries(rows, texts, n_texts, n_queries) : SIMILE_ERROR_MEMORY;
    if (status != SIMILE_OK) {
        simile_memory__free(texts);
        return status;
    }
    return set_judgements(rows, known, n, n_queries);
}

/* The number of a text among the different ones. */
static simile_status number_text(size_t *number, simile_map *texts, const simile_text *text)
{
    simile_map_entry *entry;
    bool is_new;
    simile_status status = simile_map__insert(&entry, &is_new, texts, text->bytes, text->size);
    if (status == SIMILE_OK) {
        entry->value = is_new ? (int64_t)texts->n_entries - 1 : entry->value;
        *number = (size_t)entry->value;
    }
    return status;
}

/* The texts of queries and of documents behind them, in order of appearance; they stay where they are. */
static simile_text *list_texts(const simile_eval_rows *rows, const simile_known_pair *known, size_t n_queries,
                               size_t n_documents)
{
    simile_text *texts = simile_memory__alloc(n_queries + n_documents, sizeof *texts);
    for (size_t i = rows->n_rows; texts && i-- > 0;) {
        texts[known[i].query] = rows->texts[rows->row_starts[i]];
        texts[n_queries + known[i].document] = rows->texts[rows->row_starts[i] + 1];
    }
    return texts;
}

static simile_status number_rows(simile_known_pair *known, simile_map *queries, simile_map *documents,
                                 const simile_eval_rows *rows)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        const simile_text *texts = rows->texts + rows->row_starts[i];
        known[i].row = i;
        known[i].grade = rows->scores[i];
        status = number_text(&known[i].query, queries, &texts[0]);
        if (status == SIMILE_OK) {
            status = number_text(&known[i].document, documents, &texts[1]);
        }
        if (status == SIMILE_OK && known[i].grade < 0) {
            status = simile_status__fail(SIMILE_ERROR_DATA, "%s: row %zu has the grade %g: grades begin at 0",
                                         rows->path, i + 1, known[i].grade);
        }
    }
    return status;
}

simile_status simile_judgements__from_rows(simile_eval_rows *rows)
{
    const size_t n = rows->n_rows;
    simile_known_pair *known = simile_memory__alloc(n, sizeof *known);
    simile_map queries = {0}, documents = {0};
    simile_status status = known ? number_rows(known, &queries, &documents, rows) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_judgements__set(rows, list_texts(rows, known, queries.n_entries, documents.n_entries),
                                        queries.n_entries + documents.n_entries, queries.n_entries, known, n);
    }
    simile_map__dispose(&queries);
    simile_map__dispose(&documents);
    simile_memory__free(known);
    return status;
}

/* Both directions of each pair of label 1; a text is no answer to itself. */
static simile_status number_pairs(simile_known_pair *known, size_t *n_known, simile_text *texts, simile_map *numbers,
                                  const simile_eval_rows *rows)
{
    simile_status status = SIMILE_OK;
    *n_known = 0;
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        size_t number[2];
        for (size_t side = 0; side < 2 && status == SIMILE_OK; side++) {
            const simile_text *text = &rows->texts[rows->row_starts[i] + side];
            const size_t n_before = numbers->n_entries;
            status = number_text(&number[side], numbers, text);
            if (numbers->n_entries > n_before) {
                texts[n_before] = *text;
            }
        }
        if (status == SIMILE_OK && rows->labels[i] == 1 && number[0] != number[1]) {
            known[(*n_known)++] = (simile_known_pair){number[0], number[1], i, 1};
            known[(*n_known)++] = (simile_known_pair){number[1], number[0], i, 1};
        }
    }
    return status;
}

simile_status simile_judgements__from_pairs(simile_eval_rows *rows)
{
    simile_known_pair *known = simile_memory__alloc(2 * rows->n_rows, sizeof *known);
    simile_text *texts = simile_memory__alloc(rows->n_texts, sizeof *texts);
    simile_map numbers = {0};
    size_t n_known = 0;
    simile_status status = known && texts ? number_pairs(known, &n_known, texts, &numbers, rows) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_judgements__set(rows, texts, numbers.n_entries, numbers.n_entries, known, n_known);
    } else {
        simile_memory__free(texts);
    }
    simile_map__dispose(&numbers);
    simile_memory__free(known);
    return status;
}

double simile_judgements__grade(const simile_eval_rows *rows, size_t query, size_t document)
{
    size_t low = rows->judgement_starts[query], high = rows->judgement_starts[query + 1];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (rows->judgements[middle].document == document) {
            return rows->judgements[middle].grade;
        }
        if (rows->judgements[middle].document < document) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}
