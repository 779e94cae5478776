/* Where dropout masks are drawn: each (seed, step, row, view, layer, site) has a Philox stream of its own. */
#ifndef SIMILE_ENCODER_SITES_H
#define SIMILE_ENCODER_SITES_H

#include "elementwise.h"
#include "encoder.h"

#define SIMILE_EMBEDDING_LAYER 255
#define SIMILE_HEAD_LAYER      254 /* behind the pooling; the site is the stage */

typedef enum simile_site {
    SIMILE_SITE_EMBEDDING,
    SIMILE_SITE_ATTENTION,    /* the attention's output */
    SIMILE_SITE_FFN,          /* the FFN's output */
    SIMILE_SITE_PROBABILITIES /* + head */
} simile_site;

/* The stream of one sentence at one site. Words: row · view, layer and site · step. */
simile_dropout_site simile_sites__at(const simile_pass *pass, const simile_packed_batch *batch, size_t sentence,
                                     size_t layer, size_t site);

/* Applies dropout to the rows x [T, H] of every sentence, each by its own stream; in place. Forward and backward alike.
 */
void simile_sites__drop_rows(simile_real *x, const simile_pass *pass, const simile_packed_batch *batch, size_t layer,
                             size_t site, size_t width, double p);

#endif
