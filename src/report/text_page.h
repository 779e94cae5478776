/* A document for the terminal: 80 columns, UTF-8, no colours. */
#ifndef SIMILE_REPORT_TEXT_PAGE_H
#define SIMILE_REPORT_TEXT_PAGE_H

#include "buffer.h"
#include "document.h"

#define SIMILE_TEXT_COLUMNS 80

/* Appends the document to `out`. */
simile_status simile_text__print_page(simile_buffer *out, const simile_document *document);

/* Its parts. */
simile_status simile_text__print_grid(simile_buffer *out, const simile_grid *grid);
simile_status simile_text__print_plot(simile_buffer *out, const simile_plot *plot);
/* Words broken into lines, each behind `indent` spaces. */
simile_status simile_text__print_wrapped(simile_buffer *out, const char *text, size_t indent);

#endif
