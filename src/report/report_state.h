/* The inside of a report. */
#ifndef SIMILE_REPORT_REPORT_STATE_H
#define SIMILE_REPORT_REPORT_STATE_H

#include "document.h"
#include "map.h"
#include "saved_evaluation.h"
#include "simile/report.h"
#include "threads.h"
#include "trained_run.h"
#include <stdbool.h>

struct simile_report {
    simile_report_options options;
    char *title; /* NULL: made from the inputs */
    simile_trained_run **runs;
    simile_saved_evaluation **evaluations;
    size_t n_runs, n_evaluations, runs_capacity, evaluations_capacity;
    simile_map inputs; /* the files that these consist of */
    simile_document document;
    bool is_made;
    simile_pool *pool; /* while the document is made */
};

#endif
