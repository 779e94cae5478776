/* Rows that are measured though they were there to be learnt from. */
#ifndef SIMILE_EVAL_OVERLAP_H
#define SIMILE_EVAL_OVERLAP_H

#include "eval_rows.h"

/* once [rows->n_rows] (=): 0 for the rows whose texts, in any order, are those of a row of one of the others
 * [n_others], 1 for all else; n_others of 0: of another row of the file itself. Texts are the same when the hash of
 * their words is, lower-cased and without what stands between them; a text without words, when all its bytes are.
 * *n_duplicates: the rows with 0. */
simile_status simile_overlap__find(double *once, size_t *n_duplicates, const simile_eval_rows *rows,
                                   const simile_eval_rows *const *others, size_t n_others);

#endif
