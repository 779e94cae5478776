/* Pace. A weight of a layer costs two operations a token in the forward pass, and four in the backward pass if it is
 * trained. */
#include "pace.h"
#include "clock.h"
#include "gemm.h"
#include "memory.h"
#include "rates.h"

#define KEPT          0.95
#define SIDE          192   /* of the matrices: all three fit a second-level cache */
#define N_STRETCHES   4     /* the fastest counts; the first one wakes the processor */
#define STRETCH       0.004 /* seconds */
#define OPERATIONS    (2.0 * SIDE * SIDE * SIDE)
#define PANEL_VALUES  simile_panel__size(SIDE, SIDE)
#define MATRIX_VALUES ((size_t)SIDE * SIDE)

static double run_stretch(simile_real *c, const simile_real *a, const simile_real *panel)
{
    const simile_left left = {.values = a, .stride = SIDE};
    const double start = simile_clock__seconds();
    double spent = 0;
    size_t n = 0;
    while (spent < STRETCH) {
        simile_gemm__run(c, SIDE, left, panel, SIDE, SIDE, SIDE, SIMILE_GEMM_ZERO, NULL);
        spent = simile_clock__seconds() - start;
        n++;
    }
    return (double)n * OPERATIONS / spent;
}

/* peaks [threads]: operations a second of one thread while the others are as busy */
static simile_status measure_peak(void *context, size_t task, size_t worker)
{
    double *peaks = context;
    simile_real *a = simile_memory__alloc(MATRIX_VALUES, sizeof *a),
                *c = simile_memory__alloc(MATRIX_VALUES, sizeof *c);
    simile_real *panel = simile_memory__alloc(PANEL_VALUES, sizeof *panel);
    const bool is_good = a && c && panel;
    (void)worker;
    for (size_t i = 0; is_good && i < N_STRETCHES; i++) {
        const double speed = run_stretch(c, a, panel);
        peaks[task] = speed > peaks[task] ? speed : peaks[task];
    }
    simile_memory__free(a);
    simile_memory__free(c);
    simile_memory__free(panel);
    return is_good ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

static double count_operations(const simile_train_options *options, const simile_encoder *encoder)
{
    size_t n;
    double sum = 0;
    const simile_parameter *parameters = simile_encoder__parameters(&n, encoder);
    for (size_t i = 0; i < n; i++) {
        const size_t stage = simile_rates__stage(&parameters[i]);
        if (stage > 0 && stage < SIMILE_STAGE_HEAD && parameters[i].n_dimensions == 2) {
            const bool is_trained = stage >= simile_rates__frozen_stages(options);
            sum += (is_trained ? 6 : 2) * (double)(parameters[i].rows * parameters[i].cols);
        }
    }
    return sum;
}

simile_status simile_pace__start(simile_pace *pace, const simile_train_options *options, const simile_encoder *encoder,
                                 simile_pool *pool)
{
    const size_t n = simile_pool__size(pool);
    double *peaks = simile_memory__alloc(n, sizeof *peaks);
    *pace = (simile_pace){.operations = count_operations(options, encoder)};
    simile_status status = peaks ? simile_pool__run(pool, n, measure_peak, peaks) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        pace->peak += peaks[i];
    }
    simile_memory__free(peaks);
    return status;
}

void simile_pace__add(simile_pace *pace, double seconds, uint64_t n_tokens)
{
    pace->seconds = KEPT * pace->seconds + seconds;
    pace->tokens = KEPT * pace->tokens + (double)n_tokens;
    pace->steps = KEPT * pace->steps + 1;
}

double simile_pace__tokens_per_second(const simile_pace *pace)
{
    return pace->seconds > 0 ? pace->tokens / pace->seconds : 0;
}

double simile_pace__seconds_per_step(const simile_pace *pace)
{
    return pace->steps > 0 ? pace->seconds / pace->steps : 0;
}

double simile_pace__share_of_peak(const simile_pace *pace)
{
    return pace->peak > 0 ? pace->operations * simile_pace__tokens_per_second(pace) / pace->peak : 0;
}
