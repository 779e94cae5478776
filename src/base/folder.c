/* Folders: made with their parents, removed with their contents, brought to the disk. */
#include "folder.h"

#include "fail.h"
#include "file.h"
#include "memory.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static simile_status make_one(const char *path)
{
    if (mkdir(path, 0777) == 0)
        return SIMILE_OK;
    int error = errno;
    if (simile_file__is_folder(path)) /* also where a parent exists but may not be written */
        return SIMILE_OK;
    return simile_file__fail(path, "made", error == EEXIST ? ENOTDIR : error);
}

bool simile_folder__holds_files(const char *path)
{
    DIR *folder = opendir(path);
    bool found = false;
    const struct dirent *entry = NULL;
    while (folder && !found && (entry = readdir(folder)))
        found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (folder)
        (void)closedir(folder);
    return found;
}

simile_status simile_folder__make(const char *path)
{
    char *parent = simile_memory__copy_text(path, strlen(path));
    if (!parent)
        return SIMILE_ERROR_MEMORY;
    simile_status status = SIMILE_OK;
    for (char *next = parent; *next != '\0' && status == SIMILE_OK; next++) {
        if (*next != '/' || next == parent)
            continue;
        *next = '\0';
        status = make_one(parent);
        *next = '/';
    }
    if (status == SIMILE_OK)
        status = make_one(path);
    simile_memory__free(parent);
    return status;
}

/* Called for the contents of a folder before the folder itself. */
static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *place)
{
    (void)about, (void)type, (void)place;
    if (remove(path) == 0 || errno == ENOENT)
        return 0;
    simile_file__fail(path, "removed", errno);
    return 1;
}

simile_status simile_folder__remove(const char *path)
{
    struct stat about;
    if (lstat(path, &about) != 0)
        return errno == ENOENT ? SIMILE_OK : simile_file__fail(path, "removed", errno);
    if (S_ISLNK(about.st_mode))
        return simile_file__remove(path);
    if (!S_ISDIR(about.st_mode))
        return simile_file__fail(path, "removed as a folder", ENOTDIR);
    enum { n_open_folders = 16 };
    int result = nftw(path, remove_entry, n_open_folders, FTW_DEPTH | FTW_PHYS);
    if (result > 0)
        return SIMILE_ERROR_IO; /* remove_entry has said why */
    return result == 0 ? SIMILE_OK : simile_file__fail(path, "removed", errno);
}

simile_status simile_folder__sync_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    char *folder = slash ? simile_memory__copy_text(path, length > 0 ? length : 1) : simile_memory__copy_text(".", 1);
    if (!folder)
        return SIMILE_ERROR_MEMORY;
    simile_status status = SIMILE_OK;
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* A folder that may be written but not read, and file systems that know no such sync, are no failure. */
    if (file >= 0) {
        if (fsync(file) != 0 && errno == EIO)
            status = simile_file__fail(folder, "synced", errno);
        close(file);
    }
    simile_memory__free(folder);
    return status;
}
