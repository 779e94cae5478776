/* simile vocab: train, show and check vocabularies. */
#include "arguments.h"
#include "commands.h"
#include "overwrite.h"
#include "progress.h"
#include "simile/tokenize.h"
#include "simile/vocab.h"
#include <stdio.h>
#include <string.h>

#define SAMPLE 16 /* pieces shown */

typedef struct vocab_arguments {
    char *output;
    int64_t size, column, min_frequency, alphabet;
    bool counts, cased;
} vocab_arguments;

#define FIELD(name) offsetof(vocab_arguments, name)
static const simile_option train_options[] = {
    {"output", SIMILE_OPTION_TEXT, FIELD(output), NULL, 0, 0, NULL, "OUT", "where to write the vocab.txt"},
    {"size", SIMILE_OPTION_INT, FIELD(size), "30000", 6, 10000000, NULL, "pieces",
     "at most so many, the five special tokens included"},
    {"column", SIMILE_OPTION_INT, FIELD(column), "0", 0, 64, NULL, NULL,
     "tab-separated column with the text; 0 is the whole line"},
    {"min-frequency", SIMILE_OPTION_INT, FIELD(min_frequency), "2", 1, 1e15, NULL, NULL,
     "pairs seen less often are not joined"},
    {"alphabet", SIMILE_OPTION_INT, FIELD(alphabet), "1000", 1, 1000000, NULL, "characters",
     "the most frequent ones are kept; words with others are left out"},
    {"counts", SIMILE_OPTION_BOOL, FIELD(counts), "false", 0, 0, NULL, NULL,
     "the files are tables of word, tab, count"},
    {"cased", SIMILE_OPTION_BOOL, FIELD(cased), "false", 0, 0, NULL, NULL, "keep upper case and accents"},
};

static const simile_syntax train_syntax = {
    .command = "vocab train",
    .summary = "Trains a WordPiece vocabulary on text, plain or gzip.",
    .operands = "FILE... -o OUT",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = train_options,
    .n_options = sizeof train_options / sizeof *train_options,
};

static const simile_syntax show_syntax = {
    .command = "vocab show",
    .summary = "Tells how many pieces a vocabulary has, the longest one, and a sample.",
    .operands = "VOCAB|MODEL",
    .min_operands = 1,
    .max_operands = 1,
};

static const simile_syntax check_syntax = {
    .command = "vocab check",
    .summary = "Tells how well a vocabulary fits text: tokens per word and the share of unknown ones.",
    .operands = "VOCAB|MODEL FILE...",
    .min_operands = 2,
    .max_operands = SIZE_MAX,
};

static simile_status show_progress(void *context, const char *phase, uint64_t n_done, uint64_t n_total)
{
    simile_progress *progress = context;
    if (simile_progress_is_due(progress)) {
        char total[32] = "";
        if (n_total > 0) {
            snprintf(total, sizeof total, " of %llu", (unsigned long long)n_total);
        }
        simile_progress_show(progress, "%s: %llu%s", phase, (unsigned long long)n_done, total);
    }
    return SIMILE_OK;
}

static simile_status train(const vocab_arguments *arguments, const simile_operands *operands)
{
    simile_progress progress = {0};
    simile_vocab_report report;
    const simile_vocab_train_options options = {
        .paths = (const char *const *)operands->items,
        .n_paths = operands->n,
        .column = (size_t)arguments->column,
        .counts = arguments->counts,
        .size = (size_t)arguments->size,
        .min_frequency = (uint64_t)arguments->min_frequency,
        .lowercase = !arguments->cased,
        .alphabet_limit = (size_t)arguments->alphabet,
        .out = arguments->output,
        .progress = show_progress,
        .progress_context = &progress,
    };
    simile_status status = simile_vocab_train(&options, &report);
    simile_progress_end(&progress);
    if (status == SIMILE_OK) {
        fprintf(stderr, "%zu pieces, %zu characters, from %llu words (%llu different, %llu left out) in %llu lines",
                report.n_pieces, report.n_characters, (unsigned long long)report.n_words,
                (unsigned long long)report.n_distinct, (unsigned long long)report.n_skipped,
                (unsigned long long)report.n_lines);
        fprintf(stderr, ", %llu with invalid UTF-8\n", (unsigned long long)report.n_invalid);
    }
    return status;
}

static int run_train(int argc, char **argv)
{
    vocab_arguments arguments = {0};
    simile_operands operands;
    int code = simile_arguments_parse(&operands, &arguments, &train_syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO && !arguments.output) {
        code = simile_command_refuse(train_syntax.command, "-o OUT is missing");
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        code = simile_overwrite_check(train_syntax.command, arguments.output, (const char *const *)operands.items,
                                      operands.n);
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        code = simile_command_fail(train_syntax.command, train(&arguments, &operands));
    }
    simile_arguments_dispose(&train_syntax, &arguments);
    return code;
}

