/* The folder of a run. */
#include "run_folder.h"
#include "fail.h"
#include "file.h"
#include "folder.h"
#include "memory.h"
#include "path.h"
#include <stdio.h>
#include <string.h>

#define LONGEST_DIFFERENCES 600 /* bytes that fit an error's line beside the rest of it */

simile_status simile_run_folder__check(bool *is_done, const simile_train_request *request)
{
    char *weights = simile_path__join(request->folder, "model.safetensors");
    char *begun = simile_path__join(request->folder, "resolved.yaml");
    simile_status status = weights && begun ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    bool has_model = status == SIMILE_OK && simile_file__exists(weights);
    bool has_run = simile_checkpoint__exists(request->folder);
    *is_done = request->resume && has_model && !has_run;
    if (status == SIMILE_OK && !request->resume && (has_model || has_run)) {
        status = simile_status__fail(SIMILE_ERROR_IO,
                                     "%s: holds a %s already; choose another folder, or give --resume to go on",
                                     request->folder, has_model ? "model" : "run");
    } else if (status == SIMILE_OK && !has_model && !has_run && !simile_file__exists(begun) &&
               simile_folder__holds_files(request->folder)) {
        status = simile_status__fail(
            SIMILE_ERROR_IO, "%s: holds files that are no model's; choose a new or an empty folder", request->folder);
    }
    simile_memory__free(weights);
    simile_memory__free(begun);
    return status;
}

/* The run's resolved.yaml must say what this configuration says, but for what changes no bits. */
static simile_status check_same_configuration(const simile_run *run, const char *path)
{
    simile_config *before = NULL;
    simile_buffer differences = {0};
    size_t n = 0;
    if (!simile_file__exists(path)) {
        return simile_status__fail(SIMILE_ERROR_IO,
                                   "%s: is missing, so nothing tells which configuration the checkpoint is of; put it "
                                   "back, or train into another folder",
                                   path);
    }
    simile_status status = simile_config_load(&before, path, NULL, 0);
    if (status == SIMILE_OK) {
        status = simile_config__compare(&differences, &n, before, run->config);
    }
    if (status == SIMILE_OK && n > 0) {
        char number[48];
        const bool fits = differences.size < LONGEST_DIFFERENCES;
        snprintf(number, sizeof number, "%zu differences", n);
        if (!fits) {
            simile_run__tell(run, differences.data);
        }
        status = simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "%s: the run was started with another configuration (%s); resume with the same "
                                     "one, or train into another folder",
                                     path, fits ? differences.data : number);
    }
    simile_buffer__dispose(&differences);
    simile_config_free(before);
    return status;
}

/* resolved.yaml: written at the start, compared on resume. */
static simile_status write_configuration(const simile_run *run, bool is_resumed)
{
    char *path = simile_path__join(run->request->folder, "resolved.yaml"), *now = simile_config_print(run->config);
    simile_status status = path && now ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && is_resumed) {
        status = check_same_configuration(run, path);
    }
    if (status == SIMILE_OK) {
        status = simile_file__write(path, now, strlen(now));
    }
    simile_config_free_text(now);
    simile_memory__free(path);
    return status;
}

simile_status simile_run_folder__open(bool *is_resumed, const simile_run *run)
{
    const char *folder = run->request->folder;
    *is_resumed = run->request->resume && simile_checkpoint__exists(folder);
    simile_status status = simile_folder__make(folder);
    return status == SIMILE_OK ? write_configuration(run, *is_resumed) : status;
}
