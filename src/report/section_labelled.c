/* Grouping by label: who is taken for whom, neighbours, mistakes. The drawings are in section_maps.c. */
#include "label_order.h"
#include "random.h"
#include "sections.h"
#include "topk.h"

#define N_CONFUSED   10
#define N_SAMPLES    6
#define N_NEIGHBOURS 5
#define N_VOTES      10

/* What a confusion matrix shows: rows by label and by what was predicted, the last column those of no shown place. */
typedef struct confusion {
    simile_label_order order;
    size_t n;       /* places: labels, and "other" where there are more */
    double *counts; /* [n, n + 1] */
} confusion;

static bool count_rows(confusion *c, simile_document *document, const simile_saved_rows *rows, bool is_probe)
{
    if (!simile_label_order__make(&c->order, document, rows, N_CONFUSED)) {
        return false;
    }
    c->n = c->order.n_shown + c->order.has_other;
    c->counts = simile_document__alloc(document, (c->n + 1) * (c->n + 1), sizeof *c->counts);
    for (size_t i = 0; i < rows->n && c->counts; i++) {
        const simile_saved_row *row = &rows->rows[i];
        const size_t label = simile_label_order__place(&c->order, row->label);
        const size_t answer = simile_label_order__place(&c->order, is_probe ? row->probe : row->predicted);
        c->counts[label * (c->n + 1) + answer]++;
    }
    return c->counts != NULL;
}

/* The row of a label: how often each answer was given, and the share of right ones. */
static void put_counts(simile_document *document, simile_grid *grid, const confusion *c, size_t label)
{
    const double *counts = &c->counts[label * (c->n + 1)];
    double sum = 0;
    for (size_t p = 0; p <= c->n; p++) {
        sum += counts[p];
    }
    for (size_t p = 0; p < c->n; p++) {
        simile_grid__set_shade(grid, label, p + 1, simile_document__number(document, counts[p], 0),
                               sum > 0 ? counts[p] / sum : 0);
    }
    const bool has_share = label < c->order.n_shown && sum > 0;
    simile_grid__set(grid, label, c->n + 1,
                     has_share ? simile_document__format(
                                     document, "%s %%", simile_document__number(document, 100 * counts[label] / sum, 1))
                               : "–");
}

static void put_matrix(simile_document *document, const char *caption, const simile_saved_rows *rows, bool is_probe)
{
    confusion c;
    if (!count_rows(&c, document, rows, is_probe)) {
        return;
    }
    simile_grid *grid = simile_document__grid(document, caption, c.n, c.n + 2);
    simile_grid__name(grid, 0, "label ↓  predicted →", false);
    simile_grid__name(grid, c.n + 1, "right", true);
    for (size_t label = 0; label < c.n; label++) {
        const char *name = simile_label_order__name(&c.order, rows, label);
        simile_grid__name(grid, label + 1, name, true);
        simile_grid__set(grid, label, 0, name);
        put_counts(document, grid, &c, label);
    }
}

static void put_confusion(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    const simile_saved_rows *rows = finding->task->rows;
    bool has[2] = {false, false};
    static const char *const captions[] = {"Confusion, by the 10 nearest neighbours", "Confusion, by the linear probe"};
    for (size_t i = 0; i < rows->n; i++) {
        has[0] = has[0] || rows->rows[i].predicted >= 0;
        has[1] = has[1] || rows->rows[i].probe >= 0;
    }
    const bool are_small = rows->labels.n_entries <= 4;
    if (are_small) {
        simile_document__row(&report->document);
    }
    for (size_t k = 0; k < 2; k++) {
        if (has[k]) {
            put_matrix(&report->document,
                       simile_subject__figure_title(&report->document, subject, finding, captions[k]), rows, k == 1);
        }
    }
    if (are_small) {
        simile_document__row_end(&report->document);
    }
}

/* The nearest other rows of each row [rows, N_VOTES]; NULL without vectors. */
static const void *compute(simile_report *report, const simile_saved_rows *rows)
{
    simile_neighbour *found = NULL;
    if (rows->vectors) {
        found = simile_document__alloc(&report->document, rows->n * N_VOTES, sizeof *found);
    }
    if (found) {
        simile_document__note(&report->document, simile_topk__find(found, rows->vectors, rows->n, rows->vectors,
                                                                   rows->n, rows->width, N_VOTES, true, report->pool));
    }
    return found;
}

