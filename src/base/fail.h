/* Failure messages: whoever detects an error writes its line here, everyone else hands the status on. */
#ifndef SIMILE_BASE_FAIL_H
#define SIMILE_BASE_FAIL_H

#include "simile/status.h"

/* Longest message with its final NUL; longer ones are cut at a UTF-8 boundary. */
#define SIMILE_MESSAGE_SIZE 1024

/* Sets this thread's message and returns `status`. The line says what, where and what to do; line breaks and control
 * characters in it are replaced by spaces. */
simile_status simile_status__fail(simile_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " in front of this thread's message and returns `status`. */
simile_status simile_status__add_context(simile_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Both return what they are given: an analyser that sees one file at a time cannot know. */
#ifdef __clang_analyzer__
#define simile_status__fail(status, ...)        ((void)simile_status__fail(status, __VA_ARGS__), (status))
#define simile_status__add_context(status, ...) ((void)simile_status__add_context(status, __VA_ARGS__), (status))
#endif

/* Sets the message from another thread's text (the pool carries a worker's failure to the caller). */
void simile_status__set_message(const char *message);

#endif
