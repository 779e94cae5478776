/* The parts of a report, each from what was read to blocks of the document. */
#ifndef SIMILE_REPORT_SECTIONS_H
#define SIMILE_REPORT_SECTIONS_H

#include "report_state.h"
#include "subject.h"

/* What was given, and the main figure of each test with its interval, the evaluations one below the other. */
void simile_section__put_overview(simile_report *report, const simile_subject *subjects, size_t n_subjects);
/* Curves by step and by time. */
void simile_section__put_training(simile_report *report);
/* One test: its figures in numbers, then by kind. */
void simile_section__put_subject(simile_report *report, const simile_subject *subject);
/* Its figures, beside the baselines and the model of --against; why there are none. */
void simile_section__put_figures(simile_report *report, const simile_subject *subject);
/* Parts of it: the main figure with its interval beside others, those that have none left out; the models less what
 * they are held against. */
void simile_section__put_main_figure(simile_report *report, const simile_subject *subject);
void simile_section__put_differences(simile_report *report, const simile_subject *subject);
/* Configurations, data and how the evaluations were made. */
void simile_section__put_sources(simile_report *report);

/* The figures of a kind; every finding has rows. */
void simile_section__put_sts(simile_report *report, const simile_subject *subject);
void simile_section__put_pairs(simile_report *report, const simile_subject *subject);
void simile_section__put_triples(simile_report *report, const simile_subject *subject);
void simile_section__put_probes(simile_report *report, const simile_subject *subject);
void simile_section__put_anomaly(simile_report *report, const simile_subject *subject);
void simile_section__put_ranking(simile_report *report, const simile_subject *subject);
void simile_section__put_labelled(simile_report *report, const simile_subject *subject);
void simile_section__put_maps(simile_report *report, const simile_subject *subject);

/* Computes once what several figures show: `computed` of each finding becomes what `compute` makes of its rows, in the
 * document's arena. false when the document has failed. */
typedef const void *(*simile_section_computation)(simile_report *report, const simile_saved_rows *rows);
bool simile_section__compute(simile_report *report, const simile_subject *subject, simile_section_computation compute);

/* A figure or table of one finding. */
typedef void (*simile_section_figure)(simile_report *report, const simile_subject *subject,
                                      const simile_finding *finding);
/* Plots side by side: of one evaluation all in a row, of several a row for each kind of plot. */
void simile_section__put_side_by_side(simile_report *report, const simile_subject *subject,
                                      const simile_section_figure *figures, size_t n_figures);
/* One below the other, the evaluations of a figure together. */
void simile_section__put_each(simile_report *report, const simile_subject *subject,
                              const simile_section_figure *figures, size_t n_figures);

/* A plot without series, under the title and the finding's name; NULL after a failure. */
simile_plot *simile_section__put_plot(simile_document *document, const simile_subject *subject,
                                      const simile_finding *finding, const char *title);

/* Widens the range so that it holds the value of every row of every finding, and is not empty: histograms that are
 * compared have the same bars. */
void simile_section__widen(simile_range *range, const simile_subject *subject,
                           double (*value)(const simile_saved_row *row));

/* Adds a histogram of the rows' values, NaN left out: SIMILE_SECTION_N_BARS bars over the range. */
#define SIMILE_SECTION_N_BARS 30
void simile_section__put_bars(simile_document *document, simile_plot *plot, const char *name,
                              const simile_saved_rows *rows, double (*value)(const simile_saved_row *row),
                              simile_range range);

/* How many of n rows a plot draws as points: all, or SIMILE_SECTION_MAX_POINTS at even distances; and the i-th of those
 * `drawn` rows. */
#define SIMILE_SECTION_MAX_POINTS 5000
size_t simile_section__drawn(size_t n);
size_t simile_section__pick(size_t i, size_t drawn, size_t n);

/* A row and how bad it is. */
typedef struct simile_ranked_row {
    double weight;
    size_t row;
} simile_ranked_row;
/* The heaviest first; rows of equal weight in file order. */
void simile_section__sort(simile_ranked_row *rows, size_t n);

/* A table of mistakes: sorts the rows [*n] and shows the worst, of which there are *n afterwards. names [n_columns], of
 * which the first n_numbers are of numbers. NULL after a failure, and when there are no rows, which it says. */
simile_grid *simile_section__put_worst(simile_document *document, const simile_subject *subject,
                                       const simile_finding *finding, const char *title, simile_ranked_row *rows,
                                       size_t *n, const char *const *names, size_t n_columns, size_t n_numbers);

#endif
