/* The inside of a session, for layers that order the work themselves: each thread embeds with a worker of its own. */
#ifndef SIMILE_MODEL_SESSION_H
#define SIMILE_MODEL_SESSION_H

#include "simile/model.h"
#include "threads.h"

/* What became of a text under the limit of tokens. */
typedef enum simile_fit { SIMILE_FIT_WHOLE, SIMILE_FIT_TRUNCATED, SIMILE_FIT_WINDOWS } simile_fit;

/* The session's threads; a worker is one of 0 … size − 1 and serves one call at a time. */
simile_pool *simile_session__pool(const simile_session *session);
/* What this worker has seen so far; borrowed. */
const simile_encode_counts *simile_session__counts(const simile_session *session, size_t worker);

/* vectors [n, dimension] (=) of the texts, all on this worker; fits [n] (=). */
simile_status simile_session__embed(simile_session *session, size_t worker, const simile_text *texts, size_t n,
                                    float *vectors, simile_fit *fits);

/* The tokens of texts and their vectors, the texts one behind another. Valid when zeroed; reused from call to call. */
typedef struct simile_token_rows {
    size_t n_texts, n_tokens;
    size_t *starts;     /* [n_texts + 1]: text i is tokens starts[i] … starts[i + 1] − 1 */
    int32_t *ids;       /* [n_tokens] */
    simile_span *spans; /* [n_tokens]: place in the text in bytes; special tokens and those of a prompt: 0, 0 */
    float *vectors;     /* [n_tokens, simile_session__token_width] */
    size_t starts_capacity, ids_capacity, spans_capacity, vectors_capacity;
} simile_token_rows;

/* Width of token vectors: the encoder's hidden size, whatever stands behind its pooling. */
size_t simile_session__token_width(const simile_session *session);
/* The last hidden states of the texts' tokens; of a static encoder the rows of its table. Longer texts are cut, in a
 * session with windows too. */
simile_status simile_session__embed_tokens(simile_token_rows *rows, simile_session *session, size_t worker,
                                           const simile_text *texts, size_t n, simile_fit *fits);
void simile_token_rows__dispose(simile_token_rows *rows);

#endif
