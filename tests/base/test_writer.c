/* Writers: a name shows the earlier file or the whole new one, and no failure goes unnoticed. */
#include "expect.h"
#include "memory.h"
#include "scratch.h"
#include "suite.h"
#include "writer.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY 200000 /* bytes: more than a writer buffers */

static void expect_contents(const char *path, const char *text)
{
    char *contents = scratch_read(path, NULL);
    ck_assert_str_eq(contents, text);
    free(contents);
}

static simile_writer *open_writer(const char *path)
{
    simile_writer *writer = NULL;
    expect_ok(simile_writer__open(&writer, path));
    ck_assert_ptr_nonnull(writer);
    return writer;
}

START_TEST(writer__shows_nothing_before_the_commit)
{
    const char *path = scratch_path("a");
    simile_writer *writer = open_writer(path);
    expect_ok(simile_writer__write(writer, "text", 4));
    expect_ok(simile_writer__flush(writer));
    ck_assert(!scratch_exists(path));
    expect_contents(scratch_path("a.part"), "text");
    expect_ok(simile_writer__commit(writer));
    expect_contents(path, "text");
    ck_assert(!scratch_exists(scratch_path("a.part")));
    simile_writer__free(writer);
    expect_contents(path, "text");
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(writer__without_a_commit_leaves_the_earlier_file)
{
    const char *path = scratch_write_text("a", "old");
    simile_writer *writer = open_writer(path);
    expect_ok(simile_writer__write(writer, "new text", 8));
    simile_writer__free(writer);
    expect_contents(path, "old");
    ck_assert(!scratch_exists(scratch_path("a.part")));
    simile_writer__free(NULL);
}
END_TEST

START_TEST(writer__starts_anew_over_an_old_part)
{
    scratch_write_text("a.part", "left by a run that was killed");
    simile_writer *writer = open_writer(scratch_path("a"));
    expect_ok(simile_writer__write(writer, "new", 3));
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    expect_contents(scratch_path("a"), "new");
}
END_TEST

START_TEST(writer__writes_pieces_of_any_size)
{
    char *bytes = malloc(MANY), *contents;
    size_t size, at = 0, n_read;
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < MANY; i++) {
        bytes[i] = (char)(i * 7 % 251);
    }
    simile_writer *writer = open_writer(scratch_path("a"));
    for (size_t piece = 1; at < MANY; piece = piece * 3 + 1) {
        size = piece < MANY - at ? piece : MANY - at;
        expect_ok(simile_writer__write(writer, bytes + at, size));
        expect_ok(simile_writer__write(writer, NULL, 0));
        at += size;
    }
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    contents = scratch_read(scratch_path("a"), &n_read);
    ck_assert_uint_eq(n_read, MANY);
    ck_assert_mem_eq(contents, bytes, MANY);
    free(contents);
    free(bytes);
}
END_TEST

