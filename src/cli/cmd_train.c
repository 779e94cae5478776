/* simile train CONFIG.yaml -o MODEL: trains a model from a configuration. */
#include "arguments.h"
#include "commands.h"
#include "simile/ranks.h"
#include "simile/train.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PLAIN_SECONDS 5 /* between progress lines when stderr is no terminal */

typedef struct train_arguments {
    char *output;
    bool resume, options;
    int64_t threads;
    simile_list set;
} train_arguments;

#define FIELD(name) offsetof(train_arguments, name)
static const simile_option options[] = {
    {"output", SIMILE_OPTION_TEXT, FIELD(output), NULL, 0, 0, NULL, "MODEL", "folder to write (needed)"},
    {"resume", SIMILE_OPTION_BOOL, FIELD(resume), "false", 0, 0, NULL, NULL,
     "go on from the folder's checkpoint; without one start anew, on a finished run do nothing"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, NULL, "workers; 0: compute.threads"},
    {"options", SIMILE_OPTION_BOOL, FIELD(options), "false", 0, 0, NULL, NULL,
     "print every key of the configuration with its default, range and meaning, and end"},
};
static const simile_option lists[] = {
    {"set", SIMILE_OPTION_TEXT, FIELD(set), NULL, 0, 0, NULL, "KEY=VALUE",
     "override a key, e.g. train.steps=100 or data.sources[0].weight=3"},
};
static const simile_syntax syntax = {
    .command = "train",
    .summary = "train a sentence encoder",
    .operands = "CONFIG.yaml",
    .min_operands = 0,
    .max_operands = 1,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .lists = lists,
    .n_lists = sizeof lists / sizeof *lists,
    .notes = "The folder can be loaded by sentence-transformers. SIGINT (Ctrl-C) or SIGTERM saves a checkpoint and\n"
             "stops after the present step, a second one stops at once; --resume goes on. The line of progress shows\n"
             "the loss, the mean similarity of positives and of negatives, the norm of the gradient, tokens a second\n"
             "and the share of the speed of matrix products that is used; MODEL/train.jsonl has all of it.",
};

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t tells_interrupt; /* while there are steps to stop after, on one rank */