/* Every so many-th piece, so that the sample spans the whole vocabulary. */
static void print_sample(const simile_tokenizer *tokenizer, size_t n)
{
    const size_t stride = n > SAMPLE ? n / SAMPLE : 1;
    printf("sample\t");
    for (size_t i = 0, id = 0; i < SAMPLE && id < n; i++, id += stride) {
        const char *piece = simile_tokenizer_piece(tokenizer, (int32_t)id);
        printf("%s%s", i > 0 ? " " : "", piece ? piece : "");
    }
    putchar('\n');
}

static void show(const simile_tokenizer *tokenizer)
{
    const size_t n = simile_tokenizer_size(tokenizer);
    size_t n_continuing = 0, n_special = 0;
    const char *longest = "";
    for (size_t id = 0; id < n; id++) {
        const char *piece = simile_tokenizer_piece(tokenizer, (int32_t)id);
        if (!piece) {
            continue;
        }
        n_continuing += strncmp(piece, "##", 2) == 0 && piece[2];
        n_special += simile_tokenizer_is_special(tokenizer, (int32_t)id);
        longest = strlen(piece) > strlen(longest) ? piece : longest;
    }
    printf("pieces\t%zu\ncontinuing\t%zu\nspecial\t%zu\nlongest\t%s\n", n, n_continuing, n_special, longest);
    print_sample(tokenizer, n);
}

static int run_show(int argc, char **argv)
{
    char nothing; /* there are no options to fill in */
    simile_operands operands;
    simile_tokenizer *tokenizer = NULL;
    int code = simile_arguments_parse(&operands, &nothing, &show_syntax, argc, argv);
    if (code != SIMILE_ARGUMENTS_GO) {
        return code;
    }
    simile_status status = simile_tokenizer_open(&tokenizer, operands.items[0]);
    if (status == SIMILE_OK) {
        show(tokenizer);
    }
    simile_tokenizer_free(tokenizer);
    return simile_command_fail(show_syntax.command, status);
}

static double ratio(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static simile_status check(const simile_tokenizer *tokenizer, const simile_operands *operands)
{
    simile_tokenize_report report;
    const simile_tokenize_request request = {
        .tokenizer = tokenizer,
        .paths = (const char *const *)(operands->items + 1),
        .n_paths = operands->n - 1,
        .style = SIMILE_TOKENIZE_COUNTS,
    };
    simile_status status = simile_tokenize_file(&report, &request);
    if (status == SIMILE_OK) {
        const simile_encode_counts *counts = &report.counts;
        printf("rows\t%llu\nwords\t%llu\ntokens\t%llu\nunknown\t%llu\n", (unsigned long long)counts->n_rows,
               (unsigned long long)report.n_words, (unsigned long long)counts->n_tokens,
               (unsigned long long)counts->n_unknown_tokens);
        printf("tokens_per_word\t%.4f\nbytes_per_token\t%.4f\nunknown_share\t%.6f\n",
               ratio(counts->n_tokens, report.n_words), ratio(report.n_bytes, counts->n_tokens),
               ratio(counts->n_unknown_tokens, counts->n_tokens));
    }
    return status;
}

static int run_check(int argc, char **argv)
{
    char nothing; /* there are no options to fill in */
    simile_operands operands;
    simile_tokenizer *tokenizer = NULL;
    int code = simile_arguments_parse(&operands, &nothing, &check_syntax, argc, argv);
    if (code != SIMILE_ARGUMENTS_GO) {
        return code;
    }
    simile_status status = simile_tokenizer_open(&tokenizer, operands.items[0]);
    if (status == SIMILE_OK) {
        status = check(tokenizer, &operands);
    }
    simile_tokenizer_free(tokenizer);
    return simile_command_fail(check_syntax.command, status);
}

static int print_help(void)
{
    puts("usage: simile vocab train|show|check [argument]...\n");
    printf("  train   %s\n  show    %s\n  check   %s\n", train_syntax.summary, show_syntax.summary,
           check_syntax.summary);
    puts("\n\"simile vocab train --help\" and so on tell more.");
    return 0;
}

int simile_cmd_vocab(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "train") == 0) {
        return run_train(argc - 1, argv + 1);
    }
    if (strcmp(name, "show") == 0) {
        return run_show(argc - 1, argv + 1);
    }
    if (strcmp(name, "check") == 0) {
        return run_check(argc - 1, argv + 1);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return print_help();
    }
    return simile_command_refuse("vocab",
                                 *name ? "unknown command \"%s\"; there are train, show and check"
                                       : "one of train, show and check is missing%s",
                                 name);
}
