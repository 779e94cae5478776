/* simile eval MODEL --sts FILE …: measures a model, or vectors from a file. */
#include "arguments.h"
#include "commands.h"
#include "eval_files.h"
#include "eval_table.h"
#include "overwrite.h"
#include "progress.h"
#include "simile/eval.h"
#include "vector_options.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct eval_arguments {
    char *vectors, *suite, *against, *json, *csv, *markdown, *mteb, *dump, *save, *shots;
    int baseline;
    simile_vector_options of_model;
    int64_t draws, threads;
    simile_eval_files files;
} eval_arguments;

#define FIELD(name) offsetof(eval_arguments, name)
static const char *const baselines[] = {"none", "tfidf", "all", NULL};
static const simile_option options[] = {
    {"vectors", SIMILE_OPTION_TEXT, FIELD(vectors), NULL, 0, 0, NULL, "X.npy",
     "vectors of the files' texts instead of a model: one a text, in the files' order"},
    {"suite", SIMILE_OPTION_TEXT, FIELD(suite), NULL, 0, 0, NULL, "FILE.yaml",
     "measure the files that it names, beside all baselines"},
    {"against", SIMILE_OPTION_TEXT, FIELD(against), NULL, 0, 0, NULL, "MODEL|X.npy",
     "measure this beside it: differences of all figures with intervals and p"},
    {"json", SIMILE_OPTION_TEXT, FIELD(json), NULL, 0, 0, NULL, "FILE",
     "write the metrics as JSON; - is standard output, in place of the table"},
    {"csv", SIMILE_OPTION_TEXT, FIELD(csv), NULL, 0, 0, NULL, "FILE",
     "write the metrics as CSV, a line each; - likewise"},
    {"markdown", SIMILE_OPTION_TEXT, FIELD(markdown), NULL, 0, 0, NULL, "FILE",
     "write the metrics as tables in Markdown; - likewise"},
    {"mteb", SIMILE_OPTION_TEXT, FIELD(mteb), NULL, 0, 0, NULL, "DIR",
     "write a results file of MTEB's form for each file"},
    {"dump", SIMILE_OPTION_TEXT, FIELD(dump), NULL, 0, 0, NULL, "FILE", "write every row's score as TSV; - likewise"},
    {"save", SIMILE_OPTION_TEXT, FIELD(save), NULL, 0, 0, NULL, "DIR",
     "keep figures, rows and vectors in a folder, for simile report"},
    {"baseline", SIMILE_OPTION_CHOICE, FIELD(baseline), "none", 0, 0, baselines, NULL,
     "measure word overlap beside it, or also random vectors and the model's token rows; metrics named tfidf_..."},
    SIMILE_VECTOR_OPTIONS(FIELD(of_model), ", also for the model of --against", ", of MODEL and not of --against"),
    {"shots", SIMILE_OPTION_TEXT, FIELD(shots), NULL, 0, 0, NULL, "K,...",
     "rows a label that few-shot probes of --labelled files learn from, e.g. 8,16; 8 without it"},
    {"draws", SIMILE_OPTION_INT, FIELD(draws), "10", 2, 1000, NULL, NULL,
     "how often those rows are drawn; the figures are the mean and the deviation of all"},
    {"threads", SIMILE_OPTION_INT, FIELD(threads), "0", 0, 1024, NULL, NULL,
     "workers; 0: what the machine allows this process"},
};
static const simile_option lists[] = {
    {"sts", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_STS]), NULL, 0, 0, NULL, "FILE",
     "rows of score, text1, text2"},
    {"pairs", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_PAIRS]), NULL, 0, 0, NULL, "FILE",
     "rows of label (0 or 1), text1, text2"},
    {"dev", SIMILE_OPTION_TEXT, FIELD(files.beside[SIMILE_EVAL_DEV]), NULL, 0, 0, NULL, "FILE",
     "rows to take the thresholds from, for the --pairs in front of it; rows to choose the penalty of the probe by, "
     "for "
     "--labelled with --train"},
    {"labelled", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_LABELLED]), NULL, 0, 0, NULL, "FILE",
     "rows of label, text"},
    {"train", SIMILE_OPTION_TEXT, FIELD(files.beside[SIMILE_EVAL_TRAIN]), NULL, 0, 0, NULL, "FILE",
     "rows to learn from, for the --labelled in front of it; usual rows to compare with, for --anomaly"},
    {"triples", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_TRIPLES]), NULL, 0, 0, NULL, "FILE",
     "rows of anchor, positive, negative..."},
    {"retrieval", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_RETRIEVAL]), NULL, 0, 0, NULL, "FILE",
     "rows of label (0, 1 or a grade), query, candidate; or judgements (TREC's qrels) with --queries and --corpus"},
    {"queries", SIMILE_OPTION_TEXT, FIELD(files.beside[SIMILE_EVAL_QUERIES]), NULL, 0, 0, NULL, "FILE",
     "rows of id, text, for the --retrieval in front of it"},
    {"corpus", SIMILE_OPTION_TEXT, FIELD(files.beside[SIMILE_EVAL_CORPUS]), NULL, 0, 0, NULL, "FILE", "likewise"},
    {"reranking", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_RERANKING]), NULL, 0, 0, NULL, "FILE",
     "rows of label, query, candidate; each query ranks its own candidates"},
    {"groups", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_GROUPS]), NULL, 0, 0, NULL, "FILE",
     "rows of group, text; each text looks for its group"},
    {"mining", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_MINING]), NULL, 0, 0, NULL, "FILE",
     "rows of label (0 or 1), text1, text2; paraphrases are looked for among all texts"},
    {"probes", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_PROBES]), NULL, 0, 0, NULL, "FILE",
     "rows of kind, sentence, paraphrase, changed"},
    {"anomaly", SIMILE_OPTION_TEXT, FIELD(files.measured[SIMILE_EVALUATION_ANOMALY]), NULL, 0, 0, NULL, "FILE",
     "rows of group, label (usual or odd), text"},
};
static const simile_syntax syntax = {
    .command = "eval",
    .summary = "measure a model on test files",
    .operands = "[MODEL]",
    .min_operands = 0,
    .max_operands = 1,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .lists = lists,
    .n_lists = sizeof lists / sizeof *lists,
    .notes = "Files are TSV, CSV (.csv) or JSONL (.jsonl), also with .gz behind.",
};

