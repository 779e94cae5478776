/* Paths as text. */
#include "memory.h"
#include "path.h"
#include "suite.h"

static void expect_joined(const char *folder, const char *name, const char *expected)
{
    char *path = simile_path__join(folder, name);
    ck_assert_str_eq(path, expected);
    simile_memory__free(path);
}

START_TEST(path__joins_with_one_slash)
{
    expect_joined("a", "b", "a/b");
    expect_joined("a/", "b", "a/b");
    expect_joined("", "b", "b");
    expect_joined("/", "b", "/b");
    expect_joined("a/b", "c/d", "a/b/c/d");
    expect_joined("a", "", "a/");
}
END_TEST

START_TEST(path__tells_when_memory_is_short)
{
    simile_memory__fail_at(1);
    ck_assert_ptr_null(simile_path__join("a", "b"));
    simile_memory__fail_at(0);
}
END_TEST

START_TEST(path__knows_endings)
{
    ck_assert(simile_path__ends_with("a/b.tsv.gz", ".gz"));
    ck_assert(simile_path__ends_with(".gz", ".gz"));
    ck_assert(simile_path__ends_with("x", ""));
    ck_assert(!simile_path__ends_with("gz", ".gz"));
    ck_assert(!simile_path__ends_with("a.gz/b", ".gz"));
    ck_assert(!simile_path__ends_with("a.GZ", ".gz"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {path__joins_with_one_slash, path__tells_when_memory_is_short, path__knows_endings};
    return suite_run("path", tests, sizeof tests / sizeof *tests);
}
