/* Augmentation of batches. */
#include "augment.h"
#include "memory.h"
#include "random.h"
#include "resegment.h"
#include <string.h>

const simile_option simile_augment__rows[] = {
    {"segmentation", SIMILE_OPTION_REAL, offsetof(simile_augment_options, segmentation), "0", 0, 0.9, NULL, "rate",
     "random segmentation: a piece that matches is passed over at this rate, so words fall into other pieces"},
};
const size_t simile_augment__n_rows = sizeof simile_augment__rows / sizeof *simile_augment__rows;

/* The seed of one text of one step. */
static uint64_t seed_of(const simile_augment *augment, uint64_t step, size_t row, size_t column, uint32_t view)
{
    const uint32_t key[2] = {(uint32_t)augment->seed,
                             (uint32_t)(augment->seed >> 32) ^ 0x73656773U /* its own stream */};
    const uint32_t counter[4] = {(uint32_t)step, (uint32_t)(step >> 32), (uint32_t)row, (uint32_t)column << 16 | view};
    uint32_t words[4];
    simile_random__block(words, counter, key);
    return (uint64_t)words[1] << 32 | words[0];
}

/* Appends the new ids of one text; *n_ids is their number over all texts. */
static simile_status resegment(simile_augment *augment, size_t *n_ids, const simile_batch_text *text, uint64_t seed)
{
    simile_tokenize_options options = simile_model__tokenize_options(augment->model, 0);
    options.drop_rate = augment->options->segmentation;
    options.drop_seed = seed;
    simile_status status = simile_tokenizer__resegment(&augment->tokens, simile_model_tokenizer(augment->model),
                                                       text->ids, text->n_ids, &options);
    const size_t n = augment->tokens.n;
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&augment->ids, &augment->ids_capacity, *n_ids + n, sizeof *augment->ids);
    }
    if (status == SIMILE_OK && n > 0) {
        memcpy(augment->ids + *n_ids, augment->tokens.ids, n * sizeof *augment->ids);
        *n_ids += n;
    }
    return status;
}

simile_status simile_augment__run(simile_augment *augment, simile_batch *batch, uint64_t step)
{
    const size_t n_texts = batch->n_rows * batch->n_columns;
    size_t n_ids = 0;
    if (augment->options->segmentation <= 0) {
        return SIMILE_OK;
    }
    simile_status status =
        simile_memory__grow(&augment->starts, &augment->starts_capacity, n_texts + 1, sizeof *augment->starts);
    for (size_t i = 0; i < n_texts && status == SIMILE_OK; i++) {
        const simile_batch_text *text = &batch->texts[i];
        augment->starts[i] = n_ids;
        status =
            resegment(augment, &n_ids, text, seed_of(augment, step, i % batch->n_rows, i / batch->n_rows, text->view));
    }
    if (status != SIMILE_OK) {
        return status;
    }
    augment->starts[n_texts] = n_ids;
    /* The ids may have moved until now. */
    for (size_t i = 0; i < n_texts; i++) {
        batch->texts[i].ids = augment->ids + augment->starts[i];
        batch->texts[i].n_ids = augment->starts[i + 1] - augment->starts[i];
    }
    return SIMILE_OK;
}

void simile_augment__dispose(simile_augment *augment)
{
    simile_tokens_dispose(&augment->tokens);
    simile_memory__free(augment->ids);
    simile_memory__free(augment->starts);
    augment->ids = NULL;
    augment->starts = NULL;
    augment->ids_capacity = augment->starts_capacity = 0;
}
