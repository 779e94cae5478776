/* Measures the arithmetic peak: fused multiply-adds of float on registers alone, a line a vector width that the
 * processor has: bench_peak THREADS -> "SET GFLOPS". Nothing that reads memory can be faster. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MAX_THREADS 1024
#define N_BLOCKS    4        /* the fastest of so many stretches counts */
#define N_ROUNDS    20000000 /* of a stretch: 0.1 to 0.2 s */

/* Enough independent sums to hide the latency of an addition (4 cycles, 2 units), few enough for the registers. */
#define N_SUMS 12

typedef float (*chain_function)(long n_rounds, float factor);

typedef struct {
    const char *name;
    int (*is_there)(void);
    chain_function run;
    int width; /* floats of a register */
} vector_set;

#if defined(__x86_64__)
#include <immintrin.h>

static int has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") != 0;
}

__attribute__((target("avx2,fma"))) static float run_avx2(long n_rounds, float factor)
{
    __m256 sums[N_SUMS], product = _mm256_set1_ps(factor), total = _mm256_setzero_ps();
    for (int i = 0; i < N_SUMS; i++)
        sums[i] = _mm256_set1_ps((float)i);
    for (long round = 0; round < n_rounds; round++)
#pragma GCC unroll 12
        for (int i = 0; i < N_SUMS; i++)
            sums[i] = _mm256_fmadd_ps(sums[i], product, product);
    for (int i = 0; i < N_SUMS; i++)
        total = _mm256_add_ps(total, sums[i]);
    return _mm256_cvtss_f32(total);
}

__attribute__((target("avx512f"))) static float run_avx512(long n_rounds, float factor)
{
    __m512 sums[N_SUMS], product = _mm512_set1_ps(factor), total = _mm512_setzero_ps();
    for (int i = 0; i < N_SUMS; i++)
        sums[i] = _mm512_set1_ps((float)i);
    for (long round = 0; round < n_rounds; round++)
#pragma GCC unroll 12
        for (int i = 0; i < N_SUMS; i++)
            sums[i] = _mm512_fmadd_ps(sums[i], product, product);
    for (int i = 0; i < N_SUMS; i++)
        total = _mm512_add_ps(total, sums[i]);
    return _mm512_cvtss_f32(total);
}

static const vector_set vector_sets[] = {{"avx2", has_avx2, run_avx2, 8}, {"avx512", has_avx512, run_avx512, 16}};

#elif defined(__aarch64__)
#include <arm_neon.h>

static int has_neon(void)
{
    return 1;
}

static float run_neon(long n_rounds, float factor)
{
    float32x4_t sums[N_SUMS], product = vdupq_n_f32(factor), total = vdupq_n_f32(0);
    for (int i = 0; i < N_SUMS; i++)
        sums[i] = vdupq_n_f32((float)i);
    for (long round = 0; round < n_rounds; round++)
#pragma GCC unroll 12
        for (int i = 0; i < N_SUMS; i++)
            sums[i] = vfmaq_f32(product, sums[i], product);
    for (int i = 0; i < N_SUMS; i++)
        total = vaddq_f32(total, sums[i]);
    return vaddvq_f32(total);
}

static const vector_set vector_sets[] = {{"neon", has_neon, run_neon, 4}};

#else
#error "bench_peak knows the vector sets of x86-64 and arm64"
#endif

typedef struct {
    pthread_t thread;
    const vector_set *set;
    pthread_barrier_t *barrier;
    float result; /* kept, so that the work is not optimised away */
} worker;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *work(void *argument)
{
    worker *self = argument;
    for (int block = 0; block < N_BLOCKS; block++) {
        pthread_barrier_wait(self->barrier);
        self->result += self->set->run(N_ROUNDS, 0.5F);
        pthread_barrier_wait(self->barrier);
    }
    return NULL;
}

/* GFLOPS of all threads together: the fastest block. A multiply-add counts as two operations. 0: no threads. */
static double measure(const vector_set *set, unsigned n_threads)
{
    static worker workers[MAX_THREADS];
    pthread_barrier_t barrier;
    if (pthread_barrier_init(&barrier, NULL, n_threads + 1) != 0)
        return 0;
    for (unsigned i = 0; i < n_threads; i++) {
        workers[i] = (worker){.set = set, .barrier = &barrier};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            return 0;
    }
    double best = 0;
    for (int block = 0; block < N_BLOCKS; block++) {
        pthread_barrier_wait(&barrier);
        const double start = seconds();
        pthread_barrier_wait(&barrier);
        const double speed = 2e-9 * N_SUMS * N_ROUNDS * set->width * n_threads / (seconds() - start);
        best = speed > best ? speed : best;
    }
    for (unsigned i = 0; i < n_threads; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_barrier_destroy(&barrier);
    return best;
}

int main(int argc, char **argv)
{
    char *end = NULL;
    const long n_threads = argc == 2 ? strtol(argv[1], &end, 10) : 0;
    if (n_threads < 1 || n_threads > MAX_THREADS || *end != '\0') {
        fprintf(stderr, "usage: bench_peak THREADS (1 to %d)\n", MAX_THREADS);
        return 2;
    }
    for (size_t i = 0; i < sizeof vector_sets / sizeof *vector_sets; i++) {
        if (!vector_sets[i].is_there())
            continue;
        const double speed = measure(&vector_sets[i], (unsigned)n_threads);
        if (speed <= 0) {
            fprintf(stderr, "bench_peak: cannot start %ld threads\n", n_threads);
            return EXIT_FAILURE;
        }
        printf("%s %.1f\n", vector_sets[i].name, speed);
    }
    return EXIT_SUCCESS;
}
