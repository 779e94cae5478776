/* Random vectors, and means of token rows. */
#include "plain_vectors.h"
#include "elementwise.h"
#include "encoder.h"
#include "hash.h"
#include "memory.h"
#include "model.h"
#include "random.h"
#include "weights.h"
#include <string.h>

#define SEED  20200721
#define BLOCK 64 /* texts of a task */

void simile_plain_vectors__draw(float *vectors, size_t width, const simile_text *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        simile_random random;
        simile_random__init(&random, SEED, simile_hash__bytes(texts[i].bytes, texts[i].size, SEED));
        for (size_t j = 0; j < width; j++) {
            vectors[i * width + j] = (float)simile_random__normal(&random);
        }
    }
}

typedef struct average_run {
    const simile_model *model;
    simile_tokenize_options options;
    const simile_text *texts; /* [n] */
    float *vectors;           /* [n, width] */
    size_t n, width;
    simile_tokens *tokens; /* [workers] */
} average_run;

static void average(float *vector, const average_run *run, const simile_tokens *tokens)
{
    const float *words = simile_weights__words(run->model->weights);
    memset(vector, 0, run->width * sizeof *vector);
    for (size_t t = 0; t < tokens->n; t++) {
        simile_vector__add(vector, words + (size_t)tokens->ids[t] * run->width, run->width);
    }
    if (tokens->n > 0) {
        simile_vector__scale(vector, vector, 1 / (float)tokens->n, run->width);
    }
}

static simile_status average_block(void *context, size_t task, size_t worker)
{
    const average_run *run = context;
    const size_t end = (task + 1) * BLOCK < run->n ? (task + 1) * BLOCK : run->n;
    simile_tokens *tokens = &run->tokens[worker];
    simile_status status = SIMILE_OK;
    for (size_t i = task * BLOCK; i < end && status == SIMILE_OK; i++) {
        status = simile_tokenizer_encode(tokens, NULL, run->model->tokenizer, run->texts[i].bytes, run->texts[i].size,
                                         &run->options);
        if (status == SIMILE_OK) {
            average(run->vectors + i * run->width, run, tokens);
        }
    }
    return status;
}

simile_status simile_plain_vectors__average(float *vectors, const simile_model *model, const simile_text *texts,
                                            size_t n, simile_pool *pool)
{
    average_run run = {.model = model, .texts = texts, .vectors = vectors, .n = n};
    run.width = simile_encoder__shape(model->encoder)->hidden;
    run.options = simile_model__tokenize_options(model, 0);
    run.options.add_special = false;
    run.tokens = simile_memory__alloc(simile_pool__size(pool), sizeof *run.tokens);
    if (!run.tokens) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = simile_pool__run(pool, (n + BLOCK - 1) / BLOCK, average_block, &run);
    for (size_t w = 0; w < simile_pool__size(pool); w++) {
        simile_tokens_dispose(&run.tokens[w]);
    }
    simile_memory__free(run.tokens);
    return status;
}
