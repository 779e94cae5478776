/* The figures of a test in numbers: those of the models, and of what stands beside them. */
#include "axis.h"
#include "map.h"
#include "path.h"
#include "sections.h"
#include <math.h>
#include <string.h>

#define WITHOUT_DUPLICATES "_without_duplicates"
#define SURE               0.05 /* a difference with a p below it is set in bold */

/* One that was measured: a model, or what stands beside it. */
typedef struct contender {
    const simile_finding *finding;
    const simile_rival *rival; /* NULL: the model itself */
    const char *name, *description;
} contender;

static simile_saved_metric figure_of(const contender *c, const char *name)
{
    const simile_saved_metric *own = simile_saved_task__metric(c->finding->task, name);
    if (c->rival) {
        return simile_saved_task__rival_metric(c->finding->task, c->rival, name);
    }
    return own ? *own : (simile_saved_metric){name, NAN, NAN, NAN};
}

static const char *print_value(simile_document *document, double value)
{
    return isfinite(value) ? simile_document__number(document, value, 4) : "–";
}

static const char *print_interval(simile_document *document, const simile_saved_metric *metric)
{
    return isfinite(metric->low) && isfinite(metric->high)
               ? simile_document__format(document, "%s to %s", simile_document__number(document, metric->low, 4),
                                         simile_document__number(document, metric->high, 4))
               : NULL;
}

/* The base of NAME_without_duplicates ends at *size bytes; false: it is no such name. */
static bool is_without_duplicates(size_t *size, const char *name)
{
    *size = strlen(name) - (simile_path__ends_with(name, WITHOUT_DUPLICATES) ? strlen(WITHOUT_DUPLICATES) : 0);
    return name[*size] != '\0';
}

/* A figure's name in a table, whose row above has that of `above`; NULL: there is none. */
static const char *print_name(simile_document *document, const char *name, const char *above)
{
    size_t size;
    if (!is_without_duplicates(&size, name)) {
        return name;
    }
    return above && strlen(above) == size && strncmp(name, above, size) == 0
               ? "↳ without duplicates"
               : simile_document__format(document, "%.*s without duplicates", (int)size, name);
}

/* A row: the best of several figures in bold, where it is known that more is better. */
static void put_row(simile_document *document, simile_grid *grid, size_t row, const contender *contenders, size_t n,
                    const char *name, const char *above)
{
    double best = n > 1 && simile_subject__is_score(name) ? -INFINITY : INFINITY;
    for (size_t c = 0; c < n && best < INFINITY; c++) {
        const double value = figure_of(&contenders[c], name).value;
        best = isfinite(value) ? fmax(best, value) : best;
    }
    simile_grid__set(grid, row, 0, print_name(document, name, above));
    for (size_t c = 0; c < n; c++) {
        const simile_saved_metric metric = figure_of(&contenders[c], name);
        simile_cell *cell = simile_grid__set(grid, row, c + 1, print_value(document, metric.value));
        if (cell) {
            cell->detail = print_interval(document, &metric);
            cell->is_strong = metric.value >= best;
        }
    }
}

/* names [*n]: those of all models' figures, each once. */
static simile_status collect_names(const char **names, size_t *n, const contender *contenders, size_t n_contenders)
{
    simile_map known = {0};
    simile_status status = SIMILE_OK;
    *n = 0;
    for (size_t c = 0; c < n_contenders; c++) {
        const simile_saved_task *task = contenders[c].finding->task;
        for (size_t m = 0; m < task->n_metrics && !contenders[c].rival && status == SIMILE_OK; m++) {
            simile_map_entry *entry;
            bool is_new = false;
            names[*n] = task->metrics[m].name;
            status = simile_map__insert(&entry, &is_new, &known, names[*n], strlen(names[*n]));
            *n += is_new;
        }
    }
    simile_map__dispose(&known);
    return status;
}

/* Keeps the names [n] of figures that one contender at least has, from the one numbered `first` on; returns how many.
 */
static size_t keep_names(const char **names, size_t n, const contender *contenders, size_t first, size_t n_contenders)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_there = false;
        for (size_t c = first; c < n_contenders; c++) {
            is_there = is_there || isfinite(figure_of(&contenders[c], names[i]).value);
        }
        names[n_kept] = names[i];
        n_kept += is_there;
    }
    return n_kept;
}

/* A row a figure, a column a contender. Those figures are shown that one of the contenders has, from the one numbered
 * `first` on; 0: all. */
static void put_table(simile_document *document, const char *caption, const contender *contenders, size_t n,
                      size_t first)
{
    size_t n_names = 0;
    for (size_t c = 0; c < n; c++) {
        n_names += contenders[c].finding->task->n_metrics;
    }
    const char **names = simile_document__alloc(document, n_names + 1, sizeof *names);
    if (names) {
        simile_document__note(document, collect_names(names, &n_names, contenders, n));
    }
    if (document->status != SIMILE_OK) {
        return;
    }
    n_names = first > 0 ? keep_names(names, n_names, contenders, first, n) : n_names;
    if (n_names == 0) {
        return;
    }
    simile_grid *grid = simile_document__grid(document, caption, n_names, n + 1);
    simile_grid__name(grid, 0, "Figure", false);
    for (size_t c = 0; c < n; c++) {
        simile_grid__name(grid, c + 1, contenders[c].name, true);
    }
    for (size_t i = 0; i < n_names; i++) {
        put_row(document, grid, i, contenders, n, names[i], i > 0 ? names[i - 1] : NULL);
    }
}

