/* Products in bf16: vectors and gradients lie near to those of float32, and only the blocks' are rounded. */
#include "expect.h"
#include "subject.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t sentences[] = {2, 1, 4, 6};
#define N_SENTENCES (sizeof sentences / sizeof *sentences)

/* Vectors of a forward pass and the gradient of their weighted sum. */
typedef struct result {
    simile_real vectors[SUBJECT_MAX_VECTORS];
    simile_real *gradient; /* [n_values]; the caller frees it */
    size_t n_values;
} result;

static simile_encoder_shape shape_in(simile_precision precision, size_t layers)
{
    simile_encoder_shape shape = subject_transformer();
    shape.ffn = 41; /* odd: the last pair of a sum is half empty */
    shape.layers = layers;
    shape.precision = precision;
    shape.projection = SIMILE_PROJECTION_MLP;
    return shape;
}

static result run(const simile_encoder_shape *shape)
{
    static subject_batch packed;
    const simile_pass pass = {.in_training = true};
    simile_real dvectors[SUBJECT_MAX_VECTORS];
    subject s;
    simile_gradient *gradient;
    result r = {0};
    subject_make(&s, shape);
    expect_ok(simile_gradient__new(&gradient, s.encoder));
    subject_pack(&packed, sentences, N_SENTENCES);
    for (size_t i = 0; i < N_SENTENCES * SUBJECT_WIDTH; i++) {
        dvectors[i] = (simile_real)sin((double)i);
    }
    subject_forward(r.vectors, &s, &packed, &pass);
    simile_encoder__backward(gradient, dvectors, s.activations, s.encoder, s.weights, &packed.batch, &pass);
    r.n_values = simile_encoder__n_values(s.encoder);
    r.gradient = malloc(r.n_values * sizeof *r.gradient);
    ck_assert_ptr_nonnull(r.gradient);
    memcpy(r.gradient, simile_gradient__values(gradient), r.n_values * sizeof *r.gradient);
    simile_gradient__free(gradient);
    subject_dispose(&s);
    return r;
}

/* ‖a − b‖ / ‖b‖ */
static double distance(const simile_real *a, const simile_real *b, size_t n)
{
    double difference = 0, norm = 0;
    for (size_t i = 0; i < n; i++) {
        difference += pow((double)a[i] - (double)b[i], 2);
        norm += pow((double)b[i], 2);
    }
    return sqrt(difference / norm);
}

START_TEST(precision__bf16_lies_near_f32)
{
    const simile_encoder_shape shapes[] = {shape_in(SIMILE_PRECISION_F32, 2), shape_in(SIMILE_PRECISION_BF16, 2)};
    result f32 = run(&shapes[0]), bf16 = run(&shapes[1]);
    const double of_vectors = distance(bf16.vectors, f32.vectors, N_SENTENCES * SUBJECT_WIDTH);
    const double of_gradient = distance(bf16.gradient, f32.gradient, f32.n_values);
    /* A rounding moves a value by at most 2⁻⁹ of itself, and both operands are rounded: two roundings for each of the 4
     * products a layer forward, and 6 more, of weights and of gradients, backward. */
    ck_assert_double_gt(of_vectors, 0);
    ck_assert_double_le(of_vectors, 2 * 4 * 2 * 0x1p-9);
    ck_assert_double_gt(of_gradient, 0);
    ck_assert_double_le(of_gradient, 2 * (4 * 2 + 6 * 2) * 0x1p-9);
    free(f32.gradient);
    free(bf16.gradient);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {precision__bf16_lies_near_f32};
    return suite_run("precision", tests, sizeof tests / sizeof *tests);
}
