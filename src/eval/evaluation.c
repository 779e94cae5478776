/* Evaluations: files in, figures out. */
#include "evaluation.h"
#include "clock.h"
#include "cpu.h"
#include "encoder.h"
#include "eval_task.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include "model.h"
#include "sts_together.h"
#include <math.h>
#include <string.h>

const char *simile_evaluation_kind_name(simile_evaluation_kind kind)
{
    return simile_eval_task__get(kind)->word;
}

static simile_status copy_text(char **copy, const char *text)
{
    *copy = text ? simile_memory__copy_text(text, strlen(text)) : NULL;
    return text && !*copy ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

/* A folder with other things in it must not be lost. */
static simile_status check_save(const char *folder)
{
    char *path = simile_path__join(folder, "evaluation.json");
    simile_status status = path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (path && (simile_folder__holds_files(folder) || simile_file__exists(folder)) && !simile_file__exists(path)) {
        status = simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "%s: exists and is no saved evaluation: name another folder or remove it", folder);
    }
    simile_memory__free(path);
    return status;
}

static simile_status take_options(simile_evaluation *e, const simile_evaluation_options *options)
{
    e->n_threads = options->n_threads;
    e->prompt = options->prompt;
    e->keep_going = options->keep_going;
    e->progress = options->progress;
    e->progress_context = options->progress_context;
    e->n_draws = options->n_draws;
    simile_few_shot few_shot;
    simile_status status = simile_few_shot__parse(&few_shot, options->shots, options->n_draws);
    if (status == SIMILE_OK) {
        status = copy_text(&e->shots, options->shots);
    }
    if (status == SIMILE_OK && options->save) {
        status = check_save(options->save);
    }
    if (status == SIMILE_OK) {
        status = copy_text(&e->save, options->save);
    }
    for (size_t n = e->save ? strlen(e->save) : 0; n > 1 && e->save[n - 1] == '/'; n--) {
        e->save[n - 1] = '\0';
    }
    if (status == SIMILE_OK) {
        status = copy_text(&e->vectors_path, options->vectors);
    }
    if (status == SIMILE_OK) {
        status = copy_text(&e->against_vectors, options->against ? NULL : options->against_vectors);
    }
    if (status == SIMILE_OK) {
        status = copy_text(&e->against_path, e->against_vectors ? e->against_vectors : options->against_path);
    }
    return status == SIMILE_OK ? copy_text(&e->model_path, options->model_path) : status;
}

static bool has_prompt(const simile_model *model, const char *name)
{
    const simile_prompts *prompts = &model->usage.prompts;
    return simile_prompts__find(prompts, name) < prompts->n;
}

/* One name would stand for a prompt in one model and for itself in the other. */
static simile_status check_prompt(const simile_model *model, const simile_evaluation_options *options)
{
    const simile_model *against = options->against;
    if (!options->prompt || !model || !against ||
        has_prompt(model, options->prompt) == has_prompt(against, options->prompt)) {
        return SIMILE_OK;
    }
    return simile_status__fail(
        SIMILE_ERROR_CONFIG,
        "\"%.60s\" is the name of a prompt of the %s model alone: give the text of the prompt, or "
        "measure the models one by one",
        options->prompt, has_prompt(model, options->prompt) ? "first" : "second");
}

static void add_contender(simile_evaluation *e, simile_contender_kind kind, const char *name, const simile_model *model,
                          const char *path)
{
    e->contenders[e->n_contenders++] = (simile_contender){.kind = kind, .name = name, .model = model, .path = path};
}

static void add_contenders(simile_evaluation *e, const simile_model *model, const simile_evaluation_options *options)
{
    const unsigned baselines = options->baselines;
    if (model) {
        add_contender(e, SIMILE_CONTENDER_MODEL, "model", model, NULL);
    } else {
        add_contender(e, SIMILE_CONTENDER_FILE, "vectors", NULL, e->vectors_path);
    }
    if (options->against) {
        add_contender(e, SIMILE_CONTENDER_MODEL, "against", options->against, NULL);
    } else if (e->against_vectors) {
        add_contender(e, SIMILE_CONTENDER_FILE, "against", NULL, e->against_vectors);
    }
    if (baselines & SIMILE_BASELINE_STATIC && model &&
        simile_encoder__shape(model->encoder)->kind == SIMILE_ENCODER_TRANSFORMER) {
        add_contender(e, SIMILE_CONTENDER_STATIC, "static", model, NULL);
    }
    if (baselines & SIMILE_BASELINE_TFIDF) {
        add_contender(e, SIMILE_CONTENDER_TFIDF, "tfidf", NULL, NULL);
    }
    if (baselines & SIMILE_BASELINE_JACCARD) {
        add_contender(e, SIMILE_CONTENDER_JACCARD, "jaccard", NULL, NULL);
    }
    if (baselines & SIMILE_BASELINE_RANDOM) {
        add_contender(e, SIMILE_CONTENDER_RANDOM, "random", NULL, NULL);
    }
}