START_TEST(writer__formats_short_and_long_texts)
{
    simile_writer *writer = open_writer(scratch_path("a"));
    size_t size = 0, n_read;
    for (int width = 1; width < MANY; width *= 7) {
        expect_ok(simile_writer__format(writer, "%*d\n", width, 5));
        size += (size_t)width + 1;
    }
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    char *contents = scratch_read(scratch_path("a"), &n_read);
    ck_assert_uint_eq(n_read, size);
    ck_assert_str_eq(contents + size - 2, "5\n");
    ck_assert_mem_eq(contents, "5\n      5\n", 10);
    free(contents);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(writer__patches_without_moving_the_end)
{
    simile_writer *writer = open_writer(scratch_path("a"));
    ck_assert(simile_writer__is_seekable(writer));
    expect_ok(simile_writer__write(writer, "0123456789", 10));
    expect_ok(simile_writer__patch(writer, 2, "ab", 2));
    expect_ok(simile_writer__write(writer, "xyz", 3));
    expect_ok(simile_writer__patch(writer, 9, "c", 1));
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    expect_contents(scratch_path("a"), "01ab45678cxyz");
}
END_TEST

START_TEST(writer__truncates_and_goes_on_there)
{
    simile_writer *writer = open_writer(scratch_path("a"));
    expect_ok(simile_writer__write(writer, "0123456789", 10));
    expect_ok(simile_writer__truncate(writer, 4));
    expect_ok(simile_writer__write(writer, "end", 3));
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    expect_contents(scratch_path("a"), "0123end");
}
END_TEST

START_TEST(writer__goes_on_with_a_kept_part)
{
    const char *path = scratch_path("a");
    uint64_t size = 99;
    simile_writer *writer = NULL;
    expect_ok(simile_writer__open_part(&writer, &size, path));
    ck_assert_uint_eq(size, 0);
    simile_writer__keep_part(writer);
    expect_ok(simile_writer__write(writer, "first", 5));
    simile_writer__free(writer);
    ck_assert(!scratch_exists(path));
    expect_contents(scratch_path("a.part"), "first");

    expect_ok(simile_writer__open_part(&writer, &size, path));
    ck_assert_uint_eq(size, 5);
    expect_ok(simile_writer__truncate(writer, 2));
    expect_ok(simile_writer__write(writer, " second", 7));
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    expect_contents(path, "fi second");
    ck_assert(!scratch_exists(scratch_path("a.part")));
}
END_TEST

START_TEST(writer__needs_a_regular_file_to_go_on)
{
    uint64_t size;
    simile_writer *writer = NULL;
    expect_failure(simile_writer__open_part(&writer, &size, "-"), SIMILE_ERROR_CONFIG, "-: is no regular file");
    expect_failure(simile_writer__open_part(&writer, &size, "/dev/null"), SIMILE_ERROR_CONFIG, "/dev/null");
    ck_assert_ptr_null(writer);
}
END_TEST

START_TEST(writer__appends_to_a_log)
{
    const char *path = scratch_write_text("log", "1\n2\n");
    uint64_t size;
    simile_writer *writer = NULL;
    expect_ok(simile_writer__open_log(&writer, &size, path));
    ck_assert_uint_eq(size, 4);
    expect_ok(simile_writer__truncate(writer, 2));
    expect_ok(simile_writer__write(writer, "3\n", 2));
    expect_ok(simile_writer__flush(writer));
    expect_contents(path, "1\n3\n");
    expect_ok(simile_writer__write(writer, "4\n", 2));
    simile_writer__free(writer);
    expect_contents(path, "1\n3\n4\n");
    ck_assert(!scratch_exists(scratch_path("log.part")));
}
END_TEST

/* Two writers of one file, each at its place; the file is neither cut nor removed by them. */
START_TEST(writer__shares_a_file)
{
    simile_writer *first, *second;
    const char *path = scratch_write_text("shared", "..........");
    expect_ok(simile_writer__open_shared(&first, path, 2));
    expect_ok(simile_writer__open_shared(&second, path, 5));
    expect_ok(simile_writer__write(second, "56", 2));
    expect_ok(simile_writer__write(first, "234", 3));
    expect_ok(simile_writer__patch(first, 9, "9", 1));
    expect_ok(simile_writer__commit(first));
    expect_ok(simile_writer__flush(second));
    simile_writer__free(first);
    simile_writer__free(second);
    char *text = scratch_read(path, NULL);
    ck_assert_str_eq(text, "..23456..9");
    free(text);
    expect_failure(simile_writer__open_shared(&first, scratch_path("missing"), 0), SIMILE_ERROR_IO, "missing: cannot");
    expect_failure(simile_writer__open_shared(&first, path, UINT64_MAX), SIMILE_ERROR_IO, "at its place");
    ck_assert_ptr_null(first);
}
END_TEST

START_TEST(writer__keeps_a_link_and_the_permissions)
{
    struct stat info;
    scratch_write_text("target", "old");
    ck_assert_int_eq(chmod(scratch_path("target"), 0640), 0);
    ck_assert_int_eq(symlink("target", scratch_path("link")), 0);
    simile_writer *writer = open_writer(scratch_path("link"));
    expect_ok(simile_writer__write(writer, "new", 3));
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    ck_assert_int_eq(lstat(scratch_path("link"), &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    expect_contents(scratch_path("target"), "new");
    ck_assert_int_eq(stat(scratch_path("target"), &info), 0);
    ck_assert_uint_eq(info.st_mode & 07777, 0640);
}
END_TEST

START_TEST(writer__writes_devices_directly)
{
    simile_writer *writer = open_writer("/dev/null");
    expect_ok(simile_writer__format(writer, "%d", 1));
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    ck_assert(!scratch_exists("/dev/null.part"));
    ck_assert(scratch_exists("/dev/null"));
}
END_TEST

START_TEST(writer__writes_pipes_directly)
{
    char seen[8] = "";
    const char *path = scratch_path("pipe");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    ck_assert_int_ge(reader, 0);
    simile_writer *writer = open_writer(path);
    ck_assert(!simile_writer__is_seekable(writer));
    expect_ok(simile_writer__write(writer, "text", 4));
    expect_failure(simile_writer__patch(writer, 0, "x", 1), SIMILE_ERROR_IO, "pipe: ");
    expect_failure(simile_writer__truncate(writer, 0), SIMILE_ERROR_IO, "pipe: ");
    expect_ok(simile_writer__commit(writer));
    simile_writer__free(writer);
    ck_assert_int_eq(read(reader, seen, sizeof seen), 4);
    ck_assert_str_eq(seen, "text");
    close(reader);
    ck_assert(!scratch_exists(scratch_path("pipe.part")));
}
END_TEST

/* Writes to standard output in a child whose output is `path`, and answers its exit code: 0 when all went well. */
static int write_standard_output(const char *path)
{
    int state = 0;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        simile_writer *writer = NULL;
        int file = open(path, O_WRONLY);
        dup2(file, STDOUT_FILENO);
        bool is_good = simile_writer__open(&writer, "-") == SIMILE_OK;
        is_good = is_good && simile_writer__write(writer, "to stdout", 9) == SIMILE_OK;
        is_good = is_good && simile_writer__commit(writer) == SIMILE_OK;
        simile_writer__free(writer);
        _exit(is_good ? 0 : strstr(simile_status_message(), "standard output: ") ? 1 : 2);
    }
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert(WIFEXITED(state));
    return WEXITSTATUS(state);
}

START_TEST(writer__takes_a_dash_for_standard_output)
{
    const char *path = scratch_write_text("out", "");
    ck_assert_int_eq(write_standard_output(path), 0);
    expect_contents(path, "to stdout");
    ck_assert_int_eq(write_standard_output("/dev/full"), 1);
}
END_TEST

START_TEST(writer__tells_a_full_device_at_the_latest_by_the_commit)
{
    simile_writer *writer = open_writer("/dev/full");
    expect_ok(simile_writer__write(writer, "buffered", 8));
    expect_failure(simile_writer__flush(writer), SIMILE_ERROR_IO, "/dev/full: cannot be written: no space left");
    expect_failure(simile_writer__write(writer, "more", 4), SIMILE_ERROR_IO, "/dev/full: ");
    expect_failure(simile_writer__format(writer, "more"), SIMILE_ERROR_IO, "/dev/full: ");
    expect_failure(simile_writer__commit(writer), SIMILE_ERROR_IO, "/dev/full: ");
    simile_writer__free(writer);
    writer = open_writer("/dev/full");
    expect_ok(simile_writer__write(writer, "buffered", 8));
    expect_failure(simile_writer__commit(writer), SIMILE_ERROR_IO, "no space left on device");
    simile_writer__free(writer);
}
END_TEST

/* Lowers how large a file may grow, as a full disk does; answers the limit that was. */
static struct rlimit limit_file_size(rlim_t size)
{
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){size, before.rlim_max}), 0);
    return before;
}

