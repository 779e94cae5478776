/* The longest piece by the index against a search through all pieces; words in registers against loops over bytes. */
#include "expect.h"
#include "memory.h"
#include "piece_index.h"
#include "random.h"
#include "suite.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PIECES 400
#define MOST_BYTES  300

static char storage[MOST_PIECES][MOST_BYTES + 1];
static const char *texts[MOST_PIECES];

/* Few letters, so that pieces begin, continue and equal one another; some are longer than a key or than any bound. */
static size_t random_letters(char *text, simile_random *random)
{
    const uint64_t kind = simile_random__below(random, 20);
    const size_t size = kind == 0   ? simile_random__below(random, MOST_BYTES + 1)
                        : kind <= 4 ? 10 + simile_random__below(random, 12)
                                    : simile_random__below(random, 9);
    for (size_t i = 0; i < size; i++)
        text[i] = "aaab#"[simile_random__below(random, 5)];
    text[size] = '\0';
    return size;
}

static bool is_listed(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (texts[i] != NULL && strcmp(texts[i], text) == 0)
            return true;
    return false;
}

static int32_t search(size_t *length, const char *prefix, const char *text, size_t size)
{
    const size_t skipped = strlen(prefix);
    int32_t best = SIMILE_NO_PIECE;
    *length = 0;
    for (int32_t i = 0; i < MOST_PIECES; i++) {
        if (texts[i] == NULL || strncmp(texts[i], prefix, skipped) != 0)
            continue;
        const size_t n = strlen(texts[i]) - skipped;
        if (n > *length && n <= size && memcmp(texts[i] + skipped, text, n) == 0) {
            *length = n;
            best = i;
        }
    }
    return best;
}

static void check_longest(const simile_piece_index *index, const char *prefix, const char *text, size_t size)
{
    for (int continues = 0; continues < 1 + (*prefix != '\0'); continues++) {
        size_t length = 0, expected = 0;
        const int32_t best = search(&expected, continues ? prefix : "", text, size);
        if (simile_piece_index__longest(&length, index, continues, text, size, size) != best ||
            (best != SIMILE_NO_PIECE && length != expected))
            ck_abort_msg("\"%s\", prefix \"%s\", continues %d: not the piece %d", text, prefix, continues, (int)best);
    }
}

START_TEST(piece_index__finds_the_longest_piece)
{
    static const char *const prefixes[] = {"##", "", "a", NULL};
    simile_random random;
    simile_random__init(&random, 3, 0);
    for (size_t round = 0; round < 40; round++) {
        const char *prefix = prefixes[round % 4];
        simile_piece_index index = {0};
        int32_t duplicate[2];
        for (size_t i = 0; i < MOST_PIECES; i++) {
            const size_t size = random_letters(storage[i], &random);
            texts[i] = size == 0 || is_listed(storage[i], i) ? NULL : storage[i];
        }
        expect_ok(simile_piece_index__build(&index, duplicate, texts, MOST_PIECES, prefix));
        ck_assert_int_eq(duplicate[1], -1);
        for (size_t k = 0; k < 500; k++) {
            char text[MOST_BYTES + 1];
            const size_t size = random_letters(text, &random);
            if (size > 0)
                check_longest(&index, prefix ? prefix : "", text, size);
        }
        for (int32_t i = 0; i < MOST_PIECES; i++)
            if (texts[i] != NULL && simile_piece_index__id(&index, texts[i], strlen(texts[i])) != i)
                ck_abort_msg("\"%s\" has another id than %d", texts[i], (int)i);
        simile_piece_index__dispose(&index);
    }
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(piece_index__names_the_first_duplicate)
{
    const char *const twice[] = {"a", NULL, "a piece longer than a key", "", "", "b", "a piece longer than a key", "b"};
    simile_piece_index index = {0};
    int32_t duplicate[2];
    expect_ok(simile_piece_index__build(&index, duplicate, twice, 8, "##"));
    ck_assert_int_eq(duplicate[0], 2);
    ck_assert_int_eq(duplicate[1], 6);
    ck_assert_ptr_null(index.slots);
}
END_TEST

/* Every length and place of a word's end, by bytes of all kinds; blocks of exact size, so that sanitizers see more. */
START_TEST(word_key__holds_the_word)
{
    simile_random random;
    simile_random__init(&random, 5, 0);
    for (size_t k = 0; k < 20000; k++) {
        const size_t size = 16 + simile_random__below(&random, 8), left = 1 + simile_random__below(&random, 15);
        char *text = malloc(size), lower[16] = {0}, stored[16];
        size_t run = 0, expected = 0;
        for (size_t i = 0; i < size; i++)
            text[i] = simile_random__below(&random, 12) == 0 ? (char)simile_random__next(&random)
                                                             : "azAZ09mM5"[simile_random__below(&random, 9)];
        simile_word_key key = simile_word_key__load(text + size - left, left);
        const simile_word_key last = simile_word_key__last(text + size, left);
        ck_assert_msg(key.low == last.low && key.high == last.high, "%zu bytes are loaded in two ways", left);
        for (size_t i = 0; i < left; i++)
            lower[i] = (unsigned char)text[size - left + i] < 0x80 ? (char)tolower(text[size - left + i])
                                                                   : text[size - left + i];
        while (expected < left && (unsigned char)lower[expected] < 0x80 && isalnum(lower[expected]))
            expected++;
        run = simile_word_key__scan(&key, true);
        simile_word_key__store(stored, simile_word_key__cut(key, left));
        if (run != expected || memcmp(stored, lower, sizeof lower) != 0)
            ck_abort_msg("%zu bytes: a run of %zu, not %zu", left, run, expected);
        free(text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("piece_index");
    TCase *cases = suite_add_case(suite, "all");

    tcase_add_test(cases, piece_index__finds_the_longest_piece);
    tcase_add_test(cases, piece_index__names_the_first_duplicate);
    tcase_add_test(cases, word_key__holds_the_word);
    return suite_run_made(suite);
}
