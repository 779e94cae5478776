/* The JSON files beside the weights of a Transformer or a static table. */
#ifndef SIMILE_MODEL_BODY_FILES_H
#define SIMILE_MODEL_BODY_FILES_H

#include "model_files.h"

/* config.json and sentence_bert_config.json of a Transformer. */
simile_status simile_body_files__read_transformer(simile_model_files *files, const char *folder);
/* config.json of model2vec, which a StaticEmbedding of sentence-transformers lacks. */
simile_status simile_body_files__read_static(simile_model_files *files, const char *folder);
/* Whether config.json says that the folder is model2vec's. */
simile_status simile_body_files__find_model2vec(bool *found, const char *folder);

#endif
