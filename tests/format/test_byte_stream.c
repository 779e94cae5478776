/* Byte streams: what a pipe has is given at once, gzip members follow one another, a wait can be stopped. */
#include "byte_stream.h"
#include "trial.h"
#include <zlib.h>

/* A gzip member that holds the text; returns its size. */
static size_t pack(unsigned char *out, size_t room, const char *text)
{
    z_stream zip = {0};

    ck_assert_int_eq(deflateInit2(&zip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    zip.next_in = (unsigned char *)(uintptr_t)text;
    zip.avail_in = (unsigned)strlen(text);
    zip.next_out = out;
    zip.avail_out = (unsigned)room;
    ck_assert_int_eq(deflate(&zip, Z_FINISH), Z_STREAM_END);
    deflateEnd(&zip);
    return room - zip.avail_out;
}

static void expect_text(const void *file, size_t size, const char *expected)
{
    const char *path = trial_write("bytes", file, size);
    simile_byte_stream *stream;
    char text[64];
    size_t n = 0, n_read;

    ck_assert_int_eq(simile_byte_stream__open(&stream, path, NULL), SIMILE_OK);
    do {
        ck_assert_int_eq(simile_byte_stream__read(&n_read, stream, text + n, 3), SIMILE_OK);
        n += n_read;
    } while (n_read > 0 && n < sizeof(text) - 3);
    ck_assert_uint_eq(n, strlen(expected));
    ck_assert_mem_eq(text, expected, n);
    ck_assert(!simile_byte_stream__is_cut(stream));
    simile_byte_stream__free(stream);
    unlink(path);
}

START_TEST(byte_stream__reads_plain_files)
{
    expect_text("", 0, "");
    expect_text("a", 1, "a");
    expect_text("\x1F", 1, "\x1F");
    expect_text("seven bytes", 11, "seven bytes");
}
END_TEST

START_TEST(byte_stream__joins_gzip_members)
{
    unsigned char file[256];
    size_t size = pack(file, sizeof(file), "first,");

    size += pack(file + size, sizeof(file) - size, "");
    size += pack(file + size, sizeof(file) - size, "last");
    expect_text(file, size, "first,last");
    memcpy(file + size, "padding", 7); /* as tape archives have it */
    expect_text(file, size + 7, "first,last");
}
END_TEST

static bool is_wished(void *context)
{
    int *n_left = context;

    return --*n_left < 0;
}

START_TEST(byte_stream__gives_what_is_there_and_stops_waiting)
{
    int ends[2], kept = dup(STDIN_FILENO), n_left = 3;
    const simile_stop stop = {.is_wished = is_wished, .context = &n_left};
    simile_byte_stream *stream;
    char text[64];
    size_t n;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
    ck_assert_int_eq(simile_byte_stream__open(&stream, "-", &stop), SIMILE_OK);
    ck_assert_int_eq(write(ends[1], "some", 4), 4);
    ck_assert_int_eq(simile_byte_stream__read(&n, stream, text, sizeof(text)), SIMILE_OK);
    ck_assert_uint_eq(n, 4);
    ck_assert_int_eq(simile_byte_stream__read(&n, stream, text, sizeof(text)), SIMILE_ERROR_INTERRUPTED);
    ck_assert_uint_eq(n, 0);
    ck_assert_int_lt(n_left, 0);
    simile_byte_stream__free(stream);
    dup2(kept, STDIN_FILENO);
    close(kept);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("byte_stream");
    TCase *tcase = tcase_create("byte_stream");

    tcase_add_test(tcase, byte_stream__reads_plain_files);
    tcase_add_test(tcase, byte_stream__joins_gzip_members);
    tcase_add_test(tcase, byte_stream__gives_what_is_there_and_stops_waiting);
    suite_add_tcase(suite, tcase);
    return trial_run(suite);
}
