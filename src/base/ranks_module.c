/* The module is opened only in a process that mpirun started: elsewhere MPI's libraries are neither linked nor read. */
#include "ranks_module.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Set by CMake: the library folder seen from that of the programs, and where it was to be installed. A tree that was
 * installed elsewhere, or moved, is found by the first. */
#ifndef SIMILE_LIBRARIES_FROM_PROGRAMS
#define SIMILE_LIBRARIES_FROM_PROGRAMS "../lib"
#endif
#ifndef SIMILE_LIBRARIES
#define SIMILE_LIBRARIES "/usr/local/lib"
#endif

#define N_PLACES 3

/* The folder of the running program with a slash at its end; "" when it cannot be told. */
static void find_program_folder(char folder[PATH_MAX])
{
    const ssize_t size = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    folder[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(folder, '/');
    folder[slash ? slash - folder + 1 : 0] = '\0';
}

/* Sets *path to the first place that holds the module. The caller frees it. */
static simile_status find_module(char **path)
{
    static const char *const places[N_PLACES] = {"", SIMILE_LIBRARIES_FROM_PROGRAMS, SIMILE_LIBRARIES};
    char program[PATH_MAX];
    simile_buffer name = {0};
    simile_status status = SIMILE_OK;
    find_program_folder(program);
    for (size_t i = 0; i < N_PLACES && status == SIMILE_OK; i++) {
        simile_buffer__clear(&name);
        status = simile_buffer__append_format(&name, "%s%s/" SIMILE_RANKS_MODULE, *places[i] == '/' ? "" : program,
                                              *places[i] ? places[i] : ".");
        if (status == SIMILE_OK && simile_file__exists(name.data)) {
            *path = name.data;
            return SIMILE_OK;
        }
    }
    simile_buffer__dispose(&name);
    return status != SIMILE_OK
               ? status
               : simile_status__fail(
                     SIMILE_ERROR_CONFIG,
                     "mpirun started this process as one of several, but %s is neither in %s nor in %s: "
                     "build simile where CMake finds MPI (Debian: libopenmpi-dev), or set "
                     "SIMILE_MPI=off to let every process work for itself",
                     SIMILE_RANKS_MODULE, program, SIMILE_LIBRARIES);
}

/* Open MPI's own plug-ins look for its symbols in the global scope. */
static simile_status open_module(const simile_ranks_table **table, const char *path)
{
    simile_ranks_table_function *function;
    void *module = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!module) {
        const char *reason = dlerror();
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: cannot be opened: %s", path, reason ? reason : "unknown");
    }
    void *address = dlsym(module, SIMILE_RANKS_SYMBOL);
    /* ISO C has no cast from an object's address to a function's; POSIX gives both the same representation. */
    memcpy(&function, &address, sizeof function);
    *table = address ? function() : NULL;
    if (*table && (*table)->version == SIMILE_RANKS_TABLE_VERSION) {
        return SIMILE_OK;
    }
    dlclose(module);
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: is not the module of this simile: install both anew", path);
}

simile_status simile_ranks_module__open(const simile_ranks_table **table, const char *path)
{
    char *found = NULL;
    simile_status status = path ? SIMILE_OK : find_module(&found);
    if (status == SIMILE_OK) {
        status = open_module(table, path ? path : found);
    }
    simile_memory__free(found);
    return status;
}
