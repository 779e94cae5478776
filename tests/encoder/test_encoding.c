/* A sentence's vector has the same bits alone, among neighbours, in any order, and in training without dropout; with
 * dropout each view and step has masks of its own. */
#include "expect.h"
#include "memory.h"
#include "subject.h"
#include "suite.h"
#include <math.h>
#include <string.h>

#define VECTOR_SIZE (SUBJECT_WIDTH * sizeof(simile_real))

static const simile_pass encoding = {0};

static void expect_same_alone_and_among(simile_encoder_shape shape)
{
    static const size_t orders[][SUBJECT_SENTENCES] = {
        {0, 1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1, 0}, {3, 0, 6, 1, 5, 2, 4}, {2, 2, 0, 2, 1, 1, 2}};
    static simile_real alone[SUBJECT_SENTENCES][SUBJECT_WIDTH], among[SUBJECT_MAX_VECTORS];
    static subject_batch packed;
    subject s;
    subject_make(&s, &shape);
    for (size_t i = 0; i < SUBJECT_SENTENCES; i++) {
        subject_pack(&packed, &i, 1);
        subject_forward(alone[i], &s, &packed, &encoding);
        ck_assert(isfinite(alone[i][0]));
    }
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        subject_pack(&packed, orders[i], SUBJECT_SENTENCES);
        subject_forward(among, &s, &packed, &encoding);
        for (size_t b = 0; b < SUBJECT_SENTENCES; b++) {
            ck_assert_mem_eq(among + b * SUBJECT_WIDTH, alone[orders[i][b]], VECTOR_SIZE);
        }
    }
    ck_assert_mem_ne(alone[1], alone[2], VECTOR_SIZE);
    subject_dispose(&s);
}

START_TEST(encoding__of_a_sentence_does_not_depend_on_its_neighbours)
{
    simile_encoder_shape shape = subject_transformer();
    shape.n_poolings = 1;
    for (int pooling = 0; pooling < SIMILE_N_POOLINGS; pooling++) {
        shape.poolings[0] = (simile_pooling)pooling;
        expect_same_alone_and_among(shape);
    }
    shape.modules[0] =
        (simile_module){.kind = SIMILE_MODULE_DENSE, .width = SUBJECT_WIDTH, .activation = SIMILE_ACTIVATION_TANH};
    expect_same_alone_and_among(shape);
    shape.kind = SIMILE_ENCODER_STATIC;
    expect_same_alone_and_among(shape);
}
END_TEST

/* A training pass computes every row of the last block; encoding only those that the pooling reads. */
START_TEST(encoding__is_a_training_pass_without_dropout)
{
    static const size_t sentences[] = {4, 0, 6, 2};
    static simile_real plain[SUBJECT_MAX_VECTORS], training[SUBJECT_MAX_VECTORS];
    static subject_batch packed;
    simile_encoder_shape shape = subject_transformer();
    shape.n_poolings = 1;
    for (int pooling = 0; pooling < SIMILE_N_POOLINGS; pooling++) {
        subject s;
        shape.poolings[0] = (simile_pooling)pooling;
        subject_make(&s, &shape);
        subject_pack(&packed, sentences, 4);
        subject_forward(plain, &s, &packed, &encoding);
        subject_forward(training, &s, &packed, &(simile_pass){.in_training = true, .seed = 1});
        ck_assert_mem_eq(training, plain, 4 * VECTOR_SIZE);
        subject_dispose(&s);
    }
}
END_TEST

/* The vector of one sentence with its dropout identity. */
static void encode_view(simile_real *vector, subject *s, uint64_t row, uint32_t view, simile_pass pass)
{
    static subject_batch packed;
    subject_pack(&packed, &(size_t){3}, 1);
    packed.rows[0] = row;
    packed.views[0] = view;
    subject_forward(vector, s, &packed, &pass);
}

START_TEST(encoding__gives_every_view_its_own_masks)
{
    simile_encoder_shape shape = subject_transformer();
    simile_real first[SUBJECT_WIDTH], other[SUBJECT_WIDTH];
    const simile_pass pass = {.in_training = true, .seed = 1, .step = 2};
    subject s;
    shape.dropout = 0.1;
    subject_make(&s, &shape);
    encode_view(first, &s, 0, 0, pass);
    encode_view(other, &s, 0, 0, pass);
    ck_assert_mem_eq(other, first, VECTOR_SIZE);
    encode_view(other, &s, 0, 1, pass);
    ck_assert_mem_ne(other, first, VECTOR_SIZE);
    encode_view(other, &s, 1, 0, pass);
    ck_assert_mem_ne(other, first, VECTOR_SIZE);
    encode_view(other, &s, 0, 0, (simile_pass){.in_training = true, .seed = 1, .step = 3});
    ck_assert_mem_ne(other, first, VECTOR_SIZE);
    encode_view(other, &s, 0, 0, (simile_pass){.in_training = true, .seed = 2, .step = 2});
    ck_assert_mem_ne(other, first, VECTOR_SIZE);
    subject_dispose(&s);
}
END_TEST

