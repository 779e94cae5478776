/* simile eval MODEL --sts FILE …: measures a model, or vectors from a file. */
#include "arguments.h"
#include "commands.h"
#include "eval_files.h"
#include "overwrite.h"
#include "simile/eval.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct eval_arguments {
    char *vectors, *json, *dump, *save, *prompt;
    int baseline;
    bool no_prompt;
    int64_t dimension, threads;
    simile_eval_files files;
} eval_arguments;

#define FIELD(name) offsetof(eval_arguments, name)
static const char *const baselines[] = {"none", "tfidf", NULL};
static const simile_option options[] = {
    {"vectors", SIMILE_OPTION_TEXT, FIELD(vectors), NULL, 0, 0, NULL, "X.npy",
     "vectors of the files' texts instead of a model: one a text, in the files' order"},
    {"json", SIMILE_OPTION_TEXT, FIELD(json), NULL, 0, 0, NULL, "FILE",
     "write the metrics as JSON; - is standard output, in place of the table"},
    {"dump", SIMILE_OPTION_TEXT, FIELD(dump), NULL, 0, 0, NULL, "FILE", "write every row's score as TSV; - likewise"},
    {"save", SIMILE_OPTION_TEXT, FIELD(save), NULL, 0, 0, NULL, "DIR",
     "keep figures, rows and vectors in a folder, for simile report"},
    {"baseline", SIMILE_OPTION_CHOICE, FIELD(baseline), "none", 0, 0, baselines, NULL,
     "measure word overlap beside it: metrics named tfidf_..."},
    {"prompt", SIMILE_OPTION_TEXT, FIELD(prompt), NULL, 0, 0, NULL, "NAME|TEXT",
     "put in front of every text: one of the model's prompts by its name, else the text itself; without it the model's "
     "default"},
    {"no-prompt", SIMILE_OPTION_BOOL, FIELD(no_prompt), "false", 0, 0, NULL, NULL,
     "put nothing in front of the texts, whatever the model's default"},
    {"dimension", SIMILE_OPTION_INT, FIELD(dimension), "0", 0, 1e6, NULL, "values",
     "keep the first values of each vector alone; 0 is what the model says"},
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
    .notes = "Files are TSV, CSV (.csv) or JSONL (.jsonl), also with .gz behind. Files may be given many times.",
};

static void print_metric(const simile_evaluation_result *result, const char *prefix,
                         const simile_evaluation_metric *metric, int width)
{
    char name[64];
    snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "_" : "", metric->name);
    printf("%-9s  %-*s  %6zu  %-24s  ", result->task, width, result->file, result->n_rows, name);
    if (metric->note) {
        printf("%7s  (%s)\n", "-", metric->note);
    } else if (metric->has_interval) {
        printf("%7.4f  %7.4f … %.4f\n", metric->value, metric->low, metric->high);
    } else {
        printf("%7.4f\n", metric->value);
    }
}

static void print_table(const simile_evaluation *evaluation)
{
    int width = 4;
    for (size_t i = 0; i < simile_evaluation_count(evaluation); i++) {
        const int length = (int)strlen(simile_evaluation_get(evaluation, i).file);
        width = length > width ? length : width;
    }
    printf("%-9s  %-*s  %6s  %-24s  %7s  %s\n", "task", width, "file", "rows", "metric", "value", "95 % interval");
    for (size_t i = 0; i < simile_evaluation_count(evaluation); i++) {
        for (size_t c = 0; c < simile_evaluation_contenders(evaluation); c++) {
            const simile_evaluation_result result = simile_evaluation_get_of(evaluation, i, c);
            for (size_t m = 0; m < result.n_metrics; m++) {
                print_metric(&result, c == 0 ? "" : simile_evaluation_contender(evaluation, c), &result.metrics[m],
                             width);
            }
        }
    }
}

