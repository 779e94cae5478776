/* simile vocab show. */
#include "arguments.h"
#include "commands.h"
#include "simile/tokenize.h"
#include "vocab_views.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND    "vocab show"
#define SAMPLE     16 /* pieces shown */
#define N_LONGEST  8
#define MOST_SHOWN 24 /* a longer piece counts as one of so many characters */

const char simile_vocab_show_summary[] =
    "Tells what a vocabulary holds; with files, how often each piece occurs in them.";

typedef struct show_arguments {
    int64_t threads;
} show_arguments;

static const simile_option options[] = {
    {"threads", SIMILE_OPTION_INT, offsetof(show_arguments, threads), "0", 0, 1024, NULL, "threads",
     "0 is what the machine allows"},
};

static const simile_syntax syntax = {
    .command = COMMAND,
    .summary = simile_vocab_show_summary,
    .operands = "VOCAB|MODEL [FILE|-]...",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .notes = "With files: a line a piece, the most frequent first: count, tab, id, tab, piece.",
};

static bool is_continuing(const char *piece)
{
    return strncmp(piece, "##", 2) == 0 && piece[2];
}

/* Characters of a piece, the prefix aside. */
static size_t length_of(const char *piece)
{
    size_t n = 0;
    for (const char *at = is_continuing(piece) ? piece + 2 : piece; *at; at++) {
        n += ((unsigned char)*at & 0xC0) != 0x80;
    }
    return n;
}

/* Every so many-th piece, so that the sample spans the whole vocabulary. */
static void print_sample(const simile_tokenizer *tokenizer, size_t n)
{
    const size_t stride = n > SAMPLE ? n / SAMPLE : 1;
    printf("sample\t");
    for (size_t i = 0, id = 0; i < SAMPLE && id < n; i++, id += stride) {
        printf("%s%s", i > 0 ? " " : "", simile_tokenizer_piece(tokenizer, (int32_t)id));
    }
    putchar('\n');
}

/* The longest pieces, of equally long ones those with the lower ids. */
static void print_longest(const simile_tokenizer *tokenizer, size_t n)
{
    size_t shown = 0;
    printf("longest\t");
    for (size_t length = SIZE_MAX; shown < N_LONGEST && length > 0;) {
        size_t next = 0; /* the greatest length below the last one */
        for (size_t id = 0; id < n; id++) {
            const size_t own = length_of(simile_tokenizer_piece(tokenizer, (int32_t)id));
            next = own < length && own > next ? own : next;
        }
        length = next;
        for (size_t id = 0; id < n && shown < N_LONGEST; id++) {
            const char *piece = simile_tokenizer_piece(tokenizer, (int32_t)id);
            if (length_of(piece) == length && !simile_tokenizer_is_special(tokenizer, (int32_t)id)) {
                printf("%s%s", shown++ > 0 ? " " : "", piece);
            }
        }
    }
    putchar('\n');
}

/* How many pieces have 1, 2, … characters. */
static void print_lengths(const simile_tokenizer *tokenizer, size_t n)
{
    size_t counts[MOST_SHOWN + 1] = {0};
    for (size_t id = 0; id < n; id++) {
        const size_t length = length_of(simile_tokenizer_piece(tokenizer, (int32_t)id));
        counts[length < MOST_SHOWN ? length : MOST_SHOWN]++;
    }
    printf("lengths\t");
    for (size_t length = 1; length <= MOST_SHOWN; length++) {
        if (counts[length] > 0) {
            printf("%s%zu%s:%zu", length > 1 ? " " : "", length, length == MOST_SHOWN ? "+" : "", counts[length]);
        }
    }
    putchar('\n');
}

static void show_pieces(const simile_tokenizer *tokenizer)
{
    const size_t n = simile_tokenizer_size(tokenizer);
    size_t n_continuing = 0, n_special = 0;
    for (size_t id = 0; id < n; id++) {
        n_continuing += is_continuing(simile_tokenizer_piece(tokenizer, (int32_t)id));
        n_special += simile_tokenizer_is_special(tokenizer, (int32_t)id);
    }
    printf("pieces\t%zu\ncontinuing\t%zu\nspecial\t%zu\n", n, n_continuing, n_special);
    print_longest(tokenizer, n);
    print_lengths(tokenizer, n);
    print_sample(tokenizer, n);
}

typedef struct piece_count {
    uint64_t n;
    int32_t id;
} piece_count;

static int compare_counts(const void *a, const void *b)
{
    const piece_count *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->id > y->id) - (x->id < y->id);
}

static void print_counts(const simile_tokenizer *tokenizer, const uint64_t *counts, piece_count *sorted)
{
    const size_t n = simile_tokenizer_size(tokenizer);
    for (size_t id = 0; id < n; id++) {
        sorted[id] = (piece_count){counts[id], (int32_t)id};
    }
    qsort(sorted, n, sizeof *sorted, compare_counts);
    for (size_t i = 0; i < n; i++) {
        printf("%llu\t%d\t%s\n", (unsigned long long)sorted[i].n, (int)sorted[i].id,
               simile_tokenizer_piece(tokenizer, sorted[i].id));
    }
}

static simile_status show_counts(const simile_tokenizer *tokenizer, const simile_operands *operands, size_t n_threads)
{
    const size_t n = simile_tokenizer_size(tokenizer);
    uint64_t *counts = calloc(n, sizeof *counts);
    piece_count *sorted = calloc(n, sizeof *sorted);
    const simile_tokenize_request request = {
        .tokenizer = tokenizer,
        .paths = (const char *const *)(operands->items + 1),
        .n_paths = operands->n - 1,
        .style = SIMILE_TOKENIZE_COUNTS,
        .piece_counts = counts,
        .n_threads = n_threads,
    };
    simile_status status = counts && sorted ? simile_tokenize_file(NULL, &request) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        print_counts(tokenizer, counts, sorted);
    }
    free(counts);
    free(sorted);
    return status;
}

int simile_vocab_show(int argc, char **argv)
{
    show_arguments arguments = {0};
    simile_operands operands;
    simile_tokenizer *tokenizer = NULL;
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO) {
        simile_status status = simile_tokenizer_open(&tokenizer, operands.items[0]);
        if (status == SIMILE_OK && operands.n > 1) {
            status = show_counts(tokenizer, &operands, (size_t)arguments.threads);
        } else if (status == SIMILE_OK) {
            show_pieces(tokenizer);
        }
        code = simile_command_fail(COMMAND, status);
    }
    simile_tokenizer_free(tokenizer);
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
