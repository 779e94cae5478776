/* Cases of tests/golden/metrics.json. */
#ifndef SIMILE_TESTS_METRIC_CASES_H
#define SIMILE_TESTS_METRIC_CASES_H

#include "json.h"
#include <stddef.h>
#include <stdint.h>

/* The cases of a list; at least one. Valid until the program ends. */
const simile_json *metric_cases(const char *list);

/* The numbers under a key. Lists belong to the caller. */
double metric_number(const simile_json *object, const char *key);
double *metric_numbers(size_t *n, const simile_json *object, const char *key);
int64_t *metric_integers(const simile_json *object, const char *key);
float *metric_points(size_t *n, size_t *width, const simile_json *object, const char *key);

#endif
