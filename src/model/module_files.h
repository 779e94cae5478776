/* The config.json files of the modules behind a body. */
#ifndef SIMILE_MODEL_MODULE_FILES_H
#define SIMILE_MODEL_MODULE_FILES_H

#include "model_files.h"

/* Reads the Pooling in `folder`. */
simile_status simile_module_files__read_pooling(simile_model_files *files, const char *folder);
/* Appends the module in `folder` to those of the shape. */
simile_status simile_module_files__read_module(simile_model_files *files, simile_module_kind kind, const char *folder);

#endif
