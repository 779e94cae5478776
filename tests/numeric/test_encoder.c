/* The whole encoder's backward against differences of its forward, over sampled elements of every parameter, with
 * dropout on: the masks are replayed, so the function stays the same. f = Σ w·v over the vectors v [B, E]. */
#include "activations.h"
#include "difference.h"
#include "encoder.h"
#include "expect.h"
#include "gradient.h"
#include "memory.h"
#include "suite.h"
#include "weights.h"
#include <stdio.h>
#include <string.h>

#define N_SENTENCES 3
#define WIDTH       8
#define MAX_WIDTH   (SIMILE_N_POOLINGS * WIDTH)
#define DENSE_WIDTH 10
#define N_SAMPLES   9 /* of each parameter */

static const int32_t ids[] = {2, 7, 7, 3, 2, 2, 9, 10, 4, 0, 3};
static const size_t starts[N_SENTENCES + 1] = {0, 4, 5, 11};
static const uint64_t rows[N_SENTENCES] = {5, 9, 5};
static const uint32_t views[N_SENTENCES] = {0, 1, 1};

typedef struct subject {
    simile_encoder *encoder;
    simile_weights *weights;
    simile_activations *activations;
    simile_gradient *gradient;
    simile_packed_batch batch;
    simile_pass pass;
    double w[N_SENTENCES * MAX_WIDTH];
} subject;

static simile_encoder_shape transformer(void)
{
    return (simile_encoder_shape){.kind = SIMILE_ENCODER_TRANSFORMER,
                                  .vocabulary = 11,
                                  .hidden = WIDTH,
                                  .layers = 2,
                                  .heads = 2,
                                  .ffn = 12,
                                  .positions = 7,
                                  .types = 2,
                                  .layer_norm_epsilon = 1e-12,
                                  .dropout = 0.3};
}

static const simile_module normalize = {.kind = SIMILE_MODULE_NORMALIZE};
static const simile_module layer_norm = {.kind = SIMILE_MODULE_LAYER_NORM};
static const simile_module dropout = {.kind = SIMILE_MODULE_DROPOUT, .dropout = 0.2};

static simile_module dense(simile_activation activation, bool has_bias)
{
    return (simile_module){
        .kind = SIMILE_MODULE_DENSE, .width = DENSE_WIDTH, .activation = activation, .has_bias = has_bias};
}

static void append_module(simile_encoder_shape *shape, simile_module module)
{
    shape->modules[shape->n_modules++] = module;
}

/* Weights far larger than a start of training, so that no gradient is lost in rounding. */
static void fill_weights(subject *s)
{
    double *values = simile_weights__values(s->weights);
    size_t n = 0;
    const simile_parameter *parameters = simile_encoder__parameters(&n, s->encoder);
    for (size_t i = 0; i < n; i++) {
        const simile_parameter *p = &parameters[i];
        difference_fill(values + p->offset, p->rows * p->cols, 0.4, 100 + i);
        for (size_t k = 0; strstr(p->name, "LayerNorm.weight") && k < p->cols; k++) {
            values[p->offset + k] += 1;
        }
    }
}

static void make_subject(subject *s, const simile_encoder_shape *shape)
{
    *s = (subject){.pass = {.in_training = true, .seed = 77, .step = 3}};
    s->batch = (simile_packed_batch){.n_sentences = N_SENTENCES,
                                     .n_tokens = starts[N_SENTENCES],
                                     .ids = ids,
                                     .starts = starts,
                                     .rows = rows,
                                     .views = views};
    expect_ok(simile_encoder__new(&s->encoder, shape));
    expect_ok(simile_weights__new(&s->weights, s->encoder));
    expect_ok(simile_activations__new(&s->activations, s->encoder));
    expect_ok(simile_activations__fit(s->activations, &s->batch, true));
    expect_ok(simile_gradient__new(&s->gradient, s->encoder));
    fill_weights(s);
    difference_fill(s->w, N_SENTENCES * MAX_WIDTH, 1, 1);
}

static void dispose_subject(subject *s)
{
    simile_gradient__free(s->gradient);
    simile_activations__free(s->activations);
    simile_weights__free(s->weights);
    simile_encoder__free(s->encoder);
}

static double value(void *context)
{
    subject *s = context;
    double vectors[N_SENTENCES * MAX_WIDTH];
    expect_ok(simile_weights__pack(s->weights, NULL, true));
    simile_encoder__forward(vectors, s->activations, s->encoder, s->weights, &s->batch, &s->pass);
    return difference_dot(s->w, vectors, N_SENTENCES * simile_encoder__width(s->encoder, true));
}

static void expect_parameter(subject *s, const simile_parameter *p)
{
    const size_t size = p->rows * p->cols, stride = size / N_SAMPLES + 1;
    double *values = simile_weights__values(s->weights) + p->offset;
    const double *gradient = simile_gradient__values(s->gradient) + p->offset;
    for (size_t i = 0; i < size; i += stride) {
        expect_derivative(p->name, i, gradient[i], &values[i], value, s);
    }
}

