/* Paths. */
#include "path.h"
#include "memory.h"
#include <stdio.h>
#include <string.h>

char *simile_path__join(const char *folder, const char *name)
{
    const size_t size = strlen(folder), n_bytes = size + strlen(name) + 2;
    char *path = simile_memory__alloc_raw(n_bytes, 1);
    if (path) {
        const bool needs_slash = size > 0 && folder[size - 1] != '/' && *name;
        snprintf(path, n_bytes, "%s%s%s", folder, needs_slash ? "/" : "", name);
    }
    return path;
}

bool simile_path__ends_with(const char *path, const char *ending)
{
    const size_t size = strlen(path), n = strlen(ending);
    return size >= n && memcmp(path + size - n, ending, n) == 0;
}
