/* Mappings: the bytes, the empty file, and what cannot be mapped. */
#include "expect.h"
#include "mapping.h"
#include "memory.h"
#include "scratch.h"
#include "suite.h"
#include <sys/stat.h>

START_TEST(mapping__shows_released_bytes_again)
{
    enum { SIZE = 50000 };
    char bytes[SIZE];
    simile_mapping mapping;
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i % 251);
    }
    expect_ok(simile_mapping__open(&mapping, scratch_write("a", bytes, SIZE)));
    ck_assert_mem_eq(mapping.data, bytes, SIZE);
    simile_mapping__release(mapping.data + 10, SIZE - 20);
    ck_assert_mem_eq(mapping.data, bytes, SIZE);
    simile_mapping__release(mapping.data + 10, 20); /* less than a page */
    ck_assert_mem_eq(mapping.data, bytes, SIZE);
    simile_mapping__close(&mapping);
}
END_TEST

START_TEST(mapping__shows_the_bytes)
{
    simile_mapping mapping;
    expect_ok(simile_mapping__open(&mapping, scratch_write("a", "a\0b\xff", 4)));
    ck_assert_uint_eq(mapping.size, 4);
    ck_assert_mem_eq(mapping.data, "a\0b\xff", 4);
    simile_mapping__close(&mapping);
    ck_assert_ptr_null(mapping.data);
    ck_assert_uint_eq(mapping.size, 0);
    simile_mapping__close(&mapping);
}
END_TEST

START_TEST(mapping__of_an_empty_file_has_size_0)
{
    simile_mapping mapping;
    expect_ok(simile_mapping__open(&mapping, scratch_write("a", "", 0)));
    ck_assert_uint_eq(mapping.size, 0);
    simile_mapping__close(&mapping);
}
END_TEST

START_TEST(mapping__names_what_cannot_be_mapped)
{
    simile_mapping mapping;
    expect_failure(simile_mapping__open(&mapping, scratch_path("missing")), SIMILE_ERROR_IO,
                   "missing: cannot be read: no such file or directory");
    expect_failure(simile_mapping__open(&mapping, scratch_path("")), SIMILE_ERROR_IO, "is a directory");
    const char *pipe = scratch_path("pipe");
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    expect_failure(simile_mapping__open(&mapping, pipe), SIMILE_ERROR_IO, "pipe: is not a regular file");
    ck_assert_uint_eq(mapping.size, 0);
    simile_mapping__close(&mapping);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {mapping__shows_the_bytes, mapping__shows_released_bytes_again,
                                  mapping__of_an_empty_file_has_size_0, mapping__names_what_cannot_be_mapped};
    return suite_run("mapping", tests, sizeof tests / sizeof *tests);
}
