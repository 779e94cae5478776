/* The training configuration as structs; the rows beside each struct name its options. */
#ifndef SIMILE_TRAIN_CONFIG_H
#define SIMILE_TRAIN_CONFIG_H

#include "augment.h"
#include "buffer.h"
#include "objective.h"
#include "simile/train.h"
#include "source.h"

typedef struct simile_model_options {
    int kind;
    int64_t layers, hidden, heads, ffn, max_tokens;
    double dropout;
    int pooling;
    bool normalize;
    int projection;
    char *init;    /* folder to start from; NULL: random weights */
    char *license; /* of the model, for its card; NULL: not stated */
} simile_model_options;

typedef struct simile_vocab_options {
    char *vocab;
    bool lowercase;
} simile_vocab_options;

typedef enum simile_mode { SIMILE_MODE_SUPERVISED, SIMILE_MODE_SELF_SUPERVISED, SIMILE_MODE_MIXED } simile_mode;

typedef struct simile_train_options {
    int64_t steps, epochs, batch_size;
    double minutes;
    int precision; /* simile_precision: f32 or bf16 */
    double learning_rate, warmup;
    double embedding_rate, head_rate, layer_decay;
    bool freeze_embeddings;
    int64_t freeze_layers;
    int64_t patience;
    double average;
    char *dimensions; /* list of widths with weights; NULL: none */
    double temperature_rate;
    int schedule;
    double weight_decay, clip, beta1, beta2, epsilon;
    int64_t log_every, eval_every, checkpoint_every, keep_checkpoints;
    double checkpoint_minutes;
} simile_train_options;

typedef struct simile_compute_options {
    int64_t threads, lanes, micro_batch_tokens;
    uint64_t memory, data_memory;
    double rank_timeout; /* seconds */
} simile_compute_options;

/* A source with the objective that holds for it. */
typedef struct simile_config_source {
    simile_source_options source;
    simile_objective_options objective;
} simile_config_source;

typedef struct simile_dev_options {
    char *path;
    int kind, format, metric;
    char *columns;
    bool header;
} simile_dev_options;

struct simile_config {
    uint64_t seed;
    simile_model_options model;
    simile_vocab_options tokenizer;
    simile_objective_options objective;
    simile_augment_options augment;
    int mode;
    int mix;                       /* 0 batch, 1 row */
    simile_config_source *sources; /* [n_sources] */
    size_t n_sources;
    simile_dev_options *dev; /* [n_dev] */
    size_t n_dev;
    simile_train_options train;
    simile_compute_options compute;
};

/* A group of option rows and where its struct lies in the configuration. */
typedef struct simile_config_group {
    const char *name;
    const simile_option *rows;
    const size_t *n_rows;
    size_t offset;
} simile_config_group;
extern const simile_config_group simile_config__groups[];
extern const size_t simile_config__n_groups;

/* Rows of list items. */
extern const simile_option simile_config__dev_rows[];
extern const size_t simile_config__n_dev_rows;
/* objective.mode and data.mix, whose fields lie in the configuration itself; and seed. */
extern const simile_option simile_config__mode_row, simile_config__mix_row, simile_config__seed_row;

/* Sets an objective's cuts from train.dimensions. */
simile_status simile_config__read_cuts(simile_objective_options *objective, const simile_train_options *options);

/* What does here what a key of another tool does there; NULL: the key is not known. */
const char *simile_config__explain_foreign(const char *key);

/* Appends "KEY: BEFORE → NOW" for each option that has another value, separated by "; "; *n is their number. Options
 * that change no bits of a run are passed over. */
simile_status simile_config__compare(simile_buffer *out, size_t *n, const simile_config *before,
                                     const simile_config *now);

/* The same for two objectives. */
simile_status simile_config__compare_objectives(simile_buffer *out, size_t *n, const simile_objective_options *before,
                                                const simile_objective_options *now);

/* Rules between fields; SIMILE_ERROR_CONFIG says which. */
simile_status simile_config__check(const simile_config *config);

#endif
