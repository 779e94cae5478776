/* How well the second text of a row is found by its first one among those of all rows. */
#ifndef SIMILE_TRAIN_RETRIEVAL_H
#define SIMILE_TRAIN_RETRIEVAL_H

#include "source.h"

/* The mean over rows of 1/rank, with the rank of the row's second text among the second texts of all rows by their
 * cosine with the first text; equal cosines go before it, so vectors that are all alike find nothing. Texts equal to
 * one of the row's two take no part. vectors [n_texts, width] of unit length. The same bits for any number of threads.
 */
simile_status simile_retrieval__mean_reciprocal_rank(double *score, const float *vectors, size_t width,
                                                     const simile_source *source, simile_pool *pool);

#endif
