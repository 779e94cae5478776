/* simile encode: text files to vectors. */
#include "arguments.h"
#include "commands.h"
#include "overwrite.h"
#include "progress.h"
#include "simile/encode.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define COMMAND "encode"

typedef struct encode_arguments {
    char *output, *column, *prompt;
    int format, truncate;
    int64_t max_tokens, dimension, threads;
    bool no_prompt, resume, special_as_text;
} encode_arguments;

/* In the order of simile_encode_format and simile_encode_truncate. */
static const char *const formats[] = {"auto", "npy", "tsv", "jsonl", "raw", NULL};
static const char *const truncates[] = {"cut", "warn", "error", NULL};

#define FIELD(name) offsetof(encode_arguments, name)
static const simile_option options[] = {
    {"output", SIMILE_OPTION_TEXT, FIELD(output), NULL, 0, 0, NULL, "OUT",
     "where to write the vectors; - is standard output"},
    {"format", SIMILE_OPTION_CHOICE, FIELD(format), "auto", 0, 0, formats, NULL,
     "form of the vectors; auto goes by OUT's ending, else npy"},
    {"column", SIMILE_OPTION_TEXT, FIELD(column), NULL, 0, 0, NULL, "NAME",
     "column with the text, by name or number from 1, instead of the whole line"},
    {"prompt", SIMILE_OPTION_TEXT, FIELD(prompt), NULL, 0, 0, NULL, "NAME|TEXT",
     "put in front of every text: one of the model's prompts by its name, else the text itself; without it the model's "
     "default"},
    {"no-prompt", SIMILE_OPTION_BOOL, FIELD(no_prompt), "false", 0, 0, NULL, NULL,
     "put nothing in front of the texts, whatever the model's default"},
    {"dimension", SIMILE_OPTION_INT, FIELD(dimension), "0", 0, 1e6, NULL, "values",
     "keep the first values of each vector alone, for models trained for it (Matryoshka); 0 is what the model says"},
    {"max-tokens", SIMILE_OPTION_INT, FIELD(max_tokens), "0", 0, 1e9, NULL, "tokens",
     "longest text, special tokens included; 0 is the model's own limit"},
    {"truncate", SIMILE_OPTION_CHOICE, FIELD(truncate), "cut", 0, 0, truncates, NULL, "what to do with a longer text"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, "threads", "0 is what the machine allows"},
    {"resume", SIMILE_OPTION_BOOL, FIELD(resume), "false", 0, 0, NULL, NULL, "go on with OUT.part"},
    {"special-as-text", SIMILE_OPTION_BOOL, FIELD(special_as_text), "false", 0, 0, NULL, NULL,
     "read special tokens such as [SEP] in the text as plain text"},
};

static const simile_syntax syntax = {
    .command = COMMAND,
    .summary = "Writes a vector for every row of the files (standard input without one), in their order.",
    .operands = "MODEL [FILE|-]... -o OUT",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .notes =
        "Files are plain text or gzip. npy needs a file; pipes take tsv, jsonl and raw. The vectors are written to\n"
        "OUT.part, which becomes OUT when it is whole.",
};

static volatile sig_atomic_t is_interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    is_interrupted = 1;
}

/* The first signal stops after a window, a second one at once. */
static void catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)(SA_RESTART | SA_RESETHAND)};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static simile_status show(void *context, const simile_encode_report *report)
{
    simile_progress *progress = context;
    if (simile_progress_is_due(progress)) {
        simile_progress_show(progress, "%llu rows, %.0f rows/s", (unsigned long long)report->n_rows,
                             (double)(report->n_rows - report->n_resumed) / report->seconds);
    }
    return is_interrupted ? SIMILE_ERROR_INTERRUPTED : SIMILE_OK;
}