START_TEST(writer__on_a_full_disk_leaves_the_earlier_file)
{
    char bytes[1000] = {0};
    simile_status status = SIMILE_OK;
    const char *path = scratch_write_text("a", "old");
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    const struct rlimit before = limit_file_size(100000);
    simile_writer *writer = open_writer(path);
    for (size_t i = 0; i < 1000 && status == SIMILE_OK; i++) {
        status = simile_writer__write(writer, bytes, sizeof bytes);
    }
    expect_failure(status, SIMILE_ERROR_IO, "a: cannot be written: ");
    ck_assert_int_eq(simile_writer__commit(writer), SIMILE_ERROR_IO);
    simile_writer__free(writer);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    expect_contents(path, "old");
    ck_assert(!scratch_exists(scratch_path("a.part")));
}
END_TEST

START_TEST(writer__refuses_what_cannot_be_written)
{
    simile_writer *writer = NULL;
    expect_failure(simile_writer__open(&writer, scratch_path("")), SIMILE_ERROR_IO, "is a directory");
    expect_failure(simile_writer__open(&writer, scratch_path("no/such")), SIMILE_ERROR_IO,
                   "no/such: cannot be written");
    expect_failure(simile_writer__open(&writer, ""), SIMILE_ERROR_IO, "cannot be written");
    ck_assert(!scratch_exists(".part"));
    ck_assert_ptr_null(writer);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(writer__is_closed_by_the_commit)
{
    simile_writer *writer = open_writer(scratch_path("a"));
    expect_ok(simile_writer__commit(writer));
    expect_failure(simile_writer__write(writer, "x", 1), SIMILE_ERROR_IO, "a: ");
    expect_failure(simile_writer__commit(writer), SIMILE_ERROR_IO, "a: ");
    simile_writer__free(writer);
    expect_contents(scratch_path("a"), "");
}
END_TEST

static simile_status write_long_text(void *context)
{
    simile_writer *writer = NULL;
    simile_status status = simile_writer__open(&writer, context);
    if (status == SIMILE_OK) {
        status = simile_writer__format(writer, "%*d", MANY, 1);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(writer);
    }
    simile_writer__free(writer);
    ck_assert(!scratch_exists(scratch_path("a.part")));
    return status;
}

START_TEST(writer__survives_a_short_memory)
{
    char path[512];
    strcpy(path, scratch_path("a"));
    ck_assert_uint_gt(expect_memory_failures(write_long_text, path), 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {writer__shows_nothing_before_the_commit,
                                  writer__without_a_commit_leaves_the_earlier_file,
                                  writer__starts_anew_over_an_old_part,
                                  writer__writes_pieces_of_any_size,
                                  writer__formats_short_and_long_texts,
                                  writer__patches_without_moving_the_end,
                                  writer__truncates_and_goes_on_there,
                                  writer__goes_on_with_a_kept_part,
                                  writer__needs_a_regular_file_to_go_on,
                                  writer__appends_to_a_log,
                                  writer__shares_a_file,
                                  writer__keeps_a_link_and_the_permissions,
                                  writer__writes_devices_directly,
                                  writer__writes_pipes_directly,
                                  writer__takes_a_dash_for_standard_output,
                                  writer__tells_a_full_device_at_the_latest_by_the_commit,
                                  writer__on_a_full_disk_leaves_the_earlier_file,
                                  writer__refuses_what_cannot_be_written,
                                  writer__is_closed_by_the_commit,
                                  writer__survives_a_short_memory};
    return suite_run("writer", tests, sizeof tests / sizeof *tests);
}
