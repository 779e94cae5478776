/* Times simile_tokenizer_open: bench_load_tokenizer PATH... */
#include "simile/tokenizer.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_RUNS 51

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    printf("%-48s %8s %8s   ms to open, of %d\n", "load", "median", "best", N_RUNS);
    for (int i = 1; i < argc; i++) {
        const size_t length = strlen(argv[i]);
        double times[N_RUNS];
        for (size_t run = 0; run < N_RUNS; run++) {
            simile_tokenizer *tokenizer;
            const double start = milliseconds();
            if (simile_tokenizer_open(&tokenizer, argv[i]) != SIMILE_OK) {
                fprintf(stderr, "%s\n", simile_status_message());
                return EXIT_FAILURE;
            }
            times[run] = milliseconds() - start;
            simile_tokenizer_free(tokenizer);
        }
        qsort(times, N_RUNS, sizeof *times, compare);
        printf("%-48s %8.2f %8.2f\n", argv[i] + (length > 48 ? length - 48 : 0), times[N_RUNS / 2], times[0]);
    }
    return EXIT_SUCCESS;
}
