/* OUT.ranks.part: the output while several ranks fill it side by side, each with the rows of its share. Rows of one
 * length have their places from the start; behind the last one stands a journal of how many rows of its share each rank
 * has written, so that a run can be gone on with however it ended. The name is not that of a part which grows from its
 * start: that one has no holes. */
#ifndef SIMILE_STREAM_RANKED_PART_H
#define SIMILE_STREAM_RANKED_PART_H

#include "ranks.h"
#include "row_file.h"
#include "share.h"
#include <limits.h>

/* Valid when zeroed but for the first five fields. */
typedef struct simile_ranked_part {
    const char *out; /* what it becomes; borrowed, as are the next ones */
    simile_ranks *ranks;
    const simile_share *share;
    simile_row_form form;     /* row_size > 0 */
    uint64_t fingerprint;     /* of the input and the options: an earlier run must have had the same */
    char target[PATH_MAX];    /* `out`, or the file that it is a link to */
    char path[PATH_MAX + 16]; /* of the part */
    bool is_ours;             /* this run made it */
    uint64_t n_done;          /* rows of the share that were there already */
} simile_ranked_part;

/* Opens the part, anew or (`resume`) as an earlier run of as many ranks left it, and `file` in it behind the rows of
 * this rank that are there. A part of another run, and an `out` that is no regular file, are SIMILE_ERROR_CONFIG. All
 * ranks call it; a failure of one is that of all. */
simile_status simile_ranked_part__open(simile_ranked_part *part, simile_row_file *file, bool resume);
/* Writes into the journal that the rows which were appended to `file` are there. */
simile_status simile_ranked_part__note(const simile_ranked_part *part, simile_row_file *file);
/* Brings the rows of all ranks to the disk, completes the header and renames the part. All ranks call it. */
simile_status simile_ranked_part__commit(simile_ranked_part *part, simile_row_file *file);
/* After a failure of the run: the part stays when it holds rows, and goes when it does not. Answers `status`. */
simile_status simile_ranked_part__leave(const simile_ranked_part *part, simile_status status, bool has_rows);

#endif
