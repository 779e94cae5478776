/* Dropout streams. */
#include "sites.h"

simile_dropout_site simile_sites__at(const simile_pass *pass, const simile_packed_batch *batch, size_t sentence,
                                     size_t layer, size_t site)
{
    uint64_t row = batch->rows ? batch->rows[sentence] : sentence;
    uint32_t view = batch->views ? batch->views[sentence] : 0;
    return (simile_dropout_site){
        .key = {(uint32_t)pass->seed, (uint32_t)(pass->seed >> 32)},
        .counter = {(uint32_t)row, view << 24 | (uint32_t)layer << 16 | (uint32_t)site, (uint32_t)pass->step},
    };
}

void simile_sites__drop_rows(simile_real *x, const simile_pass *pass, const simile_packed_batch *batch, size_t layer,
                             size_t site, size_t width, double p)
{
    if (!pass->in_training || p <= 0) {
        return;
    }
    for (size_t b = 0; b < batch->n_sentences; b++) {
        simile_dropout_site place = simile_sites__at(pass, batch, b, layer, site);
        simile_real *rows = x + batch->starts[b] * width;
        simile_dropout__apply(rows, rows, (batch->starts[b + 1] - batch->starts[b]) * width, p, &place, 0);
    }
}
