/* Sources made of a few lines of text. */
#ifndef ROWS_H
#define ROWS_H

#include "source.h"

/* The golden BERT, opened once. */
const simile_model *rows_model(void);

/* Defaults of the option rows, with this path and kind. The caller frees nothing: the path is borrowed. */
simile_source_options rows_options(const char *path, simile_row_kind kind);

/* Loads with the tokenizer of the golden BERT; the caller frees the source, not the model. */
simile_status rows_load(simile_source **source, const simile_source_options *options);

/* Writes the text as a file of that name and loads it, which must go well. */
simile_source *rows_source(const char *name, const char *text, simile_row_kind kind);

/* Text `index` of the source has the ids of `text`. */
void rows_expect_text(const simile_source *source, size_t index, const char *text);

#endif
