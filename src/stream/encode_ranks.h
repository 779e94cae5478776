/* One encoding by several ranks: each takes its share of the lines and writes their rows at their place. */
#ifndef SIMILE_STREAM_ENCODE_RANKS_H
#define SIMILE_STREAM_ENCODE_RANKS_H

#include "encode_run.h"

/* Runs a whole encoding whose request has ranks. The report is that of all. */
simile_status simile_encode_ranks__run(simile_encode_run *run);

#endif
