/* System calls on open files. */
#include "descriptor.h"
#include "fail.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

simile_status simile_descriptor__open(int *descriptor, struct stat *info, const char *path)
{
    do {
        *descriptor = open(path, O_RDONLY | O_CLOEXEC);
    } while (*descriptor < 0 && errno == EINTR);
    if (*descriptor < 0) {
        return simile_status__fail_system(path, "cannot be opened", errno);
    }
    simile_status status = SIMILE_OK;
    if (fstat(*descriptor, info) != 0) {
        status = simile_status__fail_system(path, "cannot be opened", errno);
    } else if (S_ISDIR(info->st_mode)) {
        status = simile_status__fail(SIMILE_ERROR_IO, "%s: is a directory, a file is needed", path);
    }
    if (status != SIMILE_OK) {
        close(*descriptor);
        *descriptor = -1;
    }
    return status;
}

simile_status simile_descriptor__read(size_t *n_read, int descriptor, void *bytes, size_t size, const char *path)
{
    *n_read = 0;
    while (*n_read < size) {
        ssize_t n = read(descriptor, (char *)bytes + *n_read, size - *n_read);
        if (n == 0) {
            break;
        }
        if (n > 0) {
            *n_read += (size_t)n;
        } else if (errno != EINTR) {
            return simile_status__fail_system(path, "cannot be read", errno);
        }
    }
    return SIMILE_OK;
}

simile_status simile_descriptor__write(int descriptor, const void *bytes, size_t size, const char *path)
{
    const char *p = bytes;
    while (size > 0) {
        ssize_t n = write(descriptor, p, size);
        if (n >= 0) {
            p += n;
            size -= (size_t)n;
        } else if (errno != EINTR) {
            return simile_status__fail_system(path, "cannot be written", errno);
        }
    }
    return SIMILE_OK;
}

simile_status simile_descriptor__sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const size_t size = slash && slash > path ? (size_t)(slash - path) : 1;
    char *folder = simile_memory__copy_text(slash ? path : ".", size);
    if (!folder) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = SIMILE_OK;
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        if (fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP) {
            status = simile_status__fail_system(folder, "cannot be synced", errno);
        }
        close(descriptor);
    }
    simile_memory__free(folder);
    return status;
}
