/* Scratch files. */
#include "scratch.h"
#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 1024
#define N_PATHS   8

static char run_folder[PATH_SIZE / 4];
static char folder[PATH_SIZE / 2]; /* of the test under way, or the run's */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

void scratch_begin(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(run_folder, sizeof run_folder, "%s/simile-test-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(run_folder)) {
        perror(run_folder);
        exit(EXIT_FAILURE);
    }
    snprintf(folder, sizeof folder, "%s", run_folder);
}

void scratch_begin_test(void)
{
    snprintf(folder, sizeof folder, "%s/XXXXXX", run_folder);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

void scratch_end(void)
{
    nftw(run_folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    run_folder[0] = folder[0] = '\0';
}

const char *scratch_path(const char *name)
{
    static char paths[N_PATHS][PATH_SIZE];
    static size_t next;
    char *path = paths[next++ % N_PATHS];
    int size = snprintf(path, PATH_SIZE, "%s%s%s", folder, *name ? "/" : "", name);
    ck_assert_int_lt(size, PATH_SIZE);
    return path;
}

const char *scratch_write(const char *name, const void *bytes, size_t size)
{
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

const char *scratch_write_text(const char *name, const char *text)
{
    return scratch_write(name, text, strlen(text));
}

char *scratch_read(const char *path, size_t *size)
{
    struct stat info;
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    ck_assert_int_eq(fstat(fileno(file), &info), 0);
    size_t n = (size_t)info.st_size;
    char *bytes = calloc(n + 1, 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(fread(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
    if (size) {
        *size = n;
    }
    return bytes;
}

bool scratch_exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

void scratch_truncate(const char *path, size_t n)
{
    ck_assert_int_eq(truncate(path, (off_t)n), 0);
}

void scratch_flip_bit(const char *path, uint64_t k)
{
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseeko(file, (off_t)(k / 8), SEEK_SET), 0);
    int byte = fgetc(file);
    ck_assert_int_ne(byte, EOF);
    ck_assert_int_eq(fseeko(file, (off_t)(k / 8), SEEK_SET), 0);
    ck_assert_int_ne(fputc(byte ^ 1 << k % 8, file), EOF);
    ck_assert_int_eq(fclose(file), 0);
}
