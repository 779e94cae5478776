/* Vocabulary training on texts small enough to work out by hand. */
#include "expect.h"
#include "file.h"
#include "memory.h"
#include "random.h"
#include "simile/vocab.h"
#include "suite.h"
#include "vocab_words.h"
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

/* Words: ab 6, ax 2, yb 2, cd 3. Pairs: a ##b 6 of 8 · 8, a ##x 2 of 8 · 2, y ##b 2 of 2 · 8, c ##d 3 of 3 · 3. So c
 * ##d (1/3) comes first where a ##b is the most frequent, then a ##x and y ##b (1/8); when both are joined a and ##b
 * are 6 each, and a ##b is worth 1/6. */
START_TEST(vocab_train__joins_by_likelihood)
{
    simile_vocab_train_options options = options_for("ab\t6\nax\t2\nyb\t2\ncd\t3\n");
    options.counts = true;
    options.criterion = SIMILE_VOCAB_LIKELIHOOD;
    trains(options, SPECIALS "a\nb\nc\nd\nx\ny\n##b\n##d\n##x\ncd\nax\nab\nyb\n");
    options.min_frequency = 3;
    trains(options, SPECIALS "a\nb\nc\nd\nx\ny\n##b\n##d\n##x\ncd\nab\n");
}
END_TEST

START_TEST(vocab_train__reserves_slots_behind_special_tokens)
{
    static const char *const specials[] = {"[A]", "<b>"};
    simile_vocab_train_options options = options_for("x x\n");
    options.specials = specials;
    options.n_specials = 2;
    options.n_reserved = 3;
    trains(options, SPECIALS "[A]\n<b>\n[unused0]\n[unused1]\n[unused2]\nx\n");
    static const char *const twice[] = {"[A]", "[SEP]"};
    options = options_for("x x\n");
    options.specials = twice;
    options.n_specials = 2;
    simile_file__remove(vocab_path);
    fails(options, SIMILE_ERROR_CONFIG, "[SEP] is given twice");
}
END_TEST

/* A text with many words, some of which every line has and most of which are rare. */
static simile_vocab_train_options options_for_much(void)
{
    simile_buffer text = {0};
    simile_random random;
    simile_random__init(&random, 11, 0);
    for (size_t i = 0; i < 12000; i++) {
        expect_ok(simile_buffer__append_text(&text, i % 7 ? "the cat, Caf\xC3\xA9 \xFF" : "walking "));
        for (size_t k = 0; k < 8; k++)
            expect_ok(simile_buffer__append_format(&text, " %c%llx%s", (char)('a' + simile_random__below(&random, 26)),
                                                   (unsigned long long)simile_random__below(&random, 1 << (4 + k)),
                                                   k % 2 ? "ing" : ""));
        expect_ok(simile_buffer__append(&text, "\n", 1));
    }
    simile_vocab_train_options options = options_for(text.data);
    options.size = 600;
    simile_buffer__dispose(&text);
    return options;
}

/* The vocabulary by one thread and by several; the counts too. */
START_TEST(vocab_train__gives_the_same_bytes_for_any_threads)
{
    static const uint64_t memories[] = {0, 200000};
    simile_vocab_train_options options = options_for_much();
    for (int i = 0; i < 4; i++) {
        simile_buffer first = {0}, other = {0};
        simile_vocab_report report, again;
        options.criterion = i % 2 ? SIMILE_VOCAB_LIKELIHOOD : SIMILE_VOCAB_FREQUENCY;
        options.memory = memories[i / 2];
        options.n_threads = 1;
        expect_ok(simile_vocab_train(&options, &report));
        expect_ok(simile_file__read(&first, vocab_path, 1 << 20));
        ck_assert((report.n_dropped > 0) == (options.memory > 0));
        for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
            options.n_threads = threads;
            expect_ok(simile_vocab_train(&options, &again));
            expect_ok(simile_file__read(&other, vocab_path, 1 << 20));
            ck_assert_str_eq(first.data, other.data);
            ck_assert_uint_eq(report.n_dropped, again.n_dropped);
            ck_assert_uint_eq(report.n_words, again.n_words);
            ck_assert_uint_eq(report.n_pieces_in_use, again.n_pieces_in_use);
        }
        simile_buffer__dispose(&first);
        simile_buffer__dispose(&other);
    }
}
END_TEST

/* With the table looked at behind every 100,000 bytes, too. */
START_TEST(vocab_words__drop_the_same_words_for_any_threads)
{
    simile_vocab_train_options options = options_for_much();
    simile_map words[2] = {{0}, {0}};
    simile_vocab_report reports[2] = {{0}, {0}};
    options.memory = 200000;
    for (size_t i = 0; i < 2; i++) {
        options.n_threads = i == 0 ? 1 : 4;
        expect_ok(simile_vocab_words__count(&words[i], &options, &reports[i], 100000));
    }
    ck_assert_uint_gt(reports[0].n_dropped, 0);
    ck_assert_uint_eq(reports[0].n_dropped, reports[1].n_dropped);
    ck_assert_uint_eq(words[0].n_entries, words[1].n_entries);
    for (size_t i = 0; i < words[0].n_entries; i++) {
        const simile_map_entry *entry = &words[0].entries[i];
        const simile_map_entry *same = simile_map__find(&words[1], entry->key, entry->size);
        if (same == NULL || same->value != entry->value)
            ck_abort_msg("%s is counted in another way", entry->key);
    }
    simile_map__dispose(&words[0]);
    simile_map__dispose(&words[1]);
    options.memory = 20;
    fails(options, SIMILE_ERROR_CONFIG, "hold no words");
}
END_TEST

static simile_status train(void *context)
{
    return simile_vocab_train(context, NULL);
}

START_TEST(vocab_train__survives_every_failing_allocation)
{
    simile_vocab_train_options options = options_for("hug hug pug\xFF e\xCC\x81 hugs\n");
    options.n_threads = 1; /* requests come in one order */
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
    tcase_add_test(cases, vocab_train__joins_by_likelihood);
    tcase_add_test(cases, vocab_train__reserves_slots_behind_special_tokens);
    tcase_add_test(cases, vocab_train__gives_the_same_bytes_for_any_threads);
    tcase_add_test(cases, vocab_words__drop_the_same_words_for_any_threads);
    tcase_add_test(cases, vocab_train__survives_every_failing_allocation);
    suite_add_tcase(suite, cases);
    return suite_run_made(suite);
}
