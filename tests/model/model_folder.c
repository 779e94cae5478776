/* Copies of model folders. */
#include "model_folder.h"
#include "expect.h"
#include "memory.h"
#include "scratch.h"
#include <check.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char copy[512];
static size_t prefix; /* of the paths that are walked */

static int copy_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)place;
    const char *file = path + prefix + (path[prefix] == '/');
    if (type == FTW_D) {
        ck_assert(mkdir(model_folder_path(copy, file), 0700) == 0 || errno == EEXIST);
    } else if (strcmp(file, "expected.json") != 0) {
        size_t size;
        char *bytes = scratch_read(path, &size);
        model_folder_write(copy, file, bytes, size);
        free(bytes);
    }
    return 0;
}

const char *model_folder_copy(const char *from, const char *name)
{
    snprintf(copy, sizeof copy, "%s", scratch_path(name));
    prefix = strlen(from);
    ck_assert_int_eq(nftw(from, copy_one, 16, FTW_PHYS), 0);
    return copy;
}

const char *model_folder_path(const char *folder, const char *file)
{
    static char paths[4][768];
    static size_t next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, file);
    return path;
}

void model_folder_write(const char *folder, const char *file, const void *bytes, size_t size)
{
    FILE *stream = fopen(model_folder_path(folder, file), "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
}

void model_folder_replace(const char *folder, const char *file, const char *from, const char *to)
{
    char *text = scratch_read(model_folder_path(folder, file), NULL), *place = strstr(text, from);
    ck_assert_msg(place && !strstr(place + 1, from), "%s: \"%s\" is not there once", file, from);
    const size_t head = (size_t)(place - text), size = strlen(text) - strlen(from) + strlen(to);
    char *changed = malloc(size + 1);
    ck_assert_ptr_nonnull(changed);
    memcpy(changed, text, head);
    strcpy(changed + head, to);
    strcat(changed, place + strlen(from));
    model_folder_write(folder, file, changed, size);
    free(changed);
    free(text);
}

float *model_folder_embed(const simile_model *model, const char *const *texts, size_t n, size_t n_threads)
{
    simile_session *session;
    const simile_session_options options = {.n_threads = n_threads};
    simile_text *list = calloc(n, sizeof *list);
    float *vectors = calloc(n * simile_model_dimension(model), sizeof *vectors);
    ck_assert(list && vectors);
    for (size_t i = 0; i < n; i++) {
        list[i] = (simile_text){texts[i], strlen(texts[i])};
    }
    expect_ok(simile_session_new(&session, model, &options));
    expect_ok(simile_session_embed(session, list, n, vectors));
    simile_session_free(session);
    free(list);
    return vectors;
}

void model_folder_expect_vectors(const char *folder, const char *const *texts, size_t n, const float *vectors)
{
    simile_model *model;
    expect_ok(simile_model_open(&model, folder));
    float *again = model_folder_embed(model, texts, n, 1);
    ck_assert_mem_eq(again, vectors, n * simile_model_dimension(model) * sizeof *vectors);
    free(again);
    simile_model_free(model);
}

void model_folder_expect_refusal(const char *folder, const char *part)
{
    simile_model *model;
    const int64_t live = simile_memory__live();
    const simile_status status = simile_model_open(&model, folder);
    ck_assert_msg(status == SIMILE_ERROR_FORMAT || status == SIMILE_ERROR_IO || status == SIMILE_ERROR_CONFIG,
                  "answered \"%s\", a refusal that names \"%s\" was expected", simile_status_name(status), part);
    expect_failure(status, status, part);
    ck_assert_ptr_null(model);
    ck_assert_int_eq(simile_memory__live(), live);
}
