/* Vectors that no training has made, to see what a figure is worth. */
#ifndef SIMILE_EVAL_PLAIN_VECTORS_H
#define SIMILE_EVAL_PLAIN_VECTORS_H

#include "simile/model.h"
#include "simile/status.h"
#include "threads.h"

/* vectors [n, width] (=): normal(0, 1) values from a stream that the text's hash chooses: equal texts have equal
 * vectors, all others have nothing to do with each other. */
void simile_plain_vectors__draw(float *vectors, size_t width, const simile_text *texts, size_t n);

/* vectors [n, H] (=): the mean of the rows of the model's word table for the text's tokens, special ones aside; zeros
 * for a text without any. What the model's layers add must show against it. */
simile_status simile_plain_vectors__average(float *vectors, const simile_model *model, const simile_text *texts,
                                            size_t n, simile_pool *pool);

#endif
