/* Evaluation: how well vectors tell what belongs together.
 *
 *     simile_evaluation *evaluation = NULL;
 *     simile_evaluation_new(&evaluation, model, NULL);
 *     simile_evaluation_files files = {.file = "sts.tsv"};
 *     simile_evaluation_add(evaluation, SIMILE_EVALUATION_STS, &files);
 *     simile_evaluation_run(evaluation);
 *     printf("%f\n", simile_evaluation_get(evaluation, 0).metrics[0].value);
 *     simile_evaluation_free(evaluation);
 */
#ifndef SIMILE_EVAL_H
#define SIMILE_EVAL_H

#include "simile/model.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the rows of a file hold, and the metrics it gives. Similarity is cosine unless the name says otherwise.
 *
 * sts       score, text1, text2: spearman, pearson, and both by dot product, Euclidean and Manhattan distance of the
 *           vectors as they come (spearman_dot, …); alignment (rows scored 4 and above), uniformity, mean_cosine,
 *           isotropy, effective_rank, hubness
 * pairs     label (0 or 1), text1, text2: average_precision, accuracy, f1 (best thresholds, named beside them); with a
 *           dev file dev_accuracy and dev_f1, at the thresholds that are best there
 * labelled  label, text: knn1_accuracy, knn5_accuracy, knn10_accuracy (of the training file's rows, or of the file's
 *           own with the row itself left out); purity, v_measure, nmi, ari, ami of k-means (mean of 10 seeds, k the
 *           number of labels); silhouette, separation, davies_bouldin of the labels; probe_accuracy (logistic
 *           regression on the training file, or 10-fold cross-validation), with a dev file beside the training file
 *           tuned_probe_accuracy, tuned_probe_c; few_shot_accuracy, few_shot_std (8 rows a label, 10 draws; of another
 *           number K of rows few_shotK_…);
 *           order_accuracy when the labels have an order; uniformity, mean_cosine, isotropy, effective_rank, hubness;
 *           rows_of_unknown_labels when the training file lacks some
 * triples   anchor, positive, negative…: accuracy (rows whose positive is nearer than every negative)
 * retrieval label (0 or 1, or a grade), query, candidate, where equal texts are one query or one document and every
 *           query looks among all documents; or a list of judgements beside queries and a corpus: ndcg_at_10,
 *           mrr_at_10, map_at_100, recall_at_1, …_5, …_10, …_100, precision_at_1, precision_at_10
 * reranking the same rows; a query's own candidates alone are ranked: map, mrr_at_10, ndcg_at_10
 * groups    group, text: each text looks for the others of its group: the figures of retrieval; then all pairs of texts
 *           are ranked together: mining_average_precision, mining_f1, mining_precision, mining_recall, mining_threshold
 * mining    label (0 or 1), text1, text2: the same for all different texts, those of rows of 1 belonging together
 * probes    kind, sentence, paraphrase, changed: accuracy (rows whose changed sentence is farther than the paraphrase),
 *           accuracy_KIND
 * anomaly   group, label (usual or odd), text: mean_auroc, mean_ap, knn1_auroc, knn1_ap, …3…, …10… by the distance to
 *           the mean or to a near one of the group's other rows (of its usual rows in the training file); odd_first */
typedef enum simile_evaluation_kind {
    SIMILE_EVALUATION_STS,
    SIMILE_EVALUATION_PAIRS,
    SIMILE_EVALUATION_LABELLED,
    SIMILE_EVALUATION_TRIPLES,
    SIMILE_EVALUATION_RETRIEVAL,
    SIMILE_EVALUATION_RERANKING,
    SIMILE_EVALUATION_GROUPS,
    SIMILE_EVALUATION_MINING,
    SIMILE_EVALUATION_PROBES,
    SIMILE_EVALUATION_ANOMALY,
} simile_evaluation_kind;
#define SIMILE_EVALUATION_N_KINDS 10

/* What is measured beside the model, as bits. */
enum {
    SIMILE_BASELINE_TFIDF = 1,   /* word overlap by TF-IDF; labelled: neighbours only */
    SIMILE_BASELINE_JACCARD = 2, /* the share of words in common; likewise */
    SIMILE_BASELINE_RANDOM = 4,  /* random vectors, the same for equal texts */
    SIMILE_BASELINE_STATIC = 8,  /* the mean of a transformer's own token rows, what it knows without its layers */
    SIMILE_BASELINE_ALL = 15,
};

/* Where an evaluation is. */
typedef struct simile_evaluation_progress {
    size_t file, n_files;    /* the file's index */
    const char *contender;   /* what is measured on it */
    size_t n_texts, n_total; /* that have vectors, of the file's; with all of them figures are made */
} simile_evaluation_progress;

