/* The passes of an encoding: rows through a pipeline into ranges or into the output. */
#ifndef SIMILE_STREAM_ENCODE_RUN_H
#define SIMILE_STREAM_ENCODE_RUN_H

#include "rows.h"
#include "session.h"
#include "simile/encode.h"
#include "vectors.h"

/* What an encoding holds from end to end. */
typedef struct simile_encode_run {
    const simile_encode_request *request;
    simile_encode_report report;
    simile_stop stop; /* that the request asks about */
    simile_rows rows;
    simile_session *session;
    simile_vectors vectors;
    double start; /* seconds on the clock */
} simile_encode_run;

/* Refuses what cannot be, opens the session, and fills `rows` and the output's form; nothing that is written is opened.
 */
simile_status simile_encode_run__settle(simile_encode_run *run);
/* Takes the ranges of the output's form from the file that the request names for it. */
simile_status simile_encode_run__load_ranges(simile_encode_run *run);
/* Takes the vectors of `rows` into the ranges of the output's form. */
simile_status simile_encode_run__calibrate(simile_encode_run *run, simile_rows *rows);
/* Writes the rows that run->rows has yet to give. The report is kept up and handed to the request's progress. */
simile_status simile_encode_run__write(simile_encode_run *run);

#endif