/* What is open while the command runs. */
typedef struct eval_run {
    const eval_arguments *arguments;
    simile_model *model, *against; /* NULL: vectors */
    simile_evaluation *evaluation;
    simile_progress progress;
    bool has_refused; /* the message is out */
} eval_run;

static void show_progress(void *context, const simile_evaluation_progress *so_far)
{
    eval_run *run = context;
    if (!simile_progress_is_due(&run->progress)) {
        return;
    }
    const simile_evaluation_result result = simile_evaluation_get(run->evaluation, so_far->file);
    if (so_far->n_texts < so_far->n_total) {
        simile_progress_show(&run->progress, "file %zu of %zu, %s: %s, vectors of %zu of %zu texts", so_far->file + 1,
                             so_far->n_files, result.file, so_far->contender, so_far->n_texts, so_far->n_total);
    } else {
        simile_progress_show(&run->progress, "file %zu of %zu, %s: %s, figures", so_far->file + 1, so_far->n_files,
                             result.file, so_far->contender);
    }
}

/* The files to write, in the order of writing. */
#define N_OUTPUTS 4
typedef struct eval_output {
    const char *option, *path; /* path NULL: not asked for */
    simile_status (*write)(const simile_evaluation *evaluation, const char *path);
} eval_output;

static void list_outputs(eval_output outputs[N_OUTPUTS], const eval_arguments *arguments)
{
    outputs[0] = (eval_output){"json", arguments->json, simile_evaluation_write_json};
    outputs[1] = (eval_output){"csv", arguments->csv, simile_evaluation_write_csv};
    outputs[2] = (eval_output){"markdown", arguments->markdown, simile_evaluation_write_markdown};
    outputs[3] = (eval_output){"dump", arguments->dump, simile_evaluation_dump};
}

