/* The clock goes forward, in seconds. */
#include "clock.h"
#include "suite.h"
#include <time.h>

START_TEST(clock__goes_forward)
{
    double before = simile_clock__seconds();
    for (int i = 0; i < 1000; i++) {
        double now = simile_clock__seconds();
        ck_assert_double_ge(now, before);
        before = now;
    }
}
END_TEST

START_TEST(clock__counts_seconds)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    double start = simile_clock__seconds();
    nanosleep(&pause, NULL);
    double passed = simile_clock__seconds() - start;
    ck_assert_double_ge(passed, 0.019);
    ck_assert_double_lt(passed, 60); /* however busy the machine: not milliseconds */
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {clock__goes_forward, clock__counts_seconds};
    return suite_run("clock", tests, sizeof tests / sizeof *tests);
}
