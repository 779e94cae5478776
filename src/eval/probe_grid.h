/* A linear probe whose penalty is chosen on other rows. */
#ifndef SIMILE_EVAL_PROBE_GRID_H
#define SIMILE_EVAL_PROBE_GRID_H

#include "knn.h"

/* predicted [test->n] (=): labels after training on `train`, with the C of 10⁻³, 10⁻² … 10³ that is best for the rows
 * of `dev`, the least one on ties: *c. */
simile_status simile_probe_grid__predict(int64_t *predicted, double *c, const simile_labelled *test,
                                         const simile_labelled *train, const simile_labelled *dev, simile_pool *pool);

#endif
