/* Figures of the space. A draw of rows changes uniformity and mean cosine, which are means over pairs of texts, to
 * first order, by twice the change of the mean over rows of each row's mean over all others (Hoeffding 1948, "A Class
 * of Statistics with Asymptotically Normal Distribution"), and isotropy and effective rank by the mean of the rows'
 * influences. */
#include "space_figures.h"
#include "hubness.h"
#include "memory.h"
#include "space.h"
#include "spectrum.h"
#include <math.h>
#include <string.h>

#define HUB_NEIGHBOURS 10
#define SPACE_ROWS     4096 /* all pairs of more would be slow; so many, evenly spread, tell the same */

/* The texts that are used. */
typedef struct space_texts {
    float *vectors;  /* [n, width] */
    size_t *owners;  /* [n]: their rows */
    double *n_owned; /* [n_rows]: how many a row has */
    size_t n, width, n_rows;
} space_texts;

/* A figure whose change is a factor times that of the mean over texts of a number of theirs. */
typedef struct space_figure {
    double *sums;         /* [n_rows]: of the numbers of a row's texts */
    double value, factor; /* of all texts */
    double least, most;
    bool is_log; /* the figure is the value's logarithm */
} space_figure;

#define N_FIGURES 2 /* that are measured together */
typedef struct space_pair {
    space_figure figures[N_FIGURES];
    const space_texts *texts;
} space_pair;

static double mean_of(const space_figure *figure, const space_texts *texts, const double *weights)
{
    double sum = 0, n = 0;
    for (size_t i = 0; i < texts->n_rows; i++) {
        sum += weights[i] * figure->sums[i];
        n += weights[i] * texts->n_owned[i];
    }
    return sum / n; /* NaN when no text was drawn */
}

static void find_figures(double *values, const void *context, const double *weights, double *scratch)
{
    const space_pair *pair = context;
    (void)scratch;
    for (size_t f = 0; f < N_FIGURES; f++) {
        const space_figure *figure = &pair->figures[f];
        const double value = figure->value + figure->factor * mean_of(figure, pair->texts, weights);
        const double inside = value < figure->least ? figure->least : value > figure->most ? figure->most : value;
        values[f] = !figure->is_log ? inside : inside > 0 ? log(inside) : NAN;
    }
}

/* The used texts' vectors and rows, at even distances. */
static void gather(space_texts *texts, const simile_eval_rows *rows, const simile_eval_view *view)
{
    size_t row = 0;
    for (size_t i = 0; i < texts->n; i++) {
        const size_t text = i * rows->n_texts / texts->n;
        while (rows->row_starts[row + 1] <= text) {
            row++;
        }
        texts->owners[i] = row;
        texts->n_owned[row] += 1;
        memcpy(texts->vectors + i * view->width, view->vectors + text * view->width,
               view->width * sizeof *texts->vectors);
    }
}

/* sums [n_rows] (=): of what the texts' numbers differ from their mean. */
static void sum_rows(double *sums, const double *numbers, const space_texts *texts)
{
    double mean = 0;
    for (size_t i = 0; i < texts->n; i++) {
        mean += numbers[i] / (double)texts->n;
    }
    for (size_t i = 0; i < texts->n; i++) {
        sums[texts->owners[i]] += numbers[i] - mean;
    }
}

/* numbers [2, n]: of the texts. sums [2, n_rows]: zeroed. */
static simile_status add_pair(simile_measures *measures, const char *const *names, space_pair *pair,
                              const double *numbers, double *sums, const char *note)
{
    const space_texts *texts = pair->texts;
    const simile_resampling resampling = {.figures = find_figures,
                                          .context = pair,
                                          .n_rows = texts->n_rows,
                                          .n_values = N_FIGURES,
                                          .is_approximate = true};
    for (size_t f = 0; f < N_FIGURES; f++) {
        pair->figures[f].sums = sums + f * texts->n_rows;
        sum_rows(pair->figures[f].sums, numbers + f * texts->n, texts);
    }
    return simile_measures__add_resampled(measures, names, &resampling, note);
}

