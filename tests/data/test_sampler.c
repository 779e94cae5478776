/* The sampler: shares by weight, every row once an epoch, all chance from the seed, and what masks false negatives. */
#include "expect.h"
#include "memory.h"
#include "rows.h"
#include "sampler.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS  "cat\tsnow\nfilm\twind\nsea\thouse\nthe cat\tthe sea\nold book\tnew book\n"
#define GROUPS "a\tcat\nb\tsnow\na\tfilm\nb\twind\nc\talone\na\tsea\n"

static simile_sampler *new_sampler(const simile_sampler_source *sources, size_t n, size_t batch_size, bool mix,
                                   uint64_t seed)
{
    simile_sampler *sampler;
    expect_ok(simile_sampler__new(&sampler, sources, n, batch_size, mix, seed));
    return sampler;
}

/* Which row of the source a text of the batch is from. */
static size_t row_of(const simile_source *source, const simile_batch *batch, size_t column, size_t row)
{
    const size_t start = (size_t)(batch->texts[column * batch->n_rows + row].ids - source->ids);
    for (size_t r = 0; r < source->n_rows; r++) {
        if (start >= source->text_starts[source->row_starts[r]] &&
            start < source->text_starts[source->row_starts[r + 1]]) {
            return r;
        }
    }
    ck_abort_msg("a text of no row");
}

START_TEST(sampler__shares_batches_by_weight)
{
    enum { N_STEPS = 4000 };
    simile_source *a = rows_source("a.tsv", PAIRS, SIMILE_ROWS_PAIRS);
    simile_source *b = rows_source("b.tsv", "snow\tcat\nsea\tfilm\n", SIMILE_ROWS_PAIRS);
    const simile_sampler_source sources[] = {
        {.source = a, .weight = 0.5}, {.source = b, .weight = 0}, {.source = b, .weight = 1.5}};
    simile_sampler *sampler = new_sampler(sources, 3, 2, false, 1);
    simile_batch batch = {0};
    double counts[3] = {0};
    for (uint64_t step = 1; step <= N_STEPS; step++) {
        expect_ok(simile_sampler__draw(&batch, sampler, step));
        counts[batch.source]++;
    }
    /* Binomial with p = 1/4: standard deviation √(4000 · 1/4 · 3/4) = 27; five of them, passed by one seed in a
     * million. Sizes of the sources count for nothing. */
    ck_assert(counts[0] > 1000 - 137 && counts[0] < 1000 + 137);
    ck_assert(counts[1] == 0);
    ck_assert(counts[2] > 3000 - 137 && counts[2] < 3000 + 137);
    simile_batch__dispose(&batch);
    simile_sampler__free(sampler);
    simile_source__free(a);
    simile_source__free(b);
}
END_TEST

START_TEST(sampler__shares_rows_by_weight_when_mixed)
{
    enum { N_STEPS = 500, BATCH = 8 };
    simile_source *a = rows_source("a.tsv", PAIRS, SIMILE_ROWS_PAIRS);
    simile_source *b = rows_source("b.tsv", "snow\tcat\nsea\tfilm\n", SIMILE_ROWS_PAIRS);
    const simile_sampler_source sources[] = {{.source = a, .weight = 3}, {.source = b, .weight = 1}};
    simile_sampler *sampler = new_sampler(sources, 2, BATCH, true, 3);
    simile_batch batch = {0};
    size_t n_sources;
    for (uint64_t step = 1; step <= N_STEPS; step++) {
        expect_ok(simile_sampler__draw(&batch, sampler, step));
        ck_assert_uint_eq(batch.n_rows, BATCH);
    }
    const uint64_t *drawn = simile_sampler__drawn(&n_sources, sampler);
    ck_assert_uint_eq(n_sources, 2);
    ck_assert_uint_eq(drawn[0] + drawn[1], N_STEPS * BATCH);
    /* As above: 4000 draws, five standard deviations. */
    ck_assert(drawn[1] > 1000 - 137 && drawn[1] < 1000 + 137);
    simile_batch__dispose(&batch);
    simile_sampler__free(sampler);
    simile_source__free(a);
    simile_source__free(b);
}
END_TEST

