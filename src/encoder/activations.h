/* The workspace of one pass: kept activations (training) or buffers reused from layer to layer (encoding). */
#ifndef SIMILE_ENCODER_ACTIVATIONS_H
#define SIMILE_ENCODER_ACTIVATIONS_H

#include "encoder.h"

simile_status simile_activations__new(simile_activations **activations, const simile_encoder *encoder);
void simile_activations__free(simile_activations *activations);
/* Bytes that a batch of these limits needs: tokens, sentences, and the longest sentence. */
size_t simile_activations__bytes(const simile_encoder *encoder, size_t n_tokens, size_t n_sentences, size_t longest,
                                 bool in_training);
/* Bytes that it holds; 0 for NULL. */
size_t simile_activations__held(const simile_activations *activations);
/* Gives that memory back; the next fit takes new. */
void simile_activations__give_back(simile_activations *activations);
/* Makes room; grows only, so steady use allocates nothing. */
simile_status simile_activations__fit(simile_activations *activations, const simile_packed_batch *batch,
                                      bool in_training);

#endif
