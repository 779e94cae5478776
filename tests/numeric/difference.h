/* Derivatives by central differences, the yardstick of the gradient checks. Everything here is in double. */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include <stddef.h>
#include <stdint.h>

/* The value of a function; its arguments lie in the context. */
typedef double (*difference_function)(void *context);

/* (f(x + h) − f(x − h)) / 2h for one argument *x, which is put back. */
double difference_at(double *x, difference_function function, void *context);

/* The signed derivative agrees with `gradient`, or the test fails and names `what` and `index`. */
void expect_derivative(const char *what, size_t index, double gradient, double *x, difference_function function,
                       void *context);

/* Values of normal(0, deviation), the same for the same stream. */
void difference_fill(double *values, size_t n, double deviation, uint64_t stream);

/* Σ a·b */
double difference_dot(const double *a, const double *b, size_t n);

#endif