static void expect_gradient(simile_encoder_shape shape)
{
    subject s;
    double dvectors[N_SENTENCES * MAX_WIDTH];
    size_t n = 0;
    double norm;
    make_subject(&s, &shape);
    const simile_parameter *parameters = simile_encoder__parameters(&n, s.encoder);
    value(&s);
    memcpy(dvectors, s.w, sizeof dvectors);
    simile_encoder__backward(s.gradient, dvectors, s.activations, s.encoder, s.weights, &s.batch, &s.pass);
    expect_ok(simile_gradient__norm(&norm, s.gradient, NULL));
    ck_assert_double_gt(norm, 0.01);
    for (size_t i = 0; i < n; i++) {
        expect_parameter(&s, &parameters[i]);
    }
    dispose_subject(&s);
    ck_assert_int_eq(simile_memory__live(), 0);
}

START_TEST(encoder__mean)
{
    expect_gradient(transformer());
}
END_TEST

START_TEST(encoder__every_pooling)
{
    simile_encoder_shape shape = transformer();
    shape.n_poolings = 1;
    for (int pooling = 0; pooling < SIMILE_N_POOLINGS; pooling++) {
        shape.poolings[0] = (simile_pooling)pooling;
        shape.n_modules = 0;
        expect_gradient(shape);
        append_module(&shape, normalize);
        expect_gradient(shape);
    }
}
END_TEST

START_TEST(encoder__several_poolings)
{
    simile_encoder_shape shape = transformer();
    for (int pooling = 0; pooling < SIMILE_N_POOLINGS; pooling++) {
        shape.poolings[shape.n_poolings++] = (simile_pooling)(SIMILE_N_POOLINGS - 1 - pooling);
    }
    append_module(&shape, normalize);
    append_module(&shape, dense(SIMILE_ACTIVATION_TANH, true));
    expect_gradient(shape);
}
END_TEST

START_TEST(encoder__without_dropout)
{
    simile_encoder_shape shape = transformer();
    shape.dropout = 0;
    append_module(&shape, normalize);
    expect_gradient(shape);
}
END_TEST

START_TEST(encoder__dense)
{
    static const simile_activation activations[] = {SIMILE_ACTIVATION_IDENTITY, SIMILE_ACTIVATION_TANH,
                                                    SIMILE_ACTIVATION_RELU,     SIMILE_ACTIVATION_GELU,
                                                    SIMILE_ACTIVATION_SILU,     SIMILE_ACTIVATION_SIGMOID};
    for (size_t i = 0; i < sizeof activations / sizeof *activations; i++) {
        simile_encoder_shape shape = transformer();
        append_module(&shape, dense(activations[i], i % 2 == 0));
        expect_gradient(shape);
        append_module(&shape, normalize);
        expect_gradient(shape);
    }
}
END_TEST

START_TEST(encoder__modules_in_any_order)
{
    simile_encoder_shape shape = transformer();
    append_module(&shape, dropout);
    append_module(&shape, dense(SIMILE_ACTIVATION_GELU, true));
    append_module(&shape, normalize);
    append_module(&shape, dropout);
    append_module(&shape, dense(SIMILE_ACTIVATION_SILU, false));
    append_module(&shape, normalize);
    append_module(&shape, normalize);
    shape.projection = SIMILE_PROJECTION_MLP;
    expect_gradient(shape);
    /* What is cut from the vectors is still trained. */
    shape.dimension = 3;
    expect_gradient(shape);
}
END_TEST

START_TEST(encoder__layer_norm)
{
    simile_encoder_shape shape = transformer();
    append_module(&shape, layer_norm);
    expect_gradient(shape);
    append_module(&shape, dense(SIMILE_ACTIVATION_TANH, true));
    append_module(&shape, layer_norm);
    append_module(&shape, normalize);
    expect_gradient(shape);
}
END_TEST

START_TEST(encoder__projection)
{
    simile_encoder_shape shape = transformer();
    shape.projection = SIMILE_PROJECTION_TANH;
    expect_gradient(shape);
    shape.projection = SIMILE_PROJECTION_MLP;
    append_module(&shape, dense(SIMILE_ACTIVATION_IDENTITY, false));
    append_module(&shape, normalize);
    expect_gradient(shape);
}
END_TEST

START_TEST(encoder__static_table)
{
    simile_encoder_shape shape = {.kind = SIMILE_ENCODER_STATIC, .vocabulary = 11, .hidden = WIDTH};
    expect_gradient(shape);
    append_module(&shape, normalize);
    expect_gradient(shape);
    append_module(&shape, dense(SIMILE_ACTIVATION_IDENTITY, true));
    shape.projection = SIMILE_PROJECTION_MLP;
    expect_gradient(shape);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        encoder__mean,        encoder__every_pooling,        encoder__several_poolings, encoder__without_dropout,
        encoder__dense,       encoder__modules_in_any_order, encoder__layer_norm,       encoder__projection,
        encoder__static_table};
    return suite_run("encoder", tests, sizeof tests / sizeof *tests);
}
