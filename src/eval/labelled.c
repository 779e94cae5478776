/* The labelled task. */
#include "labelled.h"
#include "clustering.h"
#include "fail.h"
#include "kmeans.h"
#include "memory.h"
#include "probe.h"
#include <math.h>
#include <stdio.h>

#define N_SEEDS 10

static const size_t neighbourhoods[] = {1, 5, 10};

/* The votes for one k, as a metric. */
static simile_status add_knn(simile_measures *measures, const char *prefix, size_t k, const int64_t *predicted,
                             const simile_labelled_input *input)
{
    const int64_t *labels = input->rows->labels;
    const size_t n = input->rows->n_rows;
    double *right = simile_memory__alloc(n, sizeof *right);
    char name[32];
    if (!right) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        right[i] = predicted[i] == labels[i];
    }
    snprintf(name, sizeof name, "knn%zu_accuracy", k);
    simile_status status =
        simile_measures__add(measures, prefix, name, simile_knn__accuracy(predicted, labels, n), NULL);
    if (status == SIMILE_OK) {
        status = simile_measures__add_interval(measures, simile_measures__mean, right, n);
    }
    simile_memory__free(right);
    return status;
}

simile_status simile_labelled__measure_neighbours(simile_measures *measures, const char *prefix, int64_t *predicted,
                                                  const simile_labelled_input *input, simile_labelled_predict predict,
                                                  void *context)
{
    const size_t n_others = input->train ? input->train->n : input->rows->n_rows - 1;
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < sizeof neighbourhoods / sizeof *neighbourhoods && status == SIMILE_OK; i++) {
        const size_t k = neighbourhoods[i];
        char name[32];
        snprintf(name, sizeof name, "knn%zu_accuracy", k);
        if (n_others < k) {
            status = simile_measures__add(measures, prefix, name, NAN, "undefined: fewer rows to look among than k");
            continue;
        }
        status = predict(predicted, context, k);
        if (status == SIMILE_OK) {
            status = add_knn(measures, prefix, k, predicted, input);
        }
    }
    return status;
}

static simile_status predict_by_vectors(int64_t *predicted, void *context, size_t k)
{
    const simile_labelled_input *input = context;
    return simile_knn__predict(predicted, input->test, input->train, k, input->pool);
}

/* Adds the measures of one seed's clusters. */
static simile_status cluster(simile_clustering *sum, size_t *clusters, int64_t *numbers,
                             const simile_labelled_input *input, size_t seed)
{
    const simile_labelled *x = input->test;
    const simile_kmeans_options options = {.n_clusters = input->n_labels, .seed = seed};
    simile_clustering one;
    simile_status status = simile_kmeans__run(clusters, NULL, x->vectors, x->n, x->width, &options, input->pool);
    if (status != SIMILE_OK) {
        return status;
    }
    for (size_t i = 0; i < x->n; i++) {
        numbers[i] = (int64_t)clusters[i];
    }
    status = simile_clustering__measure(&one, x->labels, numbers, x->n);
    if (status == SIMILE_OK) {
        sum->purity += one.purity / N_SEEDS;
        sum->v_measure += one.v_measure / N_SEEDS;
        sum->nmi += one.nmi / N_SEEDS;
        sum->ari += one.ari / N_SEEDS;
    }
    return status;
}

static simile_status measure_clusters(simile_measures *measures, const simile_labelled_input *input)
{
    static const char note[] = "undefined: fewer rows than labels";
    const size_t n = input->test->n;
    size_t *clusters = simile_memory__alloc(n, sizeof *clusters);
    int64_t *numbers = simile_memory__alloc(n, sizeof *numbers);
    simile_clustering mean = {0};
    simile_status status = clusters && numbers ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (n < input->n_labels) {
        mean = (simile_clustering){.purity = NAN, .v_measure = NAN, .nmi = NAN, .ari = NAN};
    }
    for (size_t seed = 0; seed < N_SEEDS && status == SIMILE_OK && n >= input->n_labels; seed++) {
        status = cluster(&mean, clusters, numbers, input, seed);
    }
    const double values[] = {mean.purity, mean.v_measure, mean.nmi, mean.ari};
    static const char *const names[] = {"purity", "v_measure", "nmi", "ari"};
    for (size_t i = 0; i < 4 && status == SIMILE_OK; i++) {
        status = simile_measures__add(measures, "", names[i], values[i], note);
    }
    simile_memory__free(clusters);
    simile_memory__free(numbers);
    return status;
}

static simile_status measure_probes(simile_measures *measures, const simile_labelled_input *input)
{
    double accuracy, mean, deviation;
    simile_status status = simile_probe__accuracy(&accuracy, input->test, input->train, input->n_labels, input->pool);
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "", "probe_accuracy", accuracy, "undefined: too few rows to split");
    }
    if (status == SIMILE_OK) {
        status = simile_probe__few_shot(&mean, &deviation, input->test, input->train, input->n_labels, input->pool);
    }
    static const char note[] = "undefined: a label has fewer than 8 rows to draw from, or no row is left";
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "", "few_shot_accuracy", mean, note);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "", "few_shot_std", deviation, note);
    }
    return status;
}

static size_t n_distinct(const int64_t *labels, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (labels[i] != labels[0]) {
            return 2;
        }
    }
    return n > 0;
}

simile_status simile_labelled__measure(simile_measures *measures, int64_t *predicted,
                                       const simile_labelled_input *input)
{
    simile_labelled_input context = *input;
    if (n_distinct(input->rows->labels, input->rows->n_rows) < 2) {
        return simile_status__fail(SIMILE_ERROR_DATA, "%s: all rows have the same label: two are needed",
                                   input->rows->path);
    }
    simile_status status =
        simile_labelled__measure_neighbours(measures, "", predicted, input, predict_by_vectors, &context);
    if (status == SIMILE_OK) {
        status = measure_clusters(measures, input);
    }
    if (status == SIMILE_OK) {
        status = measure_probes(measures, input);
    }
    return status;
}
