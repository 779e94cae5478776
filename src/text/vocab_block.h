/* Blocks of lines out of the files that a vocabulary is trained on. */
#ifndef SIMILE_TEXT_VOCAB_BLOCK_H
#define SIMILE_TEXT_VOCAB_BLOCK_H

#include "buffer.h"
#include "input.h"
#include "simile/vocab.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Some lines of one file, without their ends. Valid when zeroed. */
typedef struct simile_vocab_block {
    simile_buffer bytes;
    size_t *ends; /* [n]: of each line */
    size_t n, capacity;
    const char *path;    /* borrowed from the options */
    uint64_t first_line; /* from 1 */
} simile_vocab_block;

void simile_vocab_block__dispose(simile_vocab_block *block);

/* Where reading stands. Valid when zeroed but for the options. */
typedef struct simile_vocab_reader {
    const simile_vocab_train_options *options;
    size_t file;
    simile_input *input;
    uint64_t n_bytes, n_lines; /* read */
} simile_vocab_reader;

/* Reads the next block; n 0: the end. */
simile_status simile_vocab_reader__next(simile_vocab_block *block, simile_vocab_reader *reader);
void simile_vocab_reader__dispose(simile_vocab_reader *reader);

/* "path:line: what" as SIMILE_ERROR_DATA. */
simile_status simile_vocab_block__fail(const simile_vocab_block *block, size_t line, const char *what);

/* Narrows a line to its text and says how often it counts: the whole line or a column once, or a word and its count. */
simile_status simile_vocab_block__line(const char **text, size_t *size, uint64_t *times,
                                       const simile_vocab_block *block, size_t line,
                                       const simile_vocab_train_options *options);

/* The largest count: sums of counts stay exact in doubles, and a pair's count, at most 100 times a word's, in 64 bits.
 */
#define SIMILE_VOCAB_MOST ((uint64_t)1 << 53)

#endif
