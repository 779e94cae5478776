/* Folders: made with their parents, removed with their contents. */
#include "folder.h"
#include "fail.h"
#include "memory.h"
#include "path.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static simile_status make_one(const char *path)
{
    struct stat info;
    if (mkdir(path, 0777) == 0) {
        return SIMILE_OK;
    }
    const int error = errno;
    if (error == EEXIST && stat(path, &info) == 0) {
        return S_ISDIR(info.st_mode) ? SIMILE_OK
                                     : simile_status__fail(SIMILE_ERROR_IO, "%s: is a file, a folder is needed", path);
    }
    return simile_status__fail_system(path, "cannot be made", error);
}

simile_status simile_folder__make(const char *path)
{
    char *parent = simile_memory__copy_text(path, strlen(path));
    if (!parent) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = SIMILE_OK;
    for (char *end = parent; *end && status == SIMILE_OK; end++) {
        if (*end == '/' && end > parent && end[-1] != '/') {
            *end = '\0';
            status = make_one(parent);
            *end = '/';
        }
    }
    if (status == SIMILE_OK) {
        status = make_one(path);
    }
    simile_memory__free(parent);
    return status;
}

static simile_status remove_at(int parent, const char *name, const char *path);

/* Removes what is in the open folder, and closes it. */
static simile_status empty(int descriptor, const char *path)
{
    DIR *folder = fdopendir(descriptor);
    if (!folder) {
        const int error = errno;
        close(descriptor);
        return simile_status__fail_system(path, "cannot be listed", error);
    }
    simile_status status = SIMILE_OK;
    while (status == SIMILE_OK) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            status = errno == 0 ? SIMILE_OK : simile_status__fail_system(path, "cannot be listed", errno);
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            char *inner = simile_path__join(path, entry->d_name);
            status = inner ? remove_at(dirfd(folder), entry->d_name, inner) : SIMILE_ERROR_MEMORY;
            simile_memory__free(inner);
        }
    }
    closedir(folder);
    return status;
}

/* Removes `name` in the open folder `parent`. A name that turns into a link meanwhile is not followed either. `path`
 * is for the messages. */
static simile_status remove_at(int parent, const char *name, const char *path)
{
    int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const bool is_folder = descriptor >= 0;
    if (!is_folder && errno == ENOENT) {
        return SIMILE_OK;
    }
    if (!is_folder && errno != ENOTDIR && errno != ELOOP) {
        return simile_status__fail_system(path, "cannot be removed", errno);
    }
    simile_status status = is_folder ? empty(descriptor, path) : SIMILE_OK;
    if (status == SIMILE_OK && unlinkat(parent, name, is_folder ? AT_REMOVEDIR : 0) != 0 && errno != ENOENT) {
        status = simile_status__fail_system(path, "cannot be removed", errno);
    }
    return status;
}

simile_status simile_folder__remove(const char *path)
{
    struct stat info;
    if (lstat(path, &info) == 0 && !S_ISDIR(info.st_mode) && !S_ISLNK(info.st_mode)) {
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is a file, a folder was to be removed", path);
    }
    return remove_at(AT_FDCWD, path, path);
}