/* The model and what stands beside it. */
static size_t gather(contender contenders[SIMILE_N_RIVALS + 1], const simile_finding *finding)
{
    size_t n = 1;
    contenders[0] = (contender){finding, NULL, finding->name, NULL};
    for (size_t r = 0; r < SIMILE_N_RIVALS; r++) {
        const simile_rival *rival = &simile_rivals[r];
        if (simile_saved_task__has_rival(finding->task, rival)) {
            contenders[n++] = (contender){finding, rival, rival->word, rival->description};
        }
    }
    return n;
}

static void put_tables(simile_document *document, const simile_subject *subject)
{
    static const char caption[] = "Figures, with 95 % intervals";
    contender *models = simile_document__alloc(document, subject->n, sizeof *models);
    for (size_t f = 0; f < subject->n && models; f++) {
        models[f] = (contender){&subject->findings[f], NULL, subject->findings[f].name, NULL};
    }
    if (subject->n > 1 && models) {
        put_table(document, caption, models, subject->n, 0);
    }
    for (size_t f = 0; f < subject->n; f++) {
        contender contenders[SIMILE_N_RIVALS + 1];
        const size_t n = gather(contenders, &subject->findings[f]);
        contenders[0].name = n == 1 ? "Value" : contenders[0].name;
        if (subject->n == 1) {
            put_table(document, caption, contenders, n, 0);
        } else if (n > 1) {
            put_table(document,
                      simile_document__format(document, "%s and what stands beside it", subject->findings[f].name),
                      contenders, n, 1);
        }
    }
}

/* All that have the main figure: the models, what each is held against, the baselines. What is no matter of the model
 * stands there once. */
static size_t gather_all(contender *contenders, simile_document *document, const simile_subject *subject)
{
    size_t n = 0;
    for (size_t f = 0; f < subject->n; f++) {
        contenders[n++] = (contender){&subject->findings[f], NULL, subject->findings[f].name, NULL};
    }
    for (size_t r = 0; r < SIMILE_N_RIVALS; r++) {
        const simile_rival *rival = &simile_rivals[r];
        bool is_there = false;
        for (size_t f = 0; f < subject->n; f++) {
            const simile_finding *finding = &subject->findings[f];
            if (simile_saved_task__has_rival(finding->task, rival) && (!is_there || rival->is_of_model)) {
                const char *name = subject->n > 1 && rival->is_of_model
                                       ? simile_document__format(document, "%s (%s)", rival->word, finding->name)
                                       : rival->word;
                contenders[n++] = (contender){finding, rival, name, rival->description};
                is_there = true;
            }
        }
    }
    return n;
}

/* A scale with round ends that holds all intervals. */
static void set_scale(simile_document *document, simile_grid *grid, const contender *contenders, size_t n,
                      const char *name)
{
    char low[SIMILE_DECIMAL_SIZE], high[SIMILE_DECIMAL_SIZE];
    simile_range range = {INFINITY, -INFINITY};
    for (size_t c = 0; c < n; c++) {
        const simile_saved_metric metric = figure_of(&contenders[c], name);
        if (isfinite(metric.value)) {
            range.low = fmin(range.low, fmin(metric.value, metric.low)); /* fmin and fmax pass over NaN */
            range.high = fmax(range.high, fmax(metric.value, metric.high));
        }
    }
    const double least = fmax(0.02, fabs(range.high) / 50);
    range.high = fmax(range.high, range.low + least);
    const simile_axis axis = simile_axis__make(range, 4);
    grid->scale_low = axis.low;
    grid->scale_high = axis.high;
    simile_axis__print_tick(low, &axis, 0);
    simile_axis__print_tick(high, &axis, axis.n_ticks - 1);
    simile_grid__name(grid, 2, simile_document__format(document, "95 %% interval, %s to %s", low, high), false);
}

/* What is told of a contender below its name: of a model the figure without duplicates. */
static const char *describe(simile_document *document, const contender *c, const char *name)
{
    const simile_saved_metric *own = NULL;
    if (!c->rival) {
        own = simile_saved_task__metric(c->finding->task,
                                        simile_document__format(document, "%s%s", name, WITHOUT_DUPLICATES));
    }
    return own && isfinite(own->value) ? simile_document__format(document, "without duplicates %s",
                                                                 simile_document__number(document, own->value, 4))
                                       : c->description;
}

