/* Failure messages: one line, of bounded length, each thread its own. */
#include "expect.h"
#include "fail.h"
#include "memory.h"
#include "suite.h"
#include <pthread.h>
#include <string.h>

START_TEST(fail__answers_the_status_and_keeps_the_message)
{
    ck_assert_str_eq(simile_status_message(), "");
    expect_failure(simile_status__fail(SIMILE_ERROR_DATA, "a.tsv:%d: too few columns", 7), SIMILE_ERROR_DATA,
                   "a.tsv:7: too few columns");
    ck_assert_str_eq(simile_status_message(), "a.tsv:7: too few columns");
}
END_TEST

START_TEST(fail__makes_one_line_of_what_the_user_wrote)
{
    simile_status__fail(SIMILE_ERROR_DATA, "key \"%s\"", "a\nb\r\tc\x1b[31m\x7f\xc3\xa9");
    ck_assert_str_eq(simile_status_message(), "key \"a b  c [31m \xc3\xa9\"");
}
END_TEST

START_TEST(fail__may_use_the_earlier_message)
{
    simile_status__fail(SIMILE_ERROR_IO, "inner");
    simile_status__fail(SIMILE_ERROR_IO, "outer (%s)", simile_status_message());
    ck_assert_str_eq(simile_status_message(), "outer (inner)");
    simile_status__set_message(simile_status_message());
    ck_assert_str_eq(simile_status_message(), "outer (inner)");
}
END_TEST

START_TEST(fail__cuts_between_characters)
{
    static const char *const characters[] = {"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    char text[2 * SIMILE_MESSAGE_SIZE];
    for (size_t c = 0; c < 4; c++) {
        size_t size = strlen(characters[c]);
        for (size_t shift = 0; shift < 4; shift++) {
            size_t length = shift;
            memset(text, '.', shift);
            for (; length < SIMILE_MESSAGE_SIZE + 40; length += size)
                memcpy(text + length, characters[c], size);
            text[length] = '\0';
            simile_status__fail(SIMILE_ERROR_IO, "%s", text);
            size_t kept = strlen(simile_status_message());
            ck_assert_uint_lt(kept, SIMILE_MESSAGE_SIZE);
            ck_assert_uint_ge(kept + size, SIMILE_MESSAGE_SIZE); /* no more is cut than must be */
            ck_assert_uint_eq((kept - shift) % size, 0);
            ck_assert_int_eq(strncmp(simile_status_message(), text, kept), 0);
        }
    }
}
END_TEST

START_TEST(fail__puts_context_in_front)
{
    simile_status status = simile_status__fail(SIMILE_ERROR_FORMAT, "no [UNK]");
    ck_assert_int_eq(simile_status__add_context(status, "%s/vocab.txt", "model"), SIMILE_ERROR_FORMAT);
    ck_assert_str_eq(simile_status_message(), "model/vocab.txt: no [UNK]");

    char longest[4 * SIMILE_MESSAGE_SIZE];
    memset(longest, 'p', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    simile_status__add_context(status, "%s", longest);
    ck_assert_uint_eq(strlen(simile_status_message()), SIMILE_MESSAGE_SIZE - 1);
}
END_TEST

START_TEST(fail__needs_no_memory)
{
    simile_memory__fail_at(1);
    int64_t n_live = simile_memory__live();
    ck_assert_ptr_null(simile_memory__alloc(1, 1));
    ck_assert_ptr_nonnull(strstr(simile_status_message(), "out of memory"));
    simile_memory__fail_at(0);
    ck_assert_int_eq(simile_memory__live(), n_live);
}
END_TEST

static void *fail_elsewhere(void *seen)
{
    strcpy(seen, simile_status_message());
    simile_status__fail(SIMILE_ERROR_IO, "elsewhere");
    return NULL;
}

START_TEST(fail__keeps_a_message_for_each_thread)
{
    char seen[SIMILE_MESSAGE_SIZE] = "?";
    pthread_t thread;
    simile_status__fail(SIMILE_ERROR_IO, "here");
    ck_assert_int_eq(pthread_create(&thread, NULL, fail_elsewhere, seen), 0);
    pthread_join(thread, NULL);
    ck_assert_str_eq(seen, "");
    ck_assert_str_eq(simile_status_message(), "here");
}
END_TEST

START_TEST(fail__names_every_status)
{
    ck_assert_str_eq(simile_status_name(SIMILE_OK), "ok");
    for (int a = SIMILE_OK; a >= SIMILE_ERROR_INTERRUPTED; a--)
        for (int b = SIMILE_OK; b > a; b--)
            ck_assert_str_ne(simile_status_name((simile_status)a), simile_status_name((simile_status)b));
    ck_assert_str_eq(simile_status_name((simile_status)99), "unknown status");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        fail__answers_the_status_and_keeps_the_message,
        fail__makes_one_line_of_what_the_user_wrote,
        fail__may_use_the_earlier_message,
        fail__cuts_between_characters,
        fail__puts_context_in_front,
        fail__needs_no_memory,
        fail__keeps_a_message_for_each_thread,
        fail__names_every_status,
    };
    return suite_run("fail", tests, sizeof tests / sizeof *tests);
}
