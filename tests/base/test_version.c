/* The version as text, as numbers and as the build states it. */
#include "simile/version.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>

START_TEST(version__is_made_of_its_numbers)
{
    char text[64];
    snprintf(text, sizeof text, "%d.%d.%d", SIMILE_VERSION_MAJOR, SIMILE_VERSION_MINOR, SIMILE_VERSION_PATCH);
    ck_assert_str_eq(simile_version(), text);
}
END_TEST

START_TEST(version__is_that_of_the_build)
{
    const char *expected = getenv("SIMILE_VERSION"); /* set by CTest */
    if (expected)
        ck_assert_str_eq(simile_version(), expected);
    else
        ck_assert_str_ne(simile_version(), "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {version__is_made_of_its_numbers, version__is_that_of_the_build};
    return suite_run("version", tests, sizeof tests / sizeof *tests);
}
