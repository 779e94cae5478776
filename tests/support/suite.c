/* Running a suite. */
#include "suite.h"
#include "scratch.h"
#include <stdlib.h>

/* Seconds a test may take: wide, for sanitizers on a busy machine. */
#define TIMEOUT 120

TCase *suite_add_case(Suite *suite, const char *name)
{
    TCase *test_case = tcase_create(name);
    tcase_set_timeout(test_case, TIMEOUT);
    tcase_add_checked_fixture(test_case, scratch_begin_test, NULL);
    suite_add_tcase(suite, test_case);
    return test_case;
}

int suite_run(const char *name, const TTest *const tests[], size_t n_tests)
{
    Suite *suite = suite_create(name);
    TCase *test_case = suite_add_case(suite, name);
    for (size_t i = 0; i < n_tests; i++) {
        tcase_add_test(test_case, tests[i]);
    }
    return suite_run_made(suite);
}

int suite_run_made(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    scratch_begin();
    srunner_run_all(runner, CK_NORMAL);
    scratch_end();
    int n_run = srunner_ntests_run(runner), n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_run > 0 && n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
