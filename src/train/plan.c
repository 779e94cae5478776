/* The plan. */
#include "plan.h"
#include "quota.h"
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define SIZE_TEXT 16

/* "1.5 GiB" */
static const char *print_size(char text[SIZE_TEXT], uint64_t n_bytes)
{
    const double mib = (double)n_bytes / (1 << 20);
    if (mib < 1024) {
        snprintf(text, SIZE_TEXT, "%.0f MiB", mib);
    } else {
        snprintf(text, SIZE_TEXT, "%.1f GiB", mib / 1024);
    }
    return text;
}

/* A source's batch. */
typedef struct batch_size {
    size_t n_rows, n_columns, longest;
    uint64_t n_tokens;
} batch_size;

static batch_size size_of(const simile_run *run, size_t index)
{
    const simile_source *source = run->sources[index];
    const size_t n_texts = source->n_texts > 0 ? source->n_texts : 1,
                 units = simile_sampler__epoch_size(run->sampler, index);
    const size_t wanted = (size_t)run->config->train.batch_size;
    batch_size size = {.n_rows = run->config->mix == 0 && units < wanted ? units : wanted,
                       .n_columns = simile_sampler__columns(run->sampler, index)};
    for (size_t i = 0; i < source->n_texts; i++) {
        const size_t n = source->text_starts[i + 1] - source->text_starts[i];
        size.longest = n > size.longest ? n : size.longest;
    }
    size.n_tokens = (uint64_t)size.n_rows * size.n_columns * source->text_starts[source->n_texts] / n_texts;
    return size;
}

/* The largest of the sources' batches. */
static batch_size largest_batch(const simile_run *run)
{
    batch_size largest = size_of(run, 0);
    for (size_t i = 1; i < run->config->n_sources; i++) {
        const batch_size size = size_of(run, i);
        largest = size.n_tokens > largest.n_tokens ? size : largest;
    }
    return largest;
}

/* Slabs of the model's size. Of gradients about as many live as there are workers and levels of the tree. */
static uint64_t slab_bytes(const simile_run *run, size_t n)
{
    return (uint64_t)n * run->state.n_values * sizeof(float);
}

static size_t count_gradients(const simile_run *run)
{
    size_t n = simile_pool__size(run->pool);
    for (int64_t lanes = run->config->compute.lanes; lanes > 1; lanes /= 2) {
        n++;
    }
    const size_t all = (size_t)run->config->compute.lanes;
    return n < all ? n : all;
}

/* Of the sources; what exceeds compute.data_memory lies in files. */
static uint64_t data_bytes(const simile_run *run)
{
    const uint64_t limit = run->config->compute.data_memory;
    uint64_t n = 0;
    for (size_t i = 0; i < run->config->n_sources; i++) {
        const simile_source *source = run->sources[i];
        n += source->ids_capacity * sizeof *source->ids + source->texts_capacity * sizeof *source->text_starts +
             source->hashes_capacity * sizeof *source->text_hashes +
             source->rows_capacity * (3 * sizeof *source->row_starts + sizeof *source->lines);
    }
    return limit > 0 && n > limit ? limit : n;
}

/* What the machine and the control groups allow; 0: not known. */
static uint64_t allowed_bytes(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    const uint64_t machine = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : 0;
    const uint64_t quota = simile_quota__memory("");
    return quota > 0 && (machine == 0 || quota < machine) ? quota : machine;
}

/* Warns when all of compute.memory, if it may be used up, and the rest are more than there is. */
static void warn(const simile_run *run, bool may_be_used_up, uint64_t rest)
{
    const uint64_t allowed = allowed_bytes(), memory = run->config->compute.memory;
    char texts[3][SIZE_TEXT], line[256];
    if (allowed > 0 && (memory > allowed || (may_be_used_up && memory + rest > allowed))) {
        snprintf(line, sizeof line,
                 "warning: compute.memory, %s, and what comes on top, %s, are more than this machine allows, %s; lower "
                 "compute.memory, which changes no bits",
                 print_size(texts[0], memory), print_size(texts[1], rest), print_size(texts[2], allowed));
        simile_run__tell(run, line);
    }
}

void simile_plan__tell(const simile_run *run)
{
    const batch_size size = largest_batch(run);
    const simile_step_plan plan =
        simile_step__plan(run->step, size.n_rows, size.n_columns, size.n_tokens, size.longest);
    const size_t n_weights = (run->state.best ? 2U : 1U) + (run->average ? 1U : 0U);
    const uint64_t weights = slab_bytes(run, n_weights) + simile_weights__packed_bytes(run->model->weights);
    const uint64_t moments = slab_bytes(run, 2);
    const uint64_t gradients = slab_bytes(run, count_gradients(run)), data = data_bytes(run);
    const uint64_t rest = plan.vectors + weights + moments + gradients + data;
    char texts[8][SIZE_TEXT], kept[160], line[640];
    if (plan.cache.n_kept == plan.n_micro_batches) {
        snprintf(kept, sizeof kept, "whose activations are kept");
    } else {
        snprintf(
            kept, sizeof kept,
            "of which %zu keep their activations (all would take %s) and the others pass forward twice, %zu at once",
            plan.cache.n_kept, print_size(texts[6], plan.cache.all), plan.cache.n_at_once);
    }
    snprintf(line, sizeof line,
             "plan: up to %zu rows of %zu texts and about %llu tokens a step, in %zu micro-batch%s, %s; memory: "
             "activations %s (compute.memory %s), vectors and similarities %s, weights %s, moments %s, gradients %s, "
             "data %s, together about %s",
             size.n_rows, size.n_columns, (unsigned long long)size.n_tokens, plan.n_micro_batches,
             plan.n_micro_batches == 1 ? "" : "es", kept, print_size(texts[0], plan.cache.taken),
             print_size(texts[1], run->config->compute.memory), print_size(texts[2], plan.vectors),
             print_size(texts[3], weights), print_size(texts[4], moments), print_size(texts[5], gradients),
             print_size(texts[6], data), print_size(texts[7], rest + plan.cache.taken));
    simile_run__tell(run, line);
    warn(run, plan.cache.n_kept < plan.n_micro_batches, rest);
}
