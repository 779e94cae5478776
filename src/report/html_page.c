/* The page: head, contents, blocks. */
#include "html_page.h"
#include "html_grid.h"
#include "markup.h"
#include "memory.h"
#include "simile/version.h"
#include "style.h"
#include "svg_plot.h"

/* What the texts of all points may take together, and the bounds for one. */
#define HOVER_TOTAL 800000
#define HOVER_LEAST 24
#define HOVER_MOST  240

static size_t hover_size(const simile_document *document)
{
    size_t n = 1;
    for (size_t b = 0; b < document->n_blocks; b++) {
        const simile_plot *plot = document->blocks[b].plot;
        for (size_t s = 0; plot && s < plot->n_series; s++) {
            n += plot->series[s].texts ? plot->series[s].n : 0;
        }
    }
    const size_t share = HOVER_TOTAL / n;
    return share < HOVER_LEAST ? HOVER_LEAST : share > HOVER_MOST ? HOVER_MOST : share;
}

static void put_head(simile_markup *markup, const simile_document *document)
{
    simile_markup__put(
        markup, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                "'unsafe-inline'; img-src data:\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"simile ");
    simile_markup__text(markup, simile_version());
    simile_markup__put(markup, "\">\n<link rel=\"icon\" href=\"data:,\">\n<title>");
    simile_markup__text(markup, document->title);
    simile_markup__put(markup, "</title>\n<style>\n");
    simile_markup__put(markup, simile_style__css);
    simile_markup__put(markup, "</style>\n</head>\n<body>\n<header>\n<h1>");
    simile_markup__text(markup, document->title);
    simile_markup__put(markup, "</h1>\n");
}

static void put_contents(simile_markup *markup, const simile_document *document)
{
    simile_markup__put(markup, "<nav aria-label=\"Contents\"><ul>\n");
    for (size_t b = 0, n = 0; b < document->n_blocks; b++) {
        const simile_block *block = &document->blocks[b];
        if (block->kind == SIMILE_BLOCK_HEADING && block->level == 2) {
            simile_markup__format(markup, "<li><a href=\"#h%zu\">", ++n);
            simile_markup__text(markup, block->text);
            simile_markup__put(markup, "</a></li>\n");
        }
    }
    simile_markup__put(markup, "</ul></nav>\n</header>\n<main>\n");
}

static void put_heading(simile_markup *markup, const simile_block *block, size_t *n)
{
    if (block->level == 2) {
        simile_markup__format(markup, "<h2 id=\"h%zu\">", ++*n);
    } else {
        simile_markup__put(markup, "<h3>");
    }
    simile_markup__text(markup, block->text);
    simile_markup__put(markup, block->level == 2 ? "</h2>\n" : "</h3>\n");
}

static void put_code(simile_markup *markup, const simile_block *block)
{
    simile_markup__put(markup, "<figure class=\"code\">\n<figcaption><strong>");
    simile_markup__text(markup, block->name);
    simile_markup__put(markup, "</strong></figcaption>\n<pre tabindex=\"0\"><code>");
    simile_markup__text(markup, block->text);
    simile_markup__put(markup, "</code></pre>\n</figure>\n");
}

static void put_block(simile_markup *markup, const simile_block *block, size_t *n_headings)
{
    switch (block->kind) {
    case SIMILE_BLOCK_HEADING:
        put_heading(markup, block, n_headings);
        break;
    case SIMILE_BLOCK_PARAGRAPH:
        simile_markup__put(markup, "<p>");
        simile_markup__text(markup, block->text);
        simile_markup__put(markup, "</p>\n");
        break;
    case SIMILE_BLOCK_CODE:
        put_code(markup, block);
        break;
    case SIMILE_BLOCK_GRID:
        simile_html__put_grid(markup, block->grid);
        break;
    case SIMILE_BLOCK_PLOT:
        simile_svg__put_plot(markup, block->plot);
        break;
    case SIMILE_BLOCK_ROW:
        simile_markup__put(markup, "<div class=\"row\">\n");
        break;
    case SIMILE_BLOCK_ROW_END:
        simile_markup__put(markup, "</div>\n");
        break;
    }
}

simile_status simile_html__print_page(simile_buffer *out, const simile_document *document)
{
    simile_markup markup = {.hover_size = hover_size(document)};
    size_t n_headings = 0;
    put_head(&markup, document);
    put_contents(&markup, document);
    for (size_t b = 0; b < document->n_blocks; b++) {
        put_block(&markup, &document->blocks[b], &n_headings);
    }
    simile_markup__put(&markup, "</main>\n<footer><p>Made by simile ");
    simile_markup__text(&markup, simile_version());
    simile_markup__put(&markup, ". The page holds all it shows and loads nothing.</p></footer>\n</body>\n</html>\n");
    simile_status status = markup.status;
    if (status == SIMILE_OK) {
        status = simile_buffer__append(out, markup.buffer.data, markup.buffer.size);
    }
    simile_buffer__dispose(&markup.buffer);
    return status;
}