START_TEST(sampler__takes_every_row_once_an_epoch)
{
    simile_source *source = rows_source("a.tsv", PAIRS, SIMILE_ROWS_PAIRS);
    const simile_sampler_source options = {.source = source, .weight = 1};
    simile_sampler *sampler = new_sampler(&options, 1, 2, false, 7);
    simile_batch batch = {0};
    size_t counts[5] = {0}, n = 0;
    ck_assert_uint_eq(simile_sampler__epoch_size(sampler, 0), 5);
    for (uint64_t step = 1; step <= 50; step++) {
        expect_ok(simile_sampler__draw(&batch, sampler, step));
        for (size_t row = 0; row < batch.n_rows; row++) {
            const size_t r = row_of(source, &batch, 0, row);
            ck_assert_uint_eq(row_of(source, &batch, 1, row), r);
            counts[r]++;
            /* Within an epoch no row is ahead of another by more than one. */
            ck_assert_uint_le(counts[r], n++ / 5 + 1);
        }
    }
    simile_batch__dispose(&batch);
    simile_sampler__free(sampler);
    simile_source__free(source);
}
END_TEST

/* The rows that 40 steps draw, as text. */
static void draw_trace(char *trace, size_t size, const simile_source *source, uint64_t seed, uint64_t resume_at)
{
    const simile_sampler_source options = {.source = source, .sampling = SIMILE_SAMPLING_MEMBERS, .weight = 1};
    simile_sampler *sampler = new_sampler(&options, 1, 2, false, seed);
    simile_batch batch = {0};
    size_t used = 0, n;
    for (uint64_t step = 1; step <= 40; step++) {
        if (step == resume_at) { /* the state moves into a new sampler */
            const uint64_t drawn = simile_sampler__drawn(&n, sampler)[0];
            simile_sampler__free(sampler);
            sampler = new_sampler(&options, 1, 2, false, seed);
            simile_sampler__drawn(&n, sampler)[0] = drawn;
        }
        expect_ok(simile_sampler__draw(&batch, sampler, step));
        for (size_t row = 0; row < batch.n_rows; row++) {
            used += (size_t)snprintf(trace + used, size - used, "%zu-%zu ", row_of(source, &batch, 0, row),
                                     row_of(source, &batch, 1, row));
        }
    }
    ck_assert_uint_lt(used, size);
    simile_batch__dispose(&batch);
    simile_sampler__free(sampler);
}

START_TEST(sampler__draws_from_the_seed_alone)
{
    char first[2048], again[2048], other[2048];
    simile_source *source = rows_source("a.tsv", GROUPS, SIMILE_ROWS_GROUPS);
    draw_trace(first, sizeof first, source, 1, 0);
    draw_trace(again, sizeof again, source, 1, 0);
    draw_trace(other, sizeof other, source, 2, 0);
    ck_assert_str_eq(first, again);
    ck_assert_str_ne(first, other);
    for (uint64_t step = 2; step <= 40; step += 7) {
        draw_trace(again, sizeof again, source, 1, step);
        ck_assert_str_eq(first, again);
    }
    simile_source__free(source);
}
END_TEST

