/* The progress line. */
#include "progress.h"
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define TERMINAL_SECONDS 0.1
#define PLAIN_SECONDS    5.0

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

bool simile_progress_is_due(simile_progress *progress)
{
    const double seconds = now();
    if (!progress->is_begun) {
        *progress = (simile_progress){.is_begun = true, .is_terminal = isatty(STDERR_FILENO) == 1, .last = seconds};
    }
    if (seconds - progress->last < (progress->is_terminal ? TERMINAL_SECONDS : PLAIN_SECONDS)) {
        return false;
    }
    progress->last = seconds;
    return true;
}

void simile_progress_show(simile_progress *progress, const char *format, ...)
{
    va_list arguments;
    fputs(progress->is_terminal ? "\r\x1B[K" : "", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs(progress->is_terminal ? "" : "\n", stderr);
    fflush(stderr);
    progress->is_shown = progress->is_terminal;
}

void simile_progress_end(simile_progress *progress)
{
    if (progress->is_shown) {
        fputs("\r\x1B[K", stderr);
    }
    progress->is_shown = false;
}
