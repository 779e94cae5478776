/* Whole files: read, written, measured, moved, removed, and each mistake with its message. */
#include "expect.h"
#include "file.h"
#include "memory.h"
#include "scratch.h"
#include "suite.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIG 300000

static void expect_contents(const char *path, const char *text)
{
    char *contents = scratch_read(path, NULL);
    ck_assert_str_eq(contents, text);
    free(contents);
}

START_TEST(file__is_read_whole)
{
    simile_buffer bytes = {0};
    expect_ok(simile_file__read(&bytes, scratch_write("a", "x\0y\n", 4), 4));
    ck_assert_uint_eq(bytes.size, 4);
    ck_assert_mem_eq(bytes.data, "x\0y\n", 5);
    expect_ok(simile_file__read(&bytes, scratch_write("empty", "", 0), 0));
    ck_assert_uint_eq(bytes.size, 0);
    ck_assert_str_eq(bytes.data, "");
    char *big = calloc(1, BIG);
    ck_assert_ptr_nonnull(big);
    big[BIG - 1] = 'z';
    expect_ok(simile_file__read(&bytes, scratch_write("big", big, BIG), SIZE_MAX));
    ck_assert_uint_eq(bytes.size, BIG);
    ck_assert_mem_eq(bytes.data, big, BIG);
    free(big);
    simile_buffer__dispose(&bytes);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(file__whose_size_is_not_told_is_read_whole)
{
    simile_buffer bytes = {0};
    int ends[2];
    ck_assert_int_eq(mkfifo(scratch_path("pipe"), 0600), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        int file = open(scratch_path("pipe"), O_WRONLY);
        for (int i = 0; i < 1000; i++) {
            if (write(file, "0123456789abcdef", 16) != 16) {
                _exit(1);
            }
        }
        _exit(0);
    }
    expect_ok(simile_file__read(&bytes, scratch_path("pipe"), 16000));
    ck_assert_uint_eq(bytes.size, 16000);
    ck_assert_int_eq(waitpid(child, ends, 0), child);
    expect_ok(simile_file__read(&bytes, "/proc/self/status", 1 << 20));
    ck_assert_ptr_nonnull(strstr(bytes.data, "test_file"));
    simile_buffer__dispose(&bytes);
}
END_TEST

START_TEST(file__larger_than_the_limit_is_refused)
{
    simile_buffer bytes = {0};
    expect_failure(simile_file__read(&bytes, scratch_write("a", "12345", 5), 4), SIMILE_ERROR_FORMAT,
                   "a: is larger than the 4 bytes");
    expect_failure(simile_file__read(&bytes, "/dev/zero", 100000), SIMILE_ERROR_FORMAT, "/dev/zero: is larger");
    simile_buffer__dispose(&bytes);
}
END_TEST

START_TEST(file__that_cannot_be_read_is_named)
{
    simile_buffer bytes = {0};
    expect_failure(simile_file__read(&bytes, scratch_path("no such"), 10), SIMILE_ERROR_IO,
                   "no such: cannot be read: no such file or directory");
    expect_failure(simile_file__read(&bytes, scratch_path(""), 10), SIMILE_ERROR_IO, "is a directory");
    expect_failure(simile_file__read(&bytes, "", 10), SIMILE_ERROR_IO, "no such file");
    simile_buffer__dispose(&bytes);
}
END_TEST

START_TEST(file__is_written_whole_or_not_at_all)
{
    const char *path = scratch_path("a");
    expect_ok(simile_file__write(path, "one", 3));
    expect_contents(path, "one");
    expect_ok(simile_file__write(path, "", 0));
    expect_contents(path, "");
    ck_assert(!scratch_exists(scratch_path("a.part")));
    expect_failure(simile_file__write(scratch_path("no/such/folder"), "x", 1), SIMILE_ERROR_IO, "no/such/folder");
    expect_failure(simile_file__write(scratch_path(""), "x", 1), SIMILE_ERROR_IO, "is a directory");
    expect_failure(simile_file__write("/dev/full", "x", 1), SIMILE_ERROR_IO, "/dev/full: cannot be written: no space");
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

static simile_status write_and_read(void *context)
{
    simile_buffer bytes = {0};
    const char *path = context;
    simile_status status = simile_file__write(path, "new", 3);
    if (status == SIMILE_OK) {
        status = simile_file__read(&bytes, path, 100);
    }
    simile_buffer__dispose(&bytes);
    return status;
}

START_TEST(file__survives_a_short_memory)
{
    char path[512];
    strcpy(path, scratch_write_text("a", "old"));
    ck_assert_uint_gt(expect_memory_failures(write_and_read, path), 2);
    ck_assert(!scratch_exists(scratch_path("a.part")));
}
END_TEST

START_TEST(file__is_looked_at)
{
    uint64_t size = 7;
    const char *path = scratch_write_text("a", "12345");
    ck_assert(simile_file__exists(path));
    ck_assert(!simile_file__is_folder(path));
    ck_assert(simile_file__is_folder(scratch_path("")));
    ck_assert(!simile_file__exists(scratch_path("b")));
    expect_ok(simile_file__size(&size, path));
    ck_assert_uint_eq(size, 5);
    expect_failure(simile_file__size(&size, scratch_path("b")), SIMILE_ERROR_IO, "no such file");
    expect_failure(simile_file__size(&size, scratch_path("")), SIMILE_ERROR_IO, "is a directory");
    expect_failure(simile_file__size(&size, "/dev/null"), SIMILE_ERROR_IO, "not a regular file");
}
END_TEST

START_TEST(file__is_moved_over_another)
{
    scratch_write_text("from", "new");
    scratch_write_text("to", "old");
    expect_ok(simile_file__rename(scratch_path("from"), scratch_path("to")));
    expect_contents(scratch_path("to"), "new");
    ck_assert(!scratch_exists(scratch_path("from")));
    expect_failure(simile_file__rename(scratch_path("from"), scratch_path("to")), SIMILE_ERROR_IO, "no such file");
}
END_TEST

START_TEST(file__folder_is_moved_over_a_full_one)
{
    expect_ok(simile_folder__make(scratch_path("from")));
    expect_ok(simile_folder__make(scratch_path("to/inner")));
    scratch_write_text("from/new", "new");
    scratch_write_text("to/inner/old", "old");
    expect_ok(simile_file__rename(scratch_path("from"), scratch_path("to")));
    expect_contents(scratch_path("to/new"), "new");
    ck_assert(!scratch_exists(scratch_path("to/inner")));
    ck_assert(!scratch_exists(scratch_path("from")));
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(file__kinds_do_not_replace_each_other)
{
    expect_ok(simile_folder__make(scratch_path("folder")));
    scratch_write_text("folder/inner", "kept");
    scratch_write_text("file", "kept");
    ck_assert_int_eq(simile_file__rename(scratch_path("file"), scratch_path("folder")), SIMILE_ERROR_IO);
    ck_assert_int_eq(simile_file__rename(scratch_path("folder"), scratch_path("file")), SIMILE_ERROR_IO);
    expect_contents(scratch_path("file"), "kept");
    expect_contents(scratch_path("folder/inner"), "kept");
}
END_TEST

START_TEST(file__is_removed)
{
    const char *path = scratch_write_text("a", "x");
    expect_ok(simile_file__remove(path));
    ck_assert(!scratch_exists(path));
    expect_ok(simile_file__remove(path));
    ck_assert_int_eq(simile_file__remove(scratch_path("")), SIMILE_ERROR_IO);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {file__is_read_whole,
                                  file__whose_size_is_not_told_is_read_whole,
                                  file__larger_than_the_limit_is_refused,
                                  file__that_cannot_be_read_is_named,
                                  file__is_written_whole_or_not_at_all,
                                  file__survives_a_short_memory,
                                  file__is_looked_at,
                                  file__is_moved_over_another,
                                  file__folder_is_moved_over_a_full_one,
                                  file__kinds_do_not_replace_each_other,
                                  file__is_removed};
    return suite_run("file", tests, sizeof tests / sizeof *tests);
}
