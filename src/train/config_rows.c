/* The option rows of a training run: the one place where a key, its default, its range and its help are stated. */
#include "config.h"

static const char *const kinds[] = {"transformer", "static", NULL};
static const char *const poolings[] = {"mean", "cls", "max", "mean_sqrt_len_tokens", "weightedmean", "lasttoken", NULL};
static const char *const projections[] = {"none", "tanh", "mlp", NULL};
static const char *const modes[] = {"supervised", "self-supervised", "mixed", NULL};
static const char *const mixes[] = {"batch", "row", NULL};
static const char *const precisions[] = {"f32", "bf16", NULL};
static const char *const schedules[] = {"cosine", "linear", "constant", NULL};
static const char *const dev_kinds[] = {"pairs", "triples", "groups", "labelled", "sts", NULL};
static const char *const formats[] = {"auto", "tsv", "csv", "jsonl", "plain", NULL};
static const char *const metrics[] = {"auto", "spearman", "knn_accuracy", "accuracy", "mrr", NULL};

#define MODEL(name) offsetof(simile_model_options, name)
static const simile_option model_rows[] = {
    {"kind", SIMILE_OPTION_CHOICE, MODEL(kind), "transformer", 0, 0, kinds, NULL,
     "transformer (BERT's layers) or static (mean of token rows)"},
    {"layers", SIMILE_OPTION_INT, MODEL(layers), "4", 1, 64, NULL, NULL, "transformer blocks"},
    {"hidden", SIMILE_OPTION_INT, MODEL(hidden), "256", 8, 8192, NULL, NULL, "width of token rows and of vectors"},
    {"heads", SIMILE_OPTION_INT, MODEL(heads), "4", 1, 256, NULL, NULL, "attention heads; they divide the width"},
    {"ffn", SIMILE_OPTION_INT, MODEL(ffn), "1024", 8, 65536, NULL, NULL, "width inside the feed-forward layers"},
    {"dropout", SIMILE_OPTION_REAL, MODEL(dropout), "0.1", 0, 0.9, NULL, NULL, "share of values dropped in training"},
    {"max_tokens", SIMILE_OPTION_INT, MODEL(max_tokens), "128", 4, 8192, NULL, "tokens",
     "longer texts are cut; special tokens included"},
    {"pooling", SIMILE_OPTION_CHOICE, MODEL(pooling), "mean", 0, 0, poolings, NULL, "from token rows to one vector"},
    {"normalize", SIMILE_OPTION_BOOL, MODEL(normalize), "true", 0, 0, NULL, NULL, "vectors of unit length"},
    {"projection", SIMILE_OPTION_CHOICE, MODEL(projection), "none", 0, 0, projections, NULL,
     "head behind the pooling in training only"},
    {"init", SIMILE_OPTION_TEXT, MODEL(init), NULL, 0, 0, NULL, NULL,
     "model folder to start from; its sizes and tokenizer then hold"},
    {"license", SIMILE_OPTION_TEXT, MODEL(license), NULL, 0, 0, NULL, NULL,
     "of the model, for its card, e.g. mit or cc-by-4.0"},
};
static const size_t n_model_rows = sizeof model_rows / sizeof *model_rows;

#define VOCAB(name) offsetof(simile_vocab_options, name)
static const simile_option vocab_rows[] = {
    {"vocab", SIMILE_OPTION_TEXT, VOCAB(vocab), "vocab/english-8k.txt", 0, 0, NULL, NULL,
     "vocabulary: a vocab.txt, a tokenizer.json or a folder with one"},
    {"lowercase", SIMILE_OPTION_BOOL, VOCAB(lowercase), "true", 0, 0, NULL, NULL, "lower-case texts (vocab.txt only)"},
};
static const size_t n_vocab_rows = sizeof vocab_rows / sizeof *vocab_rows;

