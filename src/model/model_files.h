/* The JSON files of a sentence-transformers folder: read into a description, written from one. */
#ifndef SIMILE_MODEL_MODEL_FILES_H
#define SIMILE_MODEL_MODEL_FILES_H

#include "model.h"
#include "simile/status.h"

#define SIMILE_MODULE_NAME_SIZE 32

/* What the JSON files of a folder say. */
typedef struct simile_model_files {
    simile_encoder_shape shape;        /* dropout is that of config.json */
    char *body;                        /* sub-folder of the Transformer or StaticEmbedding, "" for the folder itself */
    char *modules[SIMILE_MAX_MODULES]; /* sub-folder of each of the shape's modules */
    size_t max_tokens;                 /* 0: no limit */
    bool lowercases;                   /* texts are lower-cased, whatever the tokenizer does */
    simile_model_usage usage;
    bool is_model2vec;       /* has model2vec's config.json: if its table is, too, it is read as model2vec does */
    bool normalizes;         /* what that says */
    size_t model2vec_tokens; /* likewise; 0: no limit */
    const char *note;        /* what was assumed; NULL: nothing */
} simile_model_files;

/* Reads modules.json and the files it leads to; the vocabulary's size stays 0 for a static encoder. A missing
 * modules.json means Transformer and mean pooling, as sentence-transformers has it. */
simile_status simile_model_files__read(simile_model_files *files, const char *folder);

/* Writes modules.json and the modules' own files in the legacy form, which every reader knows (formats:
 * docs/formats.md). */
simile_status simile_model_files__write(const simile_model_files *files, const char *folder);

/* The sub-folder in which module `index` of the shape is written, e.g. "2_Dense". */
void simile_model_files__name_module(char name[SIMILE_MODULE_NAME_SIZE], const simile_encoder_shape *shape,
                                     size_t index);

/* Names by value of simile_pooling (as in a list of pooling modes), simile_activation (PyTorch's class, "Tanh") and
 * simile_module_kind. */
extern const char *const simile_model_files__poolings[];
extern const char *const simile_model_files__activations[];
extern const char *const simile_model_files__module_kinds[];

void simile_model_files__dispose(simile_model_files *files);

#endif
