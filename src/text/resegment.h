/* Random segmentation of a text that is there as ids only. */
#ifndef SIMILE_TEXT_RESEGMENT_H
#define SIMILE_TEXT_RESEGMENT_H

#include "simile/tokenizer.h"

/* Replaces tokens->ids by another segmentation of `ids`: each word is put together from its pieces and matched anew
 * with options->drop_rate and drop_seed (simile/tokenizer.h); ids that are no part of a word (special and added tokens,
 * unknown words) stay. What is then longer than max_tokens loses words at its end, not what add_special put there. */
simile_status simile_tokenizer__resegment(simile_tokens *tokens, const simile_tokenizer *tokenizer, const int32_t *ids,
                                          size_t n_ids, const simile_tokenize_options *options);

#endif