/* The second signal finds the default action. */
static void note_interrupt(int signal_number)
{
    static const char line[] = "\nstopping after this step; once more: at once, without a checkpoint\n";
    if (tells_interrupt) {
        const ssize_t n = write(STDERR_FILENO, line, sizeof line - 1);
        (void)n;
    }
    (void)signal_number;
    interrupted = 1;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

/* Where the progress line stands. */
typedef struct train_screen {
    bool is_terminal;
    bool is_open; /* a line stands on the terminal that is written anew */
    double told_at;
} train_screen;

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void print_time(char text[32], double seconds)
{
    long whole = (long)(seconds + 0.5);
    if (whole >= 3600) {
        snprintf(text, 32, "%ldh %02ldm", whole / 3600, whole / 60 % 60);
    } else {
        snprintf(text, 32, "%ldm %02lds", whole / 60, whole % 60);
    }
}

static void print_line(const simile_train_progress *progress)
{
    fprintf(stderr, "step %llu", (unsigned long long)progress->step);
    if (progress->n_steps > 0) {
        fprintf(stderr, "/%llu", (unsigned long long)progress->n_steps);
    }
    fprintf(stderr, "  loss %.4f  positive %.3f  negative %.3f  norm %.3g  %.0f tokens/s", progress->loss,
            progress->positive_similarity, progress->negative_similarity, progress->gradient_norm,
            progress->tokens_per_second);
    if (progress->share_of_peak > 0) {
        fprintf(stderr, "  %.0f %% of peak", 100 * progress->share_of_peak);
    }
    if (progress->seconds_left > 0) {
        char left[32];
        print_time(left, progress->seconds_left);
        fprintf(stderr, "  %s left", left);
    }
}

static simile_status show_progress(void *context, const simile_train_progress *progress)
{
    train_screen *screen = context;
    double now = seconds_now();
    bool is_last = progress->n_steps > 0 && progress->step == progress->n_steps;
    bool is_due = now - screen->told_at >= (screen->is_terminal ? 0.2 : PLAIN_SECONDS);
    if (is_due || is_last || progress->evaluation) {
        screen->told_at = now;
        fputs(screen->is_terminal ? "\r\033[K" : "", stderr);
        print_line(progress);
        screen->is_open = screen->is_terminal && !is_last && !progress->evaluation;
        fputs(screen->is_open ? "" : "\n", stderr);
    }
    if (progress->evaluation) {
        fprintf(stderr, "step %llu  %s\n", (unsigned long long)progress->step, progress->evaluation);
    }
    return interrupted ? SIMILE_ERROR_INTERRUPTED : SIMILE_OK;
}

static void show_message(void *context, const char *line)
{
    train_screen *screen = context;
    fprintf(stderr, "%s%s\n", screen->is_open ? "\r\033[K" : "", line);
    screen->is_open = false;
}

/* What a key takes: its words, or its type and range. */
static void print_values(const simile_option *row)
{
    static const char *const types[] = {[SIMILE_OPTION_BOOL] = "true|false",
                                        [SIMILE_OPTION_INT] = "whole number",
                                        [SIMILE_OPTION_REAL] = "number",
                                        [SIMILE_OPTION_SIZE] = "size",
                                        [SIMILE_OPTION_TEXT] = "text"};
    if (row->type == SIMILE_OPTION_CHOICE) {
        for (size_t i = 0; row->choices[i]; i++) {
            printf("%s%s", i > 0 ? "|" : "  ", row->choices[i]);
        }
        return;
    }
    printf("  %s", types[row->type]);
    if (row->low != 0 || row->high != 0) {
        printf(", %.16g to %.16g", row->low, row->high);
    }
}

/* Every key, made from the option rows. */
static void print_options(void)
{
    const simile_option *rows;
    const char *name, *last = "";
    size_t n_rows;
    for (size_t i = 0; (name = simile_config_section(&rows, &n_rows, i)) != NULL; i++) {
        if (strcmp(name, last) != 0) {
            printf("\n%s:\n", name);
        }
        last = name;
        for (size_t r = 0; r < n_rows; r++) {
            printf("%s%-21s %s", *name ? "  " : "", rows[r].name, rows[r].default_text ? rows[r].default_text : "null");
            print_values(&rows[r]);
            printf("%s%s\n      %s\n", rows[r].unit ? " " : "", rows[r].unit ? rows[r].unit : "", rows[r].help);
        }
    }
}

static simile_status train(const char *path, const train_arguments *arguments, simile_ranks *ranks)
{
    simile_config *config = NULL;
    train_screen screen = {.is_terminal = isatty(STDERR_FILENO)};
    const char **assignments = calloc(arguments->set.n + 1, sizeof *assignments);
    simile_train_request request = {.folder = arguments->output,
                                    .resume = arguments->resume,
                                    .n_threads = (size_t)arguments->threads,
                                    .progress = show_progress,
                                    .message = show_message,
                                    .context = &screen,
                                    .ranks = ranks};
    for (size_t i = 0; assignments && i < arguments->set.n; i++) {
        assignments[i] = arguments->set.items[i].text;
    }
    simile_status status =
        assignments ? simile_config_load(&config, path, assignments, arguments->set.n) : SIMILE_ERROR_MEMORY;
    status = simile_ranks_agree(ranks, status);
    if (status == SIMILE_OK) {
        tells_interrupt = simile_ranks_is_speaker(ranks);
        signal(SIGINT, note_interrupt);
        signal(SIGTERM, note_interrupt);
        status = simile_train(config, &request);
        tells_interrupt = 0; /* mpirun sends a signal to the ranks that end after the first one */
        fputs(screen.is_open ? "\n" : "", stderr);
    }
    simile_config_free(config);
    free(assignments);
    return status;
}

/* One rank tells how it ended; answers the exit code. */
static int train_together(const char *path, const train_arguments *arguments)
{
    simile_ranks *ranks = NULL;
    simile_status status = simile_ranks_open(&ranks);
    if (status == SIMILE_OK) {
        status = train(path, arguments, ranks);
    }
    const int code =
        simile_ranks_is_speaker(ranks) ? simile_command_fail("train", status) : simile_command_code(status);
    simile_ranks_close(ranks);
    return code;
}

int simile_cmd_train(int argc, char **argv)
{
    simile_operands operands = {0};
    train_arguments arguments = {0};
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO && arguments.options) {
        print_options();
        code = 0;
    } else if (code == SIMILE_ARGUMENTS_GO && (operands.n == 0 || !arguments.output)) {
        code = simile_command_refuse("train", "%s",
                                     operands.n == 0 ? "a configuration is needed: CONFIG.yaml"
                                                     : "the folder to write is needed: -o MODEL");
    } else if (code == SIMILE_ARGUMENTS_GO) {
        code = train_together(operands.items[0], &arguments);
    }
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
