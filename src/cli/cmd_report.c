/* simile report RUN|EVAL... -o F.html: training runs and evaluations as a page. */
#include "arguments.h"
#include "commands.h"
#include "overwrite.h"
#include "progress.h"
#include "simile/report.h"
#include <string.h>

typedef struct report_arguments {
    char *output, *title;
    bool text;
    int64_t seed, threads;
} report_arguments;

#define FIELD(name) offsetof(report_arguments, name)
static const simile_option options[] = {
    {"output", SIMILE_OPTION_TEXT, FIELD(output), NULL, 0, 0, NULL, "FILE",
     "the page: one HTML file; - is standard output"},
    {"text", SIMILE_OPTION_BOOL, FIELD(text), "false", 0, 0, NULL, NULL,
     "print the same figures for the terminal, in 80 columns"},
    {"title", SIMILE_OPTION_TEXT, FIELD(title), NULL, 0, 0, NULL, "TEXT", "title of the page"},
    {"seed", SIMILE_OPTION_INT, FIELD(seed), "1", 0, 1e15, NULL, NULL,
     "which sentences are shown with their neighbours, and where the map starts from"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, NULL,
     "workers; 0: what the machine allows this process"},
};
static const simile_syntax syntax = {
    .command = "report",
    .summary = "show training runs and evaluations as a page",
    .operands = "RUN|EVALUATION...",
    .min_operands = 1,
    .max_operands = 1000,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .notes =
        "RUN is a folder that simile train wrote, finished or not. EVALUATION is a folder that simile eval --save\n"
        "wrote, or a file that simile eval --json wrote, which has figures alone. Several evaluations are compared.",
};

static void show_progress(void *context, const char *what, double share)
{
    simile_progress *progress = context;
    if (share >= 1) {
        simile_progress_end(progress); /* what is written next may go to the same terminal */
    } else if (simile_progress_is_due(progress)) {
        simile_progress_show(progress, "%s: %.0f %%", what, 100 * share);
    }
}

/* The page must not replace a file that is read, be it named by the user or found in a folder. */
static int check_output(const simile_report *report, const char *output)
{
    int code = SIMILE_ARGUMENTS_GO;
    const char *input;
    for (size_t i = 0; code == SIMILE_ARGUMENTS_GO && (input = simile_report_input(report, i)); i++) {
        code = simile_overwrite_check("report", output, &input, 1);
    }
    return code;
}

static simile_status write(simile_report *report, const report_arguments *arguments)
{
    simile_status status = SIMILE_OK;
    if (arguments->output) {
        status = simile_report_write_html(report, arguments->output);
    }
    return status == SIMILE_OK && arguments->text ? simile_report_write_text(report, "-") : status;
}

static int make(const report_arguments *arguments, const simile_operands *operands)
{
    simile_progress progress = {0};
    const simile_report_options settings = {.title = arguments->title,
                                            .n_threads = (size_t)arguments->threads,
                                            .seed = (uint64_t)arguments->seed,
                                            .progress = show_progress,
                                            .context = &progress};
    simile_report *report = NULL;
    simile_status status = simile_report_new(&report, &settings);
    for (size_t i = 0; i < operands->n && status == SIMILE_OK; i++) {
        status = simile_report_add(report, operands->items[i]);
    }
    int code = status == SIMILE_OK ? check_output(report, arguments->output) : SIMILE_ARGUMENTS_GO;
    if (code == SIMILE_ARGUMENTS_GO) {
        status = status == SIMILE_OK ? write(report, arguments) : status;
        simile_progress_end(&progress);
        code = simile_command_fail("report", status);
    }
    simile_report_free(report);
    return code;
}

static int check(const report_arguments *arguments)
{
    if (!arguments->output && !arguments->text) {
        return simile_command_refuse("report", "nothing to write: give -o FILE.html or --text");
    }
    if (arguments->output && arguments->text && strcmp(arguments->output, "-") == 0) {
        return simile_command_refuse("report", "-o - and --text both write to standard output");
    }
    return SIMILE_ARGUMENTS_GO;
}

int simile_cmd_report(int argc, char **argv)
{
    report_arguments arguments = {0};
    simile_operands operands = {0};
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO) {
        code = check(&arguments);
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        code = make(&arguments, &operands);
    }
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