typedef struct simile_evaluation_options {
    size_t n_threads;    /* 0: what the machine allows this process */
    const char *vectors; /* .npy of all texts' vectors instead of a model: file after file as added (a file's training
                            and dev file follow it), row after row, text after text; of retrieval and reranking the
                            different queries, then the different documents, of mining the different texts; NULL: the
                            model makes them */
    const char *prompt;  /* as in simile_session_options, of both models; must outlive the evaluation. The name of a
                            prompt of one of them alone is SIMILE_ERROR_CONFIG */
    unsigned baselines;  /* bits of SIMILE_BASELINE_… */
    const char *model_path;      /* what saved files call the model; NULL: nothing */
    const char *save;            /* folder for simile_evaluation_save; NULL: it will not be called */
    const simile_model *against; /* measured beside it; must outlive the evaluation; NULL: none */
    const char *against_path;    /* what saved files call it; NULL: nothing */
    const char *against_vectors; /* the same as a .npy like `vectors`, when `against` is NULL; NULL: none */
    void (*progress)(void *context, const simile_evaluation_progress *progress); /* told often; NULL: not wanted */
    void *progress_context;
    const char
        *shots;      /* labelled: rows a label of few-shot probes, up to 8 different numbers as in "8,16"; NULL: "8" */
    size_t n_draws;  /* of those rows, at least 2; 0: 10 */
    bool keep_going; /* a file that cannot be read or measured gets an error and the others go on, unless
                        vectors come from a file */
} simile_evaluation_options;

typedef struct simile_evaluation simile_evaluation;

/* model: must outlive the evaluation; NULL with options->vectors. options NULL: all defaults. A folder to save to that
 * holds anything but a saved evaluation is SIMILE_ERROR_CONFIG. The caller frees. */
SIMILE_API simile_status simile_evaluation_new(simile_evaluation **evaluation, const simile_model *model,
                                               const simile_evaluation_options *options);
/* Takes NULL. */
SIMILE_API void simile_evaluation_free(simile_evaluation *evaluation);

/* The kind as a word: "sts", "pairs", … */
SIMILE_API const char *simile_evaluation_kind_name(simile_evaluation_kind kind);

/* The file of a task and those beside it; NULL: there is none. */
typedef struct simile_evaluation_files {
    const char *file;
    const char *name;  /* what results call it; NULL: nothing */
    const char *train; /* labelled: rows to learn from; anomaly: usual rows to compare with */
    const char *dev;   /* pairs: rows to take the thresholds from; labelled: to choose the probe's penalty by */
    const char *queries, *corpus; /* retrieval: rows of id, text; the file is then a list of judgements: lines of query,
                                     anything, document, grade (TREC's qrels), or of query, document, grade */
    const char *split;            /* in MTEB's form; NULL: "test" */
    const char *language;         /* likewise; NULL: "eng-Latn" */
    const char *shots;            /* labelled: as in simile_evaluation_options; NULL: what is said there */
    size_t n_draws;               /* likewise; 0: what is said there */
} simile_evaluation_files;

/* Reads the files of a task of that kind. A file that the kind has no use for is SIMILE_ERROR_CONFIG. */
SIMILE_API simile_status simile_evaluation_add(simile_evaluation *evaluation, simile_evaluation_kind kind,
                                               const simile_evaluation_files *files);

/* Adds the files that a suite names (docs/evaluation.md); its relative paths are relative to the current directory, and
 * ${NAME} is the environment's. What is wrong with the suite itself is SIMILE_ERROR_CONFIG with its line and column. */
SIMILE_API simile_status simile_evaluation_add_suite(simile_evaluation *evaluation, const char *path);

/* Makes the vectors and measures. Once. The same bits for any number of threads. */
SIMILE_API simile_status simile_evaluation_run(simile_evaluation *evaluation);

/* One number. */
typedef struct simile_evaluation_metric {
    const char *name;
    double value;      /* NaN when undefined */
    double low, high;  /* 95 % percentile bootstrap over rows */
    bool has_interval; /* low and high are set */
    double once; /* the value without the n_duplicates rows of the result; NaN: there are none, or it is undefined */
    const double *draws; /* [n_draws]: the value for each draw of rows, NaN where undefined. Draw d of one file takes
                            the same rows for everything that is measured. NULL: there are none */
    size_t n_draws;
    const char *note; /* why the value is undefined; NULL: it is defined */
} simile_evaluation_metric;

