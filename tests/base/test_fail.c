/* Messages: one line, whole characters, one a thread. */
#include "fail.h"
#include "suite.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

START_TEST(fail__is_empty_before_the_first_failure)
{
    ck_assert_str_eq(simile_status_message(), "");
}
END_TEST

START_TEST(fail__returns_the_status_and_keeps_the_text)
{
    ck_assert_int_eq(simile_status__fail(SIMILE_ERROR_DATA, "%s:%d: %s", "a.tsv", 7, "too few columns"),
                     SIMILE_ERROR_DATA);
    ck_assert_str_eq(simile_status_message(), "a.tsv:7: too few columns");
}
END_TEST

START_TEST(fail__takes_its_own_message_as_argument)
{
    simile_status__fail(SIMILE_ERROR_DATA, "inner");
    simile_status__fail(SIMILE_ERROR_DATA, "outer %s", simile_status_message());
    ck_assert_str_eq(simile_status_message(), "outer inner");
    simile_status__set_message(simile_status_message());
    ck_assert_str_eq(simile_status_message(), "outer inner");
}
END_TEST

START_TEST(fail__adds_context_in_front)
{
    simile_status__fail(SIMILE_ERROR_FORMAT, "no such key");
    ck_assert_int_eq(simile_status__add_context(SIMILE_ERROR_CONFIG, "%s:%d", "c.yaml", 3), SIMILE_ERROR_CONFIG);
    ck_assert_str_eq(simile_status_message(), "c.yaml:3: no such key");
}
END_TEST

START_TEST(fail__blanks_control_characters)
{
    simile_status__fail(SIMILE_ERROR_DATA, "%s", "a\nb\tc\x1b[0m\x7f");
    ck_assert_str_eq(simile_status_message(), "a b c [0m ");
}
END_TEST

/* A text of `n` letters and then "é" (two bytes) over and over: cut anywhere, no half "é" may stay. */
static void check_cut(size_t n)
{
    char text[2 * SIMILE_MESSAGE_SIZE];
    memset(text, 'x', n);
    for (size_t i = n; i + 2 < sizeof text; i += 2) {
        memcpy(text + i, "é", 3);
    }
    simile_status__fail(SIMILE_ERROR_DATA, "%s", text);
    const char *message = simile_status_message();
    const size_t size = strlen(message), room = SIMILE_MESSAGE_SIZE - 1;
    ck_assert_uint_eq(size, n < room ? room - (room - n) % 2 : room);
    ck_assert_mem_eq(message, text, size);
}

START_TEST(fail__cuts_at_a_whole_character)
{
    check_cut(0);
    check_cut(1);
    check_cut(SIMILE_MESSAGE_SIZE - 3);
    check_cut(SIMILE_MESSAGE_SIZE - 2);
    check_cut(SIMILE_MESSAGE_SIZE - 1);
}
END_TEST

START_TEST(fail__keeps_a_text_that_just_fits)
{
    char text[SIMILE_MESSAGE_SIZE];
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof text - 3, "é", 3);
    simile_status__fail(SIMILE_ERROR_DATA, "%s", text);
    ck_assert_str_eq(simile_status_message(), text);
}
END_TEST

START_TEST(fail__cuts_a_long_context)
{
    char text[3 * SIMILE_MESSAGE_SIZE];
    memset(text, 'y', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    simile_status__fail(SIMILE_ERROR_DATA, "inner");
    simile_status__add_context(SIMILE_ERROR_DATA, "%s", text);
    ck_assert_uint_eq(strlen(simile_status_message()), SIMILE_MESSAGE_SIZE - 1);
    ck_assert_int_eq(simile_status_message()[SIMILE_MESSAGE_SIZE - 2], 'y');
}
END_TEST

static void *fail_elsewhere(void *seen)
{
    snprintf(seen, SIMILE_MESSAGE_SIZE, "%s", simile_status_message());
    simile_status__fail(SIMILE_ERROR_IO, "elsewhere");
    return NULL;
}

START_TEST(fail__belongs_to_the_thread)
{
    char seen[SIMILE_MESSAGE_SIZE] = "unset";
    pthread_t thread;
    simile_status__fail(SIMILE_ERROR_IO, "here");
    ck_assert_int_eq(pthread_create(&thread, NULL, fail_elsewhere, seen), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_str_eq(seen, "");
    ck_assert_str_eq(simile_status_message(), "here");
}
END_TEST

START_TEST(fail__names_every_status)
{
    const char *names[9];
    for (int i = 0; i < 9; i++) {
        names[i] = simile_status_name((simile_status)-i);
        ck_assert_str_ne(names[i], "");
        for (int j = 0; j < i; j++) {
            ck_assert_str_ne(names[i], names[j]);
        }
    }
    ck_assert_str_eq(names[0], "ok");
    ck_assert_str_eq(names[1], "out of memory");
    ck_assert_str_eq(simile_status_name((simile_status)1), names[8]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {fail__is_empty_before_the_first_failure,
                                  fail__returns_the_status_and_keeps_the_text,
                                  fail__takes_its_own_message_as_argument,
                                  fail__adds_context_in_front,
                                  fail__blanks_control_characters,
                                  fail__cuts_at_a_whole_character,
                                  fail__keeps_a_text_that_just_fits,
                                  fail__cuts_a_long_context,
                                  fail__belongs_to_the_thread,
                                  fail__names_every_status};
    return suite_run("fail", tests, sizeof tests / sizeof *tests);
}