/* Dots and intervals of the contenders, one below the other on one scale. */
static void put_dots(simile_document *document, const contender *contenders, size_t n, const char *name)
{
    simile_grid *grid = simile_document__grid(
        document,
        simile_document__format(document, "The main figure, %s, beside others", print_name(document, name, NULL)), n,
        3);
    simile_grid__name(grid, 0, "Measured", false);
    simile_grid__name(grid, 1, "Value", true);
    if (grid) {
        set_scale(document, grid, contenders, n, name);
    }
    for (size_t c = 0; c < n; c++) {
        const simile_saved_metric metric = figure_of(&contenders[c], name);
        simile_cell *who = simile_grid__set(grid, c, 0, contenders[c].name);
        simile_cell *value = simile_grid__set(grid, c, 1, print_value(document, metric.value));
        if (who && value) {
            who->detail = describe(document, &contenders[c], name);
            value->detail = print_interval(document, &metric);
            value->is_strong = !contenders[c].rival;
        }
        simile_grid__set_interval(grid, c, 2, metric.value, metric.low, metric.high, !contenders[c].rival);
    }
}

/* The main figure, beside others; those that have none are left out. */
static void put_main(simile_document *document, const simile_subject *subject)
{
    const simile_saved_task *task = subject->findings[0].task;
    contender *contenders = simile_document__alloc(document, subject->n * (SIMILE_N_RIVALS + 1), sizeof *contenders);
    if (!contenders || task->n_metrics == 0) {
        return;
    }
    const char *name = task->metrics[task->main].name;
    const size_t n = gather_all(contenders, document, subject);
    size_t n_kept = 0;
    for (size_t c = 0; c < n; c++) {
        if (isfinite(figure_of(&contenders[c], name).value)) {
            contenders[n_kept++] = contenders[c];
        }
    }
    if (n > subject->n && n_kept > 1) {
        put_dots(document, contenders, n_kept, name);
    }
}

static void put_difference(simile_document *document, simile_grid *grid, size_t row,
                           const simile_saved_metric *difference, double p)
{
    const char *interval = print_interval(document, difference);
    simile_cell *cell = simile_grid__set(grid, row, 1, print_value(document, difference->value));
    if (cell) {
        cell->is_strong = p < SURE;
    }
    simile_grid__set(grid, row, 0, print_name(document, difference->name, NULL));
    simile_grid__set(grid, row, 2, interval ? interval : "–");
    simile_grid__set(grid, row, 3, isfinite(p) ? simile_document__number(document, p, 3) : "–");
}

/* The model less that of --against. */
static void put_differences(simile_document *document, const simile_finding *finding)
{
    static const char *const names[] = {"Figure", "Difference", "95 % interval", "p"};
    const simile_saved_task *task = finding->task;
    simile_saved_metric *differences = simile_document__alloc(document, task->n_metrics, sizeof *differences);
    double *p = simile_document__alloc(document, task->n_metrics, sizeof *p);
    size_t n = 0;
    for (size_t m = 0; m < task->n_metrics && differences && p; m++) {
        differences[n] = simile_saved_task__difference(&p[n], task, task->metrics[m].name);
        n += isfinite(differences[n].value) ? 1 : 0;
    }
    if (n == 0) {
        return;
    }
    simile_grid *grid = simile_document__grid(
        document, simile_document__format(document, "Differences: %s less against", finding->name), n, 4);
    for (size_t c = 0; c < 4; c++) {
        simile_grid__name(grid, c, names[c], c > 0);
    }
    for (size_t i = 0; i < n; i++) {
        put_difference(document, grid, i, &differences[i], p[i]);
    }
    simile_document__paragraph(document, "p is how likely other rows would have turned the order round. Bold: below "
                                         "0.05, as of one in 20 comparisons of equals.");
}

static void put_faults(simile_document *document, const simile_subject *subject)
{
    for (size_t f = 0; f < subject->n; f++) {
        const simile_finding *finding = &subject->findings[f];
        const char *error = finding->task->error;
        if (error || finding->task->n_metrics == 0) {
            simile_document__paragraph(document,
                                       simile_document__format(document, "%s: there are no figures%s%s", finding->name,
                                                               error ? ": " : ".", error ? error : ""));
        }
    }
}

/* Rows that were there to learn from measure memory. */
static void put_duplicates(simile_document *document, const simile_subject *subject)
{
    const simile_saved_task *task = subject->findings[0].task;
    if (task->n_duplicates == 0) {
        simile_document__paragraph(document, "None of the rows is among those that are learnt from.");
    } else if (task->n_duplicates > 0 && isfinite(task->duplicates_share)) {
        simile_document__paragraph(
            document,
            simile_document__format(document,
                                    "Rows that are learnt from too: %s (%s %%). They measure memory; figures without "
                                    "duplicates leave them out.",
                                    simile_document__number(document, (double)task->n_duplicates, 0),
                                    simile_document__number(document, 100 * task->duplicates_share, 1)));
    }
}

void simile_section__put_figures(simile_report *report, const simile_subject *subject)
{
    simile_document *document = &report->document;
    put_faults(document, subject);
    put_main(document, subject);
    put_tables(document, subject);
    for (size_t f = 0; f < subject->n; f++) {
        put_differences(document, &subject->findings[f]);
    }
    put_duplicates(document, subject);
}
