/* What a run learns from. */
#include "run_data.h"
#include "fail.h"
#include "memory.h"

/* Which texts of a source's rows make a row of the batch. */
static simile_sampling sampling_of(const simile_config *config, const simile_config_source *source)
{
    int kind = source->source.kind;
    bool is_self =
        config->mode == SIMILE_MODE_SELF_SUPERVISED || (config->mode == SIMILE_MODE_MIXED && kind == SIMILE_ROWS_TEXT);
    if (is_self) {
        return SIMILE_SAMPLING_TWO_VIEWS;
    }
    if (kind == SIMILE_ROWS_GROUPS || kind == SIMILE_ROWS_LABELLED) {
        return source->objective.loss == SIMILE_LOSS_SUPCON && kind == SIMILE_ROWS_LABELLED ? SIMILE_SAMPLING_SINGLES
                                                                                            : SIMILE_SAMPLING_MEMBERS;
    }
    return SIMILE_SAMPLING_COLUMNS;
}

/* A source's objective with the cuts of train.dimensions, which must be narrower than the vectors. */
static simile_status take_objective(simile_objective_options *options, const simile_objective_options *source,
                                    const simile_config *config, const simile_model *model)
{
    const size_t width = simile_model_dimension(model);
    *options = *source;
    simile_status status = simile_config__read_cuts(options, &config->train);
    for (size_t i = 0; i < options->n_cuts && status == SIMILE_OK; i++) {
        if (options->cuts[i].width >= width) {
            status =
                simile_status__fail(SIMILE_ERROR_CONFIG,
                                    "train.dimensions: %zu is not below the width of the vectors, which is %zu and "
                                    "is trained in any case",
                                    options->cuts[i].width, width);
        }
    }
    return status;
}

static simile_status load_sources(simile_run *run)
{
    const simile_config *config = run->config;
    run->sources = simile_memory__alloc(config->n_sources, sizeof *run->sources);
    run->objectives = simile_memory__alloc(config->n_sources, sizeof *run->objectives);
    simile_status status = run->sources && run->objectives
                               ? simile_spill__new(&run->spill, run->request->folder, config->compute.data_memory)
                               : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < config->n_sources && status == SIMILE_OK; i++) {
        simile_source_options options = config->sources[i].source;
        options.spill = run->spill;
        status = simile_source__load(&run->sources[i], &options, run->model);
        if (status == SIMILE_OK) {
            status = take_objective(&run->objectives[i], &config->sources[i].objective, config, run->model);
        }
    }
    return status == SIMILE_OK ? simile_temperatures__new(&run->temperatures, config, run->objectives) : status;
}

static simile_status new_sampler(simile_run *run)
{
    const simile_config *config = run->config;
    simile_sampler_source *list = simile_memory__alloc(config->n_sources, sizeof *list);
    if (!list) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < config->n_sources; i++) {
        const simile_config_source *source = &config->sources[i];
        list[i] = (simile_sampler_source){.source = run->sources[i],
                                          .sampling = sampling_of(config, source),
                                          .weight = source->source.weight,
                                          .min_score = source->source.min_score,
                                          .hard_negatives = source->objective.hard_negatives &&
                                                            source->objective.loss == SIMILE_LOSS_INFONCE};
    }
    simile_status status = simile_sampler__new(&run->sampler, list, config->n_sources, (size_t)config->train.batch_size,
                                               config->mix == 1, config->seed);
    simile_memory__free(list);
    return status;
}

simile_status simile_run_data__load(simile_run *run)
{
    const simile_status status = load_sources(run);
    return status == SIMILE_OK ? new_sampler(run) : status;
}

void simile_run_data__dispose(simile_run *run)
{
    for (size_t i = 0; run->sources && i < run->config->n_sources; i++) {
        simile_source__free(run->sources[i]);
    }
    simile_spill__free(run->spill);
    simile_memory__free(run->sources);
    simile_memory__free(run->objectives);
    simile_temperatures__free(run->temperatures);
    simile_sampler__free(run->sampler);
}
