/* A tokenizer.json of any bytes. One that opens must work, and read back the same from what it writes. */
#include "folder.h"
#include "fuzz.h"
#include "simile/status.h"
#include <string.h>

static const char text[] = "The caf\xc3\xa9's cat, walking [MASK] [SEP] \xe4\xb8\xad\xe6\x96\x87 12 abc";

static void check_saved(const simile_tokenizer *tokenizer, const simile_tokenize_options *options)
{
    simile_tokenizer *again = NULL;
    simile_tokens a = {0}, b = {0};
    FUZZ_CHECK(fuzz_is_ok(simile_folder__make(fuzz_path("saved"))));
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_save(tokenizer, fuzz_path("saved"), 0)));
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_open(&again, fuzz_path("saved"))));
    FUZZ_CHECK(simile_tokenizer_size(again) == simile_tokenizer_size(tokenizer));
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&a, NULL, tokenizer, text, sizeof text - 1, options)));
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_encode(&b, NULL, again, text, sizeof text - 1, options)));
    FUZZ_CHECK(a.n == b.n && (a.n == 0 || memcmp(a.ids, b.ids, a.n * sizeof *a.ids) == 0));
    simile_tokens_dispose(&a);
    simile_tokens_dispose(&b);
    simile_tokenizer_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned n_opened;
    fuzz_balance before = fuzz_begin();
    simile_tokenizer *tokenizer = NULL;
    const char *path = fuzz_file("tokenizer.json", data, size);
    if (fuzz_is_ok(simile_tokenizer_open(&tokenizer, path))) {
        simile_tokenize_options limited = {.max_tokens = 5, .add_special = true}, whole = {.add_special = true};
        fuzz_check_tokenizer(tokenizer);
        fuzz_check_encoding(tokenizer, text, sizeof text - 1, &limited, false);
        /* Saving waits for the disk. */
        if (n_opened++ % 16 == 0) {
            check_saved(tokenizer, &whole);
        }
    } else {
        FUZZ_CHECK(tokenizer == NULL);
    }
    simile_tokenizer_free(tokenizer);
    fuzz_end(before);
    return 0;
}
