/* Scratch files. They live in a folder of this run under TMPDIR (or /tmp), which the suite makes and removes; each test
 * has an empty one of its own in it. Nothing here uses the library, so that a test of its file functions does not check
 * them against themselves. What cannot be done fails the test. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes the run's folder, a test's folder in it, and removes all. Called by suite.c. */
void scratch_begin(void);
void scratch_begin_test(void);
void scratch_end(void);

/* The path of `name` in the test's folder; "" gives the folder. Valid until the eighth further call. */
const char *scratch_path(const char *name);

/* Writes a file into the test's folder and gives its path. */
const char *scratch_write(const char *name, const void *bytes, size_t size);
const char *scratch_write_text(const char *name, const char *text);

/* A file's bytes with a NUL behind them; *size may be NULL. The caller frees with free(). */
char *scratch_read(const char *path, size_t *size);

/* true when there is something of that name, be it a dangling link. */
bool scratch_exists(const char *path);

/* Damage: cuts a file after n bytes; flips bit k (bit k % 8 of byte k / 8). */
void scratch_truncate(const char *path, size_t n);
void scratch_flip_bit(const char *path, uint64_t k);

#endif
