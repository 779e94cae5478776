/* The sampler: which rows make the batch of a step. Everything is drawn from counters keyed by (seed, source, epoch) or
 * (seed, step), so the state is one number a source, and a resumed run draws the same rows. */
#ifndef SIMILE_DATA_SAMPLER_H
#define SIMILE_DATA_SAMPLER_H

#include "batch.h"

/* How a source's rows become columns. */
typedef enum simile_sampling {
    SIMILE_SAMPLING_COLUMNS,   /* the row's own texts: pairs, triples */
    SIMILE_SAMPLING_MEMBERS,   /* two different members of a group or label */
    SIMILE_SAMPLING_SINGLES,   /* one text and its label: supervised contrastive */
    SIMILE_SAMPLING_TWO_VIEWS, /* one text twice: self-supervised */
} simile_sampling;

typedef struct simile_sampler simile_sampler;

typedef struct simile_sampler_source {
    const simile_source *source;
    simile_sampling sampling;
    double weight;
    double min_score;    /* sts rows */
    bool hard_negatives; /* triples: with their negatives */
} simile_sampler_source;

/* Sources that cannot give what their sampling wants (no group of two, no row of the score) are SIMILE_ERROR_DATA.
 * So are sources of one row or one label, whose texts have no negatives.
 * mix_rows: rows of a batch come from several sources, which must then have equally many columns. */
simile_status simile_sampler__new(simile_sampler **sampler, const simile_sampler_source *sources, size_t n_sources,
                                  size_t batch_size, bool mix_rows, uint64_t seed);
void simile_sampler__free(simile_sampler *sampler);

/* The batch of a step; steps must be drawn in order from where the state stands. */
simile_status simile_sampler__draw(simile_batch *batch, simile_sampler *sampler, uint64_t step);

/* Rows drawn from each source so far: the whole state. [n_sources], borrowed; may be written on resume. */
uint64_t *simile_sampler__drawn(size_t *n_sources, simile_sampler *sampler);

/* How often each row of a source has been drawn so far, on average; a drawn group gives two rows. */
double simile_sampler__times_seen(const simile_sampler *sampler, size_t source);

/* Texts of a row in batches of a source. */
size_t simile_sampler__columns(const simile_sampler *sampler, size_t source);

/* Rows (pairs, groups or texts) of a source that one pass over it takes. */
size_t simile_sampler__epoch_size(const simile_sampler *sampler, size_t source);

#endif
