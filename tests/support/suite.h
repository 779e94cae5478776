/* Running a suite: the last lines of every test program.
 *
 *     int main(void)
 *     {
 *         const TTest *const tests[] = {map__finds_what_was_inserted, map__keeps_the_order};
 *         return suite_run("map", tests, sizeof tests / sizeof *tests);
 *     }
 *
 * While a suite runs, the scratch folder of scratch.h exists; it is removed at the end, whatever the tests did.
 */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stddef.h>

/* Runs the tests, each in a process of its own unless CK_FORK=no is set, and prints the failed ones. What it answers is
 * for main to return: EXIT_SUCCESS when all passed, EXIT_FAILURE when one failed or none ran. */
int suite_run(const char *name, const TTest *const tests[], size_t n_tests);

/* The same for a suite put together by hand (loop tests, fixtures); takes the suite over. */
int suite_run_made(Suite *suite);

#endif
