/* simile tokenize: lines to pieces or ids. */
#include "arguments.h"
#include "commands.h"
#include "simile/tokenize.h"
#include <stdio.h>

#define COMMAND "tokenize"

typedef struct tokenize_arguments {
    bool ids, count, offsets, decode, skip_special, special_as_text, no_cache;
    int64_t max_tokens, seed, threads;
    double drop;
} tokenize_arguments;

#define FIELD(name) offsetof(tokenize_arguments, name)
static const simile_option options[] = {
    {"ids", SIMILE_OPTION_BOOL, FIELD(ids), "false", 0, 0, NULL, NULL, "print ids instead of pieces"},
    {"count", SIMILE_OPTION_BOOL, FIELD(count), "false", 0, 0, NULL, NULL, "print totals only"},
    {"offsets", SIMILE_OPTION_BOOL, FIELD(offsets), "false", 0, 0, NULL, NULL,
     "print piece:start-end, in bytes of the line, end exclusive"},
    {"decode", SIMILE_OPTION_BOOL, FIELD(decode), "false", 0, 0, NULL, NULL, "read lines of ids and print their text"},
    {"skip-special", SIMILE_OPTION_BOOL, FIELD(skip_special), "false", 0, 0, NULL, NULL,
     "with --decode: leave out special tokens"},
    {"max-tokens", SIMILE_OPTION_INT, FIELD(max_tokens), "0", 0, 1e9, NULL, "tokens",
     "cut longer lines, special tokens included; 0 cuts none"},
    {"special-as-text", SIMILE_OPTION_BOOL, FIELD(special_as_text), "false", 0, 0, NULL, NULL,
     "read special tokens such as [SEP] in the text as plain text"},
    {"drop", SIMILE_OPTION_REAL, FIELD(drop), "0", 0, 1, NULL, "rate",
     "random segmentation: pass over a piece that matches at this rate"},
    {"seed", SIMILE_OPTION_INT, FIELD(seed), "1", 0, 1e15, NULL, NULL, "seed of --drop"},
    {"no-cache", SIMILE_OPTION_BOOL, FIELD(no_cache), "false", 0, 0, NULL, NULL,
     "match every word anew (slower, same ids; for measuring)"},
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

/* A number, and its share of all where there is one. */
static void print_total(const char *name, uint64_t n, uint64_t all)
{
    if (all > 0) {
        printf("%s\t%llu\t%.4f\n", name, (unsigned long long)n, (double)n / (double)all);
    } else {
        printf("%s\t%llu\n", name, (unsigned long long)n);
    }
}

static void print_totals(const simile_encode_counts *counts)
{
    print_total("rows", counts->n_rows, 0);
    print_total("tokens", counts->n_tokens, 0);
    print_total("unknown", counts->n_unknown_tokens, counts->n_tokens);
    print_total("with_unknown", counts->n_unknown_rows, counts->n_rows);
    print_total("truncated", counts->n_truncated, counts->n_rows);
    print_total("empty", counts->n_empty, counts->n_rows);
    print_total("invalid", counts->n_invalid, counts->n_rows);
}

static simile_tokenize_style style_of(const tokenize_arguments *arguments)
{
    if (arguments->count) {
        return SIMILE_TOKENIZE_COUNTS;
    }
    if (arguments->decode) {
        return SIMILE_TOKENIZE_TEXTS;
    }
    if (arguments->offsets) {
        return SIMILE_TOKENIZE_SPANS;
    }
    return arguments->ids ? SIMILE_TOKENIZE_IDS : SIMILE_TOKENIZE_PIECES;
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
                    .special_as_text = arguments->special_as_text,
                    .no_cache = arguments->no_cache,
                    .drop_rate = arguments->drop,
                    .drop_seed = (uint64_t)arguments->seed << 32},
        .style = style_of(arguments),
        .skip_special = arguments->skip_special,
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
    if (code == SIMILE_ARGUMENTS_GO && arguments.ids + arguments.count + arguments.offsets + arguments.decode > 1) {
        code = simile_command_refuse(COMMAND, "--ids, --count, --offsets and --decode exclude one another");
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
