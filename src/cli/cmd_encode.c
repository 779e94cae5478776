/* simile encode: text files to vectors. */
#include "arguments.h"
#include "commands.h"
#include "overwrite.h"
#include "progress.h"
#include "simile/encode.h"
#include "vector_options.h"
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COMMAND "encode"

typedef struct encode_arguments {
    char *output, *calibrate, *column, *id;
    int format, dtype, precision, truncate, handling;
    int64_t max_tokens, threads;
    bool text, tokens, resume, flush, special_as_text;
    simile_vector_options vectors;
    const char *out; /* where the vectors go in the end */
} encode_arguments;

/* In the order of simile_encode_format, simile_encode_dtype, simile_encode_truncate. */
static const char *const formats[] = {"auto", "npy", "tsv", "jsonl", "raw", "word2vec", NULL};
static const char *const dtypes[] = {"f32", "f16", "int8", "binary", NULL};
static const char *const truncates[] = {"cut", "warn", "error", NULL};
static const char *const handlings[] = {"cut", "windows", NULL};
/* In the order of simile_precision. */
static const char *const precisions[] = {"f32", "bf16", "int8", NULL};

#define FIELD(name) offsetof(encode_arguments, name)
static const simile_option options[] = {
    {"output", SIMILE_OPTION_TEXT, FIELD(output), NULL, 0, 0, NULL, "OUT",
     "where to write the vectors; - is standard output"},
    {"format", SIMILE_OPTION_CHOICE, FIELD(format), "auto", 0, 0, formats, NULL,
     "form of the vectors; auto goes by OUT's ending, else npy"},
    {"dtype", SIMILE_OPTION_CHOICE, FIELD(dtype), "f32", 0, 0, dtypes, NULL,
     "type of the values; binary is a bit a dimension"},
    {"calibrate", SIMILE_OPTION_TEXT, FIELD(calibrate), NULL, 0, 0, NULL, "FILE",
     "int8: sample texts, or the .ranges.npy of an earlier run; without it the input is read twice"},
    {"column", SIMILE_OPTION_TEXT, FIELD(column), NULL, 0, 0, NULL, "NAME",
     "column with the text, by name or number from 1, instead of the whole line"},
    {"id", SIMILE_OPTION_TEXT, FIELD(id), NULL, 0, 0, NULL, "NAME",
     "column with the rows' ids, which are carried along"},
    {"text", SIMILE_OPTION_BOOL, FIELD(text), "false", 0, 0, NULL, NULL, "jsonl: give the text beside the vector"},
    {"tokens", SIMILE_OPTION_BOOL, FIELD(tokens), "false", 0, 0, NULL, NULL,
     "a vector for each token, with its place in the text, instead of one for each row"},
    SIMILE_VECTOR_OPTIONS(FIELD(vectors), "", ", for models trained for it (Matryoshka)"),
    {"max-tokens", SIMILE_OPTION_INT, FIELD(max_tokens), "0", 0, 1e9, NULL, "tokens",
     "longest text, special tokens included; 0 is the model's own limit"},
    {"long", SIMILE_OPTION_CHOICE, FIELD(handling), "cut", 0, 0, handlings, NULL,
     "what to do with a longer text: cut it, or take the mean of windows that overlap by a quarter"},
    {"truncate", SIMILE_OPTION_CHOICE, FIELD(truncate), "cut", 0, 0, truncates, NULL,
     "say nothing of a row that is cut, name it, or stop at it"},
    {"precision", SIMILE_OPTION_CHOICE, FIELD(precision), "f32", 0, 0, precisions, NULL,
     "of the linear layers: int8 is the fastest, bf16 is fast where the processor has it"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, "threads", "0 is what the machine allows"},
    {"resume", SIMILE_OPTION_BOOL, FIELD(resume), "false", 0, 0, NULL, NULL, "go on with OUT.part"},
    {"flush", SIMILE_OPTION_BOOL, FIELD(flush), "false", 0, 0, NULL, NULL,
     "write each row as soon as it can be, as when standard input is a terminal"},
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
        "Files are plain text or gzip. npy and word2vec need a file; pipes take tsv, jsonl and raw. The vectors are\n"
        "written to OUT.part, which becomes OUT when it is whole. Beside npy and raw stand, if asked for,\n"
        "OUT.ids.txt (--id), OUT.rows.npy and OUT.tokens.npy (--tokens); beside all, OUT.ranges.npy (--dtype int8).\n"
        "\n"
        "\"mpirun -n N simile encode ...\" divides the lines of plain files among N processes, which write npy or raw\n"
        "to OUT.ranks.part; --resume wants as many processes.",
};

static volatile sig_atomic_t is_interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    is_interrupted = 1;
}

/* The first signal stops after a window, a second one at once; a closed pipe is an error of writing. */
static void catch_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)(SA_RESTART | SA_RESETHAND)};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* What the progress is shown with. */
typedef struct encode_view {
    simile_progress progress;
    bool is_silent; /* another rank speaks */
} encode_view;

