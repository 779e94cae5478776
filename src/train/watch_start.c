/* What can be told of a run before its first step. */
#include "run.h"
#include "watch.h"
#include <stdio.h>

#define OFTEN_CUT 0.1 /* share of a source's texts */

static void tell_counts(const simile_run *run, const simile_source *source)
{
    const simile_encode_counts *counts = &source->counts;
    const bool is_cut_often = (double)counts->n_truncated > OFTEN_CUT * (double)counts->n_rows;
    char line[512];
    if (counts->n_truncated + counts->n_invalid + counts->n_empty > 0) {
        snprintf(line, sizeof line,
                 "%s: of %llu texts %llu were cut at the length limit%s, %llu held invalid UTF-8, %llu were empty",
                 source->path, (unsigned long long)counts->n_rows, (unsigned long long)counts->n_truncated,
                 is_cut_often ? " (that is often: raise model.max_tokens if their ends matter)" : "",
                 (unsigned long long)counts->n_invalid, (unsigned long long)counts->n_empty);
        simile_run__tell(run, line);
    }
    if (source->is_quoted) {
        snprintf(line, sizeof line,
                 "%s: the fields of the first row stand in quotes, which are read as text; TSV has no quoting: take "
                 "them out, or write CSV",
                 source->path);
        simile_run__tell(run, line);
    }
}

/* With mix: batch a source gives at most its own rows to a step; with mix: row rows come again in the same one. */
static void tell_small_batches(const simile_run *run)
{
    const size_t wanted = (size_t)run->config->train.batch_size;
    size_t largest = 0, all = 0;
    char line[256];
    for (size_t i = 0; i < run->config->n_sources; i++) {
        const size_t n = simile_sampler__epoch_size(run->sampler, i);
        largest = n > largest ? n : largest;
        all += n;
    }
    if (run->config->mix == 0 && largest < wanted) {
        snprintf(line, sizeof line,
                 "train.batch_size is %zu, but no source has so many rows: batches have at most %zu (with groups: one "
                 "row a group)",
                 wanted, largest);
        simile_run__tell(run, line);
    }
    if (run->config->mix == 1 && all < wanted) {
        snprintf(line, sizeof line,
                 "train.batch_size is %zu, but the sources have %zu rows together: a batch holds some of them several "
                 "times, which gives no further negatives (with groups: one row a group)",
                 wanted, all);
        simile_run__tell(run, line);
    }
}

/* Sources that do not fit compute.data_memory. */
static void tell_spill(const simile_run *run)
{
    const uint64_t n_bytes = simile_spill__bytes(run->spill);
    char line[256];
    if (n_bytes > 0) {
        snprintf(line, sizeof line,
                 "the sources do not fit compute.data_memory: %.1f MB lie in a file without a name in %s, and are read "
                 "from there",
                 (double)n_bytes / 1e6, run->request->folder);
        simile_run__tell(run, line);
    }
}

void simile_watch__start(const simile_run *run)
{
    tell_spill(run);
    for (size_t i = 0; i < run->config->n_sources; i++) {
        tell_counts(run, run->sources[i]);
    }
    tell_small_batches(run);
}
