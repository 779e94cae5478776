/* training.json. */
#include "record.h"
#include "fingerprint.h"
#include "json.h"
#include "memory.h"
#include "path.h"
#include "simile/version.h"

static simile_json *describe_source(const simile_run *run, size_t index)
{
    const simile_source *source = run->sources[index];
    const double temperature = simile_temperatures__of(run->temperatures, index);
    simile_json *entry = simile_json__new_object();
    simile_status status = entry ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_json__set(entry, "path", simile_json__new_text(source->path));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(entry, "rows", simile_json__new_integer((int64_t)source->n_rows));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(entry, "sha256", simile_json__new_text(source->sha256));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(entry, "temperature", simile_json__new_number(temperature));
    }
    if (status != SIMILE_OK) {
        simile_json__free(entry);
        return NULL;
    }
    return entry;
}

simile_status simile_record__write(const simile_run *run)
{
    simile_json *record = simile_json__new_object(), *sources = simile_json__new_array();
    char *path = simile_path__join(run->request->folder, "training.json");
    simile_status status = record && sources && path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < run->config->n_sources && status == SIMILE_OK; i++) {
        status = simile_json__append(sources, describe_source(run, i));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(record, "simile", simile_json__new_text(simile_version()));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(record, "kernels", simile_json__new_text(simile_cpu_kernels()));
    }
    if (status == SIMILE_OK) {
        char fingerprint[SIMILE_FINGERPRINT_SIZE];
        simile_fingerprint__print(fingerprint, run->config);
        status = simile_json__set(record, "fingerprint", simile_json__new_text(fingerprint));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(record, "seed", simile_json__new_integer((int64_t)run->config->seed));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(record, "steps", simile_json__new_integer((int64_t)run->state.step));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(record, "tokens", simile_json__new_integer((int64_t)run->state.n_tokens));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(record, "data", sources);
        sources = NULL;
    }
    if (status == SIMILE_OK) {
        status = simile_json__save(record, path, 2);
    }
    simile_json__free(sources);
    simile_json__free(record);
    simile_memory__free(path);
    return status;
}
