/* Running a suite: the last lines of every test program.
 *
 *     int main(void)
 *     {
 *         const TTest *const tests[] = {map__finds_what_was_inserted, map__keeps_the_order};
 *         return suite_run("map", tests, sizeof tests / sizeof *tests);
 *     }
 *
 * Each test has an empty scratch folder (scratch.h); all are removed at the end, whatever the tests did.
 */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stddef.h>

/* Runs the tests, each in a process of its own unless CK_FORK=no is set, and prints the failed ones. What it answers is
 * for main to return: EXIT_SUCCESS when all passed, EXIT_FAILURE when one failed or none ran. */
int suite_run(const char *name, const TTest *const tests[], size_t n_tests);

/* For a suite put together by hand (loop tests, fixtures): a test case as suite_run makes it, and the run, which takes
 * the suite over. */
TCase *suite_add_case(Suite *suite, const char *name);
int suite_run_made(Suite *suite);

#endif
