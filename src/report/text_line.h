/* Pieces of text that fit a terminal: measured in columns, not in bytes. */
#ifndef SIMILE_REPORT_TEXT_LINE_H
#define SIMILE_REPORT_TEXT_LINE_H

#include "buffer.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

/* Columns that the text takes: 2 for what is wide in East Asian fonts, 0 for marks. Ill-formed parts and controls count
 * as the one U+FFFD that is printed for each. */
size_t simile_text_line__width(const char *text);

/* Bytes of the text that fit into `columns`, broken behind a word where one ends within; *used: their columns. At least
 * one character is taken. */
size_t simile_text_line__fit(size_t *used, const char *text, size_t columns);

/* The same without regard to words; nothing is taken when not even the first character fits. */
size_t simile_text_line__cut(size_t *used, const char *text, size_t columns);

/* Appends `size` bytes of text, controls and ill-formed parts as U+FFFD, white space as a space. */
simile_status simile_text_line__append(simile_buffer *out, const char *text, size_t size);

/* Appends the text in a field of `columns`, to the left or to the right; a longer one is cut with an ellipsis. */
simile_status simile_text_line__append_field(simile_buffer *out, const char *text, size_t columns, bool is_right);

/* Ends the line, without the spaces that it ends in. */
simile_status simile_text_line__end(simile_buffer *out);

/* Appends a sign so many times. */
simile_status simile_text_line__repeat(simile_buffer *out, const char *sign, size_t n);

#endif