static bool is_npy(const char *path)
{
    const size_t size = strlen(path);
    return size > 4 && strcmp(path + size - 4, ".npy") == 0;
}

static unsigned choose_baselines(const eval_arguments *arguments)
{
    static const unsigned bits[] = {0, SIMILE_BASELINE_TFIDF, SIMILE_BASELINE_ALL};
    return arguments->suite ? SIMILE_BASELINE_ALL : bits[arguments->baseline];
}

static simile_status open_run(eval_run *run, const char *folder)
{
    const eval_arguments *arguments = run->arguments;
    const bool has_vectors = arguments->against && is_npy(arguments->against);
    simile_status status =
        folder ? simile_vector_options_open(&run->model, folder, NULL, &arguments->of_model) : SIMILE_OK;
    if (status == SIMILE_OK && arguments->against && !has_vectors) {
        status = simile_model_open(&run->against, arguments->against);
    }
    const simile_evaluation_options settings = {.n_threads = (size_t)arguments->threads,
                                                .vectors = arguments->vectors,
                                                .prompt = simile_vector_options_prompt(&arguments->of_model),
                                                .baselines = choose_baselines(arguments),
                                                .model_path = folder,
                                                .save = arguments->save,
                                                .shots = arguments->shots,
                                                .n_draws = (size_t)arguments->draws,
                                                .against = run->against,
                                                .against_path = arguments->against,
                                                .against_vectors = has_vectors ? arguments->against : NULL,
                                                .progress = show_progress,
                                                .progress_context = run,
                                                .keep_going = true};
    return status == SIMILE_OK ? simile_evaluation_new(&run->evaluation, run->model, &settings) : status;
}

/* The files to write must not be among those to read. */
static int check_inputs(const eval_output *output, const eval_run *run)
{
    const eval_arguments *arguments = run->arguments;
    const char *others[3] = {0};
    size_t n = 0;
    for (size_t i = 0; i < 3; i++) {
        const char *const paths[] = {arguments->vectors, arguments->suite, arguments->against};
        if (paths[i]) {
            others[n++] = paths[i];
        }
    }
    int code = simile_overwrite_check("eval", output->path, others, n);
    for (size_t i = 0; i < simile_evaluation_count(run->evaluation) && code == SIMILE_ARGUMENTS_GO; i++) {
        const simile_evaluation_result result = simile_evaluation_get(run->evaluation, i);
        const char *files[] = {result.file, result.train, result.dev, result.queries, result.corpus};
        for (size_t f = 0; f < sizeof files / sizeof *files && code == SIMILE_ARGUMENTS_GO; f++) {
            code = files[f] ? simile_overwrite_check("eval", output->path, &files[f], 1) : SIMILE_ARGUMENTS_GO;
        }
    }
    return code;
}

static simile_status check_outputs(eval_run *run, const eval_output outputs[N_OUTPUTS])
{
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        if (outputs[i].path && check_inputs(&outputs[i], run) != SIMILE_ARGUMENTS_GO) {
            run->has_refused = true;
            return SIMILE_ERROR_CONFIG;
        }
    }
    return SIMILE_OK;
}

static bool is_standard_output(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

/* The table gives way when something is asked for on standard output. */
static simile_status write_outputs(const eval_run *run, const eval_output outputs[N_OUTPUTS])
{
    const eval_arguments *arguments = run->arguments;
    bool has_table = true;
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        has_table = has_table && !is_standard_output(outputs[i].path);
    }
    simile_status status = has_table ? simile_eval_table_print(run->evaluation) : SIMILE_OK;
    for (size_t i = 0; i < N_OUTPUTS && status == SIMILE_OK; i++) {
        status = outputs[i].path ? outputs[i].write(run->evaluation, outputs[i].path) : SIMILE_OK;
    }
    if (status == SIMILE_OK && arguments->mteb) {
        status = simile_evaluation_write_mteb(run->evaluation, arguments->mteb);
    }
    return status == SIMILE_OK && arguments->save ? simile_evaluation_save(run->evaluation) : status;
}

