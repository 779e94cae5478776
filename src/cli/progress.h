/* The progress line: rewritten in place on a terminal, a plain line every few seconds elsewhere. Always stderr. */
#ifndef SIMILE_CLI_PROGRESS_H
#define SIMILE_CLI_PROGRESS_H

#include <stdbool.h>

/* Valid when zeroed. */
typedef struct simile_progress {
    bool is_begun, is_terminal;
    bool is_shown; /* a line stands on the terminal that the next output has to clear */
    double last;   /* seconds on the clock when a line was shown */
} simile_progress;

/* true when it is time for a line; then call simile_progress_show. */
bool simile_progress_is_due(simile_progress *progress);
void simile_progress_show(simile_progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Clears the line on a terminal. */
void simile_progress_end(simile_progress *progress);

#endif
