/* The table of tasks. */
#include "eval_task.h"
#include "labelled.h"
#include "pairs.h"
#include "sts.h"
#include "triples.h"

static const char *const sts_names[][2] = {
    {"spearman", "cosine_spearman"},
    {"pearson", "cosine_pearson"},
    {"spearman_euclidean", "euclidean_spearman"},
    {"pearson_euclidean", "euclidean_pearson"},
    {"spearman_manhattan", "manhattan_spearman"},
    {"pearson_manhattan", "manhattan_pearson"},
    {"spearman_dot", "dot_spearman"},
    {"pearson_dot", "dot_pearson"},
    {NULL, NULL},
};
static const char *const pairs_names[][2] = {
    {"average_precision", "cosine_ap"},
    {"accuracy", "cosine_accuracy"},
    {"accuracy_threshold", "cosine_accuracy_threshold"},
    {"f1", "cosine_f1"},
    {"f1_threshold", "cosine_f1_threshold"},
    {NULL, NULL},
};
static const char *const labelled_names[][2] = {{"probe_accuracy", "accuracy"}, {NULL, NULL}};
static const char *const triples_names[][2] = {{"accuracy", "accuracy"}, {NULL, NULL}};

static const simile_eval_task tasks[SIMILE_EVALUATION_N_KINDS] = {
    [SIMILE_EVALUATION_STS] = {.word = "sts",
                               .form = {SIMILE_GOLD_SCORE, {"score", "text1", "text2"}, 3, false},
                               .texts = {"text1", "text2"},
                               .main = "spearman",
                               .protocol = "rank correlation of cosines and scores",
                               .mteb = sts_names,
                               .measure = simile_sts__measure},
    [SIMILE_EVALUATION_PAIRS] = {.word = "pairs",
                                 .form = {SIMILE_GOLD_BINARY, {"label", "text1", "text2"}, 3, false},
                                 .texts = {"text1", "text2"},
                                 .takes_dev = true,
                                 .main = "average_precision",
                                 .protocol = "cosines as a classifier of pairs",
                                 .mteb = pairs_names,
                                 .measure = simile_pairs__measure},
    [SIMILE_EVALUATION_LABELLED] = {.word = "labelled",
                                    .form = {SIMILE_GOLD_LABEL, {"label", "text"}, 2, false},
                                    .texts = {"text"},
                                    .takes_train = true,
                                    .keeps_vectors = true,
                                    .main = "knn10_accuracy",
                                    .protocol = "labels by neighbours, clusters and linear probes",
                                    .mteb = labelled_names,
                                    .measure = simile_labelled__measure},
    [SIMILE_EVALUATION_TRIPLES] = {.word = "triples",
                                   .form = {SIMILE_GOLD_NONE, {"anchor", "positive", "negative"}, 3, true},
                                   .texts = {"anchor", "positive"},
                                   .main = "accuracy",
                                   .protocol = "is the positive nearer than every negative?",
                                   .mteb = triples_names,
                                   .measure = simile_triples__measure},
};

const simile_eval_task *simile_eval_task__get(simile_evaluation_kind kind)
{
    return &tasks[kind];
}
