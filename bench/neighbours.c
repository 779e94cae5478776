/* Times the exact search: bench_neighbours CORPUS.npy QUERIES.npy|- K THREADS FOUND.npy
 *
 * QUERIES "-": the corpus's own rows, each without itself. Prints the seconds of the search alone; FOUND.npy gets the
 * numbers of the rows found [queries, K]. */
#include "npy.h"
#include "simile/status.h"
#include "threads.h"
#include "topk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct bench_vectors {
    float *values;
    size_t n, width;
} bench_vectors;

static void check(simile_status status)
{
    if (status != SIMILE_OK) {
        fprintf(stderr, "bench_neighbours: %s\n", simile_status_message());
        exit(EXIT_FAILURE);
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: bench_neighbours CORPUS.npy QUERIES.npy|- K THREADS FOUND.npy\n");
        return 2;
    }
    const bool is_own = strcmp(argv[2], "-") == 0;
    const size_t k = strtoul(argv[3], NULL, 10);
    bench_vectors corpus, queries;
    simile_pool *pool = NULL;
    check(simile_npy__load(&corpus.values, &corpus.n, &corpus.width, argv[1]));
    queries = corpus;
    if (!is_own) {
        check(simile_npy__load(&queries.values, &queries.n, &queries.width, argv[2]));
    }
    check(simile_pool__new(&pool, strtoul(argv[4], NULL, 10)));
    simile_neighbour *found = calloc(queries.n * k, sizeof *found);
    float *numbers = calloc(queries.n * k, sizeof *numbers);
    if (!found || !numbers) {
        fprintf(stderr, "bench_neighbours: no memory\n");
        return EXIT_FAILURE;
    }
    const double start = seconds();
    check(simile_topk__find(found, queries.values, queries.n, corpus.values, corpus.n, corpus.width, k, is_own, pool));
    printf("%.6f\n", seconds() - start);
    for (size_t i = 0; i < queries.n * k; i++) {
        numbers[i] = (float)found[i].index;
    }
    check(simile_npy__save(argv[5], numbers, queries.n, k));
    simile_pool__free(pool);
    return EXIT_SUCCESS;
}
