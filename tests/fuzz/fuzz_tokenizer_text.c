/* Any text through a WordPiece tokenizer. The first byte chooses the normalising, the second the limit. */
#include "fuzz.h"
#include "simile/status.h"
#include <string.h>

static const char vocabulary[] =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\ne\nn\no\nt\n##a\n##b\n##e\n##ing\n##s\nthe\ncat\nwalk\n,\n.\n!\n-\n"
    "1\n##2\n\xc3\xa9\n\xe4\xb8\xad\n##\xe6\x96\x87\n\xc3\x9f\n\xce\xa3\n\xcf\x83\n\xcf\x82\n\xf0\x9f\x98\x80\n";

static simile_tokenizer *open_tokenizer(unsigned switches)
{
    static simile_tokenizer *opened[16];
    simile_tokenizer **slot = &opened[switches & 15U];
    if (!*slot) {
        simile_tokenizer_options options = {.lowercase = (switches & 1U) != 0,
                                            .strip_accents = (switches & 2U) != 0 ? (int)(switches >> 3 & 1U) : -1,
                                            .chinese = (switches & 4U) != 0};
        const char *path = fuzz_file("vocab.txt", vocabulary, sizeof vocabulary - 1);
        FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_new_from_vocab(slot, path, &options)));
        fuzz_check_tokenizer(*slot);
    }
    return *slot;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    simile_tokenize_options options = {
        .max_tokens = data[1] & 31U, .add_special = (data[0] & 16U) != 0, .special_as_text = (data[0] & 32U) != 0};
    simile_tokenizer *tokenizer = open_tokenizer(data[0]);
    fuzz_balance before = fuzz_begin();
    fuzz_check_encoding(tokenizer, (const char *)data + 2, size - 2, &options, true);
    fuzz_end(before);
    return 0;
}
