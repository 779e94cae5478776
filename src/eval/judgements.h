/* What is known of documents as answers to queries. Rows that hold it: row i is query i, its text is text i, and the
 * documents' texts follow behind the queries'. */
#ifndef SIMILE_EVAL_JUDGEMENTS_H
#define SIMILE_EVAL_JUDGEMENTS_H

#include "eval_rows.h"
#include "simile/eval.h"

/* From rows of a grade and two texts, query and candidate: equal texts are one query, or one document. The last of two
 * judgements of one pair counts. A negative grade is SIMILE_ERROR_DATA. */
simile_status simile_judgements__from_rows(simile_eval_rows *rows);

/* From rows of 0 or 1 and two texts: all different texts are the queries, and there are no documents besides; those of
 * rows of 1 answer each other. */
simile_status simile_judgements__from_pairs(simile_eval_rows *rows);

/* Reads files->file, a list of judgements: lines of query, anything, document, grade (TREC), or of query, document,
 * grade, then perhaps with a header; parted by spaces or tabs. files->queries and files->corpus have rows of id, text.
 * An id that is unknown or stands twice is SIMILE_ERROR_DATA. The caller disposes rows, on failure too. */
simile_status simile_judgements__load(simile_eval_rows *rows, const simile_evaluation_files *files);

/* A judgement on its way into rows. */
typedef struct simile_known_pair {
    size_t query, document, row; /* of two rows of one pair the later one counts */
    double grade;
} simile_known_pair;

/* Makes the rows those of queries with known [n], which it sorts. texts [n_texts], the queries first: taken over, on
 * failure too; NULL is SIMILE_ERROR_MEMORY. */
simile_status simile_judgements__set(simile_eval_rows *rows, simile_text *texts, size_t n_texts, size_t n_queries,
                                     simile_known_pair *known, size_t n);

/* The grade of a document for a query; 0 when nothing is known. */
double simile_judgements__grade(const simile_eval_rows *rows, size_t query, size_t document);

#endif
