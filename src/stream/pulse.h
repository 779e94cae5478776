/* How the ranks of an encoding hear of one another while they work: each tells now and then how far it is, and whether
 * it is done or has failed, in gathers that go on beside the work. All ranks see the same beats in the same order, so
 * all stop at the same one when a rank fails. */
#ifndef SIMILE_STREAM_PULSE_H
#define SIMILE_STREAM_PULSE_H

#include "ranks.h"
#include "simile/encode.h"

typedef struct simile_pulse simile_pulse;

/* `progress`, which may be NULL, is called on every rank with the sums over all ranks as they were heard last. */
simile_status simile_pulse__new(simile_pulse **pulse, simile_ranks *ranks,
                                simile_status (*progress)(void *context, const simile_encode_report *so_far),
                                void *context);
void simile_pulse__free(simile_pulse *pulse);

/* Begins a pass. */
void simile_pulse__begin(simile_pulse *pulse);
/* To be called often within a pass, by one thread at a time. SIMILE_ERROR_INTERRUPTED when another rank has failed: the
 * pass is to end, too. */
simile_status simile_pulse__beat(simile_pulse *pulse, const simile_encode_report *so_far);
/* Ends a pass: waits until all ranks are done with it or one has failed. `status` is this rank's; what is answered is
 * everybody's, with the message of the rank that failed. */
simile_status simile_pulse__end(simile_pulse *pulse, simile_status status, const simile_encode_report *so_far);

#endif
