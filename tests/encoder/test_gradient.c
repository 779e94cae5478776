/* Gradients of lanes: touched rows, adding, clearing, the norm; and shapes that are refused. */
#include "expect.h"
#include "memory.h"
#include "subject.h"
#include "suite.h"
#include <math.h>
#include <string.h>

static const int32_t first_rows[] = {7, 2, 90}, second_rows[] = {2, 5, 7};

/* To each row it adds, in two parts, its number in column 1 and 1 in column 2. */
static void fill_rows(simile_gradient *gradient, const int32_t *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const simile_real values[SUBJECT_WIDTH] = {0, (simile_real)rows[i], 1};
        simile_gradient__add_row(gradient, rows[i], values, (simile_real)0.25);
        simile_gradient__add_row(gradient, rows[i], values, (simile_real)0.75);
    }
}

/* A gradient with such rows, whose first dense value is `dense`. */
static simile_gradient *new_gradient(const simile_encoder *encoder, const int32_t *rows, size_t n, simile_real dense)
{
    simile_gradient *gradient;
    expect_ok(simile_gradient__new(&gradient, encoder));
    simile_gradient__values(gradient)[0] = dense;
    fill_rows(gradient, rows, n);
    return gradient;
}

static double norm_of(simile_gradient *gradient)
{
    double norm;
    expect_ok(simile_gradient__norm(&norm, gradient, NULL));
    return norm;
}

static simile_real table_value(simile_gradient *gradient, const simile_encoder *encoder, size_t row, size_t column)
{
    const simile_parameter *table = simile_encoder__find(encoder, "embeddings.word_embeddings.weight");
    return simile_gradient__values(gradient)[table->offset + row * table->cols + column];
}

static void expect_touched(const simile_gradient *gradient, const int32_t *rows, size_t n)
{
    size_t n_touched = 0;
    const int32_t *touched = simile_gradient__touched(&n_touched, gradient);
    ck_assert_ptr_nonnull(touched);
    ck_assert_uint_eq(n_touched, n);
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(touched[i], rows[i]);
}

START_TEST(gradient__adds_and_unites_touched_rows)
{
    static const int32_t united[] = {7, 2, 90, 5};
    const simile_encoder_shape shape = subject_transformer();
    subject s;
    subject_make(&s, &shape);
    simile_gradient *to = new_gradient(s.encoder, first_rows, 3, 1), *from = new_gradient(s.encoder, second_rows, 3, 2);
    expect_touched(to, first_rows, 3);
    simile_gradient__add(to, from);
    expect_touched(to, united, 4);
    expect_touched(from, second_rows, 3);
    ck_assert(simile_gradient__values(to)[0] == 3);
    ck_assert(table_value(to, s.encoder, 7, 1) == 14 && table_value(to, s.encoder, 7, 2) == 2);
    ck_assert(table_value(to, s.encoder, 5, 1) == 5 && table_value(to, s.encoder, 90, 1) == 90);
    /* 3² + rows 7 and 2 twice (14² + 2², 4² + 2²), 90 and 5 once (90² + 1, 5² + 1); sums of squares are exact here */
    ck_assert(norm_of(to) == sqrt(9 + 200 + 20 + 8101 + 26));
    simile_gradient__free(to);
    simile_gradient__free(from);
    subject_dispose(&s);
}
END_TEST

START_TEST(gradient__clear_forgets_everything)
{
    const simile_encoder_shape shape = subject_transformer();
    subject s;
    subject_make(&s, &shape);
    simile_gradient *gradient = new_gradient(s.encoder, first_rows, 3, 1);
    simile_gradient__clear(gradient);
    expect_touched(gradient, first_rows, 0);
    for (size_t i = 0; i < simile_encoder__word_table(s.encoder)->offset; i++) {
        ck_assert(simile_gradient__values(gradient)[i] == 0);
    }
    ck_assert(norm_of(gradient) == 0);
    fill_rows(gradient, second_rows, 3);
    ck_assert(table_value(gradient, s.encoder, 7, 1) == 7);
    ck_assert(table_value(gradient, s.encoder, 5, 2) == 1);
    simile_gradient__free(gradient);
    subject_dispose(&s);
}
END_TEST

