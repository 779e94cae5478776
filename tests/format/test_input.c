/* Lines: ends, marks, long lines, gzip whole and cut, what cannot be opened. */
#include "input.h"
#include "trial.h"
#include <fcntl.h>

/* "one\ntwo\nthree\n" by gzip. */
static const unsigned char zipped[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xcb, 0xcf,
                                       0x4b, 0xe5, 0x2a, 0x29, 0xcf, 0xe7, 0x2a, 0xc9, 0x28, 0x4a, 0x4d, 0xe5,
                                       0x02, 0x00, 0xb6, 0xd5, 0xe6, 0x25, 0x0e, 0x00, 0x00, 0x00};

/* All lines of a file, each ended by "|", in `out`. */
static simile_status collect(char *out, size_t capacity, const char *path)
{
    simile_input *input;
    simile_status status = simile_input__open(&input, path);
    size_t size = 0, n;
    const char *line;
    bool more = status == SIMILE_OK;

    while (more) {
        status = simile_input__line(&more, &line, &n, input);
        ck_assert(!more || status == SIMILE_OK);
        if (!more)
            break;
        ck_assert_int_eq(line[n], '\0');
        if (size + n + 2 > capacity)
            continue;
        memcpy(out + size, line, n);
        size += n;
        out[size++] = '|';
    }
    out[size] = '\0';
    simile_input__free(input);
    return status;
}

static simile_status read_all(const char *path)
{
    char out[256];

    return collect(out, sizeof(out), path);
}

static void expect_lines(const char *bytes, size_t size, const char *expected)
{
    char out[256];
    const char *path = trial_write("lines", bytes, size);

    ck_assert_int_eq(collect(out, sizeof(out), path), SIMILE_OK);
    ck_assert_str_eq(out, expected);
    unlink(path);
}

START_TEST(input__ends_lines_at_newlines_alone)
{
    expect_lines("", 0, "");
    expect_lines("\n", 1, "|");
    expect_lines("a\nb\n", 4, "a|b|");
    expect_lines("a\nb", 3, "a|b|");
    expect_lines("a\r\n\r\nb\r\r\n", 9, "a||b\r|");
    expect_lines("a\rb\vc\n", 6, "a\rb\vc|");
}
END_TEST

START_TEST(input__skips_a_byte_order_mark_at_the_start_alone)
{
    expect_lines("\xEF\xBB\xBF"
                 "a\n\xEF\xBB\xBF"
                 "b\n",
                 10,
                 "a|\xEF\xBB\xBF"
                 "b|");
    expect_lines("\xEF\xBB\xBF", 3, "");
    expect_lines("\xEF\xBB", 2, "\xEF\xBB|");
}
END_TEST

START_TEST(input__keeps_nul_bytes)
{
    const char *path = trial_write("nul", "a\0b\n\0\n", 6), *line;
    simile_input *input;
    size_t size;
    bool more;

    ck_assert_int_eq(simile_input__open(&input, path), SIMILE_OK);
    ck_assert_int_eq(simile_input__line(&more, &line, &size, input), SIMILE_OK);
    ck_assert_uint_eq(size, 3);
    ck_assert_mem_eq(line, "a\0b", 4);
    ck_assert_int_eq(simile_input__line(&more, &line, &size, input), SIMILE_OK);
    ck_assert_uint_eq(size, 1);
    ck_assert_uint_eq(simile_input__line_number(input), 2);
    ck_assert_int_eq(simile_input__line(&more, &line, &size, input), SIMILE_OK);
    ck_assert(!more);
    simile_input__free(input);
    unlink(path);
}
END_TEST

/* Lines around the size of the buffer, so that every refill leaves a part of one behind. */
START_TEST(input__hands_out_lines_longer_than_its_buffer)
{
    static const size_t sizes[] = {1, 262142, 262143, 262144, 262145, 700000, 0, 5};
    const char *path = trial_path("long"), *line;
    FILE *file = fopen(path, "wb");
    simile_input *input;
    size_t size;
    bool more;

    for (size_t i = 0; i < 8; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            putc('a' + (int)((i + j) % 26), file);
        putc('\n', file);
    }
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(simile_input__open(&input, path), SIMILE_OK);
    for (size_t i = 0; i < 8; i++) {
        ck_assert_int_eq(simile_input__line(&more, &line, &size, input), SIMILE_OK);
        ck_assert(more);
        ck_assert_uint_eq(size, sizes[i]);
        for (size_t j = 0; j < size; j++)
            if (line[j] != 'a' + (char)((i + j) % 26))
                ck_abort_msg("line %zu differs at byte %zu", i + 1, j);
    }
    simile_input__free(input);
    unlink(path);
}
END_TEST

