/* What the fuzz targets share. A target is one file, fuzz_<reader>.c, with LLVMFuzzerTestOneInput: it hands the bytes
 * to a reader of outside data and checks what must hold for any bytes. libFuzzer drives it, or replay.c where that is
 * missing. */
#ifndef FUZZ_H
#define FUZZ_H

#include "simile/tokenizer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process with the place of the broken rule, in every build type. */
#define FUZZ_CHECK(condition)                                                                                          \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            fuzz_abort(__FILE__, __LINE__, #condition);                                                                \
    } while (0)
_Noreturn void fuzz_abort(const char *file, int line, const char *rule);

/* A path in this process's scratch folder, which is removed when the process ends; "" gives the folder. Valid until the
 * eighth further call. */
const char *fuzz_path(const char *name);

/* Writes such a file and gives its path. */
const char *fuzz_file(const char *name, const void *bytes, size_t size);

/* Around each input: every block that was taken is given back. */
typedef struct fuzz_balance {
    int64_t live;
} fuzz_balance;
fuzz_balance fuzz_begin(void);
void fuzz_end(fuzz_balance before);

/* A failed call says so: a known status and a message of one line. Answers whether the call went well. */
bool fuzz_is_ok(int status);

/* What holds for any tokenizer that opened: each piece has its id back, and ids of roles are in range. */
void fuzz_check_tokenizer(const simile_tokenizer *tokenizer);

/* What holds for any text: ids in range, at most max_tokens, the same ids again from warm memory, and a shorter limit
 * gives the first ids of a longer one. */
/* is_stable: the vocabulary has no piece that decoding or normalising would change, so decoded text gives the same ids.
 */
void fuzz_check_encoding(const simile_tokenizer *tokenizer, const char *text, size_t size,
                         const simile_tokenize_options *options, bool is_stable);

#endif
