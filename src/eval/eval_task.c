/* The table of tasks. */
#include "eval_task.h"
#include "labelled.h"
#include "pairs.h"
#include "sts.h"
#include "triples.h"

static const simile_eval_task tasks[SIMILE_EVALUATION_N_KINDS] = {
    [SIMILE_EVALUATION_STS] = {.word = "sts",
                               .form = {SIMILE_GOLD_SCORE, {"score", "text1", "text2"}, 3, false},
                               .texts = {"text1", "text2"},
                               .main = "spearman",
                               .protocol = "rank correlation of cosines and scores",
                               .measure = simile_sts__measure},
    [SIMILE_EVALUATION_PAIRS] = {.word = "pairs",
                                 .form = {SIMILE_GOLD_BINARY, {"label", "text1", "text2"}, 3, false},
                                 .texts = {"text1", "text2"},
                                 .takes_dev = true,
                                 .main = "average_precision",
                                 .protocol = "cosines as a classifier of pairs",
                                 .measure = simile_pairs__measure},
    [SIMILE_EVALUATION_LABELLED] = {.word = "labelled",
                                    .form = {SIMILE_GOLD_LABEL, {"label", "text"}, 2, false},
                                    .texts = {"text"},
                                    .takes_train = true,
                                    .keeps_vectors = true,
                                    .main = "knn10_accuracy",
                                    .protocol = "labels by neighbours, clusters and linear probes",
                                    .measure = simile_labelled__measure},
    [SIMILE_EVALUATION_TRIPLES] = {.word = "triples",
                                   .form = {SIMILE_GOLD_NONE, {"anchor", "positive", "negative"}, 3, true},
                                   .texts = {"anchor", "positive"},
                                   .main = "accuracy",
                                   .protocol = "is the positive nearer than every negative?",
                                   .measure = simile_triples__measure},
};

const simile_eval_task *simile_eval_task__get(simile_evaluation_kind kind)
{
    return &tasks[kind];
}
