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
    simile_pool *pool;
    const double *weights; /* that are tried */
    double *parts;         /* [n_parts, part_size]: where each part of the rows adds up */
    size_t n_parts, part_size;
} logistic_run;

#define BLOCK     128  /* rows that a product takes at once */
#define PART_ROWS 1024 /* at least, of a part: adding its sums to the others' is little work then */
#define MAX_PARTS 8    /* whatever the number of threads: sums have one order */

/* Sums over a part of the rows, and room for it. */
typedef struct logistic_part {
    double *loss;     /* [1] */
    double *gradient; /* [O, d + 1], without the penalty */
    double *p;        /* [O, BLOCK]: of the rows at hand; two classes: [d], the features at hand */
    size_t first, last;
} logistic_part;

static size_t room_of(const simile_logistic *model)
{
    return model->n_outputs * BLOCK > model->width ? model->n_outputs * BLOCK : model->width;
}

static logistic_part part_of(const logistic_run *run, size_t i)
{
    double *memory = run->parts + i * run->part_size;
    return (logistic_part){.loss = memory,
                           .gradient = memory + 1,
                           .p = memory + run->part_size - room_of(run->model),
                           .first = run->n * i / run->n_parts,
                           .last = run->n * (i + 1) / run->n_parts};
}

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

/* Two classes: z = w·x + b, p = 1 / (1 + e^−z) of the second one; gradient += C·Σ (p − target)·(x, 1). */
static void add_pair(const logistic_part *part, const logistic_run *run)
{
    const size_t d = run->model->width;
    const double *weights = run->weights;
    for (size_t r = part->first; r < part->last; r++) {
        const double *x = widen(part->p, row_of(run, r), d);
        const double z = weights[d] + dot(weights, x, d), e = exp(-fabs(z));
        const double p = (z > 0 ? 1 : e) / (1 + e), target = (double)run->targets[r];
        const double dz = run->c * (p - target);
        *part->loss += loss_of(target > 0 ? p : (z > 0 ? e : 1) / (1 + e));
        for (size_t i = 0; i < d; i++) {
            part->gradient[i] += dz * x[i];
        }
        part->gradient[d] += dz;
    }
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

/* More classes: z_o = w_o·x + b_o, p = softmax(z); gradient += C·Σ (p − onehot)·(x, 1). */
static void add_softmax(const logistic_part *part, const logistic_run *run)
{
    const size_t d = run->model->width, n_outputs = run->model->n_outputs;
    for (size_t start = part->first; start < part->last; start += BLOCK) {
        const size_t n = part->last - start < BLOCK ? part->last - start : BLOCK;
        const float *rows[BLOCK];
        for (size_t r = 0; r < n; r++) {
            rows[r] = row_of(run, start + r);
        }
        simile_wide__multiply(part->p, BLOCK, run->weights, d + 1, rows, n_outputs, n, d);
        for (size_t o = 0; o < n_outputs; o++) {
            for (size_t r = 0; r < n; r++) {
                part->p[o * BLOCK + r] += run->weights[o * (d + 1) + d];
            }
        }
        *part->loss += turn_block(part->p, n_outputs, run->targets + start, n, run->c);
        simile_wide__add_outer(part->gradient, d + 1, part->p, BLOCK, rows, n_outputs, n, d);
        for (size_t o = 0; o < n_outputs; o++) {
            for (size_t r = 0; r < n; r++) {
                part->gradient[o * (d + 1) + d] += part->p[o * BLOCK + r];
            }
        }
    }
}

static simile_status add_part(void *context, size_t task, size_t worker)
{
    const logistic_run *run = context;
    const logistic_part part = part_of(run, task);
    (void)worker;
    memset(part.loss, 0, run->part_size * sizeof *part.loss);
    (run->model->n_outputs == 1 ? add_pair : add_softmax)(&part, run);
    return SIMILE_OK;
}

/* value = ½‖W‖² − C·Σ log p(label); gradient = W + C·Σ (p − onehot)·x, the intercept's without W. */
static double find_loss(double *gradient, void *context, const double *weights)
{
    logistic_run *run = context;
    const size_t d = run->model->width, n_weights = run->model->n_outputs * (d + 1);
    double penalty = 0, loss = 0;
    run->weights = weights;
    (void)simile_pool__run(run->pool, run->n_parts, add_part, run); /* parts do not fail */
    for (size_t o = 0; o < run->model->n_outputs; o++) {
        const double *w = weights + o * (d + 1);
        penalty += dot(w, w, d);
        memcpy(gradient + o * (d + 1), w, d * sizeof *w);
        gradient[o * (d + 1) + d] = 0;
    }
    for (size_t i = 0; i < run->n_parts; i++) {
        const logistic_part part = part_of(run, i);
        loss += *part.loss;
        for (size_t k = 0; k < n_weights; k++) {
            gradient[k] += part.gradient[k];
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
    run->model = model;
    run->n_parts = run->n / PART_ROWS < 1 ? 1 : run->n / PART_ROWS < MAX_PARTS ? run->n / PART_ROWS : MAX_PARTS;
    run->part_size = 1 + n_weights + room_of(model);
    run->parts = simile_memory__alloc(run->n_parts, run->part_size * sizeof *run->parts);
    if (!model->weights || !run->parts) {
        return SIMILE_ERROR_MEMORY;
    }
    return simile_lbfgs__minimize(model->weights, n_weights, find_loss, run, &options);
}

simile_status simile_logistic__fit(simile_logistic *model, const simile_labelled *data, const size_t *rows,
                                   size_t n_rows, const simile_logistic_options *options)
{
    logistic_run run = {.data = data, .rows = rows, .n = rows ? n_rows : data->n};
    run.c = options && options->c > 0 ? options->c : 1;
    run.pool = options ? options->pool : NULL;
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
    simile_memory__free(run.parts);
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
