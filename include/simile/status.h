/* What a simile function answers: a status, and one line of text that says what, where and what to do.
 *
 *     if (simile_model_open(&model, "my-model") != SIMILE_OK)
 *         fprintf(stderr, "%s\n", simile_status_message());
 */
#ifndef SIMILE_STATUS_H
#define SIMILE_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/* SIMILE_API marks what the shared library exports. */
#if defined(__GNUC__)
#define SIMILE_API __attribute__((visibility("default")))
#else
#define SIMILE_API
#endif

typedef enum simile_status {
    SIMILE_OK = 0,
    SIMILE_ERROR_MEMORY = -1,      /* an allocation failed or a size overflowed */
    SIMILE_ERROR_IO = -2,          /* a file could not be opened, read, written, closed or renamed */
    SIMILE_ERROR_FORMAT = -3,      /* a file is damaged, or holds what simile does not know */
    SIMILE_ERROR_CONFIG = -4,      /* wrong usage or configuration: the caller's words are to be mended */
    SIMILE_ERROR_DATA = -5,        /* a row of the user's data does not fit */
    SIMILE_ERROR_NUMERIC = -6,     /* NaN, explosion or collapse */
    SIMILE_ERROR_INTERRUPTED = -7, /* the caller asked to stop; what was saved is whole */
} simile_status;

/* The message of this thread's latest failure: one line without a final newline, "" before the first one. It belongs to
 * the library and stays valid until this thread's next failure. */
SIMILE_API const char *simile_status_message(void);

/* The status as a word ("ok", "out of memory", ...); never NULL. */
SIMILE_API const char *simile_status_name(simile_status status);

#ifdef __cplusplus
}
#endif
#endif
