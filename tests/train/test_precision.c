/* Training in bf16 stays near to training in float32. */
#include "expect.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TEMPERATURE 0.05 /* the objective's default */

/* losses [TRAINING_STEPS] of a run, from its log. */
static void train(double losses[TRAINING_STEPS], const char *folder, const char *precision)
{
    size_t size;
    expect_ok(training_run(&(training){.folder = folder, .yaml = training_bf16, .set = precision}));
    char *log = scratch_read(training_path(folder, "train.jsonl"), &size);
    const char *at = log;
    for (size_t i = 0; i < TRAINING_STEPS; i++) {
        static const char key[] = "\"loss\": ";
        at = strstr(at, key);
        ck_assert_ptr_nonnull(at);
        at += strlen(key);
        losses[i] = strtod(at, NULL);
    }
    free(log);
}

START_TEST(precision__bf16_has_nearly_the_loss_of_f32)
{
    double f32[TRAINING_STEPS], bf16[TRAINING_STEPS];
    train(f32, "f32", "train.precision=f32");
    train(bf16, "bf16", NULL);
    for (size_t i = 0; i < TRAINING_STEPS; i++) {
        /* A value is rounded by at most 2⁻⁹ of itself. A loss is off by at most the largest error of a similarity, over
         * the temperature, twice: for the positive and for the others. The vectors are sums over many roundings of
         * either sign, so a similarity is off by less than one. */
        ck_assert_double_eq_tol(bf16[i], f32[i], 2 * 0x1p-9 / TEMPERATURE);
    }
    ck_assert(bf16[0] != f32[0]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {precision__bf16_has_nearly_the_loss_of_f32};
    return suite_run("precision", tests, sizeof tests / sizeof *tests);
}
