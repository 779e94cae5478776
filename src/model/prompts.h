/* The prompts of a folder: texts that stand in front of every text, by name. */
#ifndef SIMILE_MODEL_PROMPTS_H
#define SIMILE_MODEL_PROMPTS_H

#include "simile/model.h"

/* Valid when zeroed. */
typedef struct simile_prompts {
    simile_prompt *items; /* [n] */
    size_t n, capacity;
    size_t standard; /* the default one; n or above: none */
} simile_prompts;

/* Adds a prompt; both texts are copied. */
simile_status simile_prompts__add(simile_prompts *prompts, const char *name, const char *text);
/* The place of a name; n: there is none. */
size_t simile_prompts__find(const simile_prompts *prompts, const char *name);
/* The text of the default prompt; NULL: none, or an empty one. */
const char *simile_prompts__standard(const simile_prompts *prompts);
void simile_prompts__dispose(simile_prompts *prompts);

#endif
