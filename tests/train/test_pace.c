/* The pace: smoothed speed, and the operations it is compared with. */
#include "expect.h"
#include "pace.h"
#include "suite.h"

static simile_pace start(const simile_encoder_shape *shape, int64_t freeze_layers)
{
    simile_pace pace;
    simile_encoder *encoder;
    const simile_train_options options = {.freeze_layers = freeze_layers, .layer_decay = 1, .embedding_rate = 1};
    expect_ok(simile_encoder__new(&encoder, shape));
    expect_ok(simile_pace__start(&pace, &options, encoder, NULL));
    simile_encoder__free(encoder);
    return pace;
}

static const simile_encoder_shape transformer = {.vocabulary = 50,
                                                 .hidden = 16,
                                                 .layers = 3,
                                                 .heads = 2,
                                                 .ffn = 40,
                                                 .positions = 8,
                                                 .types = 2,
                                                 .projection = SIMILE_PROJECTION_TANH};

START_TEST(pace__counts_operations_of_the_layers)
{
    const double layer = 4.0 * 16 * 16 + 2.0 * 16 * 40;
    ck_assert_double_eq(start(&transformer, 0).operations, 6 * 3 * layer);
    ck_assert_double_eq(start(&transformer, 2).operations, (6 + 2 * 2) * layer);
}
END_TEST

START_TEST(pace__is_smooth)
{
    simile_pace pace = start(&transformer, 0);
    ck_assert_double_gt(pace.peak, 1e8); /* any machine that runs this is faster */
    simile_pace__add(&pace, 2, 100);
    ck_assert_double_eq(simile_pace__tokens_per_second(&pace), 50);
    simile_pace__add(&pace, 1, 400);
    ck_assert_double_eq_tol(simile_pace__tokens_per_second(&pace), (95 + 400) / 2.9, 1e-9);
    ck_assert_double_eq_tol(simile_pace__seconds_per_step(&pace), 2.9 / 1.95, 1e-9);
    pace.peak = 1e9;
    pace.operations = 1e6;
    ck_assert_double_eq_tol(simile_pace__share_of_peak(&pace), 495 / 2.9 * 1e6 / 1e9, 1e-9);
}
END_TEST

START_TEST(pace__without_layers_has_no_share)
{
    const simile_encoder_shape shape = {.kind = SIMILE_ENCODER_STATIC, .vocabulary = 50, .hidden = 16};
    simile_pace pace = start(&shape, 0);
    simile_pace__add(&pace, 2, 100);
    ck_assert_double_eq(simile_pace__share_of_peak(&pace), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {pace__counts_operations_of_the_layers, pace__is_smooth,
                                  pace__without_layers_has_no_share};
    return suite_run("pace", tests, sizeof tests / sizeof *tests);
}
