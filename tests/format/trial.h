/* What the tests of file readers share: scratch files, failures with their message, and two sweeps. A sweep takes a
 * reader that opens a file, reads all of it and frees what it got. */
#ifndef TESTS_FORMAT_TRIAL_H
#define TESTS_FORMAT_TRIAL_H

#include "memory.h"
#include "simile/status.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef simile_status (*trial_reader)(const char *path);

/* A path in the folder for temporary files. */
static inline const char *trial_path(const char *name)
{
    static char path[512];
    const char *folder = getenv("TMPDIR");

    snprintf(path, sizeof(path), "%s/simile-format-%ld-%s", folder ? folder : "/tmp", (long)getpid(), name);
    return path;
}

static inline const char *trial_write(const char *name, const void *bytes, size_t size)
{
    const char *path = trial_path(name);
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static inline void trial_expect(simile_status status, simile_status expected, const char *text)
{
    ck_assert_int_eq(status, expected);
    if (!strstr(simile_status_message(), text))
        ck_abort_msg("message \"%s\" lacks \"%s\"", simile_status_message(), text);
}

/* The file cut at every length and with every bit flipped: no crash, nothing left behind, and each failure told. */
static inline void trial_damage(const char *name, const void *bytes, size_t size, trial_reader reader)
{
    int64_t live = simile_memory__live();
    unsigned char *copy = malloc(size + 1);
    size_t n_failures = 0;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    for (size_t i = 0; i < size; i++)
        n_failures += reader(trial_write(name, copy, i)) != SIMILE_OK;
    for (size_t i = 0; i < 8 * size; i++) {
        copy[i / 8] ^= (unsigned char)(1U << i % 8);
        if (reader(trial_write(name, copy, size)) != SIMILE_OK) {
            n_failures++;
            ck_assert_str_ne(simile_status_message(), "");
        }
        copy[i / 8] ^= (unsigned char)(1U << i % 8);
    }
    free(copy);
    unlink(trial_path(name));
    ck_assert_uint_gt(n_failures, 0);
    ck_assert_int_eq(simile_memory__live(), live);
}

/* Every allocation fails once: the reader says so and leaves nothing behind. */
static inline void trial_starve(const char *path, trial_reader reader)
{
    int64_t live = simile_memory__live();
    simile_status status = SIMILE_ERROR_MEMORY;
    uint64_t n = 1;

    for (; status != SIMILE_OK && n < 10000; n++) {
        simile_memory__fail_at(n);
        status = reader(path);
        simile_memory__fail_at(0);
        if (status != SIMILE_OK)
            ck_assert_int_eq(status, SIMILE_ERROR_MEMORY);
        ck_assert_int_eq(simile_memory__live(), live);
    }
    ck_assert_int_eq(status, SIMILE_OK);
    ck_assert_uint_gt(n, 2);
}

static inline int trial_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int n_failed;

    srunner_run_all(runner, CK_NORMAL);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
