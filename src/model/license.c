/* The licence field of a model card. */
#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "model.h"
#include "path.h"
#include <stdio.h>
#include <string.h>

#define LARGEST_CARD 4194304

/* Cards carry whole result tables in their front matter, of which one line is wanted: it is sought, not parsed. */
static const char *find_license(const char *card)
{
    const char *line = strncmp(card, "---\n", 4) == 0 || strncmp(card, "---\r\n", 5) == 0 ? card : NULL;
    while (line) {
        const char *end = strchr(line, '\n');
        line = end ? end + 1 : NULL;
        if (line && strncmp(line, "license:", 8) == 0) {
            return line + 8;
        }
        if (line && strncmp(line, "---", 3) == 0) {
            return NULL;
        }
    }
    return NULL;
}

/* Without the spaces and quotes around it, and without a comment. */
static void copy_value(char *license, size_t size, const char *value)
{
    value += strspn(value, " \t\"'");
    size_t n = strcspn(value, "\r\n#\"'");
    while (n > 0 && (value[n - 1] == ' ' || value[n - 1] == '\t')) {
        n--;
    }
    snprintf(license, size, "%.*s", (int)(n < size ? n : size - 1), value);
}

simile_status simile_model__read_license(char *license, size_t size, const char *folder)
{
    simile_buffer card = {0};
    char *path = simile_path__join(folder, "README.md");
    simile_status status = SIMILE_OK;
    license[0] = '\0';
    if (!path) {
        return SIMILE_ERROR_MEMORY;
    }
    if (simile_file__exists(path)) {
        status = simile_file__read(&card, path, LARGEST_CARD);
    }
    const char *value = status == SIMILE_OK && card.data ? find_license(card.data) : NULL;
    if (value) {
        copy_value(license, size, value);
    }
    simile_buffer__dispose(&card);
    simile_memory__free(path);
    /* A card that cannot be read states nothing; the model is none the worse for it. */
    return status == SIMILE_ERROR_MEMORY ? status : SIMILE_OK;
}