#define TRAIN(name) offsetof(simile_train_options, name)
static const simile_option train_rows[] = {
    {"steps", SIMILE_OPTION_INT, TRAIN(steps), "2000", 0, 1e12, NULL, "steps", "end after so many steps; 0: no limit"},
    {"epochs", SIMILE_OPTION_INT, TRAIN(epochs), "0", 0, 1e9, NULL, NULL,
     "end after so many passes over all sources; 0: no limit"},
    {"minutes", SIMILE_OPTION_REAL, TRAIN(minutes), "0", 0, 1e7, NULL, "minutes",
     "end after so long, evaluation not counted; 0: no limit"},
    {"batch_size", SIMILE_OPTION_INT, TRAIN(batch_size), "256", 2, 1048576, NULL, "rows",
     "rows of a step: each is a negative of the others"},
    {"precision", SIMILE_OPTION_CHOICE, TRAIN(precision), "f32", 0, 0, precisions, NULL,
     "what the operands of the blocks' products are rounded to; sums and weights stay f32"},
    {"learning_rate", SIMILE_OPTION_REAL, TRAIN(learning_rate), "0.0005", 0, 10, NULL, NULL, "peak of AdamW's rate"},
    {"warmup", SIMILE_OPTION_REAL, TRAIN(warmup), "0.05", 0, 1, NULL, NULL, "share of the run in which the rate rises"},
    {"schedule", SIMILE_OPTION_CHOICE, TRAIN(schedule), "cosine", 0, 0, schedules, NULL, "how the rate falls after it"},
    {"embedding_rate", SIMILE_OPTION_REAL, TRAIN(embedding_rate), "1", 0, 1000, NULL, NULL,
     "factor of the rate for the tables of tokens, positions and types"},
    {"head_rate", SIMILE_OPTION_REAL, TRAIN(head_rate), "1", 0, 1000, NULL, NULL,
     "factor of the rate for what stands behind the pooling: Dense modules and the projection head"},
    {"layer_decay", SIMILE_OPTION_REAL, TRAIN(layer_decay), "1", 0.01, 1, NULL, NULL,
     "factor of the rate from each layer to the one below it; embeddings stand below the first"},
    {"freeze_embeddings", SIMILE_OPTION_BOOL, TRAIN(freeze_embeddings), "false", 0, 0, NULL, NULL,
     "the tables stay as they are"},
    {"freeze_layers", SIMILE_OPTION_INT, TRAIN(freeze_layers), "0", 0, 64, NULL, "layers",
     "so many layers from the bottom stay as they are, and the tables with them"},
    {"temperature_rate", SIMILE_OPTION_REAL, TRAIN(temperature_rate), "1", 0, 1000, NULL, NULL,
     "factor of the rate for learned temperatures"},
    {"weight_decay", SIMILE_OPTION_REAL, TRAIN(weight_decay), "0.01", 0, 10, NULL, NULL,
     "AdamW's decay of matrices and tables"},
    {"clip", SIMILE_OPTION_REAL, TRAIN(clip), "1", 0, 1e9, NULL, NULL,
     "largest norm of the whole gradient; 0: no limit"},
    {"beta1", SIMILE_OPTION_REAL, TRAIN(beta1), "0.9", 0, 0.9999, NULL, NULL, "AdamW's decay of the first moment"},
    {"beta2", SIMILE_OPTION_REAL, TRAIN(beta2), "0.999", 0, 0.999999, NULL, NULL, "AdamW's decay of the second moment"},
    {"epsilon", SIMILE_OPTION_REAL, TRAIN(epsilon), "1e-08", 1e-16, 1, NULL, NULL, "AdamW's guard of the division"},
    {"log_every", SIMILE_OPTION_INT, TRAIN(log_every), "10", 1, 1e9, NULL, "steps", "lines of train.jsonl"},
    {"eval_every", SIMILE_OPTION_INT, TRAIN(eval_every), "100", 0, 1e9, NULL, "steps",
     "evaluation on data.dev; 0: at the end only"},
    {"patience", SIMILE_OPTION_INT, TRAIN(patience), "0", 0, 1e9, NULL, "evaluations",
     "end when data.dev has not become better for so many; 0: never"},
    {"average", SIMILE_OPTION_REAL, TRAIN(average), "0", 0, 0.999999, NULL, NULL,
     "decay of a moving average of the weights, which is evaluated and saved in their place; 0: none"},
    {"dimensions", SIMILE_OPTION_TEXT, TRAIN(dimensions), NULL, 0, 0, NULL, NULL,
     "so many first values of the vectors are trained to do alone, too, e.g. \"128,64\", or with weights "
     "\"128:1,64:0.5\" (Matryoshka)"},
    {"checkpoint_every", SIMILE_OPTION_INT, TRAIN(checkpoint_every), "500", 0, 1e9, NULL, "steps",
     "how much a killed run may lose; 0: none by steps"},
    {"checkpoint_minutes", SIMILE_OPTION_REAL, TRAIN(checkpoint_minutes), "0", 0, 1e7, NULL, "minutes",
     "a checkpoint also after so long a time of training; 0: none by time"},
    {"keep_checkpoints", SIMILE_OPTION_INT, TRAIN(keep_checkpoints), "1", 1, 1000, NULL, NULL,
     "so many of the latest checkpoints stay until the run ends"},
};
static const size_t n_train_rows = sizeof train_rows / sizeof *train_rows;

