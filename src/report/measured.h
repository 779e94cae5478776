/* One that was measured: a model, or what stands beside it; and how its figures are printed. */
#ifndef SIMILE_REPORT_MEASURED_H
#define SIMILE_REPORT_MEASURED_H

#include "document.h"
#include "subject.h"

typedef struct simile_measured {
    const simile_finding *finding;
    const simile_rival *rival; /* NULL: the model itself */
    const char *name, *description;
} simile_measured;

/* The model of a finding and what stands beside it; returns how many there are. */
#define SIMILE_MAX_MEASURED (SIMILE_N_RIVALS + 1)
size_t simile_measured__gather(simile_measured measured[SIMILE_MAX_MEASURED], const simile_finding *finding);

/* Its figure of that name; all NaN: it has none. */
simile_saved_metric simile_measured__figure(const simile_measured *measured, const char *name);

/* The end of the name of a figure without rows that are learnt from too. */
#define SIMILE_WITHOUT_DUPLICATES "_without_duplicates"

/* "0.1234", "–"; "0.1 to 0.2", NULL where there is no interval. */
const char *simile_measured__print_value(simile_document *document, double value);
const char *simile_measured__print_interval(simile_document *document, const simile_saved_metric *metric);
/* A figure's name in a table, whose row above has that of `above`; NULL: there is none. */
const char *simile_measured__print_name(simile_document *document, const char *name, const char *above);

#endif