/* A backward touches the rows of the batch's tokens and no others, and adds to what is there. */
START_TEST(gradient__backward_touches_the_tokens_of_the_batch)
{
    const simile_encoder_shape shape = subject_transformer();
    const simile_pass pass = {.in_training = true};
    simile_real vectors[SUBJECT_WIDTH], dvectors[SUBJECT_WIDTH];
    static subject_batch packed;
    subject s;
    simile_gradient *gradient;
    size_t n_touched = 0;
    subject_make(&s, &shape);
    expect_ok(simile_gradient__new(&gradient, s.encoder));
    subject_pack(&packed, &(size_t){2}, 1);
    double norm = 0;
    for (size_t round = 1; round <= 2; round++) {
        for (size_t i = 0; i < SUBJECT_WIDTH; i++) {
            dvectors[i] = (simile_real)i;
        }
        subject_forward(vectors, &s, &packed, &pass);
        simile_encoder__backward(gradient, dvectors, s.activations, s.encoder, s.weights, &packed.batch, &pass);
        norm = round == 1 ? norm_of(gradient) : norm;
    }
    /* adding the same again doubles all, up to the rounding of float sums */
    ck_assert_double_gt(norm, 0);
    ck_assert_double_le(fabs(norm_of(gradient) - 2 * norm), 1e-5 * norm);
    const int32_t *touched = simile_gradient__touched(&n_touched, gradient);
    for (size_t i = 0; i < n_touched; i++) {
        size_t n_found = 0;
        for (size_t t = 0; t < packed.batch.n_tokens; t++) {
            n_found += packed.ids[t] == touched[i];
        }
        ck_assert_uint_gt(n_found, 0);
    }
    for (size_t t = 0; t < packed.batch.n_tokens; t++) {
        ck_assert(table_value(gradient, s.encoder, (size_t)packed.ids[t], 0) != 0);
    }
    simile_gradient__free(gradient);
    subject_dispose(&s);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

static void expect_refused(const simile_encoder_shape *shape, const char *part)
{
    simile_encoder *encoder;
    expect_failure(simile_encoder__new(&encoder, shape), SIMILE_ERROR_CONFIG, part);
    ck_assert_ptr_null(encoder);
}

START_TEST(gradient__shapes_that_cannot_be_are_refused)
{
    simile_encoder_shape shape = subject_transformer();
    shape.heads = 5;
    expect_refused(&shape, "heads");
    shape = subject_transformer();
    shape.layers = 0;
    expect_refused(&shape, "layers");
    shape = subject_transformer();
    shape.dropout = 1;
    expect_refused(&shape, "dropout");
    shape = subject_transformer();
    shape.dropout = NAN;
    expect_refused(&shape, "dropout");
    shape = subject_transformer();
    shape.vocabulary = 0;
    expect_refused(&shape, "vocabulary");
}
END_TEST

/* All objects of an encoder, and a pass. */
static simile_status make_all(void *context)
{
    static subject_batch packed;
    subject s = {0};
    simile_gradient *gradient = NULL;
    subject_pack(&packed, &(size_t){4}, 1);
    simile_status status = simile_encoder__new(&s.encoder, context);
    status = status == SIMILE_OK ? simile_weights__new(&s.weights, s.encoder) : status;
    status = status == SIMILE_OK ? simile_weights__pack(s.weights, NULL, true) : status;
    status = status == SIMILE_OK ? simile_activations__new(&s.activations, s.encoder) : status;
    status = status == SIMILE_OK ? simile_activations__fit(s.activations, &packed.batch, true) : status;
    status = status == SIMILE_OK ? simile_gradient__new(&gradient, s.encoder) : status;
    simile_gradient__free(gradient);
    subject_dispose(&s);
    return status;
}

START_TEST(gradient__and_all_objects_survive_short_memory)
{
    simile_encoder_shape shape = subject_transformer();
    ck_assert_uint_gt(expect_memory_failures(make_all, &shape), 5);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {gradient__adds_and_unites_touched_rows, gradient__clear_forgets_everything,
                                  gradient__backward_touches_the_tokens_of_the_batch,
                                  gradient__shapes_that_cannot_be_are_refused,
                                  gradient__and_all_objects_survive_short_memory};
    return suite_run("gradient", tests, sizeof tests / sizeof *tests);
}
