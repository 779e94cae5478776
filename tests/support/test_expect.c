/* The sweeps find what they look for: each gets a subject with one known fault. */
#include "expect.h"
#include "fail.h"
#include "memory.h"
#include "scratch.h"
#include "suite.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Asks for memory three times; the faults are switched on by the context. */
typedef struct subject {
    bool leaks, has_wrong_status, asks_for_none;
} subject;

static simile_status ask_three_times(void *context)
{
    const subject *fault = context;
    void *blocks[3] = {0};
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < 3 && status == SIMILE_OK && !fault->asks_for_none; i++) {
        blocks[i] = simile_memory__alloc(10, 1);
        if (!blocks[i]) {
            status = fault->has_wrong_status ? SIMILE_ERROR_IO : SIMILE_ERROR_MEMORY;
        }
    }
    for (size_t i = fault->leaks && status != SIMILE_OK ? 1 : 0; i < 3; i++) {
        simile_memory__free(blocks[i]);
    }
    return status;
}

static void sweep_memory(const void *context)
{
    subject fault = *(const subject *)context;
    expect_memory_failures(ask_three_times, &fault);
}

/* Reads a file of "ab": fails when it is not, and leaks on failure when told. */
static simile_status read_ab(const char *path, void *context)
{
    const bool *leaks = context;
    size_t size = 0;
    char *bytes = scratch_read(path, &size);
    bool is_good = size == 2 && memcmp(bytes, "ab", 2) == 0;
    free(bytes);
    if (!is_good && *leaks) {
        (void)!simile_memory__alloc(1, 1);
    }
    return is_good ? SIMILE_OK : simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is damaged", path);
}

static void sweep_damage(const void *context)
{
    bool leaks = *(const bool *)context;
    expect_damage_is_noticed("inner", "ab", 2, read_ab, &leaks);
}

static void wrong_status(const void *context)
{
    (void)context;
    expect_failure(simile_status__fail(SIMILE_ERROR_IO, "a text"), SIMILE_ERROR_DATA, "a text");
}

static void wrong_message(const void *context)
{
    (void)context;
    expect_failure(simile_status__fail(SIMILE_ERROR_IO, "a text"), SIMILE_ERROR_IO, "another");
}

static void not_ok(const void *context)
{
    (void)context;
    expect_ok(simile_status__fail(SIMILE_ERROR_IO, "a text"));
}

/* true when the expectation fails: it runs in a child, as the only test of a silent suite. */
static void (*expectation)(const void *context);
static const void *expectation_context;

START_TEST(inner)
{
    expectation(expectation_context);
}
END_TEST

static bool fails(void (*run)(const void *context), const void *context)
{
    int state = 0;
    fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        const TTest *const tests[] = {inner};
        expectation = run;
        expectation_context = context;
        setenv("CK_FORK", "no", 1);
        if (!freopen("/dev/null", "w", stdout)) {
            _exit(2);
        }
        _exit(suite_run("inner", tests, 1));
    }
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert(WIFEXITED(state) && WEXITSTATUS(state) <= 1);
    return WEXITSTATUS(state) == 1;
}

START_TEST(expect__memory_sweep_counts_the_requests)
{
    subject good = {0};
    ck_assert_uint_eq(expect_memory_failures(ask_three_times, &good), 3);
    ck_assert(!fails(sweep_memory, &good));
}
END_TEST

START_TEST(expect__memory_sweep_finds_faults)
{
    ck_assert(fails(sweep_memory, &(subject){.leaks = true}));
    ck_assert(fails(sweep_memory, &(subject){.has_wrong_status = true}));
    ck_assert(fails(sweep_memory, &(subject){.asks_for_none = true}));
}
END_TEST

START_TEST(expect__damage_sweep_tries_every_length_and_bit)
{
    bool leaks = false;
    ck_assert_uint_eq(expect_damage_is_noticed("ab", "ab", 2, read_ab, &leaks), 2 + 16);
    ck_assert(!scratch_exists(scratch_path("ab")));
    leaks = true;
    ck_assert(fails(sweep_damage, &leaks));
}
END_TEST

START_TEST(expect__checks_status_and_message)
{
    ck_assert(fails(wrong_status, NULL));
    ck_assert(fails(wrong_message, NULL));
    ck_assert(fails(not_ok, NULL));
    expect_ok(SIMILE_OK);
    expect_failure(simile_status__fail(SIMILE_ERROR_IO, "a text"), SIMILE_ERROR_IO, "text");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {expect__memory_sweep_counts_the_requests, expect__memory_sweep_finds_faults,
                                  expect__damage_sweep_tries_every_length_and_bit, expect__checks_status_and_message};
    return suite_run("expect", tests, sizeof tests / sizeof *tests);
}
