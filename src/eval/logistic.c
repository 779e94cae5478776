/* Logistic regression: value and gradient of the loss, and what the weights say of a row.
 *
 * n rows, d features, K classes, O outputs (K, or 1 when K is 2). */
#include "logistic.h"
#include "fail.h"
#include "lbfgs.h"
#include "memory.h"
#include <math.h>
#include <string.h>

/* What the loss is made of. */
typedef struct logistic_run {
    const simile_logistic *model; /* its weights are not used: they come as argument */
    const simile_labelled *data;
    const size_t *rows; /* [n]; NULL: 0 … n − 1 */
    size_t n;
    double c;
    size_t *targets; /* [n]: index of the row's class */
    double *p;       /* [K] */
    double *row;     /* [d]: the features at hand */
} logistic_run;

#define LANES 8 /* partial sums, so that they need not wait for one another */

static double dot(const double *w, const double *x, size_t d)
{
    double sums[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= d; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            sums[lane] += w[i + lane] * x[i + lane];
        }
    }
    for (; i < d; i++) {
        sums[0] += w[i] * x[i];
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/* z_o = w_o·x + b_o, then p = softmax(z); with one output z = (0, z_1). */
static void find_probabilities(double *p, const simile_logistic *model, const double *weights, const double *x)
{
    const size_t d = model->width, first = model->n_classes - model->n_outputs;
    double most = 0, sum = 0;
    p[0] = 0;
    for (size_t o = 0; o < model->n_outputs; o++) {
        const double *w = weights + o * (d + 1);
        p[first + o] = w[d] + dot(w, x, d);
    }
    most = p[0];
    for (size_t k = 1; k < model->n_classes; k++) {
        most = fmax(most, p[k]);
    }
    for (size_t k = 0; k < model->n_classes; k++) {
        p[k] = exp(p[k] - most);
        sum += p[k];
    }
    for (size_t k = 0; k < model->n_classes; k++) {
        p[k] /= sum;
    }
}

static const double *widen(double *row, const float *x, size_t d)
{
    for (size_t i = 0; i < d; i++) {
        row[i] = (double)x[i];
    }
    return row;
}

/* value = ½‖W‖² − C·Σ log p(label); gradient = W + C·Σ (p − onehot)·x, the intercept's without W. */
static double find_loss(double *gradient, void *context, const double *weights)
{
    const logistic_run *run = context;
    const simile_logistic *model = run->model;
    const size_t d = model->width, first = model->n_classes - model->n_outputs;
    double penalty = 0, loss = 0;
    for (size_t o = 0; o < model->n_outputs; o++) {
        const double *w = weights + o * (d + 1);
        for (size_t i = 0; i < d; i++) {
            penalty += w[i] * w[i];
        }
        memcpy(gradient + o * (d + 1), w, d * sizeof *w);
        gradient[o * (d + 1) + d] = 0;
    }
    for (size_t r = 0; r < run->n; r++) {
        const double *x = widen(run->row, run->data->vectors + (run->rows ? run->rows[r] : r) * d, d);
        find_probabilities(run->p, model, weights, x);
        loss -= log(fmax(run->p[run->targets[r]], 1e-300));
        for (size_t o = 0; o < model->n_outputs; o++) {
            double *dw = gradient + o * (d + 1);
            const double dz = run->c * (run->p[first + o] - (run->targets[r] == first + o ? 1 : 0));
            for (size_t i = 0; i < d; i++) {
                dw[i] += dz * x[i];
            }
            dw[d] += dz;
        }
    }
    return 0.5 * penalty + run->c * loss;
}

/* The labels that occur, rising, and each row's place among them. */
static simile_status find_classes(simile_logistic *model, logistic_run *run)
{
    int64_t most = 0;
    for (size_t r = 0; r < run->n; r++) {
        const int64_t label = run->data->labels[run->rows ? run->rows[r] : r];
        most = label > most ? label : most;
    }
    size_t *places = simile_memory__alloc((size_t)most + 1, sizeof *places);
    model->classes = simile_memory__alloc((size_t)most + 1, sizeof *model->classes);
    if (!places || !model->classes) {
        simile_memory__free(places);
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t r = 0; r < run->n; r++) {
        places[run->data->labels[run->rows ? run->rows[r] : r]] = 1;
    }
    for (size_t label = 0; label <= (size_t)most; label++) {
        if (places[label] > 0) {
            places[label] = model->n_classes;
            model->classes[model->n_classes++] = (int64_t)label;
        }
    }
    for (size_t r = 0; r < run->n; r++) {
        run->targets[r] = places[run->data->labels[run->rows ? run->rows[r] : r]];
    }
    simile_memory__free(places);
    model->n_outputs = model->n_classes == 2 ? 1 : model->n_classes;
    return SIMILE_OK;
}

static simile_status minimize(simile_logistic *model, logistic_run *run, size_t max_iterations)
{
    const size_t n_weights = model->n_outputs * (model->width + 1);
    const simile_lbfgs_options options = {.max_iterations = max_iterations,
                                          .tolerance = 1e-7 * run->c * (double)run->n};
    model->weights = simile_memory__alloc(n_weights, sizeof *model->weights);
    run->p = simile_memory__alloc(model->n_classes, sizeof *run->p);
    run->row = simile_memory__alloc(model->width, sizeof *run->row);
    if (!model->weights || !run->p || !run->row) {
        return SIMILE_ERROR_MEMORY;
    }
    run->model = model;
    return simile_lbfgs__minimize(model->weights, n_weights, find_loss, run, &options);
}

simile_status simile_logistic__fit(simile_logistic *model, const simile_labelled *data, const size_t *rows,
                                   size_t n_rows, const simile_logistic_options *options)
{
    logistic_run run = {.data = data, .rows = rows, .n = rows ? n_rows : data->n};
    run.c = options && options->c > 0 ? options->c : 1;
    *model = (simile_logistic){.width = data->width};
    if (run.n == 0) {
        return simile_status__fail(SIMILE_ERROR_DATA, "a probe needs rows to train on");
    }
    run.targets = simile_memory__alloc(run.n, sizeof *run.targets);
    simile_status status = run.targets ? find_classes(model, &run) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = minimize(model, &run, options && options->max_iterations > 0 ? options->max_iterations : 200);
    }
    simile_memory__free(run.targets);
    simile_memory__free(run.p);
    simile_memory__free(run.row);
    return status;
}

int64_t simile_logistic__predict(const simile_logistic *model, const float *x)
{
    const size_t d = model->width, first = model->n_classes - model->n_outputs;
    double most = first > 0 ? 0 : -INFINITY;
    size_t winner = 0;
    for (size_t o = 0; o < model->n_outputs; o++) {
        const double *w = model->weights + o * (d + 1);
        double z = w[d];
        for (size_t i = 0; i < d; i++) {
            z += w[i] * (double)x[i];
        }
        if (z > most) {
            most = z;
            winner = first + o;
        }
    }
    return model->classes[winner];
}

void simile_logistic__dispose(simile_logistic *model)
{
    if (model) {
        simile_memory__free(model->classes);
        simile_memory__free(model->weights);
        *model = (simile_logistic){0};
    }
}
