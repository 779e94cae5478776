/* Mapped files. */
#include "mapping.h"
#include "descriptor.h"
#include "fail.h"
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static simile_status map(simile_mapping *mapping, int descriptor, const struct stat *info, const char *path)
{
    static const unsigned char nothing[1] = {0};
    if (!S_ISREG(info->st_mode)) {
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is no regular file, a pipe or a device cannot be used here",
                                   path);
    }
    if (info->st_size == 0) {
        mapping->data = nothing;
        return SIMILE_OK;
    }
    if ((uint64_t)info->st_size > SIZE_MAX) {
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s: is too large for this machine's memory addresses", path);
    }
    void *data = mmap(NULL, (size_t)info->st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED) {
        return simile_status__fail_system(path, "cannot be mapped", errno);
    }
    *mapping = (simile_mapping){.data = data, .size = (size_t)info->st_size};
    return SIMILE_OK;
}

simile_status simile_mapping__open(simile_mapping *mapping, const char *path)
{
    struct stat info;
    int descriptor;
    *mapping = (simile_mapping){0};
    simile_status status = simile_descriptor__open(&descriptor, &info, path);
    if (status == SIMILE_OK) {
        status = map(mapping, descriptor, &info, path);
        close(descriptor);
    }
    return status;
}

void simile_mapping__close(simile_mapping *mapping)
{
    if (mapping->size > 0) {
        munmap((void *)(uintptr_t)mapping->data, mapping->size);
    }
    *mapping = (simile_mapping){0};
}
