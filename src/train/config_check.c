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

/* Rows of one batch have one objective. */
static simile_status check_mix(const simile_config *config)
{
    const simile_objective_options *a = &config->sources[0].objective;
    for (size_t i = 1; config->mix == 1 && i < config->n_sources; i++) {
        const simile_objective_options *b = &config->sources[i].objective;
        if (a->loss != b->loss || a->similarity != b->similarity || a->temperature != b->temperature ||
            a->learn_temperature != b->learn_temperature || a->temperature_low != b->temperature_low ||
            a->temperature_high != b->temperature_high || a->symmetric != b->symmetric ||
            a->hard_negatives != b->hard_negatives || a->mask_false_negatives != b->mask_false_negatives) {
            return simile_status__fail(SIMILE_ERROR_CONFIG,
                                       "data.mix: row puts sources into one batch, so data.sources[%zu] needs the "
                                       "objective of data.sources[0]; or set data.mix: batch",
                                       i);
        }
    }
    return SIMILE_OK;
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
