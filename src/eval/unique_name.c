/* Numbers behind names. */
#include "unique_name.h"
#include <stdbool.h>

simile_status simile_unique_name__take(simile_buffer *name, simile_map *used)
{
    const size_t size = name->size;
    simile_map_entry *entry;
    bool is_new = false;
    simile_status status = simile_map__insert(&entry, &is_new, used, name->data, name->size);
    for (size_t copy = 2; status == SIMILE_OK && !is_new; copy++) {
        name->size = size;
        status = simile_buffer__append_format(name, "-%zu", copy);
        if (status == SIMILE_OK) {
            status = simile_map__insert(&entry, &is_new, used, name->data, name->size);
        }
    }
    return status;
}
