/* Expectations about statuses. */
#include "expect.h"
#include "memory.h"
#include "scratch.h"
#include <check.h>
#include <string.h>
#include <unistd.h>

/* More requests than any call under test makes: a call that never succeeds ends here. */
#define MOST_REQUESTS 100000

void expect_ok(simile_status status)
{
    ck_assert_msg(status == SIMILE_OK, "%s: %s", simile_status_name(status), simile_status_message());
}

void expect_failure(simile_status status, simile_status expected, const char *part)
{
    const char *message = simile_status_message();
    ck_assert_msg(status == expected, "answered \"%s\", expected \"%s\"; the message is: %s",
                  simile_status_name(status), simile_status_name(expected), message);
    ck_assert_msg(strstr(message, part) != NULL, "the message \"%s\" lacks \"%s\"", message, part);
}

size_t expect_memory_failures(simile_status (*run)(void *context), void *context)
{
    simile_status status = SIMILE_ERROR_MEMORY;
    size_t n = 0;
    while (status != SIMILE_OK) {
        const int64_t live = simile_memory__live();
        n++;
        ck_assert_uint_le(n, MOST_REQUESTS);
        simile_memory__fail_at(n);
        status = run(context);
        simile_memory__fail_at(0);
        ck_assert_msg(simile_memory__live() == live, "%lld blocks are left behind when request %zu fails",
                      (long long)(simile_memory__live() - live), n);
        if (status != SIMILE_OK) {
            expect_failure(status, SIMILE_ERROR_MEMORY, "memory");
        }
    }
    ck_assert_uint_gt(n, 1);
    return n - 1;
}

size_t expect_damage_is_noticed(const char *name, const void *bytes, size_t size,
                                simile_status (*read)(const char *path, void *context), void *context)
{
    size_t n_failures = 0;
    for (size_t i = 0; i < 9 * size; i++) {
        const char *path = scratch_write(name, bytes, size);
        const int64_t live = simile_memory__live();
        if (i < size) {
            scratch_truncate(path, i);
        } else {
            scratch_flip_bit(path, i - size);
        }
        if (read(path, context) != SIMILE_OK) {
            ck_assert_str_ne(simile_status_message(), "");
            n_failures++;
        }
        ck_assert_msg(simile_memory__live() == live, "%s: %lld blocks are left behind", path,
                      (long long)(simile_memory__live() - live));
    }
    unlink(scratch_path(name));
    return n_failures;
}