#define COMPUTE(name) offsetof(simile_compute_options, name)
static const simile_option compute_rows[] = {
    {"threads", SIMILE_OPTION_INT, COMPUTE(threads), "0", 0, 1024, NULL, NULL, "workers; 0: what the machine allows"},
    {"lanes", SIMILE_OPTION_INT, COMPUTE(lanes), "8", 1, 256, NULL, NULL,
     "sums of gradients that are then added as a tree; changes bits, threads do not"},
    {"memory", SIMILE_OPTION_SIZE, COMPUTE(memory), "2GiB", 1048576, 1e15, NULL, "bytes",
     "for activations; a batch that needs more is computed twice instead of kept"},
    {"data_memory", SIMILE_OPTION_SIZE, COMPUTE(data_memory), "4GiB", 1048576, 1e15, NULL, "bytes",
     "for the tokens of the sources; what is more lies in files in the model's folder while the run lasts"},
    {"micro_batch_tokens", SIMILE_OPTION_INT, COMPUTE(micro_batch_tokens), "2048", 16, 1048576, NULL, "tokens",
     "tokens that one worker takes at once; changes bits"},
    {"rank_timeout", SIMILE_OPTION_REAL, COMPUTE(rank_timeout), "600", 0, 1e6, NULL, "seconds",
     "under mpirun: longest wait for another process, then the run ends and names it; 0: no limit"},
};
static const size_t n_compute_rows = sizeof compute_rows / sizeof *compute_rows;

#define DEV(name) offsetof(simile_dev_options, name)
const simile_option simile_config__dev_rows[] = {
    {"path", SIMILE_OPTION_TEXT, DEV(path), NULL, 0, 0, NULL, NULL, "file of rows"},
    {"kind", SIMILE_OPTION_CHOICE, DEV(kind), "sts", 0, 0, dev_kinds, NULL, "what a row holds"},
    {"format", SIMILE_OPTION_CHOICE, DEV(format), "auto", 0, 0, formats, NULL, "auto goes by the file's ending"},
    {"metric", SIMILE_OPTION_CHOICE, DEV(metric), "auto", 0, 0, metrics, NULL,
     "sts: spearman; labelled and groups: knn_accuracy; triples: accuracy; pairs: mrr"},
    {"columns", SIMILE_OPTION_TEXT, DEV(columns), NULL, 0, 0, NULL, NULL, "as in data.sources"},
    {"header", SIMILE_OPTION_BOOL, DEV(header), "false", 0, 0, NULL, NULL, "the first row names the columns"},
};
const size_t simile_config__n_dev_rows = sizeof simile_config__dev_rows / sizeof *simile_config__dev_rows;

const simile_option simile_config__mode_row = {
    "mode",
    SIMILE_OPTION_CHOICE,
    offsetof(simile_config, mode),
    "supervised",
    0,
    0,
    modes,
    NULL,
    "positives from the data, from two views of one text, or both (text rows: views)"};
const simile_option simile_config__mix_row = {"mix",
                                              SIMILE_OPTION_CHOICE,
                                              offsetof(simile_config, mix),
                                              "batch",
                                              0,
                                              0,
                                              mixes,
                                              NULL,
                                              "a batch holds rows of one source (batch) or of all (row)"};
const simile_option simile_config__seed_row = {
    "seed", SIMILE_OPTION_INT,         offsetof(simile_config, seed), "1", 0, 9007199254740992.0, NULL,
    NULL,   "all chance comes from it"};

const simile_config_group simile_config__groups[] = {
    {"model", model_rows, &n_model_rows, offsetof(simile_config, model)},
    {"tokenizer", vocab_rows, &n_vocab_rows, offsetof(simile_config, tokenizer)},
    {"objective", simile_objective__rows, &simile_objective__n_rows, offsetof(simile_config, objective)},
    {"augment", simile_augment__rows, &simile_augment__n_rows, offsetof(simile_config, augment)},
    {"train", train_rows, &n_train_rows, offsetof(simile_config, train)},
    {"compute", compute_rows, &n_compute_rows, offsetof(simile_config, compute)},
};
const size_t simile_config__n_groups = sizeof simile_config__groups / sizeof *simile_config__groups;
