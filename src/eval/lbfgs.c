/* L-BFGS: the last steps and gradient changes stand for the inverse Hessian. */
#include "lbfgs.h"
#include "arena.h"
#include <math.h>
#include <string.h>

#define HISTORY     10
#define MAX_HALVING 40
#define ARMIJO      1e-4

/* n entries each. The history is a ring; entry k of iteration i lies at i % HISTORY. */
typedef struct lbfgs_state {
    double *x, *gradient, *direction, *next, *next_gradient;
    double *steps[HISTORY], *changes[HISTORY];
    double curvature[HISTORY]; /* step · change */
    size_t n, n_kept;          /* pairs kept so far, old ones overwritten */
} lbfgs_state;

static double dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i] * y[i];
    }
    return sum;
}

static void add_scaled(double *y, const double *x, double a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] += a * x[i];
    }
}

static double largest(const double *x, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs(x[i]));
    }
    return most;
}

/* direction = −H·gradient by the two loops (Nocedal 1980). */
static void find_direction(lbfgs_state *s)
{
    const size_t n_used = s->n_kept < HISTORY ? s->n_kept : HISTORY;
    double alpha[HISTORY];
    for (size_t i = 0; i < s->n; i++) {
        s->direction[i] = -s->gradient[i];
    }
    for (size_t age = 0; age < n_used; age++) {
        const size_t k = (s->n_kept - 1 - age) % HISTORY;
        alpha[k] = dot(s->steps[k], s->direction, s->n) / s->curvature[k];
        add_scaled(s->direction, s->changes[k], -alpha[k], s->n);
    }
    if (n_used > 0) {
        const size_t k = (s->n_kept - 1) % HISTORY;
        const double scale = s->curvature[k] / dot(s->changes[k], s->changes[k], s->n);
        for (size_t i = 0; i < s->n; i++) {
            s->direction[i] *= scale;
        }
    }
    for (size_t age = n_used; age-- > 0;) {
        const size_t k = (s->n_kept - 1 - age) % HISTORY;
        const double beta = dot(s->changes[k], s->direction, s->n) / s->curvature[k];
        add_scaled(s->direction, s->steps[k], alpha[k] - beta, s->n);
    }
}

/* Keeps the pair of the step just made, unless the function is flat along it. */
static void remember(lbfgs_state *s)
{
    const size_t k = s->n_kept % HISTORY;
    for (size_t i = 0; i < s->n; i++) {
        s->steps[k][i] = s->next[i] - s->x[i];
        s->changes[k][i] = s->next_gradient[i] - s->gradient[i];
    }
    s->curvature[k] = dot(s->steps[k], s->changes[k], s->n);
    if (s->curvature[k] > 1e-14 * dot(s->changes[k], s->changes[k], s->n)) {
        s->n_kept++;
    }
}

/* Halves the step until the value falls enough (Armijo); the new value, NaN when it never does. */
static double search_line(lbfgs_state *s, double value, simile_lbfgs_function function, void *context)
{
    const double slope = dot(s->gradient, s->direction, s->n);
    double step = s->n_kept > 0 ? 1 : 1 / fmax(1, sqrt(dot(s->gradient, s->gradient, s->n)));
    for (int i = 0; i < MAX_HALVING && slope < 0; i++, step *= 0.5) {
        memcpy(s->next, s->x, s->n * sizeof *s->x);
        add_scaled(s->next, s->direction, step, s->n);
        const double next_value = function(s->next_gradient, context, s->next);
        if (next_value <= value + ARMIJO * step * slope) {
            return next_value;
        }
    }
    return NAN;
}

static simile_status reserve(lbfgs_state *s, simile_arena *arena)
{
    double **const arrays[] = {&s->gradient, &s->direction, &s->next, &s->next_gradient};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i] = simile_arena__alloc(arena, s->n, sizeof(double));
        if (!*arrays[i]) {
            return SIMILE_ERROR_MEMORY;
        }
    }
    for (size_t k = 0; k < HISTORY; k++) {
        s->steps[k] = simile_arena__alloc(arena, s->n, sizeof(double));
        s->changes[k] = simile_arena__alloc(arena, s->n, sizeof(double));
        if (!s->steps[k] || !s->changes[k]) {
            return SIMILE_ERROR_MEMORY;
        }
    }
    return SIMILE_OK;
}

simile_status simile_lbfgs__minimize(double *x, size_t n, simile_lbfgs_function function, void *context,
                                     const simile_lbfgs_options *options)
{
    simile_arena arena = {0};
    lbfgs_state s = {.x = x, .n = n};
    simile_status status = reserve(&s, &arena);
    if (status == SIMILE_OK) {
        double value = function(s.gradient, context, x);
        for (size_t i = 0; i < options->max_iterations && largest(s.gradient, n) > options->tolerance; i++) {
            find_direction(&s);
            value = search_line(&s, value, function, context);
            if (isnan(value)) {
                break;
            }
            remember(&s);
            memcpy(x, s.next, n * sizeof *x);
            memcpy(s.gradient, s.next_gradient, n * sizeof *x);
        }
    }
    simile_arena__dispose(&arena);
    return status;
}
