/* Reports: training runs and evaluations as one HTML page, or as text for the terminal.
 *
 *     simile_report_new(&report, NULL);
 *     simile_report_add(report, "my-model");        a folder that simile train wrote
 *     simile_report_add(report, "my-evaluation");   a folder that simile eval --save wrote
 *     simile_report_write_html(report, "report.html");
 *
 * A report is used by one thread at a time. */
#ifndef SIMILE_REPORT_H
#define SIMILE_REPORT_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simile_report simile_report;

typedef struct simile_report_options {
    const char *title; /* of the page; NULL: made from the inputs. Copied */
    size_t n_threads;  /* 0: what the machine allows */
    uint64_t seed;     /* where the principal components start from, and which sentences are shown as samples */
    /* Told of what takes long, now and then; share goes from 0 to 1, where `what` is done. NULL: untold */
    void (*progress)(void *context, const char *what, double share);
    void *context;
} simile_report_options;

/* options NULL: defaults. The caller frees. */
SIMILE_API simile_status simile_report_new(simile_report **report, const simile_report_options *options);
/* Takes NULL. */
SIMILE_API void simile_report_free(simile_report *report);

/* Reads a folder that simile train or simile eval --save wrote (or one that is both), or a JSON file that simile eval
 * --json wrote, which has figures but no rows. A run may still be under way. Several evaluations are compared. All must
 * be added before the first write. SIMILE_ERROR_IO, SIMILE_ERROR_FORMAT: the message names file and line. */
SIMILE_API simile_status simile_report_add(simile_report *report, const char *path);
/* The files that what was added consists of, counted from 0, and NULL behind the last one: a page must not be written
 * over one of them. Valid until the next one is added. */
SIMILE_API const char *simile_report_input(const simile_report *report, size_t index);

/* Writes one HTML file that needs nothing beside it, aside and renamed; "-" is standard output. The same inputs and
 * seed give the same bytes for any number of threads. */
SIMILE_API simile_status simile_report_write_html(simile_report *report, const char *path);
/* Writes the same report as text of at most 80 columns. */
SIMILE_API simile_status simile_report_write_text(simile_report *report, const char *path);

#ifdef __cplusplus
}
#endif
#endif
