/* Spilling. Room in a file is reserved before it is mapped, so that a full disk is an error and no signal. */
#include "spill.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* An array in a file. */
typedef struct spilled {
    const void *place; /* of the array's pointer */
    int file;
    size_t n_bytes;
} spilled;

struct simile_spill {
    char *folder;
    uint64_t limit, in_memory, in_files; /* bytes */
    spilled *arrays;
    size_t n_arrays, arrays_capacity;
};

simile_status simile_spill__new(simile_spill **spill, const char *folder, uint64_t limit)
{
    simile_spill *s = simile_memory__alloc(1, sizeof *s);
    *spill = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    s->limit = limit;
    s->folder = simile_memory__copy_text(folder, strlen(folder));
    if (!s->folder) {
        simile_spill__free(s);
        return SIMILE_ERROR_MEMORY;
    }
    *spill = s;
    return SIMILE_OK;
}

void simile_spill__free(simile_spill *spill)
{
    if (spill) {
        simile_memory__free(spill->arrays);
        simile_memory__free(spill->folder);
        simile_memory__free(spill);
    }
}

/* Where the array's entry stands; n_arrays: it is in memory. */
static size_t find(const simile_spill *spill, const void *place)
{
    size_t i = 0;
    while (i < spill->n_arrays && spill->arrays[i].place != place) {
        i++;
    }
    return i;
}

/* A file without a name. */
static simile_status open_file(int *file, const simile_spill *spill)
{
    simile_status status = simile_folder__make(spill->folder);
    char *path = status == SIMILE_OK ? simile_path__join(spill->folder, "data-XXXXXX") : NULL;
    if (!path) {
        return status == SIMILE_OK ? SIMILE_ERROR_MEMORY : status;
    }
    *file = mkstemp(path);
    if (*file < 0) {
        status = simile_file__fail(path, "made", errno);
    } else {
        (void)fcntl(*file, F_SETFD, FD_CLOEXEC);
        status = simile_file__remove(path);
    }
    simile_memory__free(path);
    return status;
}

/* A mapping of the file's first n_bytes, for which there is room on the disk. */
static simile_status map(void **data, int file, size_t n_bytes, const simile_spill *spill)
{
    const int error = posix_fallocate(file, 0, (off_t)n_bytes);
    if (error != 0) {
        return simile_status__fail(SIMILE_ERROR_IO,
                                   "%s: the sources do not fit compute.data_memory, and there is no room for a file of "
                                   "%zu bytes: %s",
                                   spill->folder, n_bytes, strerror(error));
    }
    *data = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return *data == MAP_FAILED ? simile_file__fail(spill->folder, "mapped", errno) : SIMILE_OK;
}

/* The caller's pointer is of another type than void *. */
static void *read_pointer(const void *place)
{
    void *items;
    memcpy(&items, place, sizeof items);
    return items;
}

static void write_pointer(void *place, void *items)
{
    memcpy(place, &items, sizeof items);
}

/* From memory, where the array has old_bytes, to a file. */
static simile_status move_to_file(simile_spill *spill, void *place, size_t old_bytes, size_t n_bytes)
{
    void *data = NULL, *items = read_pointer(place);
    int file = -1;
    simile_status status =
        simile_memory__grow(&spill->arrays, &spill->arrays_capacity, spill->n_arrays + 1, sizeof *spill->arrays);
    if (status == SIMILE_OK) {
        status = open_file(&file, spill);
    }
    if (status == SIMILE_OK) {
        status = map(&data, file, n_bytes, spill);
    }
    if (status != SIMILE_OK) {
        if (file >= 0) {
            close(file);
        }
        return status;
    }
    if (old_bytes > 0) {
        memcpy(data, items, old_bytes);
    }
    simile_memory__free(items);
    write_pointer(place, data);
    spill->arrays[spill->n_arrays++] = (spilled){.place = place, .file = file, .n_bytes = n_bytes};
    spill->in_memory -= old_bytes;
    spill->in_files += n_bytes;
    return SIMILE_OK;
}

static simile_status grow_file(simile_spill *spill, void *place, spilled *array, size_t n_bytes)
{
    void *data = NULL;
    simile_status status = map(&data, array->file, n_bytes, spill);
    if (status != SIMILE_OK) {
        return status;
    }
    munmap(read_pointer(place), array->n_bytes);
    write_pointer(place, data);
    spill->in_files += n_bytes - array->n_bytes;
    array->n_bytes = n_bytes;
    return SIMILE_OK;
}

/* Elements to make room for: half more than there are, and at least what is needed. */
static bool plan_capacity(size_t *capacity, size_t *n_bytes, size_t old, size_t need, size_t size)
{
    *capacity = old + old / 2 > need ? old + old / 2 : need;
    return simile_size__multiply(n_bytes, *capacity, size) && *n_bytes < INT64_MAX;
}

simile_status simile_spill__grow(simile_spill *spill, void *items_pointer, size_t *capacity, size_t need, size_t size)
{
    size_t planned, n_bytes;
    if (!spill) {
        return simile_memory__grow(items_pointer, capacity, need, size);
    }
    if (need <= *capacity) {
        return SIMILE_OK;
    }
    if (!plan_capacity(&planned, &n_bytes, *capacity, need, size)) {
        return simile_status__fail(SIMILE_ERROR_MEMORY, "an array of %zu elements is too large", need);
    }
    const size_t old_bytes = *capacity * size, index = find(spill, items_pointer);
    simile_status status;
    if (index < spill->n_arrays) {
        status = grow_file(spill, items_pointer, &spill->arrays[index], n_bytes);
    } else if (spill->in_memory - old_bytes + n_bytes > spill->limit) {
        status = move_to_file(spill, items_pointer, old_bytes, n_bytes);
    } else {
        status = simile_memory__grow(items_pointer, capacity, need, size);
        spill->in_memory += *capacity * size - old_bytes;
        return status;
    }
    *capacity = status == SIMILE_OK ? planned : *capacity;
    return status;
}

void simile_spill__release(simile_spill *spill, void *items_pointer, size_t capacity, size_t size)
{
    void *items = read_pointer(items_pointer);
    const size_t index = spill ? find(spill, items_pointer) : 0;
    if (spill && index < spill->n_arrays) {
        munmap(items, spill->arrays[index].n_bytes);
        close(spill->arrays[index].file); /* nothing is read from it again */
        spill->in_files -= spill->arrays[index].n_bytes;
        spill->arrays[index] = spill->arrays[--spill->n_arrays];
    } else {
        simile_memory__free(items);
        if (spill) {
            spill->in_memory -= capacity * size;
        }
    }
    write_pointer(items_pointer, NULL);
}

uint64_t simile_spill__bytes(const simile_spill *spill)
{
    return spill->in_files;
}
