/* Edit distances, and which known word is offered for a misspelt one. */
#include "spelling.h"
#include "suite.h"
#include <stdint.h>
#include <string.h>

static void expect_distance(const char *a, const char *b, size_t expected)
{
    ck_assert_uint_eq(simile_spelling__distance(a, b), expected);
    ck_assert_uint_eq(simile_spelling__distance(b, a), expected);
}

START_TEST(spelling__counts_changes)
{
    expect_distance("", "", 0);
    expect_distance("", "abc", 3);
    expect_distance("kitten", "sitting", 3);
    expect_distance("saturday", "sunday", 3);
    expect_distance("temprature", "temperature", 1);
    expect_distance("poolnig", "pooling", 1); /* neighbours swapped */
    expect_distance("ca", "abc", 3);          /* no further change between swapped letters */
}
END_TEST

START_TEST(spelling__bounds_the_length_of_words)
{
    char longest[66];
    memset(longest, 'a', 65);
    longest[64] = '\0';
    expect_distance(longest, "a", 63);
    longest[64] = 'a';
    longest[65] = '\0';
    expect_distance(longest, "a", SIZE_MAX);
}
END_TEST

static const char *nearest(const char *word)
{
    static const char *const known[] = {"loss", "steps", "seed", "temperature", "batch_size", "learning_rate"};
    simile_spelling spelling = {.word = word};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        simile_spelling__offer(&spelling, known[i]);
    return spelling.best;
}

START_TEST(spelling__offers_the_nearest_word_only_when_it_is_near)
{
    ck_assert_str_eq(nearest("step"), "steps");
    ck_assert_str_eq(nearest("sede"), "seed");
    ck_assert_str_eq(nearest("los"), "loss");
    ck_assert_str_eq(nearest("temp_rature"), "temperature");
    ck_assert_str_eq(nearest("learningrate"), "learning_rate");
    ck_assert_ptr_null(nearest("lr"));
    ck_assert_ptr_null(nearest("epochs"));
    ck_assert_ptr_null(nearest(""));
}
END_TEST

START_TEST(spelling__prefers_the_first_of_equals)
{
    simile_spelling spelling = {.word = "bat"};
    simile_spelling__offer(&spelling, "cat");
    simile_spelling__offer(&spelling, "rat");
    ck_assert_str_eq(spelling.best, "cat");
    simile_spelling__offer(&spelling, "bat");
    ck_assert_str_eq(spelling.best, "bat");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        spelling__counts_changes,
        spelling__bounds_the_length_of_words,
        spelling__offers_the_nearest_word_only_when_it_is_near,
        spelling__prefers_the_first_of_equals,
    };
    return suite_run("spelling", tests, sizeof tests / sizeof *tests);
}
