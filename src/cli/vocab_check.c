/* simile vocab check. */
#include "arguments.h"
#include "commands.h"
#include "simile/tokenize.h"
#include "vocab_views.h"
#include <stdio.h>
#include <stdlib.h>

#define COMMAND "vocab check"

const char simile_vocab_check_summary[] =
    "Tells how well a vocabulary fits text: tokens per word, unknown and unused ones; or two of them side by side.";

typedef struct check_arguments {
    char *against;
    int64_t threads;
} check_arguments;

#define FIELD(name) offsetof(check_arguments, name)
static const simile_option options[] = {
    {"against", SIMILE_OPTION_TEXT, FIELD(against), NULL, 0, 0, NULL, "VOCAB|MODEL",
     "a second vocabulary to compare with"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, "threads", "0 is what the machine allows"},
};

static const simile_syntax syntax = {
    .command = COMMAND,
    .summary = simile_vocab_check_summary,
    .operands = "VOCAB|MODEL FILE...",
    .min_operands = 2,
    .max_operands = SIZE_MAX,
    .options = options,
    .n_options = sizeof options / sizeof *options,
};

/* What one vocabulary makes of the text. */
typedef struct view {
    simile_tokenize_report report;
    size_t n_pieces, n_unused; /* unused: special tokens aside */
} view;

static simile_status look(view *v, const char *path, const simile_operands *operands, size_t n_threads)
{
    simile_tokenizer *tokenizer = NULL;
    simile_status status = simile_tokenizer_open(&tokenizer, path);
    if (status != SIMILE_OK) {
        return status;
    }
    v->n_pieces = simile_tokenizer_size(tokenizer);
    uint64_t *counts = calloc(v->n_pieces, sizeof *counts);
    const simile_tokenize_request request = {
        .tokenizer = tokenizer,
        .paths = (const char *const *)(operands->items + 1),
        .n_paths = operands->n - 1,
        .style = SIMILE_TOKENIZE_COUNTS,
        .piece_counts = counts,
        .n_threads = n_threads,
    };
    status = counts ? simile_tokenize_file(&v->report, &request) : SIMILE_ERROR_MEMORY;
    for (size_t id = 0; id < v->n_pieces && status == SIMILE_OK; id++) {
        v->n_unused += counts[id] == 0 && !simile_tokenizer_is_special(tokenizer, (int32_t)id);
    }
    free(counts);
    simile_tokenizer_free(tokenizer);
    return status;
}

static double ratio(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static void print_count(const char *name, const view *views, size_t n_views, uint64_t (*of)(const view *))
{
    printf("%s", name);
    for (size_t i = 0; i < n_views; i++) {
        printf("\t%llu", (unsigned long long)of(&views[i]));
    }
    putchar('\n');
}

static void print_ratio(const char *name, const view *views, size_t n_views, double (*of)(const view *))
{
    printf("%s", name);
    for (size_t i = 0; i < n_views; i++) {
        printf("\t%.6f", of(&views[i]));
    }
    putchar('\n');
}

static uint64_t pieces(const view *v)
{
    return v->n_pieces;
}

static uint64_t rows(const view *v)
{
    return v->report.counts.n_rows;
}

static uint64_t words(const view *v)
{
    return v->report.n_words;
}

static uint64_t tokens(const view *v)
{
    return v->report.counts.n_tokens;
}

static uint64_t unknown(const view *v)
{
    return v->report.counts.n_unknown_tokens;
}

static uint64_t unused(const view *v)
{
    return v->n_unused;
}

static double tokens_per_word(const view *v)
{
    return ratio(tokens(v), words(v));
}

static double bytes_per_token(const view *v)
{
    return ratio(v->report.n_bytes, tokens(v));
}

static double unknown_share(const view *v)
{
    return ratio(unknown(v), tokens(v));
}

static double unused_share(const view *v)
{
    return ratio(v->n_unused, v->n_pieces);
}

static void print_views(const view *views, size_t n)
{
    print_count("pieces", views, n, pieces);
    print_count("rows", views, n, rows);
    print_count("words", views, n, words);
    print_count("tokens", views, n, tokens);
    print_count("unknown", views, n, unknown);
    print_count("unused_pieces", views, n, unused);
    print_ratio("tokens_per_word", views, n, tokens_per_word);
    print_ratio("bytes_per_token", views, n, bytes_per_token);
    print_ratio("unknown_share", views, n, unknown_share);
    print_ratio("unused_share", views, n, unused_share);
}

static simile_status check(const check_arguments *arguments, const simile_operands *operands)
{
    const char *const paths[2] = {operands->items[0], arguments->against};
    const size_t n = arguments->against ? 2 : 1;
    view views[2] = {{.n_pieces = 0}};
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = look(&views[i], paths[i], operands, (size_t)arguments->threads);
    }
    if (status == SIMILE_OK) {
        if (n == 2) {
            printf("vocabulary\t%s\t%s\n", paths[0], paths[1]);
        }
        print_views(views, n);
    }
    return status;
}

int simile_vocab_check(int argc, char **argv)
{
    check_arguments arguments = {0};
    simile_operands operands;
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO) {
        code = simile_command_fail(COMMAND, check(&arguments, &operands));
    }
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