static void put_sample(simile_document *document, simile_grid *grid, size_t sample, const simile_saved_rows *rows,
                       size_t row, const simile_neighbour *found)
{
    for (size_t k = 0; k < N_NEIGHBOURS; k++) {
        const size_t line = sample * N_NEIGHBOURS + k;
        const simile_saved_row *own = &rows->rows[row];
        simile_grid__set(grid, line, 0, k == 0 ? own->texts[0] : "");
        simile_grid__set(grid, line, 1, k == 0 ? simile_saved_rows__label(rows, own->label) : "");
        if (found[k].index != SIZE_MAX) {
            const simile_saved_row *other = &rows->rows[found[k].index];
            simile_grid__set(grid, line, 2, simile_document__number(document, (double)found[k].score, 3));
            simile_grid__set_verdict(grid, line, 3, simile_saved_rows__label(rows, other->label),
                                     other->label == own->label);
            simile_grid__set(grid, line, 4, other->texts[0]);
        }
    }
}

/* order [n] (=) all rows, shuffled. */
static size_t *shuffle(simile_report *report, size_t n)
{
    size_t *order = simile_document__alloc(&report->document, n, sizeof *order);
    simile_random random;
    simile_random__init(&random, report->options.seed, 1);
    for (size_t i = 0; order && i < n; i++) {
        order[i] = i;
    }
    if (order) {
        simile_random__shuffle(&random, order, n);
    }
    return order;
}

static void put_neighbours(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"Sentence", "Label", "Cosine", "Neighbour’s label", "Neighbour"};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    const simile_neighbour *found = finding->computed;
    if (!found || rows->n < 2) {
        return;
    }
    const size_t n = rows->n < N_SAMPLES ? rows->n : N_SAMPLES;
    simile_grid *grid =
        simile_document__grid(document,
                              simile_subject__figure_title(document, subject, finding,
                                                           "Nearest neighbours of some sentences, drawn by chance"),
                              n * N_NEIGHBOURS, 5);
    const size_t *order = shuffle(report, rows->n);
    for (size_t c = 0; c < 5; c++) {
        simile_grid__name(grid, c, names[c], c == 2);
    }
    for (size_t i = 0; order && i < n; i++) {
        put_sample(document, grid, i, rows, order[i], &found[order[i] * N_VOTES]);
    }
}

/* How surely a row is placed wrong: neighbours of another label, then how near they are. */
static double weigh(const simile_saved_rows *rows, size_t row, const simile_neighbour *found)
{
    double n_others = 0, nearness = 0;
    for (size_t k = 0; found && k < N_VOTES; k++) {
        if (found[k].index != SIZE_MAX && rows->rows[found[k].index].label != rows->rows[row].label) {
            n_others++;
            nearness += (double)found[k].score;
        }
    }
    return n_others + (n_others > 0 ? nearness / (2 * N_VOTES) : 0);
}

static void put_mistakes(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"Label", "Predicted", "Probe", "Sentence", "Nearest other sentence"};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    const simile_neighbour *found = finding->computed;
    size_t n = 0;
    for (size_t i = 0; i < rows->n && ranked; i++) {
        if (rows->rows[i].predicted >= 0 && rows->rows[i].predicted != rows->rows[i].label) {
            ranked[n++] = (simile_ranked_row){weigh(rows, i, found ? &found[i * N_VOTES] : NULL), i};
        }
    }
    simile_grid *grid =
        simile_section__put_worst(document, subject, finding, "Worst mistakes: most neighbours have another label",
                                  ranked, &n, names, found ? 5 : 4, 0);
    for (size_t i = 0; i < n && ranked; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        simile_grid__set(grid, i, 0, simile_saved_rows__label(rows, row->label));
        simile_grid__set(grid, i, 1, simile_saved_rows__label(rows, row->predicted));
        simile_grid__set(grid, i, 2, simile_saved_rows__label(rows, row->probe));
        simile_grid__set(grid, i, 3, row->texts[0]);
        if (found && found[ranked[i].row * N_VOTES].index != SIZE_MAX) {
            simile_grid__set(grid, i, 4, rows->rows[found[ranked[i].row * N_VOTES].index].texts[0]);
        }
    }
}

void simile_section__put_labelled(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure tables[] = {put_confusion, put_neighbours, put_mistakes};
    simile_section__put_maps(report, subject);
    if (simile_section__compute(report, subject, compute)) {
        simile_section__put_each(report, subject, tables, sizeof tables / sizeof *tables);
    }
}