static bool is_stopped(void *context)
{
    (void)context;
    return is_interrupted != 0;
}

static simile_status show(void *context, const simile_encode_report *report)
{
    encode_view *view = context;
    simile_progress *progress = &view->progress;
    if (is_interrupted) {
        return SIMILE_ERROR_INTERRUPTED;
    }
    if (view->is_silent || !simile_progress_is_due(progress)) {
        return SIMILE_OK;
    }
    if (report->is_calibrating) {
        simile_progress_show(progress, "%llu rows read for the ranges", (unsigned long long)report->n_calibrated);
        return SIMILE_OK;
    }
    char left[48] = "";
    if (report->seconds_left >= 0) {
        const unsigned long seconds = (unsigned long)(report->seconds_left + 0.5);
        snprintf(left, sizeof left, ", %lu:%02lu:%02lu left", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    simile_progress_show(progress, "%llu rows, %.0f rows/s, %.0f tokens/s%s", (unsigned long long)report->n_rows,
                         (double)(report->n_rows - report->n_resumed) / report->seconds,
                         (double)report->n_tokens / report->seconds, left);
    return SIMILE_OK;
}

static double share(uint64_t part, uint64_t all)
{
    return all > 0 ? 100.0 * (double)part / (double)all : 0;
}

static void print_notes(const simile_encode_report *report)
{
    if (report->n_windows > 0) {
        fprintf(stderr, "%llu of them longer than the limit and taken in windows\n",
                (unsigned long long)report->n_windows);
    }
    if (report->n_truncated > 0) {
        fprintf(stderr, "the longest truncated row is %s with %llu bytes\n", report->longest_place,
                (unsigned long long)report->longest_size);
    }
    if (report->truncated_place[0]) {
        fprintf(stderr, "warning: rows were truncated, the first is %s\n", report->truncated_place);
    }
}

static void print_report(const simile_encode_report *report)
{
    const uint64_t n_new = report->n_rows - report->n_resumed;
    const double seconds = report->seconds > 0 ? report->seconds : 1e-9;
    if (report->n_resumed > 0) {
        fprintf(stderr, "%llu rows were there already; of the further ones:\n", (unsigned long long)report->n_resumed);
    }
    if (report->n_calibrated > 0) {
        fprintf(stderr, "%llu rows gave the ranges\n", (unsigned long long)report->n_calibrated);
    }
    fprintf(stderr,
            "%llu rows, %llu tokens, %llu truncated (%.2f %%), %llu empty, %llu invalid UTF-8, %.1f s, %.0f rows/s, "
            "%.0f tokens/s\n",
            (unsigned long long)n_new, (unsigned long long)report->n_tokens, (unsigned long long)report->n_truncated,
            share(report->n_truncated, n_new), (unsigned long long)report->n_empty,
            (unsigned long long)report->n_invalid, report->seconds, (double)n_new / seconds,
            (double)report->n_tokens / seconds);
    print_notes(report);
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

/* The input's files. */
typedef struct encode_input {
    const char *const *paths;
    size_t n;
    bool is_live; /* standard input is a terminal */
} encode_input;

static encode_input input_of(const simile_operands *operands)
{
    encode_input input = {standard_input, 1, false};
    if (operands->n > 1) {
        input = (encode_input){(const char *const *)(operands->items + 1), operands->n - 1, false};
    }
    for (size_t i = 0; i < input.n; i++) {
        input.is_live = input.is_live || (strcmp(input.paths[i], "-") == 0 && isatty(STDIN_FILENO) == 1);
    }
    return input;
}

/* Says that a run which ended early can be gone on with, if it can. */
static void tell_resume(const encode_arguments *arguments, const simile_ranks *ranks,
                        const simile_encode_report *report)
{
    char part[PATH_MAX];
    const int size = snprintf(part, sizeof part, "%s%s", arguments->out, ranks ? ".ranks.part" : ".part");
    if (report->n_rows > 0 && size > 0 && (size_t)size < sizeof part && access(part, F_OK) == 0) {
        fprintf(stderr, "%llu rows are in %s; the same command with --resume goes on with them\n",
                (unsigned long long)report->n_rows, part);
    }
}

/* Tells how it ended, on one rank; answers the exit code. */
static int conclude(simile_status status, const encode_arguments *arguments, const simile_ranks *ranks,
                    const simile_encode_report *report)
{
    if (!simile_ranks_is_speaker(ranks)) {
        return simile_command_code(status);
    }
    if (status == SIMILE_OK) {
        print_report(report);
    } else if (status == SIMILE_ERROR_INTERRUPTED) {
        fprintf(stderr, "simile " COMMAND ": stopped after %llu rows\n", (unsigned long long)report->n_rows);
    } else {
        simile_command_fail(COMMAND, status);
    }
    if (status != SIMILE_OK && status != SIMILE_ERROR_CONFIG) {
        tell_resume(arguments, ranks, report);
    }
    return simile_command_code(status);
}

static int encode(const simile_model *model, simile_ranks *ranks, const encode_arguments *arguments,
                  const encode_input *input)
{
    encode_view view = {.is_silent = !simile_ranks_is_speaker(ranks)};
    simile_encode_report report = {0};
    const simile_encode_request request = {
        .model = model,
        .session = {.n_threads = (size_t)arguments->threads,
                    .max_tokens = (size_t)arguments->max_tokens,
                    .special_as_text = arguments->special_as_text,
                    .in_windows = arguments->handling == 1,
                    .prompt = simile_vector_options_prompt(&arguments->vectors)},
        .paths = input->paths,
        .n_paths = input->n,
        .out = arguments->out,
        .format = (simile_encode_format)arguments->format,
        .dtype = (simile_encode_dtype)arguments->dtype,
        .calibrate = arguments->calibrate,
        .column = arguments->column,
        .id = arguments->id,
        .with_text = arguments->text,
        .tokens = arguments->tokens,
        .truncate = (simile_encode_truncate)arguments->truncate,
        .ranks = ranks,
        .resume = arguments->resume,
        .flush = arguments->flush,
        .progress = show,
        .is_stopped = is_stopped,
        .context = &view,
    };
    if (arguments->vectors.prompt) {
        tell_prompt(model, arguments->vectors.prompt);
    }
    catch_signals();
    simile_status status = simile_encode_file(&report, &request);
    simile_progress_end(&view.progress);
    return conclude(status, arguments, ranks, &report);
}

static simile_status open_model(simile_model **model, const encode_arguments *arguments, const char *folder)
{
    const simile_open_options open_options = {.precision = (simile_precision)arguments->precision,
                                              .n_threads = (size_t)arguments->threads};
    return simile_vector_options_open(model, folder, &open_options, &arguments->vectors);
}

/* Opens the model, on all ranks or on none. */
static int open_and_encode(const char *folder, simile_ranks *ranks, const encode_arguments *arguments,
                           const encode_input *input)
{
    simile_model *model = NULL;
    const simile_encode_report none = {0};
    const simile_status status = simile_ranks_agree(ranks, open_model(&model, arguments, folder));
    const int code =
        status == SIMILE_OK ? encode(model, ranks, arguments, input) : conclude(status, arguments, ranks, &none);
    simile_model_free(model);
    return code;
}

/* No file that is written, be it beside OUT, may be one that is read. */
static int check_overwrite(const encode_arguments *arguments, const encode_input *input)
{
    static const char *const endings[] = {"", ".ids.txt", ".rows.npy", ".tokens.npy", ".ranges.npy", ".ranks"};
    int code = SIMILE_ARGUMENTS_GO;
    for (size_t i = 0; i < sizeof endings / sizeof *endings && code == SIMILE_ARGUMENTS_GO; i++) {
        char name[PATH_MAX];
        const int size = snprintf(name, sizeof name, "%s%s", arguments->out, endings[i]);
        const bool fits = size > 0 && (size_t)size < sizeof name;
        const char *const calibrate[] = {arguments->calibrate};
        if (fits) {
            code = simile_overwrite_check(COMMAND, name, input->paths, input->n);
        }
        if (fits && code == SIMILE_ARGUMENTS_GO && arguments->calibrate) {
            code = simile_overwrite_check(COMMAND, name, calibrate, 1);
        }
    }
    return code;
}

/* On a terminal each line is answered at once, on standard output unless OUT is given. */
static int settle_output(encode_arguments *arguments, const encode_input *input)
{
    const bool can_flush = arguments->format != SIMILE_ENCODE_NPY && arguments->format != SIMILE_ENCODE_WORD2VEC;
    arguments->out = arguments->output || !(arguments->flush || input->is_live) ? arguments->output : "-";
    if (!arguments->out) {
        return simile_command_refuse(COMMAND, "-o OUT is missing");
    }
    arguments->flush = arguments->flush || (input->is_live && can_flush && strcmp(arguments->out, "-") == 0);
    return check_overwrite(arguments, input);
}

int simile_cmd_encode(int argc, char **argv)
{
    encode_arguments arguments = {0};
    simile_operands operands;
    encode_input input;
    simile_ranks *ranks = NULL;
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO) {
        input = input_of(&operands);
        code = settle_output(&arguments, &input);
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        code = simile_vector_options_check(COMMAND, &arguments.vectors);
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        const simile_status status = simile_ranks_open(&ranks);
        code = status == SIMILE_OK ? open_and_encode(operands.items[0], ranks, &arguments, &input)
                                   : simile_command_fail(COMMAND, status);
    }
    simile_ranks_close(ranks);
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