/* Tells what failed: 1 when something did. */
static int tell_errors(const simile_evaluation *evaluation)
{
    int code = 0;
    for (size_t i = 0; i < simile_evaluation_count(evaluation); i++) {
        const simile_evaluation_result result = simile_evaluation_get(evaluation, i);
        if (result.error) {
            fprintf(stderr, "simile eval: %s\n", result.error);
            code = 1;
        }
    }
    return code;
}

static int evaluate(const eval_arguments *arguments, const char *folder)
{
    eval_run run = {.arguments = arguments};
    eval_output outputs[N_OUTPUTS];
    list_outputs(outputs, arguments);
    simile_status status = open_run(&run, folder);
    if (status == SIMILE_OK && arguments->suite) {
        status = simile_evaluation_add_suite(run.evaluation, arguments->suite);
    }
    if (status == SIMILE_OK) {
        status = simile_eval_files_add(run.evaluation, &arguments->files);
    }
    if (status == SIMILE_OK) {
        status = check_outputs(&run, outputs);
    }
    if (status == SIMILE_OK) {
        status = simile_evaluation_run(run.evaluation);
        simile_progress_end(&run.progress);
    }
    if (status == SIMILE_OK) {
        status = write_outputs(&run, outputs);
    }
    int code = run.has_refused ? simile_command_code(status) : simile_command_fail("eval", status);
    if (status == SIMILE_OK) {
        code = tell_errors(run.evaluation);
    }
    simile_evaluation_free(run.evaluation);
    simile_model_free(run.model);
    simile_model_free(run.against);
    return code;
}

static int check_names(const eval_arguments *arguments)
{
    eval_output outputs[N_OUTPUTS];
    list_outputs(outputs, arguments);
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        for (size_t j = i + 1; j < N_OUTPUTS && outputs[i].path; j++) {
            if (outputs[j].path && strcmp(outputs[i].path, outputs[j].path) == 0) {
                return simile_command_refuse("eval", "--%s and --%s name the same file: %s", outputs[i].option,
                                             outputs[j].option, outputs[i].path);
            }
        }
    }
    return SIMILE_ARGUMENTS_GO;
}

static int check(const eval_arguments *arguments, const simile_operands *operands)
{
    if ((operands->n == 1) == (arguments->vectors != NULL)) {
        return simile_command_refuse("eval", "give either a MODEL or --vectors X.npy");
    }
    const simile_vector_options *of_model = &arguments->of_model;
    if (arguments->vectors && (of_model->prompt || of_model->no_prompt || of_model->dimension > 0)) {
        return simile_command_refuse("eval", "--prompt, --no-prompt and --dimension need a MODEL");
    }
    int code = simile_vector_options_check("eval", of_model);
    if (code == SIMILE_ARGUMENTS_GO) {
        code = simile_eval_files_check(&arguments->files, arguments->suite != NULL);
    }
    if (code == SIMILE_ARGUMENTS_GO && arguments->shots && !arguments->suite &&
        arguments->files.measured[SIMILE_EVALUATION_LABELLED].n == 0) {
        return simile_command_refuse("eval", "--shots needs a --labelled file");
    }
    return code == SIMILE_ARGUMENTS_GO ? check_names(arguments) : code;
}

int simile_cmd_eval(int argc, char **argv)
{
    eval_arguments arguments = {0};
    simile_operands operands = {0};
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO) {
        code = check(&arguments, &operands);
    }
    if (code == SIMILE_ARGUMENTS_GO) {
        code = evaluate(&arguments, operands.n > 0 ? operands.items[0] : NULL);
    }
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
