/* Rows of ids back to text. */
#ifndef SIMILE_STREAM_TOKENIZE_DECODE_H
#define SIMILE_STREAM_TOKENIZE_DECODE_H

#include "buffer.h"
#include "simile/model.h"
#include "simile/tokenize.h"
#include "window.h"

/* Appends the decoded text of a row of ids and a line end. `ids` is scratch memory. */
simile_status simile_tokenize__decode(simile_buffer *lines, simile_buffer *ids, const simile_tokenize_request *request,
                                      const simile_text *row, const simile_row_place *place);

#endif
