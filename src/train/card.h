/* The model card: README.md of the model folder, for people and for model hubs, which read its front matter
 * (huggingface.co/docs/hub/model-cards). */
#ifndef SIMILE_TRAIN_CARD_H
#define SIMILE_TRAIN_CARD_H

#include "run.h"

/* Writes README.md: what the model is, how to use it, its data with hashes and licences, its options, what it reached
 * on data.dev (run->evaluation), how to make it again, its limits. The same run gives the same bytes, wherever its
 * folder lies. */
simile_status simile_card__write(const simile_run *run);

#endif