/* Its place in the batch does not matter, only the row and view it is given. */
START_TEST(encoding__masks_follow_the_row_and_not_the_place)
{
    static const size_t sentences[] = {5, 3, 1};
    static simile_real alone[SUBJECT_WIDTH], among[SUBJECT_MAX_VECTORS];
    static subject_batch packed;
    simile_encoder_shape shape = subject_transformer();
    const simile_pass pass = {.in_training = true, .seed = 1, .step = 2};
    subject s;
    shape.dropout = 0.1;
    subject_make(&s, &shape);
    encode_view(alone, &s, 40, 1, pass);
    subject_pack(&packed, sentences, 3);
    packed.rows[1] = 40;
    packed.views[1] = 1;
    subject_forward(among, &s, &packed, &pass);
    ck_assert_mem_eq(among + SUBJECT_WIDTH, alone, VECTOR_SIZE);
    subject_dispose(&s);
}
END_TEST

START_TEST(encoding__of_no_tokens_is_zero_in_a_static_encoder)
{
    const simile_encoder_shape shape = {.kind = SIMILE_ENCODER_STATIC,
                                        .vocabulary = 101,
                                        .hidden = SUBJECT_WIDTH,
                                        .modules = {{.kind = SIMILE_MODULE_NORMALIZE}},
                                        .n_modules = 1};
    simile_real vectors[2 * SUBJECT_WIDTH];
    static subject_batch packed;
    subject s;
    subject_make(&s, &shape);
    subject_pack(&packed, &(size_t){1}, 1);
    packed.starts[2] = packed.starts[1];
    packed.batch.n_sentences = 2;
    subject_forward(vectors, &s, &packed, &encoding);
    for (size_t i = 0; i < SUBJECT_WIDTH; i++) {
        ck_assert(vectors[SUBJECT_WIDTH + i] == 0);
    }
    subject_dispose(&s);
}
END_TEST

START_TEST(encoding__leaves_the_projection_head_out)
{
    simile_encoder_shape shape = subject_transformer();
    simile_real plain[SUBJECT_WIDTH], training[SUBJECT_WIDTH];
    static subject_batch packed;
    subject s;
    shape.projection = SIMILE_PROJECTION_TANH;
    subject_make(&s, &shape);
    subject_pack(&packed, &(size_t){2}, 1);
    subject_forward(plain, &s, &packed, &encoding);
    subject_forward(training, &s, &packed, &(simile_pass){.in_training = true});
    ck_assert_mem_ne(plain, training, VECTOR_SIZE);
    ck_assert(simile_encoder__find(s.encoder, "projection.0.weight")->in_training_only);
    subject_dispose(&s);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

/* Every pooling of a sentence whose first tokens are left out is made of the others alone. */
START_TEST(encoding__leaves_skipped_tokens_out_of_the_pooling)
{
    simile_encoder_shape shape = subject_transformer();
    simile_real whole[SUBJECT_WIDTH], skipped[SUBJECT_WIDTH];
    static subject_batch packed;
    shape.n_poolings = 1;
    shape.n_modules = 0;
    for (int pooling = 0; pooling < SIMILE_N_POOLINGS; pooling++) {
        subject s;
        shape.poolings[0] = (simile_pooling)pooling;
        subject_make(&s, &shape);
        subject_pack(&packed, &(size_t){2}, 1);
        subject_forward(whole, &s, &packed, &encoding);
        packed.batch.n_skipped = 3;
        subject_forward(skipped, &s, &packed, &encoding);
        if (pooling == SIMILE_POOLING_LAST_TOKEN) {
            ck_assert_mem_eq(whole, skipped, VECTOR_SIZE);
        } else {
            ck_assert_mem_ne(whole, skipped, VECTOR_SIZE);
        }
        packed.batch.n_skipped = 17; /* all of them: zeros, and cls takes the first token */
        subject_forward(skipped, &s, &packed, &encoding);
        for (size_t h = 0; h < SUBJECT_WIDTH; h++) {
            ck_assert(skipped[h] == (pooling == SIMILE_POOLING_CLS ? whole[h] : 0));
        }
        subject_dispose(&s);
    }
}
END_TEST

START_TEST(encoding__has_limits)
{
    simile_encoder_shape shape = subject_transformer();
    simile_encoder *encoder;
    shape.modules[0] = (simile_module){.kind = SIMILE_MODULE_DENSE};
    expect_failure(simile_encoder__new(&encoder, &shape), SIMILE_ERROR_CONFIG, "dense layer's width of 0");
    shape.modules[0] = (simile_module){.kind = SIMILE_MODULE_DROPOUT, .dropout = 1};
    expect_failure(simile_encoder__new(&encoder, &shape), SIMILE_ERROR_CONFIG, "dropout: 1");
    shape.n_modules = SIMILE_MAX_MODULES + 1;
    expect_failure(simile_encoder__new(&encoder, &shape), SIMILE_ERROR_CONFIG, "modules");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {encoding__of_a_sentence_does_not_depend_on_its_neighbours,
                                  encoding__is_a_training_pass_without_dropout,
                                  encoding__gives_every_view_its_own_masks,
                                  encoding__masks_follow_the_row_and_not_the_place,
                                  encoding__of_no_tokens_is_zero_in_a_static_encoder,
                                  encoding__leaves_the_projection_head_out,
                                  encoding__leaves_skipped_tokens_out_of_the_pooling,
                                  encoding__has_limits};
    return suite_run("encoding", tests, sizeof tests / sizeof *tests);
}
