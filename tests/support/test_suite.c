/* A suite that fails must end in a failing program: fork, run it silently, look at the exit code. */
#include "scratch.h"
#include "suite.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(passes)
{
    ck_assert_int_eq(1, 1);
}
END_TEST

START_TEST(fails)
{
    ck_assert_int_eq(1, 2);
}
END_TEST

START_TEST(crashes)
{
    raise(SIGKILL);
}
END_TEST

START_TEST(sees_an_empty_folder)
{
    ck_assert(scratch_exists(scratch_path("")));
    ck_assert(!scratch_exists(scratch_path("left behind")));
    scratch_write_text("left behind", "text");
}
END_TEST

/* The exit code of a program that runs these tests and prints nothing. */
static int exit_code_of(const TTest *const tests[], size_t n_tests)
{
    const char *folder = scratch_path("");
    int state = 0;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        setenv("CK_FORK", "yes", 1);
        setenv("TMPDIR", folder, 1);
        _exit(suite_run("inner", tests, n_tests));
    }
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert(WIFEXITED(state));
    return WEXITSTATUS(state);
}

START_TEST(suite__succeeds_when_all_pass)
{
    const TTest *const tests[] = {passes, passes};
    ck_assert_int_eq(exit_code_of(tests, 2), EXIT_SUCCESS);
}
END_TEST

START_TEST(suite__fails_with_one_failure)
{
    const TTest *const tests[] = {passes, fails, passes};
    ck_assert_int_eq(exit_code_of(tests, 3), EXIT_FAILURE);
}
END_TEST

START_TEST(suite__fails_with_a_crash)
{
    const TTest *const tests[] = {passes, crashes};
    ck_assert_int_eq(exit_code_of(tests, 2), EXIT_FAILURE);
}
END_TEST

START_TEST(suite__fails_without_tests)
{
    ck_assert_int_eq(exit_code_of(NULL, 0), EXIT_FAILURE);
}
END_TEST

START_TEST(suite__gives_scratch_folders_and_removes_them)
{
    const TTest *const tests[] = {sees_an_empty_folder, sees_an_empty_folder};
    ck_assert_int_eq(exit_code_of(tests, 2), EXIT_SUCCESS);
    ck_assert_int_eq(rmdir(scratch_path("")), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {suite__succeeds_when_all_pass, suite__fails_with_one_failure,
                                  suite__fails_with_a_crash, suite__fails_without_tests,
                                  suite__gives_scratch_folders_and_removes_them};
    return suite_run("suite", tests, sizeof tests / sizeof *tests);
}
