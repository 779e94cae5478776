/* The tables of simile eval: for each file what was measured on what, the main figure beside that of the baselines, and
 * all figures. */
#include "eval_table.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_WIDTH 24 /* of mining_average_precision */

static bool is_compared(const simile_evaluation *evaluation)
{
    return simile_evaluation_contenders(evaluation) > 1 &&
           strcmp(simile_evaluation_contender(evaluation, 1), "against") == 0;
}

static const simile_evaluation_metric *find(const simile_evaluation_result *result, const char *name)
{
    for (size_t i = 0; i < result->n_metrics; i++) {
        if (strcmp(result->metrics[i].name, name) == 0) {
            return &result->metrics[i];
        }
    }
    return NULL;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void print_head(const simile_evaluation_result *result)
{
    if (result->name) {
        printf("%s: %s", result->name, result->task);
    } else {
        printf("%s", result->task);
    }
    printf(" %s, %zu row%s", result->file, result->n_rows, plural(result->n_rows));
    if (result->n_labels > 0) {
        printf(", %zu label%s", result->n_labels, plural(result->n_labels));
    }
    putchar('\n');
    if (result->train) {
        printf("  learnt from %s, %zu rows\n", result->train, result->n_train_rows);
    }
    if (result->dev && !result->learns_own) {
        printf("  tuned on %s, %zu rows\n", result->dev, result->n_dev_rows);
    }
}

/* What is odd about the data. */
static void print_remarks(const simile_evaluation_result *result)
{
    const simile_evaluation_metric *metric = find(result, result->main);
    if (result->n_empty > 0) {
        printf("  %zu empty text%s, which count%s\n", result->n_empty, plural(result->n_empty),
               result->n_empty == 1 ? "s" : "");
    }
    if (result->n_blank > 0) {
        printf("  %zu blank line%s skipped\n", result->n_blank, plural(result->n_blank));
    }
    if (result->n_duplicates > 0) {
        printf("  %zu of %zu rows (%.1f %%) stand %s too", result->n_duplicates, result->n_rows,
               100 * (double)result->n_duplicates / (double)result->n_rows,
               result->learns_own ? "in the file a second time" : "in the file beside it");
        if (metric && !isnan(metric->once)) {
            printf("; without them %s is %.4f", metric->name, metric->once);
        }
        putchar('\n');
    }
}

static void print_columns(const char *first, bool has_difference)
{
    printf("  %-*s  %8s  %16s", NAME_WIDTH, first, "value", "95 % interval");
    if (has_difference) {
        printf("    %10s  %16s    %6s", "difference", "95 % interval", "p");
    }
    putchar('\n');
}

/* pads: something follows. */
static void print_value(const simile_evaluation_metric *metric, bool pads)
{
    if (isnan(metric->value)) {
        printf("  %8s", "-");
    } else {
        printf("  %8.4f", metric->value);
    }
    if (metric->has_interval) {
        printf("  %8.4f … %7.4f", metric->low, metric->high);
    } else if (pads) {
        printf("  %18s", "");
    }
}

static simile_status print_difference(const simile_evaluation_metric *a, const simile_evaluation_metric *b)
{
    simile_evaluation_difference difference;
    simile_status status = simile_evaluation_compare(&difference, a, b);
    if (status == SIMILE_OK && !isnan(difference.value)) {
        printf("  %+10.4f", difference.value);
        if (!isnan(difference.p)) {
            printf("  %8.4f … %7.4f  %6.3f", difference.low, difference.high, difference.p);
        }
    }
    return status;
}

/* The main figure of everything that is measured, and what the first one's differs by. */
static simile_status print_contenders(const simile_evaluation *evaluation, size_t index)
{
    const simile_evaluation_result first = simile_evaluation_get(evaluation, index);
    const simile_evaluation_metric *own = find(&first, first.main);
    simile_status status = SIMILE_OK;
    if (!own || simile_evaluation_contenders(evaluation) < 2) {
        return SIMILE_OK;
    }
    print_columns(first.main, true);
    for (size_t c = 0; c < simile_evaluation_contenders(evaluation) && status == SIMILE_OK; c++) {
        const simile_evaluation_result result = simile_evaluation_get_of(evaluation, index, c);
        const simile_evaluation_metric *metric = find(&result, first.main);
        if (!metric) {
            continue;
        }
        printf("  %-*s", NAME_WIDTH, simile_evaluation_contender(evaluation, c));
        print_value(metric, c > 0);
        status = c > 0 ? print_difference(own, metric) : SIMILE_OK;
        putchar('\n');
    }
    putchar('\n');
    return status;
}

static simile_status print_metric(const simile_evaluation_metric *metric, const simile_evaluation_result *against)
{
    const simile_evaluation_metric *other = against ? find(against, metric->name) : NULL;
    simile_status status = SIMILE_OK;
    printf("  %-*s", NAME_WIDTH, metric->name);
    if (metric->note) {
        printf("  %8s  %s\n", "-", metric->note);
        return SIMILE_OK;
    }
    print_value(metric, other != NULL);
    if (other) {
        status = print_difference(metric, other);
    }
    putchar('\n');
    return status;
}

static simile_status print_metrics(const simile_evaluation *evaluation, size_t index)
{
    const simile_evaluation_result result = simile_evaluation_get(evaluation, index);
    const bool has_other = is_compared(evaluation);
    const simile_evaluation_result against =
        has_other ? simile_evaluation_get_of(evaluation, index, 1) : (simile_evaluation_result){0};
    simile_status status = SIMILE_OK;
    print_columns(simile_evaluation_contender(evaluation, 0), has_other);
    for (size_t m = 0; m < result.n_metrics && status == SIMILE_OK; m++) {
        status = print_metric(&result.metrics[m], has_other ? &against : NULL);
    }
    return status;
}

simile_status simile_eval_table_print(const simile_evaluation *evaluation)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < simile_evaluation_count(evaluation) && status == SIMILE_OK; i++) {
        const simile_evaluation_result result = simile_evaluation_get(evaluation, i);
        if (i > 0) {
            putchar('\n');
        }
        print_head(&result);
        if (result.error) {
            printf("  failed: %s\n", result.error);
            continue;
        }
        printf("  %s\n", result.protocol);
        print_remarks(&result);
        status = print_contenders(evaluation, i);
        if (status == SIMILE_OK) {
            status = print_metrics(evaluation, i);
        }
    }
    return status;
}
