/* A document as one HTML file that needs nothing beside it. */
#ifndef SIMILE_REPORT_HTML_PAGE_H
#define SIMILE_REPORT_HTML_PAGE_H

#include "buffer.h"
#include "document.h"

/* Appends the page to `out`. It has no script, and its policy lets a browser load nothing. */
simile_status simile_html__print_page(simile_buffer *out, const simile_document *document);

#endif
