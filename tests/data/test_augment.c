/* Augmentation: the same texts in other pieces, again the same for the same step, others for another. */
#include "augment.h"
#include "expect.h"
#include "memory.h"
#include "rows.h"
#include "sampler.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>

#define PAIRS "the cats sat unhappily\tplaying with food\nwalking the cat\tthe unhappiness\n"

typedef struct subject {
    simile_source *source;
    simile_sampler *sampler;
    simile_batch batch;
    simile_augment_options options;
    simile_augment augment;
} subject;

static void set_up(subject *s, double segmentation)
{
    *s = (subject){.source = rows_source("pairs.tsv", PAIRS, SIMILE_ROWS_PAIRS), .options = {segmentation}};
    const simile_sampler_source source = {.source = s->source, .weight = 1};
    expect_ok(simile_sampler__new(&s->sampler, &source, 1, 2, false, 1));
    s->augment = (simile_augment){.model = rows_model(), .options = &s->options, .seed = 3};
    expect_ok(simile_sampler__draw(&s->batch, s->sampler, 1));
}

static void tear_down(subject *s)
{
    simile_augment__dispose(&s->augment);
    simile_batch__dispose(&s->batch);
    simile_sampler__free(s->sampler);
    simile_source__free(s->source);
}

/* The texts of the batch, decoded, with a line end behind each; the caller frees. */
static char *decode_batch(const simile_batch *batch)
{
    const simile_tokenizer *tokenizer = simile_model_tokenizer(rows_model());
    char *all = calloc(1, 1 << 16);
    size_t at = 0;
    for (size_t i = 0; i < batch->n_rows * batch->n_columns; i++) {
        size_t size;
        expect_ok(simile_tokenizer_decode(all + at, ((size_t)1 << 16) - at - 1, &size, tokenizer, batch->texts[i].ids,
                                          batch->texts[i].n_ids, false));
        at += size;
        all[at++] = '\n';
    }
    return all;
}

/* All ids of the batch, copied; the caller frees. */
static int32_t *copy_ids(size_t *n, const simile_batch *batch)
{
    int32_t *ids = calloc(1 << 14, sizeof *ids);
    *n = 0;
    for (size_t i = 0; i < batch->n_rows * batch->n_columns; i++) {
        memcpy(ids + *n, batch->texts[i].ids, batch->texts[i].n_ids * sizeof *ids);
        *n += batch->texts[i].n_ids;
    }
    return ids;
}

START_TEST(augment__segmentation_keeps_the_text)
{
    subject s;
    set_up(&s, 0.5);
    char *before = decode_batch(&s.batch);
    size_t n_before, n_after;
    int32_t *ids_before = copy_ids(&n_before, &s.batch);
    expect_ok(simile_augment__run(&s.augment, &s.batch, 1));
    char *after = decode_batch(&s.batch);
    int32_t *ids_after = copy_ids(&n_after, &s.batch);
    ck_assert_str_eq(before, after);
    ck_assert_uint_gt(n_after, n_before);
    free(before);
    free(after);
    free(ids_before);
    free(ids_after);
    tear_down(&s);
}
END_TEST

START_TEST(augment__segmentation_replays_a_step)
{
    int32_t *ids[3];
    size_t n[3];
    static const uint64_t steps[3] = {7, 7, 8};
    for (size_t i = 0; i < 3; i++) {
        subject s;
        set_up(&s, 0.5);
        expect_ok(simile_augment__run(&s.augment, &s.batch, steps[i]));
        ids[i] = copy_ids(&n[i], &s.batch);
        tear_down(&s);
    }
    ck_assert_uint_eq(n[0], n[1]);
    ck_assert_mem_eq(ids[0], ids[1], n[0] * sizeof **ids);
    ck_assert(n[0] != n[2] || memcmp(ids[0], ids[2], n[0] * sizeof **ids) != 0);
    for (size_t i = 0; i < 3; i++)
        free(ids[i]);
}
END_TEST

START_TEST(augment__rate_of_nothing_changes_nothing)
{
    subject s;
    set_up(&s, 0);
    const simile_batch_text first = s.batch.texts[0];
    expect_ok(simile_augment__run(&s.augment, &s.batch, 1));
    ck_assert_ptr_eq(s.batch.texts[0].ids, first.ids);
    ck_assert_uint_eq(s.batch.texts[0].n_ids, first.n_ids);
    tear_down(&s);
}
END_TEST

/* What grows past the model's limit is cut, and the row's last token stays the one that ends it. */
START_TEST(augment__segmentation_keeps_to_the_limit)
{
    char rows[9000] = "";
    for (size_t i = 0; i < 400; i++) /* two rows */
        strcat(rows, i % 200 == 199 ? "walking\n" : i % 200 == 100 ? "\tthe cats unhappily " : "walking unhappiness ");
    simile_source *source = rows_source("long.tsv", rows, SIMILE_ROWS_PAIRS);
    const simile_sampler_source row = {.source = source, .weight = 1};
    const simile_augment_options options = {0.9};
    const size_t limit = simile_model__tokenize_options(rows_model(), 0).max_tokens;
    simile_augment augment = {.model = rows_model(), .options = &options};
    simile_sampler *sampler;
    simile_batch batch = {0};
    expect_ok(simile_sampler__new(&sampler, &row, 1, 1, false, 1));
    expect_ok(simile_sampler__draw(&batch, sampler, 1));
    const int32_t last = batch.texts[0].ids[batch.texts[0].n_ids - 1];
    expect_ok(simile_augment__run(&augment, &batch, 1));
    ck_assert_uint_eq(batch.texts[0].n_ids, limit);
    ck_assert_int_eq(batch.texts[0].ids[limit - 1], last);
    simile_augment__dispose(&augment);
    simile_batch__dispose(&batch);
    simile_sampler__free(sampler);
    simile_source__free(source);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        augment__segmentation_keeps_the_text,
        augment__segmentation_replays_a_step,
        augment__rate_of_nothing_changes_nothing,
        augment__segmentation_keeps_to_the_limit,
    };
    return suite_run("augment", tests, sizeof tests / sizeof *tests);
}
