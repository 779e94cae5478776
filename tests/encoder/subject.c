/* A small encoder. */
#include "subject.h"
#include "expect.h"
#include <check.h>

#define VOCABULARY 101

simile_encoder_shape subject_transformer(void)
{
    return (simile_encoder_shape){.kind = SIMILE_ENCODER_TRANSFORMER,
                                  .vocabulary = VOCABULARY,
                                  .hidden = SUBJECT_WIDTH,
                                  .layers = 2,
                                  .heads = 3,
                                  .ffn = 40,
                                  .positions = 160,
                                  .types = 2,
                                  .layer_norm_epsilon = 1e-12,
                                  .modules = {{.kind = SIMILE_MODULE_NORMALIZE}},
                                  .n_modules = 1};
}

void subject_make(subject *s, const simile_encoder_shape *shape)
{
    expect_ok(simile_encoder__new(&s->encoder, shape));
    expect_ok(simile_weights__new(&s->weights, s->encoder));
    expect_ok(simile_activations__new(&s->activations, s->encoder));
    simile_weights__randomize(s->weights, 11);
    expect_ok(simile_weights__pack(s->weights, NULL, true));
}

void subject_dispose(subject *s)
{
    simile_activations__free(s->activations);
    simile_weights__free(s->weights);
    simile_encoder__free(s->encoder);
}

void subject_pack(subject_batch *packed, const size_t *sentences, size_t n)
{
    static const size_t lengths[SUBJECT_SENTENCES] = {1, 5, 17, 32, 33, 64, 150};
    size_t n_tokens = 0;
    for (size_t b = 0; b < n; b++) {
        packed->starts[b] = n_tokens;
        packed->rows[b] = b;
        packed->views[b] = 0;
        for (size_t i = 0; i < lengths[sentences[b]]; i++) {
            ck_assert_uint_lt(n_tokens, SUBJECT_MAX_TOKENS);
            packed->ids[n_tokens++] = (int32_t)((sentences[b] * 31 + i * i * 7 + 3) % VOCABULARY);
        }
    }
    packed->starts[n] = n_tokens;
    packed->batch = (simile_packed_batch){.n_sentences = n,
                                          .n_tokens = n_tokens,
                                          .ids = packed->ids,
                                          .starts = packed->starts,
                                          .rows = packed->rows,
                                          .views = packed->views};
}

void subject_forward(simile_real *vectors, subject *s, const subject_batch *packed, const simile_pass *pass)
{
    expect_ok(simile_activations__fit(s->activations, &packed->batch, pass->in_training));
    simile_encoder__forward(vectors, s->activations, s->encoder, s->weights, &packed->batch, pass);
}
