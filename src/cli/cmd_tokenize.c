/* simile tokenize: lines to pieces or ids. */
#include "arguments.h"
#include "commands.h"
#include "simile/tokenize.h"
#include <stdio.h>

#define COMMAND "tokenize"

typedef struct tokenize_arguments {
    bool ids, count, special_as_text;
    int64_t max_tokens, threads;
} tokenize_arguments;

#define FIELD(name) offsetof(tokenize_arguments, name)
static const simile_option options[] = {
    {"ids", SIMILE_OPTION_BOOL, FIELD(ids), "false", 0, 0, NULL, NULL, "print ids instead of pieces"},
    {"count", SIMILE_OPTION_BOOL, FIELD(count), "false", 0, 0, NULL, NULL, "print totals only"},
    {"max-tokens", SIMILE_OPTION_INT, FIELD(max_tokens), "0", 0, 1e9, NULL, "tokens",
     "cut longer lines, special tokens included; 0 cuts none"},
    {"special-as-text", SIMILE_OPTION_BOOL, FIELD(special_as_text), "false", 0, 0, NULL, NULL,
     "read special tokens such as [SEP] in the text as plain text"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, "threads", "0 is what the machine allows"},
};

static const simile_syntax syntax = {
    .command = COMMAND,
    .summary = "Prints the tokens of every line, special tokens included.",
    .operands = "MODEL|VOCAB [FILE|-]...",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .notes = "MODEL is a model's folder or a tokenizer.json, VOCAB a vocab.txt (read as lower-cased).",
};

static void print_totals(const simile_encode_counts *counts)
{
    printf("rows\t%llu\ntokens\t%llu\nunknown\t%llu\ntruncated\t%llu\nempty\t%llu\ninvalid\t%llu\n",
           (unsigned long long)counts->n_rows, (unsigned long long)counts->n_tokens,
           (unsigned long long)counts->n_unknown_tokens, (unsigned long long)counts->n_truncated,
           (unsigned long long)counts->n_empty, (unsigned long long)counts->n_invalid);
}

static simile_status tokenize(const simile_tokenizer *tokenizer, const tokenize_arguments *arguments,
                              const simile_operands *operands)
{
    static const char *const standard_input[] = {"-"};
    const bool has_files = operands->n > 1;
    simile_tokenize_report report;
    const simile_tokenize_request request = {
        .tokenizer = tokenizer,
        .paths = has_files ? (const char *const *)(operands->items + 1) : standard_input,
        .n_paths = has_files ? operands->n - 1 : 1,
        .options = {.max_tokens = (size_t)arguments->max_tokens,
                    .add_special = true,
                    .special_as_text = arguments->special_as_text},
        .style = arguments->count ? SIMILE_TOKENIZE_COUNTS
                 : arguments->ids ? SIMILE_TOKENIZE_IDS
                                  : SIMILE_TOKENIZE_PIECES,
        .n_threads = (size_t)arguments->threads,
    };
    simile_status status = simile_tokenize_file(&report, &request);
    if (status == SIMILE_OK && arguments->count) {
        print_totals(&report.counts);
    }
    return status;
}

int simile_cmd_tokenize(int argc, char **argv)
{
    tokenize_arguments arguments = {0};
    simile_operands operands;
    simile_tokenizer *tokenizer = NULL;
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO && arguments.ids && arguments.count) {
        code = simile_command_refuse(COMMAND, "--ids and --count exclude one another");
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        simile_status status = simile_tokenizer_open(&tokenizer, operands.items[0]);
        if (status == SIMILE_OK) {
            status = tokenize(tokenizer, &arguments, &operands);
        }
        code = simile_command_fail(COMMAND, status);
    }
    simile_tokenizer_free(tokenizer);
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
