/* Lines of ids of any bytes, decoded. The first byte chooses whether special tokens are left out. */
#include "file.h"
#include "fuzz.h"
#include "simile/status.h"
#include "simile/tokenize.h"
#include <string.h>

static const char vocabulary[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n.\n'\n##'s\ndo\nnot\n\xc3\xa9\n";

static size_t count_lines(const char *bytes, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        n += bytes[i] == '\n';
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static simile_tokenizer *tokenizer;
    if (!tokenizer) {
        const char *vocab = fuzz_file("vocab.txt", vocabulary, sizeof vocabulary - 1);
        FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_open(&tokenizer, vocab)));
    }
    if (size == 0) {
        return 0;
    }
    fuzz_balance before = fuzz_begin();
    const char *path = fuzz_file("ids", data + 1, size - 1);
    const simile_tokenize_request request = {.tokenizer = tokenizer,
                                             .paths = &path,
                                             .n_paths = 1,
                                             .out = fuzz_path("texts"),
                                             .style = SIMILE_TOKENIZE_TEXTS,
                                             .skip_special = (data[0] & 1U) != 0,
                                             .n_threads = 1};
    if (fuzz_is_ok(simile_tokenize_file(NULL, &request))) {
        simile_buffer texts = {0};
        const char *ids = (const char *)data + 1;
        /* gzip input is another matter: its lines are not those of the bytes. */
        const bool is_plain = size < 3 || ids[0] != '\x1f' || ids[1] != '\x8b';
        const size_t n = count_lines(ids, size - 1) + (size > 1 && data[size - 1] != '\n');
        FUZZ_CHECK(fuzz_is_ok(simile_file__read(&texts, request.out, 1U << 20)));
        FUZZ_CHECK(!is_plain || count_lines(texts.data, texts.size) == n ||
                   (size == 4 && memcmp(ids, "\xEF\xBB\xBF", 3) == 0));
        simile_buffer__dispose(&texts);
    }
    fuzz_end(before);
    return 0;
}