simile_status simile_evaluation_new(simile_evaluation **evaluation, const simile_model *model,
                                    const simile_evaluation_options *options)
{
    const simile_evaluation_options none = {0}, *o = options ? options : &none;
    *evaluation = NULL;
    if (!model == !o->vectors) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "an evaluation needs either a model or a file of vectors");
    }
    simile_status status = simile_cpu__check();
    simile_evaluation *e = status == SIMILE_OK ? simile_memory__alloc(1, sizeof *e) : NULL;
    if (!e) {
        return status == SIMILE_OK ? SIMILE_ERROR_MEMORY : status;
    }
    status = check_prompt(model, o);
    if (status == SIMILE_OK) {
        status = take_options(e, o);
    }
    if (status != SIMILE_OK) {
        simile_evaluation_free(e);
        return status;
    }
    add_contenders(e, model, o);
    *evaluation = e;
    return SIMILE_OK;
}

static void free_item(simile_eval_item *item, size_t n_contenders)
{
    simile_eval_item__dispose(item, n_contenders);
    simile_memory__free(item);
}

void simile_evaluation_free(simile_evaluation *evaluation)
{
    if (!evaluation) {
        return;
    }
    for (size_t i = 0; i < evaluation->n_items; i++) {
        free_item(evaluation->items[i], evaluation->n_contenders);
    }
    for (size_t c = 0; c < evaluation->n_contenders; c++) {
        simile_contender__dispose(&evaluation->contenders[c]);
    }
    simile_memory__free(evaluation->items);
    simile_memory__free(evaluation->model_path);
    simile_memory__free(evaluation->vectors_path);
    simile_memory__free(evaluation->against_path);
    simile_memory__free(evaluation->against_vectors);
    simile_memory__free(evaluation->save);
    simile_memory__free(evaluation->shots);
    simile_memory__free(evaluation);
}

/* Vectors from a file cannot be dealt out any more when it is unknown how many texts there should have been. */
static bool may_go_on(const simile_evaluation *e, simile_status status)
{
    return e->keep_going && !e->vectors_path && !e->against_vectors && status != SIMILE_ERROR_CONFIG;
}

static simile_status keep_error(simile_eval_item *item)
{
    return copy_text(&item->error, simile_status_message());
}

simile_status simile_evaluation_add(simile_evaluation *evaluation, simile_evaluation_kind kind,
                                    const simile_evaluation_files *files)
{
    const simile_eval_task *task = simile_eval_task__get(kind);
    if (files->train && !task->takes_train) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %s takes no training file", files->file, task->word);
    }
    if (files->dev && !task->takes_dev) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %s takes no dev file", files->file, task->word);
    }
    if ((files->queries || files->corpus) && (!task->takes_corpus || !files->queries || !files->corpus)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: queries and a corpus belong together, beside retrieval",
                                   files->file);
    }
    if ((files->shots || files->n_draws > 0) && !task->learns_rows) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %s takes no shots and draws", files->file, task->word);
    }
    simile_few_shot few_shot;
    simile_status status = simile_few_shot__parse(&few_shot, files->shots ? files->shots : evaluation->shots,
                                                  files->n_draws > 0 ? files->n_draws : evaluation->n_draws);
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&evaluation->items, &evaluation->capacity, evaluation->n_items + 1,
                                     sizeof(simile_eval_item *));
    }
    simile_eval_item *item = status == SIMILE_OK ? simile_memory__alloc(1, sizeof *item) : NULL;
    if (!item) {
        return status == SIMILE_OK ? SIMILE_ERROR_MEMORY : status;
    }
    item->few_shot = few_shot;
    status = simile_eval_item__load(item, task, files);
    if (status != SIMILE_OK && may_go_on(evaluation, status)) {
        item->rows.n_rows = item->rows.n_texts = 0;
        status = keep_error(item);
    }
    if (status != SIMILE_OK) {
        free_item(item, 0);
        return status;
    }
    evaluation->items[evaluation->n_items++] = item;
    return SIMILE_OK;
}

static simile_status measure_item(simile_evaluation *e, size_t index, simile_pool *pool)
{
    simile_eval_item *item = e->items[index];
    simile_contender_run run = {.pool = pool, .progress = e->progress, .progress_context = e->progress_context};
    run.so_far = (simile_evaluation_progress){.file = index, .n_files = e->n_items};
    item->outcomes = simile_memory__alloc(e->n_contenders, sizeof *item->outcomes);
    simile_status status = item->outcomes ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t c = 0; c < e->n_contenders && status == SIMILE_OK; c++) {
        run.keeps_vectors = c == 0 && e->save && item->task->keeps_vectors;
        status = simile_contender__measure(&item->outcomes[c], &e->contenders[c], item, &run);
    }
    return status;
}

