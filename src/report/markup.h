/* HTML being written. Failures are kept, and all that follows does nothing. */
#ifndef SIMILE_REPORT_MARKUP_H
#define SIMILE_REPORT_MARKUP_H

#include "buffer.h"
#include "simile/status.h"
#include <stddef.h>

/* Valid when zeroed. */
typedef struct simile_markup {
    simile_buffer buffer;
    simile_status status;
    size_t hover_size; /* most bytes of a point's text */
} simile_markup;

/* Markup as it stands. */
void simile_markup__put(simile_markup *markup, const char *html);
void simile_markup__format(simile_markup *markup, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A text from outside: the signs of HTML are escaped; ill-formed UTF-8, control characters and what is no character
 * become U+FFFD, so that it is shown and never run. Fit for content and for quoted attributes. */
void simile_markup__text(simile_markup *markup, const char *text);
/* The same, cut to at most `size` bytes of text and an ellipsis. */
void simile_markup__cut_text(simile_markup *markup, const char *text, size_t size);
/* A place in a drawing. */
void simile_markup__place(simile_markup *markup, double value);

#endif
