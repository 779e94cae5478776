/* What the tests expect of a call that answers a status. */
#ifndef EXPECT_H
#define EXPECT_H

#include "simile/status.h"
#include <stddef.h>

/* The call went well; if not, its message is the test's. */
void expect_ok(simile_status status);

/* The call failed with this status, and its message holds `part`. */
void expect_failure(simile_status status, simile_status expected, const char *part);

/* Runs `run` with its first request for memory failing, then its second, and so on until it succeeds. Every failure
 * must be SIMILE_ERROR_MEMORY with a message, and nothing may be left behind: `run` frees what it made. Answers the
 * number of requests, which must not be 0. */
size_t expect_memory_failures(simile_status (*run)(void *context), void *context);

/* Calls `read` with the file of these bytes cut at every length and with every bit flipped in turn. It may succeed or
 * fail, but must free what it made, and tell each failure; answers the number of failures. */
size_t expect_damage_is_noticed(const char *name, const void *bytes, size_t size,
                                simile_status (*read)(const char *path, void *context), void *context);

#endif
