/* What share of the learning rate each parameter takes, and which parameters take none. */
#ifndef SIMILE_TRAIN_RATES_H
#define SIMILE_TRAIN_RATES_H

#include "config.h"
#include "encoder.h"

/* 0: the embeddings; 1 … L: the blocks from the bottom; SIMILE_STAGE_HEAD: what stands behind the pooling. */
#define SIMILE_STAGE_HEAD SIZE_MAX
size_t simile_rates__stage(const simile_parameter *parameter);

/* The factor of a parameter (train.embedding_rate, head_rate, layer_decay); 0: it stays as it is. */
double simile_rates__factor(const simile_train_options *options, const simile_encoder *encoder,
                            const simile_parameter *parameter);

/* Stages from the bottom that are frozen: 1 the embeddings, 1 + n they and n blocks. */
size_t simile_rates__frozen_stages(const simile_train_options *options);

/* SIMILE_ERROR_CONFIG when more layers are frozen than the encoder has, or nothing that the model keeps is trained. */
simile_status simile_rates__check(const simile_train_options *options, const simile_encoder *encoder);

#endif
