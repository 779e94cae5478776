/* Paths as text: no look at the file system. */
#include "path.h"

#include "memory.h"
#include <string.h>

char *simile_path__join(const char *folder, const char *name)
{
    size_t folder_length = strlen(folder), name_length = strlen(name);
    size_t n_slashes = folder_length > 0 && folder[folder_length - 1] != '/';
    char *path = simile_memory__alloc(folder_length + n_slashes + name_length + 1, 1);
    if (!path)
        return NULL;
    memcpy(path, folder, folder_length);
    if (n_slashes > 0)
        path[folder_length] = '/';
    memcpy(path + folder_length + n_slashes, name, name_length + 1);
    return path;
}

bool simile_path__ends_with(const char *path, const char *ending)
{
    size_t path_length = strlen(path), ending_length = strlen(ending);
    return path_length >= ending_length && memcmp(path + path_length - ending_length, ending, ending_length) == 0;
}
