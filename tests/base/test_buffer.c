/* Buffers. */
#include "buffer.h"
#include "expect.h"
#include "memory.h"
#include "suite.h"
#include <string.h>

START_TEST(buffer__appends_bytes_and_texts)
{
    simile_buffer buffer = {0};
    expect_ok(simile_buffer__append(&buffer, "", 0));
    ck_assert_str_eq(buffer.data, "");
    expect_ok(simile_buffer__append(&buffer, "a\0b", 3));
    expect_ok(simile_buffer__append_text(&buffer, "cd"));
    ck_assert_uint_eq(buffer.size, 5);
    ck_assert_mem_eq(buffer.data, "a\0bcd", 6);
    simile_buffer__dispose(&buffer);
    ck_assert_ptr_null(buffer.data);
    ck_assert_uint_eq(buffer.size + buffer.capacity, 0);
    simile_buffer__dispose(&buffer);
}
END_TEST

START_TEST(buffer__formats_texts_of_any_length)
{
    simile_buffer buffer = {0};
    size_t size = 0;
    for (int width = 1; width < 3000; width += 61) {
        expect_ok(simile_buffer__append_format(&buffer, "%*d|", width, 7));
        size += (size_t)width + 1;
        ck_assert_uint_eq(buffer.size, size);
        ck_assert_uint_eq(strlen(buffer.data), size);
        ck_assert_str_eq(buffer.data + size - 2, "7|");
    }
    simile_buffer__dispose(&buffer);
}
END_TEST

START_TEST(buffer__clear_keeps_the_memory)
{
    simile_buffer buffer = {0};
    simile_buffer__clear(&buffer);
    ck_assert_ptr_null(buffer.data);
    expect_ok(simile_buffer__append_text(&buffer, "some text"));
    const char *data = buffer.data;
    simile_buffer__clear(&buffer);
    ck_assert_ptr_eq(buffer.data, data);
    ck_assert_str_eq(buffer.data, "");
    ck_assert_uint_eq(buffer.size, 0);
    simile_buffer__dispose(&buffer);
}
END_TEST

START_TEST(buffer__is_unchanged_by_a_failure)
{
    simile_buffer buffer = {0};
    char text[200];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    expect_ok(simile_buffer__append_text(&buffer, "kept"));
    simile_memory__fail_at(1);
    simile_status by_format = simile_buffer__append_format(&buffer, "%s", text);
    simile_status by_text = simile_buffer__append_text(&buffer, text);
    simile_memory__fail_at(0);
    ck_assert_int_eq(by_format, SIMILE_ERROR_MEMORY);
    ck_assert_int_eq(by_text, SIMILE_ERROR_MEMORY);
    ck_assert_uint_eq(buffer.size, 4);
    ck_assert_str_eq(buffer.data, "kept");
    expect_failure(simile_buffer__append(&buffer, text, SIZE_MAX - 2), SIMILE_ERROR_MEMORY, "out of memory");
    expect_failure(simile_buffer__append(&buffer, text, SIZE_MAX / 2), SIMILE_ERROR_MEMORY, "out of memory");
    simile_buffer__dispose(&buffer);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {buffer__appends_bytes_and_texts, buffer__formats_texts_of_any_length,
                                  buffer__clear_keeps_the_memory, buffer__is_unchanged_by_a_failure};
    return suite_run("buffer", tests, sizeof tests / sizeof *tests);
}
