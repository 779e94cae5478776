/* Logistic regression: value and gradient of the loss, and what the weights say of a row.
 *
 * n rows, d features, K classes, O outputs (K, or 1 when K is 2). All is double: the search for the step compares sums
 * over all rows that differ in their last digits. */
#include "logistic.h"
#include "fail.h"
#include "lbfgs.h"
#include "memory.h"
#include "wide.h"
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
    double *p;       /* [O, BLOCK]: of the rows at hand */
    double *row;     /* [d]: the features at hand, of two classes */
} logistic_run;

#define BLOCK 128 /* rows that a product takes at once */

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

static const float *row_of(const logistic_run *run, size_t r)
{
    return run->data->vectors + (run->rows ? run->rows[r] : r) * run->data->width;
}

static const double *widen(double *row, const float *x, size_t d)
{
    for (size_t i = 0; i < d; i++) {
        row[i] = (double)x[i];
    }
    return row;
}

static double loss_of(double p)
{
    return -log(fmax(p, 1e-300));
}

/* Two classes: z = w·x + b, p = 1 / (1 + e^−z) of the second one; gradient += C·Σ (p − target)·(x, 1). Returns the
 * loss. */
static double add_pair(double *gradient, const logistic_run *run, const double *weights)
{
    const size_t d = run->model->width;
    double loss = 0;
    for (size_t r = 0; r < run->n; r++) {
        const double *x = widen(run->row, row_of(run, r), d);
        const double z = weights[d] + dot(weights, x, d), e = exp(-fabs(z));
        const double p = (z > 0 ? 1 : e) / (1 + e), target = (double)run->targets[r];
        const double dz = run->c * (p - target);
        loss += loss_of(target > 0 ? p : (z > 0 ? e : 1) / (1 + e));
        for (size_t i = 0; i < d; i++) {
            gradient[i] += dz * x[i];
        }
        gradient[d] += dz;
    }
    return loss;
}

/* p [O, BLOCK], from z to C·(softmax(z) − onehot) for n rows whose targets are given. Returns their loss. */
static double turn_block(double *p, size_t n_outputs, const size_t *targets, size_t n, double c)
{
    double most[BLOCK], sums[BLOCK] = {0}, loss = 0;
    memcpy(most, p, n * sizeof *p);
    for (size_t o = 1; o < n_outputs; o++) {
        for (size_t r = 0; r < n; r++) {
            most[r] = p[o * BLOCK + r] > most[r] ? p[o * BLOCK + r] : most[r];
        }
    }
    for (size_t o = 0; o < n_outputs; o++) {
        for (size_t r = 0; r < n; r++) {
            p[o * BLOCK + r] = exp(p[o * BLOCK + r] - most[r]);
            sums[r] += p[o * BLOCK + r];
        }
    }
    for (size_t o = 0; o < n_outputs; o++) {
        for (size_t r = 0; r < n; r++) {
            p[o * BLOCK + r] *= c / sums[r];
        }
    }
    for (size_t r = 0; r < n; r++) {
        double *own = &p[targets[r] * BLOCK + r];
        loss += loss_of(*own / c);
        *own -= c;
    }
    return loss;
}

/* More classes: z_o = w_o·x + b_o, p = softmax(z); gradient += C·Σ (p − onehot)·(x, 1). Returns the loss. */
static double add_softmax(double *gradient, const logistic_run *run, const double *weights)
{
    const size_t d = run->model->width, n_outputs = run->model->n_outputs;
    double loss = 0;
    for (size_t start = 0; start < run->n; start += BLOCK) {
        const size_t n = run->n - start < BLOCK ? run->n - start : BLOCK;
        const float *rows[BLOCK];
        for (size_t r = 0; r < n; r++) {
            rows[r] = row_of(run, start + r);
        }
        simile_wide__multiply(run->p, BLOCK, weights, d + 1, rows, n_outputs, n, d);
        for (size_t o = 0; o < n_outputs; o++) {
            for (size_t r = 0; r < n; r++) {
                run->p[o * BLOCK + r] += weights[o * (d + 1) + d];
            }
        }
        loss += turn_block(run->p, n_outputs, run->targets + start, n, run->c);
        simile_wide__add_outer(gradient, d + 1, run->p, BLOCK, rows, n_outputs, n, d);
        for (size_t o = 0; o < n_outputs; o++) {
            for (size_t r = 0; r < n; r++) {
                gradient[o * (d + 1) + d] += run->p[o * BLOCK + r];
            }
        }
    }
    return loss;
}

/* value = ½‖W‖² − C·Σ log p(label); gradient = W + C·Σ (p − onehot)·x, the intercept's without W. */
static double find_loss(double *gradient, void *context, const double *weights)
{
    const logistic_run *run = context;
    const size_t d = run->model->width;
    double penalty = 0;
    for (size_t o = 0; o < run->model->n_outputs; o++) {
        const double *w = weights + o * (d + 1);
        penalty += dot(w, w, d);
        memcpy(gradient + o * (d + 1), w, d * sizeof *w);
        gradient[o * (d + 1) + d] = 0;
    }
    const double loss =
        run->model->n_outputs == 1 ? add_pair(gradient, run, weights) : add_softmax(gradient, run, weights);
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
    run->p = simile_memory__alloc(model->n_outputs, BLOCK * sizeof *run->p);
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
