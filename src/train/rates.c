/* Rates by stage. Stage 0: the embeddings; 1 … L: the blocks from the bottom; above them the modules and the projection
 * head, which learn at head_rate. With layer_decay d, block l of 1 … L takes d^(L − l) and the embeddings d^L. */
#include "rates.h"
#include "fail.h"
#include <math.h>
#include <string.h>

#define LAYER_PREFIX "encoder.layer."

/* Names are those of Hugging Face; a static encoder has one table. */
size_t simile_rates__stage(const simile_parameter *parameter)
{
    size_t layer = 0;
    if (strncmp(parameter->name, "embedding", strlen("embedding")) == 0) {
        return 0;
    }
    if (strncmp(parameter->name, LAYER_PREFIX, strlen(LAYER_PREFIX)) != 0) {
        return SIMILE_STAGE_HEAD;
    }
    for (const char *digit = parameter->name + strlen(LAYER_PREFIX); *digit != '.'; digit++) {
        layer = layer * 10 + (size_t)(*digit - '0');
    }
    return 1 + layer;
}

static size_t n_layers(const simile_encoder *encoder)
{
    const simile_encoder_shape *shape = simile_encoder__shape(encoder);
    return shape->kind == SIMILE_ENCODER_TRANSFORMER ? shape->layers : 0;
}

size_t simile_rates__frozen_stages(const simile_train_options *options)
{
    if (options->freeze_layers > 0) {
        return 1 + (size_t)options->freeze_layers;
    }
    return options->freeze_embeddings || options->embedding_rate == 0 ? 1 : 0;
}

double simile_rates__factor(const simile_train_options *options, const simile_encoder *encoder,
                            const simile_parameter *parameter)
{
    const size_t stage = simile_rates__stage(parameter);
    if (stage == SIMILE_STAGE_HEAD) {
        return options->head_rate;
    }
    if (stage < simile_rates__frozen_stages(options)) {
        return 0;
    }
    return pow(options->layer_decay, (double)(n_layers(encoder) - stage)) * (stage == 0 ? options->embedding_rate : 1);
}

simile_status simile_rates__check(const simile_train_options *options, const simile_encoder *encoder)
{
    size_t n;
    const simile_parameter *parameters = simile_encoder__parameters(&n, encoder);
    if ((size_t)options->freeze_layers > n_layers(encoder)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "train.freeze_layers: the model has %zu layers, not %lld",
                                   n_layers(encoder), (long long)options->freeze_layers);
    }
    for (size_t i = 0; i < n; i++) {
        if (!parameters[i].in_training_only && simile_rates__factor(options, encoder, &parameters[i]) > 0) {
            return SIMILE_OK;
        }
    }
    return simile_status__fail(SIMILE_ERROR_CONFIG, "train: freeze_embeddings, freeze_layers and rates of 0 leave "
                                                    "nothing of the model to train");
}
