/* Training from any text or table. The first byte chooses how; what is trained must open, and be the same once more by
 * two threads. */
#include "file.h"
#include "fuzz.h"
#include "simile/status.h"
#include "simile/vocab.h"
#include <string.h>

static simile_vocab_train_options options_for(const char *const *path, unsigned switches)
{
    return (simile_vocab_train_options){.paths = path,
                                        .n_paths = 1,
                                        .counts = (switches & 1U) != 0,
                                        .column = (switches & 2U) != 0 ? 2 : 0,
                                        .criterion =
                                            (switches & 4U) != 0 ? SIMILE_VOCAB_LIKELIHOOD : SIMILE_VOCAB_FREQUENCY,
                                        .lowercase = (switches & 8U) != 0,
                                        .alphabet_limit = (switches & 16U) != 0 ? 4 : 0,
                                        .n_reserved = (switches & 32U) != 0 ? 3 : 0,
                                        .memory = (switches & 64U) != 0 ? 2000 : 0,
                                        .size = 120};
}

static void check_opened(const char *path, size_t n_pieces)
{
    simile_tokenizer *tokenizer = NULL;
    FUZZ_CHECK(fuzz_is_ok(simile_tokenizer_open(&tokenizer, path)));
    FUZZ_CHECK(simile_tokenizer_size(tokenizer) == n_pieces);
    fuzz_check_tokenizer(tokenizer);
    simile_tokenizer_free(tokenizer);
}

static void check_again(const simile_vocab_train_options *options, const simile_vocab_report *report)
{
    simile_vocab_train_options twice = *options;
    simile_vocab_report again;
    simile_buffer first = {0}, second = {0};
    twice.n_threads = 2;
    twice.out = fuzz_path("again.txt");
    FUZZ_CHECK(fuzz_is_ok(simile_vocab_train(&twice, &again)));
    FUZZ_CHECK(again.n_pieces == report->n_pieces && again.n_words == report->n_words);
    FUZZ_CHECK(fuzz_is_ok(simile_file__read(&first, options->out, 1U << 20)));
    FUZZ_CHECK(fuzz_is_ok(simile_file__read(&second, twice.out, 1U << 20)));
    FUZZ_CHECK(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    simile_buffer__dispose(&first);
    simile_buffer__dispose(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned n_trained;
    if (size == 0) {
        return 0;
    }
    fuzz_balance before = fuzz_begin();
    const char *path = fuzz_file("text", data + 1, size - 1);
    simile_vocab_train_options options = options_for(&path, data[0]);
    simile_vocab_report report;
    options.n_threads = 1;
    options.out = fuzz_path("trained.txt");
    if (fuzz_is_ok(simile_vocab_train(&options, &report))) {
        FUZZ_CHECK(report.n_pieces <= options.size);
        check_opened(options.out, report.n_pieces);
        /* Two threads take longer to start than to train. */
        if (n_trained++ % 16 == 0) {
            check_again(&options, &report);
        }
    }
    fuzz_end(before);
    return 0;
}