START_TEST(sampler__pairs_different_members_of_a_group)
{
    simile_source *source = rows_source("a.tsv", GROUPS, SIMILE_ROWS_GROUPS);
    simile_source *other = rows_source("b.tsv", GROUPS, SIMILE_ROWS_LABELLED);
    const simile_sampler_source sources[] = {{.source = source, .sampling = SIMILE_SAMPLING_MEMBERS, .weight = 1},
                                             {.source = other, .sampling = SIMILE_SAMPLING_MEMBERS, .weight = 1}};
    simile_sampler *sampler = new_sampler(sources, 2, 2, false, 1);
    simile_batch batch = {0};
    int64_t most[2] = {0, 0}, least[2] = {100, 100};
    ck_assert_uint_eq(simile_sampler__epoch_size(sampler, 0), 2); /* one member alone is no pair */
    for (uint64_t step = 1; step <= 60; step++) {
        expect_ok(simile_sampler__draw(&batch, sampler, step));
        const simile_source *from = batch.source == 0 ? source : other;
        for (size_t row = 0; row < batch.n_rows; row++) {
            const size_t a = row_of(from, &batch, 0, row), b = row_of(from, &batch, 1, row);
            const int64_t group = batch.groups[row];
            ck_assert_uint_ne(a, b);
            ck_assert_int_eq(from->labels[a], from->labels[b]);
            most[batch.source] = group > most[batch.source] ? group : most[batch.source];
            least[batch.source] = group < least[batch.source] ? group : least[batch.source];
        }
    }
    ck_assert_int_ge(least[0], 0);
    ck_assert(most[0] < least[1] || most[1] < least[0]); /* no group of one source is one of the other */
    simile_batch__dispose(&batch);
    simile_sampler__free(sampler);
    simile_source__free(source);
    simile_source__free(other);
}
END_TEST

/* One batch of a source of its own; the caller disposes. */
static simile_batch draw_one(const simile_source *source, simile_sampling sampling, bool hard, size_t size)
{
    const simile_sampler_source options = {
        .source = source, .sampling = sampling, .weight = 1, .min_score = 4, .hard_negatives = hard};
    simile_sampler *sampler = new_sampler(&options, 1, size, false, 1);
    simile_batch batch = {0};
    expect_ok(simile_sampler__draw(&batch, sampler, 1));
    simile_sampler__free(sampler);
    return batch;
}

START_TEST(sampler__gives_two_views_of_one_text)
{
    simile_source *source = rows_source("a.tsv", "a\tcat\nb\tsnow\na\tfilm\n", SIMILE_ROWS_LABELLED);
    simile_batch batch = draw_one(source, SIMILE_SAMPLING_TWO_VIEWS, false, 3);
    ck_assert_uint_eq(batch.n_columns, 2);
    for (size_t row = 0; row < 3; row++) {
        const simile_batch_text *first = &batch.texts[row], *second = &batch.texts[3 + row];
        ck_assert_ptr_eq(first->ids, second->ids);
        ck_assert_uint_eq(first->n_ids, second->n_ids);
        ck_assert_uint_ne(first->view, second->view); /* what keys the dropout */
        ck_assert_uint_eq(batch.text_hashes[row], batch.text_hashes[3 + row]);
        ck_assert_int_eq(batch.groups[row], -1); /* labels play no part */
    }
    simile_batch__dispose(&batch);
    simile_source__free(source);
}
END_TEST

START_TEST(sampler__gives_labels_and_hashes_that_mask_false_negatives)
{
    simile_source *source = rows_source("a.tsv", "x\tcat\ny\tCAT\nx\tfilm\n", SIMILE_ROWS_LABELLED);
    simile_batch batch = draw_one(source, SIMILE_SAMPLING_SINGLES, false, 3);
    size_t at[3] = {0};
    ck_assert_uint_eq(batch.n_columns, 1);
    for (size_t row = 0; row < 3; row++) {
        at[row_of(source, &batch, 0, row)] = row;
    }
    ck_assert_int_eq(batch.groups[at[0]], batch.groups[at[2]]);
    ck_assert_int_ne(batch.groups[at[0]], batch.groups[at[1]]);
    ck_assert_uint_eq(batch.text_hashes[at[0]], batch.text_hashes[at[1]]);
    ck_assert_uint_ne(batch.text_hashes[at[0]], batch.text_hashes[at[2]]);
    simile_batch__dispose(&batch);
    simile_source__free(source);
}
END_TEST

START_TEST(sampler__takes_negatives_that_every_row_has)
{
    simile_source *source = rows_source("a.tsv", "a\tcat\tsnow\tsea\nb\tfilm\twind\n", SIMILE_ROWS_TRIPLES);
    simile_batch hard = draw_one(source, SIMILE_SAMPLING_COLUMNS, true, 9);
    ck_assert_uint_eq(hard.n_columns, 3);
    ck_assert_uint_eq(hard.n_rows, 2); /* a batch holds no row twice */
    simile_batch soft = draw_one(source, SIMILE_SAMPLING_COLUMNS, false, 9);
    ck_assert_uint_eq(soft.n_columns, 2);
    simile_batch__dispose(&hard);
    simile_batch__dispose(&soft);
    simile_source__free(source);
}
END_TEST