/* A file that fails has no figures at all; those behind it find their vectors where they are. */
static simile_status drop_item(simile_evaluation *e, simile_eval_item *item, size_t n_texts_before)
{
    simile_status status = keep_error(item);
    for (size_t c = 0; item->outcomes && c < e->n_contenders; c++) {
        simile_outcome__dispose(&item->outcomes[c]);
    }
    simile_memory__free(item->outcomes);
    item->outcomes = NULL;
    for (size_t c = 0; c < e->n_contenders; c++) {
        e->contenders[c].n_used = n_texts_before + simile_eval_item__n_texts(item);
    }
    return status;
}

static simile_status measure_items(simile_evaluation *e, simile_pool *pool)
{
    simile_status status = SIMILE_OK;
    size_t n_texts = 0;
    for (size_t i = 0; i < e->n_items && status == SIMILE_OK; i++) {
        simile_eval_item *item = e->items[i];
        if (item->error) {
            continue;
        }
        const double start = simile_clock__seconds();
        status = measure_item(e, i, pool);
        item->seconds = simile_clock__seconds() - start;
        if (status != SIMILE_OK && e->keep_going && status != SIMILE_ERROR_MEMORY) {
            status = drop_item(e, item, n_texts);
        }
        n_texts += simile_eval_item__n_texts(item);
    }
    return status;
}

static simile_status open_contenders(simile_evaluation *e)
{
    simile_status status = SIMILE_OK;
    size_t n_texts = 0;
    for (size_t i = 0; i < e->n_items; i++) {
        n_texts += simile_eval_item__n_texts(e->items[i]);
    }
    for (size_t c = 0; c < e->n_contenders && status == SIMILE_OK; c++) {
        e->contenders[c].width = e->contenders[0].width;
        status = simile_contender__open(&e->contenders[c], n_texts, e->prompt, e->n_threads);
    }
    return status;
}

simile_status simile_evaluation_run(simile_evaluation *evaluation)
{
    const double start = simile_clock__seconds();
    simile_pool *pool = NULL;
    if (evaluation->is_done) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "an evaluation runs once");
    }
    evaluation->is_done = true;
    simile_status status = simile_pool__new(&pool, evaluation->n_threads);
    if (status == SIMILE_OK) {
        status = open_contenders(evaluation);
    }
    if (status == SIMILE_OK) {
        status = measure_items(evaluation, pool);
    }
    if (status == SIMILE_OK) {
        status = simile_sts_together__append(evaluation, pool);
    }
    simile_pool__free(pool);
    evaluation->seconds = simile_clock__seconds() - start;
    return status;
}

size_t simile_evaluation_count(const simile_evaluation *evaluation)
{
    return evaluation->n_items;
}

size_t simile_evaluation_contenders(const simile_evaluation *evaluation)
{
    return evaluation->n_contenders;
}

const char *simile_evaluation_contender(const simile_evaluation *evaluation, size_t contender)
{
    return evaluation->contenders[contender].name;
}

simile_evaluation_result simile_evaluation_get_of(const simile_evaluation *evaluation, size_t index, size_t contender)
{
    const simile_eval_item *item = evaluation->items[index];
    const simile_measures *measures = item->outcomes ? &item->outcomes[contender].measures : NULL;
    return (simile_evaluation_result){.name = item->name,
                                      .task = item->task->word,
                                      .file = item->rows.path,
                                      .train = item->train.path,
                                      .dev = item->dev.path,
                                      .queries = item->queries,
                                      .corpus = item->corpus,
                                      .n_rows = item->rows.n_rows,
                                      .n_train_rows = item->train.n_rows,
                                      .n_dev_rows = item->dev.n_rows,
                                      .n_query_rows = item->queries ? item->rows.n_rows : 0,
                                      .n_corpus_rows = item->queries ? item->rows.n_texts - item->rows.n_rows : 0,
                                      .n_labels = item->names.n_entries,
                                      .n_empty = item->rows.n_empty,
                                      .n_blank = item->rows.n_blank,
                                      .n_duplicates = item->n_duplicates,
                                      .learns_own = simile_eval_item__learns_own(item),
                                      .error = item->error,
                                      .protocol = item->task->protocol,
                                      .metrics = measures ? measures->items : NULL,
                                      .n_metrics = measures ? measures->n : 0,
                                      .main = item->task->main,
                                      .seconds = item->seconds};
}

simile_evaluation_result simile_evaluation_get(const simile_evaluation *evaluation, size_t index)
{
    return simile_evaluation_get_of(evaluation, index, 0);
}

simile_status simile_evaluation_compare(simile_evaluation_difference *difference, const simile_evaluation_metric *a,
                                        const simile_evaluation_metric *b)
{
    simile_bootstrap_difference drawn = {NAN, NAN, NAN};
    *difference = (simile_evaluation_difference){a->value - b->value, NAN, NAN, NAN};
    if (!a->draws || !b->draws || a->n_draws != b->n_draws) {
        return SIMILE_OK;
    }
    simile_status status = simile_bootstrap__compare(&drawn, a->draws, b->draws, a->n_draws);
    difference->low = drawn.low;
    difference->high = drawn.high;
    difference->p = drawn.p;
    return status;
}
