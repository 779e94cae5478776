/* Keys that other tools have and this one does not: what does the job here. */
#include "config.h"
#include <string.h>

const char *simile_config__explain_foreign(const char *key)
{
    static const char *const accumulate =
        "a batch is never put together from smaller ones: the negatives of a row are the other rows of its batch, so "
        "that would be another loss. Set train.batch_size to the whole number of rows; when they do not fit "
        "compute.memory, they are computed twice instead, with the same result";
    static const struct {
        const char *key, *answer;
    } foreign[] = {
        {"accumulate", accumulate},
        {"accumulation_steps", accumulate},
        {"gradient_accumulation", accumulate},
        {"gradient_accumulation_steps", accumulate},
        {"grad_accumulation", accumulate},
        {"mini_batch_size", accumulate},
        {"gradient_checkpointing", "happens by itself when a batch does not fit compute.memory"},
        {"early_stopping", "set train.patience to a number of evaluations"},
        {"early_stopping_patience", "set train.patience to a number of evaluations"},
        {"ema", "set train.average to the decay of the average, e.g. 0.999"},
        {"matryoshka_dims", "set train.dimensions to a list, e.g. \"128,64\""},
        {"max_grad_norm", "set train.clip"},
        {"max_seq_length", "set model.max_tokens"},
        {"num_train_epochs", "set train.epochs, and train.steps to 0"},
        {"per_device_train_batch_size", "set train.batch_size"},
        {"save_steps", "set train.checkpoint_every"},
        {"save_total_limit", "set train.keep_checkpoints"},
        {"warmup_ratio", "set train.warmup"},
        {"warmup_steps", "set train.warmup to a share of the run, e.g. 0.1"},
        {"fp16", "set train.precision to bf16, which has no need of a scaled loss"},
        {"bf16", "set train.precision to bf16"},
    };
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if (strcmp(foreign[i].key, key) == 0) {
            return foreign[i].answer;
        }
    }
    return NULL;
}