static bool is_standard_output(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

/* The table gives way when the metrics or scores themselves are asked for on standard output. */
static simile_status evaluate(const eval_arguments *arguments, const char *folder)
{
    const simile_evaluation_options settings = {.n_threads = (size_t)arguments->threads,
                                                .vectors = arguments->vectors,
                                                .prompt = arguments->no_prompt ? "" : arguments->prompt,
                                                .baselines = arguments->baseline == 1 ? SIMILE_BASELINE_TFIDF : 0,
                                                .model_path = folder,
                                                .save = arguments->save};
    simile_model *model = NULL;
    simile_evaluation *evaluation = NULL;
    simile_status status = folder ? simile_model_open(&model, folder) : SIMILE_OK;
    if (status == SIMILE_OK && arguments->dimension > 0) {
        status = simile_model_cut(model, (size_t)arguments->dimension);
    }
    if (status == SIMILE_OK) {
        status = simile_evaluation_new(&evaluation, model, &settings);
    }
    if (status == SIMILE_OK) {
        status = simile_eval_files_add(evaluation, &arguments->files);
    }
    if (status == SIMILE_OK) {
        status = simile_evaluation_run(evaluation);
    }
    if (status == SIMILE_OK && !is_standard_output(arguments->json) && !is_standard_output(arguments->dump)) {
        print_table(evaluation);
    }
    if (status == SIMILE_OK && arguments->json) {
        status = simile_evaluation_write_json(evaluation, arguments->json);
    }
    if (status == SIMILE_OK && arguments->dump) {
        status = simile_evaluation_dump(evaluation, arguments->dump);
    }
    if (status == SIMILE_OK && arguments->save) {
        status = simile_evaluation_save(evaluation);
    }
    simile_evaluation_free(evaluation);
    simile_model_free(model);
    return status;
}

/* The files to write must not be among those to read. */
static int check_list(const eval_arguments *arguments, const simile_list *list)
{
    int code = SIMILE_ARGUMENTS_GO;
    for (size_t i = 0; i < list->n && code == SIMILE_ARGUMENTS_GO; i++) {
        const char *const input[] = {list->items[i].text};
        code = simile_overwrite_check("eval", arguments->json, input, 1);
        if (code == SIMILE_ARGUMENTS_GO) {
            code = simile_overwrite_check("eval", arguments->dump, input, 1);
        }
    }
    return code;
}

static int check_overwriting(const eval_arguments *arguments)
{
    simile_list_item vectors = {.text = arguments->vectors};
    const simile_list vectors_list = {&vectors, arguments->vectors ? 1 : 0};
    int code = check_list(arguments, &vectors_list);
    for (size_t i = 0; i < SIMILE_EVAL_N_BESIDE && code == SIMILE_ARGUMENTS_GO; i++) {
        code = check_list(arguments, &arguments->files.beside[i]);
    }
    for (size_t kind = 0; kind < SIMILE_EVALUATION_N_KINDS && code == SIMILE_ARGUMENTS_GO; kind++) {
        code = check_list(arguments, &arguments->files.measured[kind]);
    }
    return code;
}

static int check(const eval_arguments *arguments, const simile_operands *operands)
{
    if ((operands->n == 1) == (arguments->vectors != NULL)) {
        return simile_command_refuse("eval", "give either a MODEL or --vectors X.npy");
    }
    if (arguments->vectors && (arguments->prompt || arguments->no_prompt || arguments->dimension > 0)) {
        return simile_command_refuse("eval", "--prompt, --no-prompt and --dimension need a MODEL");
    }
    if (arguments->prompt && arguments->no_prompt) {
        return simile_command_refuse("eval", "--prompt and --no-prompt exclude each other");
    }
    if (arguments->json && arguments->dump && strcmp(arguments->json, arguments->dump) == 0) {
        return simile_command_refuse("eval", "--json and --dump name the same file: %s", arguments->json);
    }
    const int code = simile_eval_files_check(&arguments->files);
    return code == SIMILE_ARGUMENTS_GO ? check_overwriting(arguments) : code;
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
        code = simile_command_fail("eval", evaluate(&arguments, operands.n > 0 ? operands.items[0] : NULL));
    }
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
