/* A block ends with its file, so that each of its lines has a place to name. */
#include "vocab_block.h"
#include "fail.h"
#include "memory.h"
#include <string.h>

#define BLOCK_BYTES ((size_t)256 << 10)

void simile_vocab_block__dispose(simile_vocab_block *block)
{
    simile_buffer__dispose(&block->bytes);
    simile_memory__free(block->ends);
    *block = (simile_vocab_block){0};
}

void simile_vocab_reader__dispose(simile_vocab_reader *reader)
{
    simile_input__free(reader->input);
    reader->input = NULL;
}

static simile_status add_line(simile_vocab_block *block, const char *line, size_t size)
{
    simile_status status = simile_buffer__append(&block->bytes, line, size);
    if (status == SIMILE_OK)
        status = simile_memory__grow(&block->ends, &block->capacity, block->n + 1, sizeof block->ends[0]);
    if (status == SIMILE_OK)
        block->ends[block->n++] = block->bytes.size;
    return status;
}

/* Reads lines of the open file until the block is full or the file ends, which closes it. */
static simile_status read_lines(simile_vocab_block *block, simile_vocab_reader *reader)
{
    simile_status status = SIMILE_OK;
    bool more = true;

    while (status == SIMILE_OK && block->bytes.size < BLOCK_BYTES && block->n < BLOCK_BYTES) {
        const char *line;
        size_t size;
        status = simile_input__line(&more, &line, &size, reader->input);
        if (status != SIMILE_OK || !more)
            break;
        if (block->n == 0)
            block->first_line = simile_input__line_number(reader->input);
        status = add_line(block, line, size);
        reader->n_bytes += size + 1;
        reader->n_lines++;
    }
    if (!more) {
        simile_vocab_reader__dispose(reader);
        reader->file++;
    }
    return status;
}

simile_status simile_vocab_reader__next(simile_vocab_block *block, simile_vocab_reader *reader)
{
    simile_status status = SIMILE_OK;

    simile_buffer__clear(&block->bytes);
    block->n = 0;
    while (status == SIMILE_OK && block->n == 0 && reader->file < reader->options->n_paths) {
        block->path = reader->options->paths[reader->file];
        if (reader->input == NULL)
            status = simile_input__open(&reader->input, block->path);
        if (status == SIMILE_OK)
            status = read_lines(block, reader);
    }
    return status;
}

simile_status simile_vocab_block__fail(const simile_vocab_block *block, size_t line, const char *what)
{
    const char *path = strcmp(block->path, "-") == 0 ? "standard input" : block->path;
    return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: %s", path, (unsigned long long)(block->first_line + line),
                               what);
}

/* Narrows the text to its k-th tab-separated column, from 1; NULL, or what is wrong. */
static const char *pick_column(const char **text, size_t *size, size_t column)
{
    const char *end = *text + *size, *tab;

    while ((tab = memchr(*text, '\t', (size_t)(end - *text))) != NULL && column > 1) {
        *text = tab + 1;
        column--;
    }
    if (column > 1)
        return "the line has too few tab-separated columns";
    *size = (size_t)((tab == NULL ? end : tab) - *text);
    return NULL;
}

/* Splits word<TAB>count; NULL, or what is wrong. */
static const char *split_count(size_t *size, uint64_t *times, const char *line)
{
    const char *end = line + *size, *tab = memchr(line, '\t', *size);
    const char *digit = tab == NULL ? end : tab + 1;

    *times = 0;
    if (digit == end)
        return "the line is no word, tab, count";
    for (; digit < end; digit++) {
        if (*digit < '0' || *digit > '9')
            return "the count is no whole number";
        *times = *times * 10 + (uint64_t)(*digit - '0');
        if (*times > SIMILE_VOCAB_MOST)
            return "the count is over 2^53";
    }
    *size = (size_t)(tab - line);
    return NULL;
}

simile_status simile_vocab_block__line(const char **text, size_t *size, uint64_t *times,
                                       const simile_vocab_block *block, size_t line,
                                       const simile_vocab_train_options *options)
{
    const size_t start = line > 0 ? block->ends[line - 1] : 0;
    const char *problem = NULL;

    *size = block->ends[line] - start;
    *text = *size > 0 ? block->bytes.data + start : "";
    *times = 1;
    if (options->counts)
        problem = split_count(size, times, *text);
    else if (options->column > 0)
        problem = pick_column(text, size, options->column);
    return problem == NULL ? SIMILE_OK : simile_vocab_block__fail(block, line, problem);
}
