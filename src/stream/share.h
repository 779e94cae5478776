/* A rank's share of the input: the files' bytes, end to end, are divided evenly, and a rank takes the lines that begin
 * in its stretch. So shares hold whole lines, take about equal work, and follow one another in the order of the ranks.
 */
#ifndef SIMILE_STREAM_SHARE_H
#define SIMILE_STREAM_SHARE_H

#include "ranks.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A regular file of lines, as the rows of it are read (input.h, table.h). */
typedef struct simile_share_file {
    const char *path;        /* borrowed */
    uint64_t start;          /* where its first row's line begins, behind a byte order mark or a header; in bytes */
    uint64_t n_lines_before; /* lines in front of it */
    bool skips_blank;        /* lines of blanks and tabs alone are no rows */
    uint64_t size;           /* set by simile_share__measure */
} simile_share_file;

typedef struct simile_share {
    uint64_t n_rows;    /* of this rank; 0: the next three mean nothing */
    size_t file;        /* where its first line is */
    uint64_t offset;    /* where that begins, in bytes */
    uint64_t line;      /* its number in the file, from 1 */
    uint64_t first_row; /* index of the share's first row over all files; also without rows */
    uint64_t n_total;   /* rows of all ranks */
} simile_share;

/* Sets the size of each file. What ranks cannot share is SIMILE_ERROR_CONFIG with the reason: standard input, a pipe or
 * device, gzip. */
simile_status simile_share__measure(simile_share_file *files, size_t n);

/* What a part of the bytes holds of a file. */
typedef struct simile_share_count {
    uint64_t n_lines, n_rows; /* that begin in it */
} simile_share_count;

/* counts [n] (=) of part `part` of n_parts; its first line goes into the share, the rest of which is 0. A file that is
 * shorter than it was measured is SIMILE_ERROR_IO. */
simile_status simile_share__count(simile_share_count *counts, simile_share *share, const simile_share_file *files,
                                  size_t n, size_t part, size_t n_parts);
/* Completes the share of a part when all [n_parts][n] is known. */
void simile_share__place(simile_share *share, const simile_share_count *all, const simile_share_file *files, size_t n,
                         size_t part, size_t n_parts);

/* Counts this rank's lines and learns those of the others; all ranks call it with the same files. A file that is
 * shorter than it was measured is SIMILE_ERROR_IO. A failure of one rank is that of all. */
simile_status simile_share__take(simile_share *share, const simile_share_file *files, size_t n, simile_ranks *ranks);

#endif
