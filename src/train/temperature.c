/* Similarities are multiplied by e^σ = 1/τ, and σ is trained by AdamW without decay (Radford et al. 2021, "Learning
 * Transferable Visual Models From Natural Language Supervision", who keep e^σ below 100). Its gradient takes no part in
 * the norm that is clipped: it is one number beside millions, of another unit. */
#include "temperature.h"
#include "memory.h"
#include <math.h>

struct simile_temperatures {
    const simile_config *config;
    simile_objective_options *objectives; /* [n_sources] */
    double *state;                        /* [n_sources, SIMILE_TEMPERATURE_STATE] */
};

static double *state_of(const simile_temperatures *temperatures, size_t source)
{
    return temperatures->state + source * SIMILE_TEMPERATURE_STATE;
}

simile_status simile_temperatures__new(simile_temperatures **temperatures, const simile_config *config,
                                       simile_objective_options *objectives)
{
    simile_temperatures *t = simile_memory__alloc(1, sizeof *t);
    *temperatures = NULL;
    if (!t) {
        return SIMILE_ERROR_MEMORY;
    }
    *t = (simile_temperatures){.config = config, .objectives = objectives};
    t->state = simile_memory__alloc(config->n_sources * SIMILE_TEMPERATURE_STATE, sizeof *t->state);
    if (!t->state) {
        simile_temperatures__free(t);
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < config->n_sources; i++) {
        state_of(t, i)[0] = -log(config->sources[i].objective.temperature);
    }
    /* From the start the temperatures are those that the state gives, to the last bit: a resumed run has no others. */
    simile_temperatures__restore(t);
    *temperatures = t;
    return SIMILE_OK;
}

void simile_temperatures__free(simile_temperatures *temperatures)
{
    if (temperatures) {
        simile_memory__free(temperatures->state);
        simile_memory__free(temperatures);
    }
}

double *simile_temperatures__state(simile_temperatures *temperatures)
{
    return temperatures->state;
}

double simile_temperatures__of(const simile_temperatures *temperatures, size_t source)
{
    const simile_objective_options *options = &temperatures->config->sources[source].objective;
    return options->learn_temperature ? exp(-state_of(temperatures, source)[0]) : options->temperature;
}

void simile_temperatures__restore(simile_temperatures *temperatures)
{
    for (size_t i = 0; i < temperatures->config->n_sources; i++) {
        temperatures->objectives[i].temperature = simile_temperatures__of(temperatures, i);
    }
}

/* As train/optimizer.h, for one value. */
void simile_temperatures__update(simile_temperatures *temperatures, size_t source, double dscale, double rate)
{
    const simile_objective_options *options = &temperatures->config->sources[source].objective;
    const simile_train_options *train = &temperatures->config->train;
    double *state = state_of(temperatures, source);
    if (!options->learn_temperature) {
        return;
    }
    state[1] = train->beta1 * state[1] + (1 - train->beta1) * dscale;
    state[2] = train->beta2 * state[2] + (1 - train->beta2) * dscale * dscale;
    state[3] += 1;
    const double m = state[1] / (1 - pow(train->beta1, state[3])), v = state[2] / (1 - pow(train->beta2, state[3]));
    const double scale = state[0] - rate * train->temperature_rate * m / (sqrt(v) + train->epsilon);
    state[0] = fmin(fmax(scale, -log(options->temperature_high)), -log(options->temperature_low));
    temperatures->objectives[source].temperature = exp(-state[0]);
}
