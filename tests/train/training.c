/* Small training runs. */
#include "training.h"
#include "expect.h"
#include "scratch.h"
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define REST                                                                                                           \
    "augment: {segmentation: 0.1}\n"                                                                                   \
    "tokenizer: {vocab: vocab/english-8k.txt}\n"                                                                       \
    "data:\n"                                                                                                          \
    "  sources:\n"                                                                                                     \
    "    - {path: corpora/triples.train.tsv, kind: triples, weight: 2}\n"                                              \
    "    - {path: corpora/sentiment.dev.tsv, kind: labelled, weight: 1}\n"                                             \
    "train: {steps: 7, batch_size: 24, learning_rate: 1e-3, checkpoint_every: 3, eval_every: 2, log_every: 1}\n"       \
    "compute: {threads: 1, lanes: 4, micro_batch_tokens: 128}\n"

const char training_transformer[] =
    "model: {layers: 2, hidden: 32, heads: 4, ffn: 64, max_tokens: 32, dropout: 0.1}\n" REST;
const char training_static[] = "model: {kind: static, hidden: 32, dropout: 0.1}\n" REST;

const char training_options[] =
    "model: {layers: 3, hidden: 32, heads: 4, ffn: 64, max_tokens: 32, dropout: 0.1}\n"
    "objective: {learn_temperature: true}\n"
    "tokenizer: {vocab: vocab/english-8k.txt}\n"
    "data:\n"
    "  sources:\n"
    "    - {path: corpora/triples.train.tsv, kind: triples, weight: 2}\n"
    "    - {path: corpora/sentiment.dev.tsv, kind: labelled, weight: 1, temperature: 0.2}\n"
    "  dev: [{path: corpora/sts.dev.tsv, kind: sts}]\n"
    "train: {steps: 7, batch_size: 24, learning_rate: 1e-2, checkpoint_every: 3, eval_every: 2, log_every: 1,\n"
    "        average: 0.5, patience: 3, dimensions: \"16,8:0.5\", layer_decay: 0.7,\n"
    "        embedding_rate: 0.5, freeze_layers: 1}\n"
    "compute: {threads: 1, lanes: 4, micro_batch_tokens: 128}\n";

const char training_bf16[] =
    "model: {layers: 2, hidden: 36, heads: 4, ffn: 65, max_tokens: 32, dropout: 0.1, projection: tanh}\n"
    "tokenizer: {vocab: vocab/english-8k.txt}\n"
    "data: {sources: [{path: corpora/triples.train.tsv, kind: triples}]}\n"
    "train: {precision: bf16, steps: 7, batch_size: 24, learning_rate: 1e-3, checkpoint_every: 3, log_every: 1}\n"
    "compute: {threads: 1, lanes: 4, micro_batch_tokens: 128}\n";

/* What the progress function does, and when. */
typedef struct stop {
    uint64_t step; /* 0: never */
    simile_status status;
    bool kills;
} stop;

static simile_status progress(void *context, const simile_train_progress *progress)
{
    const stop *when = context;
    if (when->step == 0 || progress->step < when->step) {
        return SIMILE_OK;
    }
    if (when->kills) {
        raise(SIGKILL);
    }
    return when->status;
}

simile_config *training_configuration(const training *run)
{
    simile_config *config;
    const char *path = scratch_write_text("training.yaml", run->yaml);
    const char *const sets[] = {run->set, run->data_memory};
    expect_ok(simile_config_load(&config, path, sets, !run->set ? 0 : run->data_memory ? 2 : 1));
    return config;
}

static simile_status train(const training *run, stop when)
{
    simile_config *config = training_configuration(run);
    const simile_train_request request = {.folder = scratch_path(run->folder),
                                          .resume = run->resume,
                                          .n_threads = run->n_threads,
                                          .progress = progress,
                                          .context = &when};
    simile_status status = simile_train(config, &request);
    simile_config_free(config);
    return status;
}

simile_status training_run(const training *run)
{
    return train(run, (stop){.step = run->stop_after, .status = run->stop_status});
}

void training_kill(const training *run, uint64_t step)
{
    int state = 0;
    fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        train(run, (stop){.step = step, .kills = true});
        _exit(EXIT_SUCCESS);
    }
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert(WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL);
}

const char *training_path(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return scratch_path(path);
}

void training_expect_same_weights(const char *folder, const char *other)
{
    size_t size, other_size;
    char *bytes = scratch_read(training_path(folder, "model.safetensors"), &size);
    char *other_bytes = scratch_read(training_path(other, "model.safetensors"), &other_size);
    ck_assert_uint_eq(size, other_size);
    ck_assert_msg(memcmp(bytes, other_bytes, size) == 0, "the weights of %s and %s differ", folder, other);
    free(bytes);
    free(other_bytes);
}