/* What one file gave. All of it belongs to the evaluation. */
typedef struct simile_evaluation_result {
    const char *name; /* that it was given; NULL: none */
    const char *task; /* the kind's name */
    const char *file;
    const char *train, *dev, *queries, *corpus; /* the files beside it; NULL: none */
    size_t n_rows, n_train_rows, n_dev_rows;
    size_t n_query_rows, n_corpus_rows; /* of the files `queries` and `corpus` */
    size_t n_labels;                    /* different ones, in all its files; 0: it has none */
    size_t n_empty;                     /* texts without anything visible; they count */
    size_t n_blank;                     /* blank lines, which were skipped */
    size_t n_duplicates;  /* rows that are learnt from too: their texts stand in the files beside it, or, where rows are
                             learnt from the file itself, in another of its rows */
    bool learns_own;      /* rows are learnt from the file itself, for want of a training file */
    const char *error;    /* why it has no metrics; NULL: nothing is wrong */
    const char *protocol; /* what is measured, in a line */
    const simile_evaluation_metric *metrics; /* [n_metrics] */
    size_t n_metrics;
    const char *main; /* the name of the metric that stands for the task */
    double seconds;   /* that vectors and figures took */
} simile_evaluation_result;

/* Number of files added. */
SIMILE_API size_t simile_evaluation_count(const simile_evaluation *evaluation);
/* The result of file `index`, in the order they were added; no metrics before the run. */
SIMILE_API simile_evaluation_result simile_evaluation_get(const simile_evaluation *evaluation, size_t index);

/* What is measured: the model or the file of vectors first, then what it is held against, then the baselines. */
SIMILE_API size_t simile_evaluation_contenders(const simile_evaluation *evaluation);
/* Its name in results: "model", "vectors", "against", "static", "tfidf", "jaccard", "random". */
SIMILE_API const char *simile_evaluation_contender(const simile_evaluation *evaluation, size_t contender);
/* What the file gave to that contender; 0 is simile_evaluation_get. */
SIMILE_API simile_evaluation_result simile_evaluation_get_of(const simile_evaluation *evaluation, size_t index,
                                                             size_t contender);

/* The difference of one metric of one file between two contenders. */
typedef struct simile_evaluation_difference {
    double value;     /* a − b */
    double low, high; /* its 95 % percentile bootstrap; NaN: a metric has no draws */
    double p;         /* two-sided, by the share of draws on the other side of 0 */
} simile_evaluation_difference;

/* Paired: draw d has the same rows for both. Only memory can be short. */
SIMILE_API simile_status simile_evaluation_compare(simile_evaluation_difference *difference,
                                                   const simile_evaluation_metric *a,
                                                   const simile_evaluation_metric *b);

/* A JSON list with one object a file: task, file, rows, each metric as a number (null: undefined), its interval as
 * NAME_low and NAME_high; baselines' metrics are called BASELINE_NAME. "-" is standard output. */
SIMILE_API simile_status simile_evaluation_write_json(const simile_evaluation *evaluation, const char *path);

/* CSV with a header, a line for each metric of each contender: task, name, file, rows, contender, metric, value, low,
 * high, without_duplicates, difference, difference_low, difference_high, p (of the first contender's value less this
 * one), note. Undefined values are empty. */
SIMILE_API simile_status simile_evaluation_write_csv(const simile_evaluation *evaluation, const char *path);

/* A table in Markdown for each file: a row for each metric, a column for each contender, with intervals. */
SIMILE_API simile_status simile_evaluation_write_markdown(const simile_evaluation *evaluation, const char *path);

/* A file NAME.json in MTEB's form for each file that was measured, in a folder that is made when missing: NAME is the
 * file's name in the evaluation, else that of the file without its endings; a second one of a name gets -2. */
SIMILE_API simile_status simile_evaluation_write_mteb(const simile_evaluation *evaluation, const char *folder);

/* TSV with a header, one line a row: task, file, row, gold, score, texts. Score: sts and pairs the cosine, triples the
 * positive's cosine minus the best negative's, labelled the label that the nearest neighbours vote for, retrieval,
 * reranking, groups and mining the average precision of the query, probes the paraphrase's cosine minus the changed
 * one's, anomaly the distance to the mean. */
SIMILE_API simile_status simile_evaluation_dump(const simile_evaluation *evaluation, const char *path);

/* Writes the folder options->save anew: evaluation.json, and for file number N of a task N-TASK.jsonl with its rows and
 * N-TASK.npy with its vectors where the task keeps them (docs/evaluation.md). It appears when it is whole. */
SIMILE_API simile_status simile_evaluation_save(const simile_evaluation *evaluation);

#ifdef __cplusplus
}
#endif
#endif
