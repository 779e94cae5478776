/* Rules between fields of a configuration. */
#include "config.h"
#include "fail.h"

static simile_status check_source(const simile_config *config, size_t index)
{
    const simile_config_source *source = &config->sources[index];
    bool is_text = source->source.kind == SIMILE_ROWS_TEXT;
    bool has_labels = source->source.kind == SIMILE_ROWS_LABELLED || source->source.kind == SIMILE_ROWS_GROUPS;
    bool is_supervised = config->mode == SIMILE_MODE_SUPERVISED || (config->mode == SIMILE_MODE_MIXED && !is_text);
    if (config->mode == SIMILE_MODE_SUPERVISED && is_text) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "data.sources[%zu]: rows of kind text have no positives (set objective.mode: "
                                   "self-supervised or mixed)",
                                   index);
    }
    if (source->objective.loss == SIMILE_LOSS_SUPCON && is_supervised && !has_labels) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "data.sources[%zu]: loss supcon needs rows of kind labelled or groups", index);
    }
    if (source->objective.loss == SIMILE_LOSS_SUPCON && !is_supervised) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "data.sources[%zu]: loss supcon needs labels; two views of a text take infonce or "
                                   "nt-xent",
                                   index);
    }
    if (source->objective.learn_temperature && (source->objective.temperature < source->objective.temperature_low ||
                                                source->objective.temperature > source->objective.temperature_high)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "data.sources[%zu]: a learned temperature starts at %g, outside of temperature_low "
                                   "and temperature_high (%g to %g)",
                                   index, source->objective.temperature, source->objective.temperature_low,
                                   source->objective.temperature_high);
    }
    return SIMILE_OK;
}

/* Rows of one batch have one objective, that of the first source. */
static simile_status check_mixed_source(const simile_config *config, size_t index)
{
    simile_buffer differences = {0};
    size_t n;
    simile_status status = simile_config__compare_objectives(&differences, &n, &config->sources[0].objective,
                                                             &config->sources[index].objective);
    if (status == SIMILE_OK && n > 0) {
        status = simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "data.mix: row puts sources into one batch, so data.sources[%zu] needs the "
                                     "objective of data.sources[0], from which it differs (%s); or set data.mix: batch",
                                     index, differences.data);
    }
    simile_buffer__dispose(&differences);
    return status;
}

static simile_status check_mix(const simile_config *config)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 1; config->mix == 1 && i < config->n_sources && status == SIMILE_OK; i++) {
        status = check_mixed_source(config, i);
    }
    return status;
}

/* Keys of `train` that need others. */
static simile_status check_training(const simile_config *config)
{
    const simile_train_options *train = &config->train;
    if (train->steps == 0 && train->epochs == 0 && train->minutes <= 0) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "train: one of steps, epochs and minutes must be above 0");
    }
    if (train->patience > 0 && (config->n_dev == 0 || train->eval_every == 0)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "train.patience: counts evaluations, so it needs data.dev and train.eval_every "
                                   "above 0");
    }
    if (train->dimensions && config->model.projection != SIMILE_PROJECTION_NONE) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "train.dimensions: with model.projection the loss sees the head's vectors, and "
                                   "cutting those trains nothing that the model keeps");
    }
    simile_objective_options objective = {0};
    return simile_config__read_cuts(&objective, train);
}

simile_status simile_config__check(const simile_config *config)
{
    simile_status status = SIMILE_OK;
    if (config->n_sources == 0) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "data.sources: names no file to train on");
    }
    if (config->model.init ? !*config->model.init : !config->tokenizer.vocab || !*config->tokenizer.vocab) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, config->model.init
                                                            ? "model.init: is empty; name a model folder, or null"
                                                            : "tokenizer.vocab: is missing; name a vocab.txt, a "
                                                              "tokenizer.json or a folder with one");
    }
    if (config->model.kind == SIMILE_ENCODER_TRANSFORMER && !config->model.init &&
        config->model.hidden % config->model.heads != 0) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "model.heads: %lld heads do not divide a width of %lld",
                                   (long long)config->model.heads, (long long)config->model.hidden);
    }
    if (config->mode == SIMILE_MODE_SELF_SUPERVISED && !config->model.init && config->augment.segmentation <= 0 &&
        (config->model.kind == SIMILE_ENCODER_STATIC || config->model.dropout <= 0)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "objective.mode: two views of a text differ only with a transformer and "
                                   "model.dropout above 0, or with augment.segmentation above 0");
    }
    for (size_t i = 0; i < config->n_sources && status == SIMILE_OK; i++) {
        status = check_source(config, i);
    }
    if (status == SIMILE_OK) {
        status = check_training(config);
    }
    return status == SIMILE_OK ? check_mix(config) : status;
}
