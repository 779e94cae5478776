/* The JSON files of a sentence-transformers folder: read into a description, written from one. */
#ifndef SIMILE_MODEL_MODEL_FILES_H
#define SIMILE_MODEL_MODEL_FILES_H

#include "encoder.h"
#include "simile/status.h"

/* What the JSON files of a folder say. */
typedef struct simile_model_files {
    simile_encoder_shape shape; /* dropout is that of config.json */
    char *body;                 /* sub-folder of the Transformer or StaticEmbedding, "" for the folder itself */
    char *dense;                /* sub-folder of the Dense module; NULL: none */
    size_t max_tokens;          /* 0: no limit */
    int similarity;             /* index of simile_model__similarities */
    char *prompt;               /* default prompt; NULL: none */
    const char *note;           /* what was assumed; NULL: nothing */
} simile_model_files;

/* Reads modules.json and the files it leads to; the vocabulary's size stays 0 for a static encoder. A missing
 * modules.json means Transformer and mean pooling, as sentence-transformers has it. */
simile_status simile_model_files__read(simile_model_files *files, const char *folder);

/* Writes modules.json and the modules' own files in the legacy form, which every reader knows (formats:
 * docs/formats.md). */
simile_status simile_model_files__write(const simile_model_files *files, const char *folder);

void simile_model_files__dispose(simile_model_files *files);

#endif
