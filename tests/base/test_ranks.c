/* A run of one process: nothing is loaded, every operation is its plainest form; and a module that cannot be opened.
 * What several processes do is in tests/mpi. */
#include "expect.h"
#include "memory.h"
#include "ranks.h"
#include "scratch.h"
#include "suite.h"
#include "threads.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static const char *const variables[] = {"OMPI_COMM_WORLD_SIZE", "MV2_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK",
                                        "SIMILE_MPI"};
#define N_VARIABLES (sizeof variables / sizeof *variables)

static void clear_environment(void)
{
    for (size_t i = 0; i < N_VARIABLES; i++) {
        unsetenv(variables[i]);
    }
}

START_TEST(ranks__are_expected_by_the_environment)
{
    clear_environment();
    ck_assert(!simile_ranks_are_expected());
    for (size_t i = 0; i < 3; i++) {
        setenv(variables[i], "1", 1);
        ck_assert(!simile_ranks_are_expected());
        setenv(variables[i], "4", 1);
        ck_assert(simile_ranks_are_expected());
        setenv("SIMILE_MPI", "off", 1);
        ck_assert(!simile_ranks_are_expected());
        clear_environment();
    }
    setenv("PMIX_RANK", "0", 1); /* no size is told */
    ck_assert(simile_ranks_are_expected());
    setenv("OMPI_COMM_WORLD_SIZE", "1", 1);
    ck_assert(!simile_ranks_are_expected());
    clear_environment();
    setenv("PMI_SIZE", "many", 1);
    ck_assert(!simile_ranks_are_expected());
    clear_environment();
}
END_TEST

START_TEST(ranks__of_one_process_load_nothing)
{
    simile_ranks *ranks = (simile_ranks *)variables;
    clear_environment();
    expect_ok(simile_ranks_open(&ranks));
    ck_assert_ptr_null(ranks);
    ck_assert_ptr_null(dlopen("libsimile_mpi.so", RTLD_LAZY | RTLD_NOLOAD));
    ck_assert_uint_eq(simile_ranks_rank(ranks), 0);
    ck_assert_uint_eq(simile_ranks_size(ranks), 1);
    ck_assert(simile_ranks_is_speaker(ranks));
    simile_ranks_close(ranks);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(ranks__of_one_process_copy)
{
    const char own[] = "own";
    char got[sizeof own] = "";
    size_t n_threads = 0;
    bool is_done = false;
    expect_ok(simile_ranks__barrier(NULL));
    expect_ok(simile_ranks__gather(NULL, got, own, sizeof own));
    ck_assert_str_eq(got, own);
    memset(got, 0, sizeof got);
    expect_ok(simile_ranks__gather_varying(NULL, got, own, &(size_t){2}));
    ck_assert_str_eq(got, "ow");
    expect_ok(simile_ranks__gather_varying(NULL, NULL, NULL, &(size_t){0}));
    expect_ok(simile_ranks__exchange(NULL, got, own, sizeof own, 0));
    ck_assert_str_eq(got, own);
    memset(got, 0, sizeof got);
    expect_ok(simile_ranks__post(NULL, got, own, sizeof own));
    expect_ok(simile_ranks__poll(NULL, &is_done));
    ck_assert(is_done);
    ck_assert_str_eq(got, own);
    expect_ok(simile_ranks__broadcast(NULL, got, sizeof got, 0));
    ck_assert_str_eq(got, own);
    expect_ok(simile_ranks__threads(NULL, &n_threads));
    ck_assert_uint_eq(n_threads, simile_threads__available());
    ck_assert_int_eq(simile_ranks_agree(NULL, SIMILE_OK), SIMILE_OK);
    ck_assert_int_eq(simile_ranks_agree(NULL, SIMILE_ERROR_DATA), SIMILE_ERROR_DATA);
}
END_TEST

/* Nothing is open after a failure, and no memory is held. */
static void expect_refusal(const char *module, const char *part)
{
    simile_ranks *ranks;
    clear_environment();
    setenv("OMPI_COMM_WORLD_SIZE", "2", 1);
    setenv("SIMILE_MPI", module, 1);
    expect_failure(simile_ranks_open(&ranks), SIMILE_ERROR_CONFIG, part);
    ck_assert_ptr_null(ranks);
    ck_assert_int_eq(simile_memory__live(), 0);
    clear_environment();
}

START_TEST(ranks__tell_why_the_module_cannot_be_opened)
{
    expect_refusal("/nowhere/libsimile_mpi.so", "/nowhere/libsimile_mpi.so: cannot be opened");
    expect_refusal(scratch_write_text("libsimile_mpi.so", "no library\n"), "cannot be opened");
    expect_refusal("libz.so.1", "libz.so.1: is not the module of this simile");
}
END_TEST

static simile_status open_without_module(void *context)
{
    simile_ranks *ranks;
    (void)context;
    return simile_ranks_open(&ranks) == SIMILE_ERROR_CONFIG ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

START_TEST(ranks__survive_running_out_of_memory)
{
    clear_environment();
    setenv("OMPI_COMM_WORLD_SIZE", "2", 1);
    setenv("SIMILE_MPI", "libz.so.1", 1);
    expect_memory_failures(open_without_module, NULL);
    clear_environment();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ranks__are_expected_by_the_environment,      ranks__of_one_process_load_nothing,   ranks__of_one_process_copy,
        ranks__tell_why_the_module_cannot_be_opened, ranks__survive_running_out_of_memory,
    };
    return suite_run("ranks", tests, sizeof tests / sizeof *tests);
}
