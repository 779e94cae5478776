/* Vocabulary training on texts small enough to work out by hand. */
#include "expect.h"
#include "file.h"
#include "memory.h"
#include "simile/vocab.h"
#include "suite.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPECIALS "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"

static char text_path[256], vocab_path[272];
static const char *paths[1] = {text_path};

static void make_paths(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(text_path, sizeof text_path, "%s/simile-vocab-XXXXXX", base == NULL ? "/tmp" : base);
    int file = mkstemp(text_path);
    ck_assert_int_ge(file, 0);
    close(file);
    snprintf(vocab_path, sizeof vocab_path, "%s.txt", text_path);
}

static void remove_paths(void)
{
    simile_file__remove(text_path);
    simile_file__remove(vocab_path);
    ck_assert_int_eq(simile_memory__live(), 0);
}

static simile_vocab_train_options options_for(const char *text)
{
    ck_assert_int_eq(simile_file__write(text_path, text, strlen(text)), SIMILE_OK);
    return (simile_vocab_train_options){
        .paths = paths, .n_paths = 1, .size = 100, .lowercase = true, .out = vocab_path};
}

static simile_vocab_report trains(simile_vocab_train_options options, const char *expected)
{
    simile_buffer got = {0};
    simile_vocab_report report;

    ck_assert_msg(simile_vocab_train(&options, &report) == SIMILE_OK, "%s", simile_status_message());
    ck_assert_int_eq(simile_file__read(&got, vocab_path, 1 << 20), SIMILE_OK);
    ck_assert_str_eq(got.data, expected);
    simile_buffer__dispose(&got);
    return report;
}

/* Words: hug 10, pug 5, pun 12, bun 4, hugs 5. Pairs: ##u ##g 20, ##u ##n 16, then h ##ug 15, p ##un 12, p ##ug 5 and
 * hug ##s 5 (the lower first id goes first, p 9 before hug 17), b ##un 4. */
START_TEST(vocab_train__joins_the_most_frequent_pair_first)
{
    simile_vocab_train_options options = options_for("hug\t10\npug\t5\npun\t12\nbun\t4\nhugs\t5\n");
    simile_vocab_report report;

    options.counts = true;
    report =
        trains(options, SPECIALS "b\ng\nh\nn\np\ns\nu\n##g\n##n\n##s\n##u\n##ug\n##un\nhug\npun\npug\nhugs\nbun\n");
    ck_assert_uint_eq(report.n_words, 36);
    ck_assert_uint_eq(report.n_distinct, 5);
    ck_assert_uint_eq(report.n_pieces, 23);
    ck_assert_uint_eq(report.n_pieces_in_use, 36);
}
END_TEST

START_TEST(vocab_train__stops_at_the_size)
{
    simile_vocab_train_options options = options_for("hug\t10\npug\t5\npun\t12\nbun\t4\nhugs\t5\n");
    options.counts = true;
    options.size = 18;
    trains(options, SPECIALS "b\ng\nh\nn\np\ns\nu\n##g\n##n\n##s\n##u\n##ug\n##un\n");
}
END_TEST

START_TEST(vocab_train__joins_overlapping_pairs_from_the_left)
{
    /* a aaaa aaaa: ##a ##a counts 2 a word, a ##a 1; "aaaa" is a ##aa ##a, so a ##aa and ##aa ##a count 2 each. */
    trains(options_for("aaaa AAAA\n"), SPECIALS "a\n##a\n##aa\naaa\naaaa\n");
}
END_TEST

START_TEST(vocab_train__normalises_and_takes_a_column)
{
    simile_vocab_train_options options = options_for("x y\t\xC3\x89"
                                                     "e!\t1\nz\t\xC3\xA9"
                                                     "e\t2\n");
    options.column = 2;
    trains(options, SPECIALS "!\ne\n##e\nee\n");
}
END_TEST

START_TEST(vocab_train__leaves_out_words_with_rare_characters)
{
    simile_vocab_train_options options = options_for("ab ab ab aq\n");
    simile_vocab_report report;
    options.alphabet_limit = 2;
    report = trains(options, SPECIALS "a\nb\n##b\nab\n");
    ck_assert_uint_eq(report.n_skipped, 1);
}
END_TEST

static void fails(simile_vocab_train_options options, simile_status status, const char *word)
{
    ck_assert_int_eq(simile_vocab_train(&options, NULL), status);
    ck_assert_msg(strstr(simile_status_message(), word) != NULL, "%s", simile_status_message());
    ck_assert(!simile_file__exists(vocab_path));
}

START_TEST(vocab_train__refuses_bad_input)
{
    simile_vocab_train_options options = options_for("a\t1\nb\tx\n");

    options.counts = true;
    fails(options, SIMILE_ERROR_DATA, ":2: ");
    options.counts = false;
    options.column = 3;
    fails(options, SIMILE_ERROR_DATA, ":1: ");
    fails(options_for(" \n\n"), SIMILE_ERROR_DATA, "no word");
    options = options_for("abc\n");
    options.size = 9;
    fails(options, SIMILE_ERROR_CONFIG, "no room");
}
END_TEST

static simile_status train(void *context)
{
    return simile_vocab_train(context, NULL);
}

START_TEST(vocab_train__survives_every_failing_allocation)
{
    simile_vocab_train_options options = options_for("hug hug pug\xFF e\xCC\x81 hugs\n");
    ck_assert_uint_gt(expect_memory_failures(train, &options), 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vocab_train");
    TCase *cases = tcase_create("training");

    tcase_add_checked_fixture(cases, make_paths, remove_paths);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, vocab_train__joins_the_most_frequent_pair_first);
    tcase_add_test(cases, vocab_train__stops_at_the_size);
    tcase_add_test(cases, vocab_train__joins_overlapping_pairs_from_the_left);
    tcase_add_test(cases, vocab_train__normalises_and_takes_a_column);
    tcase_add_test(cases, vocab_train__leaves_out_words_with_rare_characters);
    tcase_add_test(cases, vocab_train__refuses_bad_input);
    tcase_add_test(cases, vocab_train__survives_every_failing_allocation);
    suite_add_tcase(suite, cases);
    return suite_run_made(suite);
}
