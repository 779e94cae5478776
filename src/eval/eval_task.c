/* The table of tasks. */
#include "eval_task.h"
#include "anomaly.h"
#include "document_search.h"
#include "judgements.h"
#include "labelled.h"
#include "pairs.h"
#include "polarity.h"
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
                                    .takes_dev = true,
                                    .learns_rows = true,
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
    [SIMILE_EVALUATION_RETRIEVAL] = {.word = "retrieval",
                                     .form = {SIMILE_GOLD_SCORE, {"label", "query", "candidate"}, 3, false},
                                     .texts = {"query"},
                                     .takes_corpus = true,
                                     .arrange = simile_judgements__from_rows,
                                     .main = "ndcg_at_10",
                                     .protocol = "each query among all documents, by cosine",
                                     .measure = simile_document_search__measure},
    [SIMILE_EVALUATION_RERANKING] = {.word = "reranking",
                                     .form = {SIMILE_GOLD_SCORE, {"label", "query", "candidate"}, 3, false},
                                     .texts = {"query"},
                                     .arrange = simile_judgements__from_rows,
                                     .main = "map",
                                     .protocol = "each query among its own candidates, by cosine",
                                     .measure = simile_reranking__measure},
    [SIMILE_EVALUATION_GROUPS] = {.word = "groups",
                                  .form = {SIMILE_GOLD_LABEL, {"group", "text"}, 2, false},
                                  .texts = {"text"},
                                  .main = "ndcg_at_10",
                                  .protocol = "each text looks for its group; all pairs ranked together",
                                  .measure = simile_groups__measure},
    [SIMILE_EVALUATION_MINING] = {.word = "mining",
                                  .form = {SIMILE_GOLD_BINARY, {"label", "text1", "text2"}, 3, false},
                                  .texts = {"text"},
                                  .arrange = simile_judgements__from_pairs,
                                  .main = "mining_average_precision",
                                  .protocol = "all pairs of the different texts ranked together",
                                  .measure = simile_groups__measure},
    [SIMILE_EVALUATION_PROBES] = {.word = "probes",
                                  .form = {SIMILE_GOLD_LABEL, {"kind", "sentence", "paraphrase", "changed"}, 4, false},
                                  .texts = {"sentence", "paraphrase", "changed"},
                                  .main = "accuracy",
                                  .protocol = "is the changed sentence farther than the paraphrase?",
                                  .measure = simile_polarity__measure},
    [SIMILE_EVALUATION_ANOMALY] = {.word = "anomaly",
                                   .form = {SIMILE_GOLD_LABEL, {"group", "label", "text"}, 3, false, SIMILE_GOLD_ODD},
                                   .texts = {"text"},
                                   .takes_train = true,
                                   .main = "mean_auroc",
                                   .protocol = "distance to the group's other rows tells the odd ones",
                                   .measure = simile_anomaly__measure},
};

const simile_eval_task *simile_eval_task__get(simile_evaluation_kind kind)
{
    return &tasks[kind];
}
