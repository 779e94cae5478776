#include "fuzz.h"
#include "folder.h"
#include "memory.h"
#include "simile/status.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_PATHS 8

static char scratch[256];
static pid_t owner;

_Noreturn void fuzz_abort(const char *file, int line, const char *rule)
{
    fprintf(stderr, "%s:%d: does not hold: %s (latest message: %s)\n", file, line, rule, simile_status_message());
    abort();
}

/* A forked child inherits the handler but not the folder. */
static void remove_scratch(void)
{
    if (owner == getpid()) {
        (void)simile_folder__remove(scratch);
    }
}

static void make_scratch(void)
{
    const char *parent = getenv("TMPDIR");
    if (access("/dev/shm", W_OK) == 0) {
        parent = "/dev/shm"; /* in memory: the disk would take most of the time */
    }
    (void)snprintf(scratch, sizeof scratch, "%s/simile-fuzz-XXXXXX", parent && *parent ? parent : "/tmp");
    FUZZ_CHECK(mkdtemp(scratch) != NULL);
    owner = getpid();
    FUZZ_CHECK(atexit(remove_scratch) == 0);
}

const char *fuzz_path(const char *name)
{
    static char paths[N_PATHS][512];
    static size_t n_calls;
    char *path = paths[n_calls++ % N_PATHS];
    if (!*scratch) {
        make_scratch();
    }
    (void)snprintf(path, sizeof paths[0], *name ? "%s/%s" : "%s", scratch, name);
    return path;
}

const char *fuzz_file(const char *name, const void *bytes, size_t size)
{
    const char *path = fuzz_path(name);
    FILE *file = fopen(path, "wb");
    FUZZ_CHECK(file != NULL);
    FUZZ_CHECK(fwrite(bytes, 1, size, file) == size);
    FUZZ_CHECK(fclose(file) == 0);
    return path;
}

fuzz_balance fuzz_begin(void)
{
    return (fuzz_balance){simile_memory__live()};
}

void fuzz_end(fuzz_balance before)
{
    FUZZ_CHECK(simile_memory__live() == before.live);
}

bool fuzz_is_ok(int status)
{
    const char *message = simile_status_message();
    if (status == SIMILE_OK) {
        return true;
    }
    FUZZ_CHECK(status <= SIMILE_ERROR_MEMORY && status >= SIMILE_ERROR_INTERRUPTED);
    FUZZ_CHECK(*message != '\0' && strpbrk(message, "\r\n") == NULL);
    return false;
}
