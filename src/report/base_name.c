/* Short names. */
#include "base_name.h"
#include <string.h>

const char *simile_base_name__of(simile_arena *arena, const char *path)
{
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    return end > start ? simile_arena__copy_text(arena, path + start, end - start)
                       : simile_arena__copy_text(arena, path, strlen(path));
}