START_TEST(sampler__takes_pairs_of_the_score_asked_for)
{
    simile_source *source = rows_source("a.tsv", "4\tcat\tsnow\n3.9\tsea\tfilm\n5\twind\thouse\n", SIMILE_ROWS_STS);
    simile_batch batch = draw_one(source, SIMILE_SAMPLING_COLUMNS, false, 3);
    ck_assert_uint_eq(batch.n_rows, 2);
    for (size_t row = 0; row < 2; row++) {
        ck_assert_uint_ne(row_of(source, &batch, 0, row), 1);
    }
    simile_batch__dispose(&batch);
    simile_source__free(source);
}
END_TEST

static void expect_refusal(const char *rows, simile_row_kind kind, simile_sampling sampling, const char *part)
{
    simile_sampler *sampler;
    simile_source *source = rows_source("few.tsv", rows, kind);
    const simile_sampler_source options = {.source = source, .sampling = sampling, .weight = 1};
    expect_failure(simile_sampler__new(&sampler, &options, 1, 4, false, 1), SIMILE_ERROR_DATA, part);
    simile_source__free(source);
}

START_TEST(sampler__refuses_rows_without_negatives)
{
    expect_refusal("cat\tsnow\n", SIMILE_ROWS_PAIRS, SIMILE_SAMPLING_COLUMNS, "few.tsv: holds one row");
    expect_refusal("a\tcat\na\tsnow\nb\tsea\n", SIMILE_ROWS_GROUPS, SIMILE_SAMPLING_MEMBERS, "holds one group");
    expect_refusal("a\tcat\na\tsnow\n", SIMILE_ROWS_LABELLED, SIMILE_SAMPLING_SINGLES, "holds one label");
}
END_TEST

START_TEST(sampler__refuses_what_gives_no_batch)
{
    simile_sampler *sampler;
    simile_source *sts = rows_source("s.tsv", "1\tcat\tsnow\n2\twind\tsea\n", SIMILE_ROWS_STS);
    simile_source *triples = rows_source("t.tsv", "a\tcat\tsnow\n", SIMILE_ROWS_TRIPLES);
    const int64_t live = simile_memory__live();
    simile_sampler_source sources[2] = {{.source = sts, .weight = 1, .min_score = 4}};
    expect_failure(simile_sampler__new(&sampler, sources, 1, 4, false, 1), SIMILE_ERROR_DATA, "s.tsv");
    sources[0].min_score = sources[0].weight = 0;
    expect_failure(simile_sampler__new(&sampler, sources, 1, 4, false, 1), SIMILE_ERROR_CONFIG, "weights");
    sources[0].weight = 1;
    sources[1] = (simile_sampler_source){.source = triples, .weight = 1, .hard_negatives = true};
    expect_failure(simile_sampler__new(&sampler, sources, 2, 4, true, 1), SIMILE_ERROR_CONFIG, "data.mix");
    ck_assert_int_eq(simile_memory__live(), live);
    simile_source__free(sts);
    simile_source__free(triples);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {sampler__shares_batches_by_weight,
                                  sampler__shares_rows_by_weight_when_mixed,
                                  sampler__takes_every_row_once_an_epoch,
                                  sampler__draws_from_the_seed_alone,
                                  sampler__pairs_different_members_of_a_group,
                                  sampler__gives_two_views_of_one_text,
                                  sampler__gives_labels_and_hashes_that_mask_false_negatives,
                                  sampler__takes_negatives_that_every_row_has,
                                  sampler__takes_pairs_of_the_score_asked_for,
                                  sampler__refuses_what_gives_no_batch,
                                  sampler__refuses_rows_without_negatives};
    return suite_run("sampler", tests, sizeof tests / sizeof *tests);
}
