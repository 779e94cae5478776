/* Central differences. */
#include "difference.h"
#include "random.h"
#include <check.h>
#include <math.h>

/* With h = 1e-6 the cut-off third derivative is of order h² = 1e-12, and rounding of f of order 1 to 10 costs about
 * 1e-15 / h = 1e-9 (more after a few thousand operations). So 1e-6 of the derivative can be asked for, and where it
 * is small itself, 2e-8. */
#define STEP     1e-6
#define RELATIVE 1e-6
#define ABSOLUTE 2e-8

double difference_at(double *x, difference_function function, void *context)
{
    const double kept = *x, above = kept + STEP, below = kept - STEP;
    *x = above;
    double upper = function(context);
    *x = below;
    double lower = function(context);
    *x = kept;
    return (upper - lower) / (above - below);
}

void expect_derivative(const char *what, size_t index, double gradient, double *x, difference_function function,
                       void *context)
{
    double expected = difference_at(x, function, context);
    double allowed = RELATIVE * fmax(fabs(expected), fabs(gradient)) + ABSOLUTE;
    ck_assert_msg(fabs(gradient - expected) <= allowed, "%s[%zu]: gradient %.12g, difference %.12g", what, index,
                  gradient, expected);
}

void difference_fill(double *values, size_t n, double deviation, uint64_t stream)
{
    simile_random random;
    simile_random__init(&random, 20, stream);
    for (size_t i = 0; i < n; i++) {
        values[i] = deviation * simile_random__normal(&random);
    }
}

double difference_dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}