static simile_status add_pairs_of_texts(simile_measures *measures, const space_texts *texts, double *numbers,
                                        double *sums, simile_pool *pool)
{
    static const char *const names[] = {"uniformity", "mean_cosine"};
    simile_space space;
    simile_status status =
        simile_space__measure(&space, numbers, numbers + texts->n, texts->vectors, texts->n, texts->width, pool);
    space_pair pair = {
        .texts = texts,
        .figures = {{NULL, exp(space.uniformity), 2, 0, 1, true}, {NULL, space.mean_cosine, 2, -1, 1, false}}};
    return status == SIMILE_OK ? add_pair(measures, names, &pair, numbers, sums, "undefined: fewer than two texts")
                               : status;
}

static simile_status add_spectrum(simile_measures *measures, const space_texts *texts, double *numbers, double *sums,
                                  simile_pool *pool)
{
    static const char *const names[] = {"isotropy", "effective_rank"};
    simile_spectrum spectrum;
    simile_status status =
        simile_spectrum__measure(&spectrum, numbers, numbers + texts->n, texts->vectors, texts->n, texts->width, pool);
    space_pair pair = {.texts = texts,
                       .figures = {{NULL, spectrum.isotropy, 1, 0, 1, false},
                                   {NULL, spectrum.effective_rank, 1, 1, (double)texts->width, false}}};
    return status == SIMILE_OK ? add_pair(measures, names, &pair, numbers, sums, "undefined: all vectors are alike")
                               : status;
}

/* Texts that look, for draws of rows; those that are found stay. */
typedef struct hub_context {
    simile_hubness hubness;
    const space_texts *texts;
} hub_context;

static void find_hubness(double *value, const void *context, const double *weights, double *scratch)
{
    const hub_context *c = context;
    for (size_t i = 0; i < c->texts->n; i++) {
        scratch[i] = weights[c->texts->owners[i]];
    }
    *value = simile_hubness__measure(&c->hubness, scratch, scratch + c->texts->n);
}

/* A text that looks twice finds the same twice. */
static simile_status add_hubness(simile_measures *measures, const space_texts *texts, simile_pool *pool)
{
    static const char *const names[] = {"hubness"};
    hub_context context = {.texts = texts};
    const simile_resampling resampling = {.figures = find_hubness,
                                          .context = &context,
                                          .n_rows = texts->n_rows,
                                          .n_values = 1,
                                          .n_scratch = 2 * texts->n,
                                          .is_approximate = true,
                                          .is_biased = true};
    simile_status status =
        simile_hubness__find(&context.hubness, texts->vectors, texts->n, texts->width, HUB_NEIGHBOURS, pool);
    if (status == SIMILE_OK) {
        status = simile_measures__add_resampled(measures, names, &resampling,
                                                "undefined: fewer than 11 texts, or all are found alike");
    }
    simile_hubness__dispose(&context.hubness);
    return status;
}

simile_status simile_space__add_figures(simile_measures *measures, const simile_eval_rows *rows,
                                        const simile_eval_view *view)
{
    space_texts texts = {
        .n = rows->n_texts < SPACE_ROWS ? rows->n_texts : SPACE_ROWS, .width = view->width, .n_rows = rows->n_rows};
    texts.vectors = simile_memory__alloc(texts.n, view->width * sizeof *texts.vectors);
    texts.owners = simile_memory__alloc(texts.n, sizeof *texts.owners);
    texts.n_owned = simile_memory__alloc(5 * texts.n_rows, sizeof *texts.n_owned);
    double *numbers = simile_memory__alloc(2 * texts.n, sizeof *numbers);
    double *sums = texts.n_owned ? texts.n_owned + texts.n_rows : NULL;
    simile_status status = texts.vectors && texts.owners && texts.n_owned && numbers ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        gather(&texts, rows, view);
        status = add_pairs_of_texts(measures, &texts, numbers, sums, view->pool);
    }
    if (status == SIMILE_OK) {
        status = add_spectrum(measures, &texts, numbers, sums + 2 * texts.n_rows, view->pool);
    }
    if (status == SIMILE_OK) {
        status = add_hubness(measures, &texts, view->pool);
    }
    simile_memory__free(texts.vectors);
    simile_memory__free(texts.owners);
    simile_memory__free(texts.n_owned);
    simile_memory__free(numbers);
    return status;
}