START_TEST(input__reads_gzip_and_standard_input)
{
    char out[256];
    const char *path = trial_write("whole.gz", zipped, sizeof(zipped));
    int kept = dup(STDIN_FILENO), descriptor = open(path, O_RDONLY);

    ck_assert_int_eq(collect(out, sizeof(out), path), SIMILE_OK);
    ck_assert_str_eq(out, "one|two|three|");
    ck_assert_int_ge(dup2(descriptor, STDIN_FILENO), 0);
    ck_assert_int_eq(collect(out, sizeof(out), "-"), SIMILE_OK);
    ck_assert_str_eq(out, "one|two|three|");
    dup2(kept, STDIN_FILENO);
    close(kept);
    close(descriptor);
    unlink(path);
}
END_TEST

/* One byte of the magic alone is plain text; two and more are a gzip file that was cut. */
static void expect_next(simile_input *input, const char *expected, uint64_t number)
{
    const char *line;
    size_t size;
    bool more;

    ck_assert_int_eq(simile_input__line(&more, &line, &size, input), SIMILE_OK);
    ck_assert(more);
    ck_assert_str_eq(line, expected);
    ck_assert_uint_eq(simile_input__line_number(input), number);
}

/* Forth and back, from the start, from the middle and from the end, in a file larger than the buffer. */
START_TEST(input__goes_to_a_line)
{
    enum { n_filling = 600000 };
    char *text = malloc(n_filling + 64);
    simile_input *input;
    size_t size, end = n_filling + 8;
    const char *line, *path;
    bool more;

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', n_filling + 8);
    memcpy(text,
           "\xEF\xBB\xBF"
           "a\nb\n",
           7);
    memcpy(text + end - 1, "\nlast", 6);
    path = trial_write("goes", text, end + 4);
    ck_assert_int_eq(simile_input__open(&input, path), SIMILE_OK);
    ck_assert_int_eq(simile_input__go_to(input, end, 4), SIMILE_OK);
    ck_assert_uint_eq(simile_input__offset(input), end);
    expect_next(input, "last", 4);
    ck_assert_uint_eq(simile_input__offset(input), end + 4);
    ck_assert_int_eq(simile_input__line(&more, &line, &size, input), SIMILE_OK);
    ck_assert(!more);
    ck_assert_int_eq(simile_input__go_to(input, 5, 2), SIMILE_OK);
    expect_next(input, "b", 2);
    ck_assert_uint_eq(simile_input__offset(input), 7);
    ck_assert_int_eq(simile_input__line(&more, &line, &size, input), SIMILE_OK);
    ck_assert_uint_eq(size, end - 8);
    expect_next(input, "last", 4);
    simile_input__free(input);
    free(text);
    unlink(path);

    path = trial_write("packed", zipped, sizeof(zipped));
    ck_assert_int_eq(simile_input__open(&input, path), SIMILE_OK);
    ck_assert_int_eq(simile_input__go_to(input, 4, 2), SIMILE_ERROR_IO);
    simile_input__free(input);
    unlink(path);
}
END_TEST

START_TEST(input__reports_gzip_cut_at_any_length)
{
    for (size_t size = 2; size < sizeof(zipped); size++) {
        const char *path = trial_write("cut.gz", zipped, size);
        trial_expect(read_all(path), SIMILE_ERROR_FORMAT, "cut.gz:");
        ck_assert_ptr_nonnull(strstr(simile_status_message(), "cut short"));
        unlink(path);
    }
}
END_TEST

START_TEST(input__reports_damaged_gzip)
{
    unsigned char copy[sizeof(zipped)];
    const char *path;

    memcpy(copy, zipped, sizeof(copy));
    copy[sizeof(copy) - 7] ^= 1; /* the check sum */
    path = trial_write("bad.gz", copy, sizeof(copy));
    trial_expect(read_all(path), SIMILE_ERROR_FORMAT, "damaged gzip data");
    unlink(path);
    trial_damage("flip.gz", zipped, sizeof(zipped), read_all);
}
END_TEST

START_TEST(input__names_what_cannot_be_opened)
{
    trial_expect(read_all("/nonexistent/file"), SIMILE_ERROR_IO, "/nonexistent/file: cannot be opened: no such file");
    trial_expect(read_all("/"), SIMILE_ERROR_IO, "/: is a directory");
}
END_TEST

START_TEST(input__survives_failed_allocations)
{
    char text[600000];
    const char *path;

    memset(text, 'a', sizeof(text));
    path = trial_write("starve", text, sizeof(text));
    trial_starve(path, read_all);
    unlink(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input");
    TCase *tcase = tcase_create("input");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, input__ends_lines_at_newlines_alone);
    tcase_add_test(tcase, input__skips_a_byte_order_mark_at_the_start_alone);
    tcase_add_test(tcase, input__keeps_nul_bytes);
    tcase_add_test(tcase, input__hands_out_lines_longer_than_its_buffer);
    tcase_add_test(tcase, input__reads_gzip_and_standard_input);
    tcase_add_test(tcase, input__goes_to_a_line);
    tcase_add_test(tcase, input__reports_gzip_cut_at_any_length);
    tcase_add_test(tcase, input__reports_damaged_gzip);
    tcase_add_test(tcase, input__names_what_cannot_be_opened);
    tcase_add_test(tcase, input__survives_failed_allocations);
    suite_add_tcase(suite, tcase);
    return trial_run(suite);
}
