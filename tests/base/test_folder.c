/* Folders: made with parents, removed with contents, links never followed. */
#include "expect.h"
#include "folder.h"
#include "memory.h"
#include "scratch.h"
#include "suite.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(folder__is_made_with_its_parents)
{
    expect_ok(simile_folder__make(scratch_path("a/b/c")));
    expect_ok(simile_folder__make(scratch_path("a/b/c")));
    expect_ok(simile_folder__make(scratch_path("a//d//")));
    struct stat info;
    ck_assert_int_eq(stat(scratch_path("a/b/c"), &info), 0);
    ck_assert(S_ISDIR(info.st_mode));
    ck_assert(scratch_exists(scratch_path("a/d")));
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(folder__may_be_relative)
{
    char *before = getcwd(NULL, 0);
    ck_assert_ptr_nonnull(before);
    ck_assert_int_eq(chdir(scratch_path("")), 0);
    expect_ok(simile_folder__make("relative/inner"));
    ck_assert(scratch_exists(scratch_path("relative/inner")));
    expect_ok(simile_folder__make("."));
    expect_ok(simile_folder__remove("relative"));
    ck_assert(!scratch_exists(scratch_path("relative")));
    ck_assert_int_eq(chdir(before), 0);
    free(before);
}
END_TEST

START_TEST(folder__is_not_made_over_a_file)
{
    scratch_write_text("file", "text");
    expect_failure(simile_folder__make(scratch_path("file")), SIMILE_ERROR_IO, "file: cannot be made");
    expect_failure(simile_folder__make(scratch_path("file/inner")), SIMILE_ERROR_IO, "not a directory");
    expect_failure(simile_folder__make(""), SIMILE_ERROR_IO, "cannot be made");
    char *text = scratch_read(scratch_path("file"), NULL);
    ck_assert_str_eq(text, "text");
    free(text);
}
END_TEST

START_TEST(folder__is_removed_with_all_in_it)
{
    expect_ok(simile_folder__make(scratch_path("a/b/c")));
    scratch_write_text("a/one", "1");
    scratch_write_text("a/b/.two", "2");
    scratch_write_text("a/b/c/three", "3");
    expect_ok(simile_folder__remove(scratch_path("a")));
    ck_assert(!scratch_exists(scratch_path("a")));
    expect_ok(simile_folder__remove(scratch_path("a")));
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(folder__removal_follows_no_link)
{
    expect_ok(simile_folder__make(scratch_path("kept")));
    scratch_write_text("kept/file", "text");
    expect_ok(simile_folder__make(scratch_path("a")));
    ck_assert_int_eq(symlink(scratch_path("kept"), scratch_path("a/link")), 0);
    ck_assert_int_eq(symlink("nowhere", scratch_path("a/dangling")), 0);
    ck_assert_int_eq(symlink(scratch_path("kept"), scratch_path("link")), 0);
    expect_ok(simile_folder__remove(scratch_path("a")));
    expect_ok(simile_folder__remove(scratch_path("link")));
    ck_assert(!scratch_exists(scratch_path("a")));
    ck_assert(!scratch_exists(scratch_path("link")));
    ck_assert(scratch_exists(scratch_path("kept/file")));
}
END_TEST

START_TEST(folder__removal_refuses_a_file)
{
    const char *path = scratch_write_text("file", "text");
    expect_failure(simile_folder__remove(path), SIMILE_ERROR_IO, "not a directory");
    ck_assert(scratch_exists(path));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {folder__is_made_with_its_parents, folder__may_be_relative,
                                  folder__is_not_made_over_a_file,  folder__is_removed_with_all_in_it,
                                  folder__removal_follows_no_link,  folder__removal_refuses_a_file};
    return suite_run("folder", tests, sizeof tests / sizeof *tests);
}