static void print_report(const simile_encode_report *report)
{
    const uint64_t n_new = report->n_rows - report->n_resumed;
    if (report->n_resumed > 0) {
        fprintf(stderr, "%llu rows were there already; of the further ones:\n", (unsigned long long)report->n_resumed);
    }
    fprintf(stderr, "%llu rows, %llu tokens, %llu truncated (%.2f %%), %llu empty, %llu invalid UTF-8, %.1f s\n",
            (unsigned long long)n_new, (unsigned long long)report->n_tokens, (unsigned long long)report->n_truncated,
            n_new > 0 ? 100.0 * (double)report->n_truncated / (double)n_new : 0.0, (unsigned long long)report->n_empty,
            (unsigned long long)report->n_invalid, report->seconds);
    if (report->truncated_place[0]) {
        fprintf(stderr, "warning: rows were truncated, the first is %s\n", report->truncated_place);
    }
}

/* A mistyped name would be taken for a text: which one it is has to be seen. */
static void tell_prompt(const simile_model *model, const char *prompt)
{
    const simile_model_info info = simile_model_describe(model);
    for (size_t i = 0; i < info.n_prompts; i++) {
        if (strcmp(info.prompts[i].name, prompt) == 0) {
            fprintf(stderr, "prompt %s: \"%s\"\n", prompt, info.prompts[i].text);
            return;
        }
    }
    fprintf(stderr, "prompt, a text (%s): \"%s\"\n",
            info.n_prompts > 0 ? "no prompt of the model has this name" : "the model has no prompts", prompt);
}

/* What is read when no file is given. */
static const char *const standard_input[] = {"-"};

static int encode(const simile_model *model, const encode_arguments *arguments, const simile_operands *operands)
{
    simile_progress progress = {0};
    simile_encode_report report;
    const bool has_files = operands->n > 1;
    const simile_encode_request request = {
        .model = model,
        .session = {.n_threads = (size_t)arguments->threads,
                    .max_tokens = (size_t)arguments->max_tokens,
                    .special_as_text = arguments->special_as_text,
                    .prompt = arguments->no_prompt ? "" : arguments->prompt},
        .paths = has_files ? (const char *const *)(operands->items + 1) : standard_input,
        .n_paths = has_files ? operands->n - 1 : 1,
        .out = arguments->output,
        .format = (simile_encode_format)arguments->format,
        .column = arguments->column,
        .truncate = (simile_encode_truncate)arguments->truncate,
        .resume = arguments->resume,
        .progress = show,
        .context = &progress,
    };
    if (arguments->prompt) {
        tell_prompt(model, arguments->prompt);
    }
    catch_interrupts();
    simile_status status = simile_encode_file(&report, &request);
    simile_progress_end(&progress);
    if (status == SIMILE_ERROR_INTERRUPTED) {
        fprintf(stderr, "simile " COMMAND ": stopped after %llu rows; a file is gone on with by --resume\n",
                (unsigned long long)report.n_rows);
        return 1;
    }
    if (status == SIMILE_OK) {
        print_report(&report);
    }
    return simile_command_fail(COMMAND, status);
}

static simile_status open_model(simile_model **model, const encode_arguments *arguments, const char *folder)
{
    simile_status status = simile_model_open(model, folder);
    return status == SIMILE_OK && arguments->dimension > 0 ? simile_model_cut(*model, (size_t)arguments->dimension)
                                                           : status;
}

int simile_cmd_encode(int argc, char **argv)
{
    encode_arguments arguments = {0};
    simile_operands operands;
    simile_model *model = NULL;
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO && !arguments.output) {
        code = simile_command_refuse(COMMAND, "-o OUT is missing");
    }
    if (code == SIMILE_ARGUMENTS_GO && arguments.prompt && arguments.no_prompt) {
        code = simile_command_refuse(COMMAND, "--prompt and --no-prompt exclude each other");
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        code = operands.n > 1 ? simile_overwrite_check(COMMAND, arguments.output,
                                                       (const char *const *)(operands.items + 1), operands.n - 1)
                              : simile_overwrite_check(COMMAND, arguments.output, standard_input, 1);
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        simile_status status = open_model(&model, &arguments, operands.items[0]);
        code = status == SIMILE_OK ? encode(model, &arguments, &operands) : simile_command_fail(COMMAND, status);
    }
    simile_model_free(model);
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
