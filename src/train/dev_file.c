/* Measures of one file: sts rows (Spearman of cosines), labelled rows and groups (10 nearest neighbours, leaving one
 * out), triples (share whose positive is nearer), pairs (reciprocal rank of the second text). */
#include "dev_file.h"
#include "correlation.h"
#include "elementwise.h"
#include "knn.h"
#include "memory.h"
#include "retrieval.h"
#include "space.h"
#include <math.h>

#define NEIGHBOURS     10
#define SPACE_TEXTS    1000 /* uniformity is measured on the first texts: it takes the square of their number */
#define POSITIVE_SHARE 0.8  /* of the highest score: sts rows from there on count as positives */

static double similarity(const float *vectors, size_t a, size_t b, size_t width)
{
    return (double)simile_vector__dot(vectors + a * width, vectors + b * width, width);
}

static simile_status score_sts(double *score, const simile_source *source, const float *vectors, size_t width)
{
    double *cosines = simile_memory__alloc(source->n_rows, sizeof *cosines);
    if (!cosines) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t r = 0; r < source->n_rows; r++) {
        cosines[r] = similarity(vectors, source->row_starts[r], source->row_starts[r] + 1, width);
    }
    simile_status status = simile_correlation__spearman(score, cosines, source->scores, source->n_rows);
    simile_memory__free(cosines);
    return status;
}

static void score_triples(double *score, const simile_source *source, const float *vectors, size_t width)
{
    size_t n_right = 0;
    for (size_t r = 0; r < source->n_rows; r++) {
        const size_t first = source->row_starts[r], end = source->row_starts[r + 1];
        const double positive = similarity(vectors, first, first + 1, width);
        bool is_right = true;
        for (size_t t = first + 2; t < end; t++) {
            is_right = is_right && positive > similarity(vectors, first, t, width);
        }
        n_right += is_right;
    }
    *score = (double)n_right / (double)source->n_rows;
}

static simile_status score_labelled(double *score, const simile_source *source, const float *vectors, size_t width,
                                    simile_pool *pool)
{
    const simile_labelled rows = {vectors, source->labels, source->n_rows, width};
    int64_t *predicted = simile_memory__alloc(source->n_rows, sizeof *predicted);
    simile_status status =
        predicted ? simile_knn__predict(predicted, &rows, NULL, NEIGHBOURS, pool) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        *score = simile_knn__accuracy(predicted, source->labels, source->n_rows);
    }
    simile_memory__free(predicted);
    return status;
}

/* Σ ‖x − y‖² over positives, and their number. */
typedef struct alignment_sums {
    double distance;
    size_t n;
} alignment_sums;

static void add_positive(alignment_sums *sums, const float *vectors, size_t a, size_t b, size_t width)
{
    sums->distance += simile_space__alignment(vectors + a * width, vectors + b * width, 1, width);
    sums->n++;
}

static double highest_score(const simile_source *source)
{
    double top = source->scores[0];
    for (size_t r = 1; r < source->n_rows; r++) {
        top = fmax(top, source->scores[r]);
    }
    return top;
}

/* Positives: the first two texts of a row (sts: if it is among the best scored); each member of a label or group and
 * the next one. */
static double measure_alignment(const simile_source *source, const float *vectors, size_t width)
{
    alignment_sums sums = {0};
    const bool has_labels = source->kind == SIMILE_ROWS_LABELLED || source->kind == SIMILE_ROWS_GROUPS;
    const double least = source->kind == SIMILE_ROWS_STS ? POSITIVE_SHARE * highest_score(source) : 0;
    for (size_t l = 0; has_labels && l < source->n_labels; l++) {
        for (size_t m = source->member_starts[l]; m + 1 < source->member_starts[l + 1]; m++) {
            add_positive(&sums, vectors, source->row_starts[source->members[m]],
                         source->row_starts[source->members[m + 1]], width);
        }
    }
    for (size_t r = 0; !has_labels && r < source->n_rows; r++) {
        if (source->scores[r] >= least) {
            add_positive(&sums, vectors, source->row_starts[r], source->row_starts[r] + 1, width);
        }
    }
    return sums.n > 0 ? sums.distance / (double)sums.n : NAN;
}

static simile_status score_file(simile_dev_file *file, const simile_source *source, const float *vectors, size_t width,
                                simile_pool *pool)
{
    switch (source->kind) {
    case SIMILE_ROWS_STS:
        file->metric = "spearman";
        return score_sts(&file->value, source, vectors, width);
    case SIMILE_ROWS_TRIPLES:
        file->metric = "accuracy";
        score_triples(&file->value, source, vectors, width);
        return SIMILE_OK;
    case SIMILE_ROWS_PAIRS:
        file->metric = "mrr";
        return simile_retrieval__mean_reciprocal_rank(&file->value, vectors, width, source, pool);
    default:
        file->metric = "knn_accuracy";
        return score_labelled(&file->value, source, vectors, width, pool);
    }
}

simile_status simile_dev_file__measure(simile_dev_file *file, const simile_source *source, const float *vectors,
                                       size_t width, simile_pool *pool)
{
    const size_t n = source->n_texts < SPACE_TEXTS ? source->n_texts : SPACE_TEXTS;
    simile_space space = {0};
    simile_status status = score_file(file, source, vectors, width, pool);
    if (status == SIMILE_OK) {
        status = simile_space__measure(&space, NULL, NULL, vectors, n, width, pool);
    }
    /* An undefined correlation (all vectors alike) counts as none. */
    file->value = isnan(file->value) ? 0 : file->value;
    file->uniformity = space.uniformity;
    file->alignment = measure_alignment(source, vectors, width);
    return status;
}
