/* SHA-256 against the examples that NIST publishes for FIPS 180-4. */
#include "expect.h"
#include "scratch.h"
#include "sha256.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>

#define HASH_OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HASH_OF_MILLION "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void hash(char hex[65], const char *text, size_t size)
{
    simile_sha256 sha;
    simile_sha256__init(&sha);
    simile_sha256__add(&sha, text, size);
    simile_sha256__finish(hex, &sha);
}

START_TEST(sha256__matches_the_examples)
{
    static const char *const examples[][2] = {
        {"", HASH_OF_NOTHING},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqr"
         "s"
         "tu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    char hex[65];
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        hash(hex, examples[i][0], strlen(examples[i][0]));
        ck_assert_str_eq(hex, examples[i][1]);
    }
}
END_TEST

START_TEST(sha256__does_not_depend_on_the_pieces)
{
    char text[300], whole[65], hex[65];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(7 * i);
    for (size_t size = 0; size <= sizeof text; size += 3) {
        hash(whole, text, size);
        for (size_t piece = 1; piece < 140; piece += 23) {
            simile_sha256 sha;
            simile_sha256__init(&sha);
            for (size_t start = 0; start < size; start += piece)
                simile_sha256__add(&sha, text + start, size - start < piece ? size - start : piece);
            simile_sha256__finish(hex, &sha);
            ck_assert_str_eq(hex, whole);
        }
    }
}
END_TEST

START_TEST(sha256__hashes_files)
{
    enum { million = 1000000 };
    char hex[65], *text = malloc(million);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', million);
    expect_ok(simile_sha256__file(hex, scratch_write("million", text, million)));
    ck_assert_str_eq(hex, HASH_OF_MILLION);
    expect_ok(simile_sha256__file(hex, scratch_write_text("empty", "")));
    ck_assert_str_eq(hex, HASH_OF_NOTHING);
    expect_failure(simile_sha256__file(hex, scratch_path("missing")), SIMILE_ERROR_IO, "missing: cannot be read");
    expect_failure(simile_sha256__file(hex, scratch_path("")), SIMILE_ERROR_IO, "is a directory");
    free(text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        sha256__matches_the_examples,
        sha256__does_not_depend_on_the_pieces,
        sha256__hashes_files,
    };
    return suite_run("sha256", tests, sizeof tests / sizeof *tests);
}
