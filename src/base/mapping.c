/* Read-only mappings: large weight and vector files are read by the page, when they are touched. */
#include "mapping.h"

#include "fail.h"
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static simile_status map_descriptor(simile_mapping *mapping, int file, const char *path)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return simile_file__fail(path, "examined", errno);
    if (S_ISDIR(about.st_mode))
        return simile_file__fail(path, "read", EISDIR);
    if (!S_ISREG(about.st_mode))
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is not a regular file", path);
    if ((uintmax_t)about.st_size > SIZE_MAX / 2)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s: is too large to be mapped", path);
    if (about.st_size == 0) { /* the system maps no empty files */
        mapping->data = (const unsigned char *)"";
        return SIMILE_OK;
    }
    void *data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (data == MAP_FAILED)
        return simile_file__fail(path, "mapped", errno);
    mapping->data = data;
    mapping->size = (size_t)about.st_size;
    return SIMILE_OK;
}

simile_status simile_mapping__open(simile_mapping *mapping, const char *path)
{
    memset(mapping, 0, sizeof *mapping);
    int file;
    do
        file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not block */
    while (file < 0 && errno == EINTR);
    if (file < 0)
        return simile_file__fail(path, "read", errno);
    simile_status status = map_descriptor(mapping, file, path);
    close(file); /* the mapping stays; nothing was written */
    return status;
}

void simile_mapping__release(const void *data, size_t size)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    const uintptr_t start = ((uintptr_t)data + page - 1) / page * page, end = ((uintptr_t)data + size) / page * page;
    if (start < end)
        (void)madvise((void *)start, end - start, MADV_DONTNEED); /* a hint: without it the memory stays in use */
}

void simile_mapping__close(simile_mapping *mapping)
{
    if (!mapping)
        return;
    if (mapping->size > 0)
        munmap((void *)(uintptr_t)mapping->data, mapping->size);
    memset(mapping, 0, sizeof *mapping);
}
