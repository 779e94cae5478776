/* Prompts by name. */
#include "prompts.h"
#include "memory.h"
#include <string.h>

simile_status simile_prompts__add(simile_prompts *prompts, const char *name, const char *text)
{
    simile_status status =
        simile_memory__grow(&prompts->items, &prompts->capacity, prompts->n + 1, sizeof *prompts->items);
    if (status != SIMILE_OK) {
        return status;
    }
    char *name_copy = simile_memory__copy_text(name, strlen(name));
    char *text_copy = simile_memory__copy_text(text, strlen(text));
    if (!name_copy || !text_copy) {
        simile_memory__free(name_copy);
        simile_memory__free(text_copy);
        return SIMILE_ERROR_MEMORY;
    }
    if (prompts->standard == prompts->n) {
        prompts->standard++; /* still none */
    }
    prompts->items[prompts->n++] = (simile_prompt){name_copy, text_copy};
    return SIMILE_OK;
}

size_t simile_prompts__find(const simile_prompts *prompts, const char *name)
{
    size_t i = 0;
    while (i < prompts->n && strcmp(prompts->items[i].name, name) != 0) {
        i++;
    }
    return i;
}

const char *simile_prompts__standard(const simile_prompts *prompts)
{
    const char *text = prompts->standard < prompts->n ? prompts->items[prompts->standard].text : NULL;
    return text && *text ? text : NULL;
}

void simile_prompts__dispose(simile_prompts *prompts)
{
    for (size_t i = 0; i < prompts->n; i++) {
        simile_memory__free((char *)prompts->items[i].name);
        simile_memory__free((char *)prompts->items[i].text);
    }
    simile_memory__free(prompts->items);
    *prompts = (simile_prompts){0};
}
