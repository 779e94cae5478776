/* What the sections of tests share. */
#include "sections.h"
#include <math.h>
#include <stdlib.h>

#define N_WORST 8 /* rows that are shown of a list of mistakes */

size_t simile_section__drawn(size_t n)
{
    return n < SIMILE_SECTION_MAX_POINTS ? n : SIMILE_SECTION_MAX_POINTS;
}

size_t simile_section__pick(size_t i, size_t drawn, size_t n)
{
    return i * n / drawn;
}

void simile_section__widen(simile_range *range, const simile_subject *subject,
                           double (*value)(const simile_saved_row *row))
{
    for (size_t f = 0; f < subject->n; f++) {
        const simile_saved_rows *rows = subject->findings[f].task->rows;
        for (size_t i = 0; i < rows->n; i++) {
            range->low = fmin(range->low, value(&rows->rows[i]));
            range->high = fmax(range->high, value(&rows->rows[i]));
        }
    }
    range->high = fmax(range->high, range->low + 1e-6);
}

void simile_section__put_bars(simile_document *document, simile_plot *plot, const char *name,
                              const simile_saved_rows *rows, double (*value)(const simile_saved_row *row),
                              simile_range range)
{
    double *values = simile_document__alloc(document, rows->n, sizeof *values);
    simile_series *bars = simile_document__series(document, plot, SIMILE_SERIES_BARS, name, SIMILE_SECTION_N_BARS);
    if (values && bars) {
        for (size_t i = 0; i < rows->n; i++) {
            values[i] = value(&rows->rows[i]);
        }
        simile_plot__count(bars->x, bars->y, SIMILE_SECTION_N_BARS, range.low, range.high, values, rows->n);
    }
}

static int compare(const void *a, const void *b)
{
    const simile_ranked_row *x = a, *y = b;
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    return x->row < y->row ? -1 : x->row > y->row;
}

void simile_section__sort(simile_ranked_row *rows, size_t n)
{
    if (n > 1) {
        qsort(rows, n, sizeof *rows, compare);
    }
}

simile_grid *simile_section__put_worst(simile_document *document, const simile_subject *subject,
                                       const simile_finding *finding, const char *title, simile_ranked_row *rows,
                                       size_t *n, const char *const *names, size_t n_columns, size_t n_numbers)
{
    const char *caption = simile_subject__figure_title(document, subject, finding, title);
    simile_section__sort(rows, *n);
    *n = *n < N_WORST ? *n : N_WORST;
    if (*n == 0) {
        simile_document__paragraph(document, simile_document__format(document, "%s. There are none.", caption));
        return NULL;
    }
    simile_grid *grid = simile_document__grid(document, caption, *n, n_columns);
    for (size_t c = 0; c < n_columns; c++) {
        simile_grid__name(grid, c, names[c], c < n_numbers);
    }
    return grid;
}

simile_plot *simile_section__put_plot(simile_document *document, const simile_subject *subject,
                                      const simile_finding *finding, const char *title)
{
    return simile_document__plot(document, simile_subject__figure_title(document, subject, finding, title));
}

bool simile_section__compute(simile_report *report, const simile_subject *subject, simile_section_computation compute)
{
    for (size_t f = 0; f < subject->n && report->document.status == SIMILE_OK; f++) {
        subject->findings[f].computed = compute(report, subject->findings[f].task->rows);
    }
    return report->document.status == SIMILE_OK;
}

void simile_section__put_side_by_side(simile_report *report, const simile_subject *subject,
                                      const simile_section_figure *figures, size_t n_figures)
{
    for (size_t i = 0; i < n_figures; i++) {
        if (i == 0 || subject->n > 1) {
            simile_document__row(&report->document);
        }
        for (size_t f = 0; f < subject->n; f++) {
            figures[i](report, subject, &subject->findings[f]);
        }
        if (subject->n > 1) {
            simile_document__share_axes(&report->document);
        }
        if (i + 1 == n_figures || subject->n > 1) {
            simile_document__row_end(&report->document);
        }
    }
}

void simile_section__put_each(simile_report *report, const simile_subject *subject,
                              const simile_section_figure *figures, size_t n_figures)
{
    for (size_t i = 0; i < n_figures; i++) {
        for (size_t f = 0; f < subject->n; f++) {
            figures[i](report, subject, &subject->findings[f]);
        }
    }
}

static void put_facts(simile_document *document, const simile_finding *finding)
{
    const simile_saved_rows *rows = finding->task->rows;
    const size_t drawn = simile_section__drawn(rows->n);
    const bool has_points = rows->kind == SIMILE_SAVED_STS || rows->vectors; /* the other kinds count all rows */
    if (rows->n_undefined > 0) {
        simile_document__paragraph(
            document,
            simile_document__format(document, "%s: %zu of %zu rows have no value (null) and are in no drawing.",
                                    finding->name, rows->n_undefined, rows->n + rows->n_undefined));
    }
    if (has_points && drawn < rows->n) {
        simile_document__paragraph(
            document, simile_document__format(document, "%s: of %s rows, %s at even distances are drawn as points.",
                                              finding->name, simile_document__number(document, (double)rows->n, 0),
                                              simile_document__number(document, (double)drawn, 0)));
    }
}

/* Those findings whose rows were saved and hold something to draw. */
static simile_subject with_rows(simile_document *document, const simile_subject *subject)
{
    simile_subject drawn = {subject->title, NULL, 0};
    drawn.findings = simile_document__alloc(document, subject->n, sizeof *drawn.findings);
    for (size_t f = 0; f < subject->n && drawn.findings; f++) {
        const simile_saved_rows *rows = subject->findings[f].task->rows;
        if (rows && rows->n > 0) {
            drawn.findings[drawn.n++] = subject->findings[f];
        }
    }
    return drawn;
}

void simile_section__put_subject(simile_report *report, const simile_subject *subject)
{
    static void (*const put[SIMILE_N_SAVED_KINDS])(simile_report *, const simile_subject *) = {
        [SIMILE_SAVED_STS] = simile_section__put_sts,           [SIMILE_SAVED_PAIRS] = simile_section__put_pairs,
        [SIMILE_SAVED_LABELLED] = simile_section__put_labelled, [SIMILE_SAVED_TRIPLES] = simile_section__put_triples,
        [SIMILE_SAVED_PROBES] = simile_section__put_probes,     [SIMILE_SAVED_ANOMALY] = simile_section__put_anomaly,
        [SIMILE_SAVED_RETRIEVAL] = simile_section__put_ranking, [SIMILE_SAVED_RERANKING] = simile_section__put_ranking,
        [SIMILE_SAVED_GROUPS] = simile_section__put_ranking,    [SIMILE_SAVED_MINING] = simile_section__put_ranking,
    };
    simile_document *document = &report->document;
    simile_document__heading(document, 2, subject->title);
    simile_section__put_figures(report, subject);
    const simile_subject drawn = with_rows(document, subject);
    for (size_t f = 0; f < drawn.n; f++) {
        put_facts(document, &drawn.findings[f]);
    }
    if (drawn.n > 0) {
        put[drawn.findings[0].task->rows->kind](report, &drawn);
    }
}
