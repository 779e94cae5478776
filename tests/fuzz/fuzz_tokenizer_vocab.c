/* A vocab.txt of any bytes. */
#include "fuzz.h"
#include "simile/status.h"

static const char text[] = "the cats walking, [MASK] \xe4\xb8\xad\xe6\x96\x87 12 abc";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_balance before = fuzz_begin();
    simile_tokenizer *tokenizer = NULL;
    const char *path = fuzz_file("vocab.txt", data, size);
    if (fuzz_is_ok(simile_tokenizer_open(&tokenizer, path))) {
        simile_tokenize_options options = {.max_tokens = 4, .add_special = true};
        fuzz_check_tokenizer(tokenizer);
        fuzz_check_encoding(tokenizer, text, sizeof text - 1, &options, false);
    } else {
        FUZZ_CHECK(tokenizer == NULL);
    }
    simile_tokenizer_free(tokenizer);
    fuzz_end(before);
    return 0;
}
