/* Copies of model folders, and what a model makes of a text. */
#ifndef MODEL_FOLDER_H
#define MODEL_FOLDER_H

#include "simile/model.h"

/* Copies the folder without expected.json into the test's scratch folder, under `name`; its path is valid until the
 * next copy. */
const char *model_folder_copy(const char *from, const char *name);

/* A file of a folder; valid until the fourth further call. */
const char *model_folder_path(const char *folder, const char *file);

void model_folder_write(const char *folder, const char *file, const void *bytes, size_t size);

/* Puts `to` in place of the one occurrence of `from`. */
void model_folder_replace(const char *folder, const char *file, const char *from, const char *to);

/* Vectors of texts [n, dimension] by a session of its own; the caller frees with free(). */
float *model_folder_embed(const simile_model *model, const char *const *texts, size_t n, size_t n_threads);

/* The folder opens, and gives the texts bit for bit these vectors. */
void model_folder_expect_vectors(const char *folder, const char *const *texts, size_t n, const float *vectors);

/* The folder does not open: the message names `part`, and nothing is left behind. */
void model_folder_expect_refusal(const char *folder, const char *part);

#endif
