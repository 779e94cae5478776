/* Budgets. */
#include "budget.h"

uint64_t simile_budget__steps(const simile_config *config, const simile_sampler *sampler)
{
    const simile_train_options *options = &config->train;
    uint64_t steps = (uint64_t)options->steps, rows = 0;
    if (options->epochs > 0) {
        for (size_t i = 0; i < config->n_sources; i++) {
            rows += simile_sampler__epoch_size(sampler, i);
        }
        uint64_t batch = (uint64_t)options->batch_size;
        uint64_t by_epochs = (rows * (uint64_t)options->epochs + batch - 1) / batch;
        steps = steps == 0 || by_epochs < steps ? by_epochs : steps;
    }
    return steps;
}

double simile_budget__share(const simile_run *run, uint64_t number)
{
    double by_steps = run->n_steps > 0 ? ((double)number - 0.5) / (double)run->n_steps : 0;
    double minutes = run->config->train.minutes;
    double by_time = minutes > 0 ? run->state.seconds / (60 * minutes) : 0;
    return by_steps > by_time ? by_steps : by_time;
}

bool simile_budget__is_out_of_patience(const simile_run *run)
{
    const int64_t patience = run->config->train.patience;
    return patience > 0 && run->state.n_waited >= (uint64_t)patience;
}

bool simile_budget__is_spent(const simile_run *run)
{
    const simile_train_options *options = &run->config->train;
    return (run->n_steps > 0 && run->state.step >= run->n_steps) ||
           (options->minutes > 0 && run->state.seconds >= 60 * options->minutes) ||
           simile_budget__is_out_of_patience(run);
}
