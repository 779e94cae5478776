/* Blocks as lines. */
#include "text_page.h"
#include "text_line.h"
#include <string.h>

simile_status simile_text__print_wrapped(simile_buffer *out, const char *text, size_t indent)
{
    simile_status status = SIMILE_OK;
    while (*text && status == SIMILE_OK) {
        size_t used;
        const size_t size = simile_text_line__fit(&used, text, SIMILE_TEXT_COLUMNS - indent);
        status = simile_text_line__repeat(out, " ", indent);
        if (status == SIMILE_OK) {
            status = simile_text_line__append(out, text, size);
        }
        if (status == SIMILE_OK) {
            status = simile_buffer__append_text(out, "\n");
        }
        text += size;
        text += strspn(text, " \t\r\n");
    }
    return status;
}

static simile_status print_heading(simile_buffer *out, const char *text, const char *underline)
{
    simile_status status = simile_buffer__append_text(out, "\n");
    const size_t start = out->size;
    if (status == SIMILE_OK) {
        status = simile_text__print_wrapped(out, text, 0);
    }
    if (status == SIMILE_OK) {
        const size_t width = simile_text_line__width(out->data + start);
        status =
            simile_text_line__repeat(out, underline, width - 1 < SIMILE_TEXT_COLUMNS ? width - 1 : SIMILE_TEXT_COLUMNS);
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "\n") : status;
}

/* Lines as they are, but none wider than the page. */
static simile_status print_code(simile_buffer *out, const simile_block *block)
{
    simile_status status = simile_text__print_wrapped(out, block->name, 0);
    for (const char *line = block->text; *line && status == SIMILE_OK;) {
        const size_t size = strcspn(line, "\n");
        size_t at = 0;
        do {
            size_t used, n = simile_text_line__cut(&used, line + at, SIMILE_TEXT_COLUMNS - 4);
            n = n < size - at ? n : size - at;
            status = simile_buffer__append_text(out, at == 0 ? "  " : "    ");
            status = status == SIMILE_OK ? simile_text_line__append(out, line + at, n) : status;
            status = status == SIMILE_OK ? simile_text_line__end(out) : status;
            at += n;
        } while (at < size && status == SIMILE_OK);
        line += size + (line[size] == '\n');
    }
    return status;
}

static simile_status print_block(simile_buffer *out, const simile_block *block)
{
    simile_status status = SIMILE_OK;
    switch (block->kind) {
    case SIMILE_BLOCK_HEADING:
        return print_heading(out, block->text, block->level == 2 ? "=" : "-");
    case SIMILE_BLOCK_PARAGRAPH:
        status = simile_text__print_wrapped(out, block->text, 0);
        break;
    case SIMILE_BLOCK_CODE:
        status = print_code(out, block);
        break;
    case SIMILE_BLOCK_GRID:
        status = simile_text__print_grid(out, block->grid);
        break;
    case SIMILE_BLOCK_PLOT:
        status = simile_text__print_plot(out, block->plot);
        break;
    case SIMILE_BLOCK_ROW:
    case SIMILE_BLOCK_ROW_END:
        return SIMILE_OK;
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "\n") : status;
}

simile_status simile_text__print_page(simile_buffer *out, const simile_document *document)
{
    simile_status status = simile_text__print_wrapped(out, document->title, 0);
    for (size_t b = 0; b < document->n_blocks && status == SIMILE_OK; b++) {
        status = print_block(out, &document->blocks[b]);
    }
    return status;
}
