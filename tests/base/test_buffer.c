/* Byte strings that grow. */
#include "buffer.h"
#include "expect.h"
#include "memory.h"
#include "suite.h"
#include <string.h>

START_TEST(buffer__appends_bytes_texts_and_formats)
{
    simile_buffer buffer = {0};
    expect_ok(simile_buffer__append(&buffer, "a\0b", 3));
    expect_ok(simile_buffer__append_text(&buffer, "cd"));
    expect_ok(simile_buffer__append_format(&buffer, "%d-%s", 7, "x"));
    ck_assert_uint_eq(buffer.size, 8);
    ck_assert_mem_eq(buffer.data, "a\0bcd7-x", 9);
    simile_buffer__dispose(&buffer);
    ck_assert_ptr_null(buffer.data);
    simile_buffer__dispose(NULL);
}
END_TEST

START_TEST(buffer__holds_an_empty_text)
{
    simile_buffer buffer = {0};
    simile_buffer__clear(&buffer);
    ck_assert_ptr_null(buffer.data);
    expect_ok(simile_buffer__append(&buffer, NULL, 0));
    ck_assert_str_eq(buffer.data, "");
    ck_assert_uint_eq(buffer.size, 0);
    simile_buffer__dispose(&buffer);
}
END_TEST

START_TEST(buffer__keeps_its_memory_when_cleared)
{
    simile_buffer buffer = {0};
    expect_ok(simile_buffer__append_format(&buffer, "%5000d", 1));
    ck_assert_uint_eq(buffer.size, 5000);
    const char *data = buffer.data;
    simile_buffer__clear(&buffer);
    ck_assert_str_eq(buffer.data, "");
    simile_memory__fail_at(1);
    expect_ok(simile_buffer__append_format(&buffer, "%5000d", 2));
    simile_memory__fail_at(0);
    ck_assert_ptr_eq(buffer.data, data);
    simile_buffer__dispose(&buffer);
}
END_TEST

START_TEST(buffer__refuses_what_cannot_be)
{
    simile_buffer buffer = {0};
    expect_ok(simile_buffer__append_text(&buffer, "kept"));
    expect_failure(simile_buffer__append(&buffer, "", SIZE_MAX), SIMILE_ERROR_MEMORY, "out of memory");
    ck_assert_str_eq(buffer.data, "kept");
    simile_buffer__dispose(&buffer);
}
END_TEST

static simile_status fill(void *context)
{
    simile_buffer buffer = {0};
    simile_status status = SIMILE_OK;
    (void)context;
    for (size_t i = 0; i < 200 && status == SIMILE_OK; i++) {
        status = simile_buffer__append_format(&buffer, "%d", 8);
        ck_assert_uint_eq(buffer.size, i + (status == SIMILE_OK));
    }
    simile_buffer__dispose(&buffer);
    return status;
}

START_TEST(buffer__survives_lack_of_memory)
{
    ck_assert_uint_gt(expect_memory_failures(fill, NULL), 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        buffer__appends_bytes_texts_and_formats, buffer__holds_an_empty_text,     buffer__keeps_its_memory_when_cleared,
        buffer__refuses_what_cannot_be,          buffer__survives_lack_of_memory,
    };
    return suite_run("buffer", tests, sizeof tests / sizeof *tests);
}
