/* simile vocab: trains vocabularies, and hands on to show and check. */
#include "arguments.h"
#include "commands.h"
#include "overwrite.h"
#include "progress.h"
#include "simile/vocab.h"
#include "vocab_views.h"
#include <stdio.h>
#include <string.h>

#define MOST_SPECIALS 1000

typedef struct vocab_arguments {
    char *output, *special;
    int64_t size, column, min_frequency, alphabet, reserved, threads;
    uint64_t memory;
    int criterion;
    bool counts, cased;
} vocab_arguments;

/* In the order of simile_vocab_criterion. */
static const char *const criteria[] = {"frequency", "likelihood", NULL};

#define FIELD(name) offsetof(vocab_arguments, name)
static const simile_option train_options[] = {
    {"output", SIMILE_OPTION_TEXT, FIELD(output), NULL, 0, 0, NULL, "OUT", "where to write the vocab.txt"},
    {"size", SIMILE_OPTION_INT, FIELD(size), "30000", 6, 10000000, NULL, "pieces",
     "at most so many, special tokens and reserved slots included"},
    {"criterion", SIMILE_OPTION_CHOICE, FIELD(criterion), "frequency", 0, 0, criteria, NULL,
     "join the most frequent pair, or the one that raises the text's likelihood most"},
    {"column", SIMILE_OPTION_INT, FIELD(column), "0", 0, 64, NULL, NULL,
     "tab-separated column with the text; 0 is the whole line"},
    {"min-frequency", SIMILE_OPTION_INT, FIELD(min_frequency), "2", 1, 1e15, NULL, NULL,
     "pairs seen less often are not joined"},
    {"alphabet", SIMILE_OPTION_INT, FIELD(alphabet), "1000", 1, 1000000, NULL, "characters",
     "the most frequent ones are kept; words with others are left out"},
    {"special", SIMILE_OPTION_TEXT, FIELD(special), NULL, 0, 0, NULL, "A,B,...",
     "further special tokens, behind the five usual ones"},
    {"reserved", SIMILE_OPTION_INT, FIELD(reserved), "0", 0, 1000000, NULL, "slots",
     "pieces [unused0] ... kept free for tokens to come"},
    {"memory", SIMILE_OPTION_SIZE, FIELD(memory), "1GiB", 1, 1e15, NULL, NULL,
     "for counted words; beyond it the rarest are dropped"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, "threads", "0 is what the machine allows"},
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

/* Cuts the text at its commas, in place; returns how many parts there are. */
static size_t split(const char *parts[MOST_SPECIALS], char *text)
{
    size_t n = 0;
    for (char *part = text; part && n < MOST_SPECIALS;) {
        char *comma = strchr(part, ',');
        if (comma) {
            *comma = '\0';
        }
        parts[n++] = part;
        part = comma ? comma + 1 : NULL;
    }
    return n;
}

static void print_report(const simile_vocab_report *report)
{
    fprintf(stderr, "%zu pieces, %zu characters, from %llu words (%llu different, %llu left out) in %llu lines",
            report->n_pieces, report->n_characters, (unsigned long long)report->n_words,
            (unsigned long long)report->n_distinct, (unsigned long long)report->n_skipped,
            (unsigned long long)report->n_lines);
    if (report->n_dropped > 0) {
        fprintf(stderr, ", %llu rare words dropped for want of memory", (unsigned long long)report->n_dropped);
    }
    fprintf(stderr, ", %llu with invalid UTF-8\n", (unsigned long long)report->n_invalid);
}

static simile_status train(const vocab_arguments *arguments, const simile_operands *operands)
{
    const char *specials[MOST_SPECIALS];
    simile_progress progress = {0};
    simile_vocab_report report;
    const simile_vocab_train_options options = {
        .paths = (const char *const *)operands->items,
        .n_paths = operands->n,
        .column = (size_t)arguments->column,
        .counts = arguments->counts,
        .size = (size_t)arguments->size,
        .criterion = (simile_vocab_criterion)arguments->criterion,
        .min_frequency = (uint64_t)arguments->min_frequency,
        .lowercase = !arguments->cased,
        .alphabet_limit = (size_t)arguments->alphabet,
        .specials = specials,
        .n_specials = split(specials, arguments->special),
        .n_reserved = (size_t)arguments->reserved,
        .memory = arguments->memory,
        .n_threads = (size_t)arguments->threads,
        .out = arguments->output,
        .progress = show_progress,
        .progress_context = &progress,
    };
    simile_status status = simile_vocab_train(&options, &report);
    simile_progress_end(&progress);
    if (status == SIMILE_OK) {
        print_report(&report);
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

static int print_help(void)
{
    puts("usage: simile vocab train|show|check [argument]...\n");
    printf("  train   %s\n  show    %s\n  check   %s\n", train_syntax.summary, simile_vocab_show_summary,
           simile_vocab_check_summary);
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
        return simile_vocab_show(argc - 1, argv + 1);
    }
    if (strcmp(name, "check") == 0) {
        return simile_vocab_check(argc - 1, argv + 1);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return print_help();
    }
    return simile_command_refuse("vocab",
                                 *name ? "unknown command \"%s\"; there are train, show and check"
                                       : "one of train, show and check is missing%s",
                                 name);
}
