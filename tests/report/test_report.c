/* Whole reports. */
#include "expect.h"
#include "folder.h"
#include "saved.h"
#include "scratch.h"
#include "simile/report.h"
#include "suite.h"
#include "text_line.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char run[512], one[512], two[512]; /* scratch.h lends its paths for a while only */

static void make_inputs(size_t n)
{
    strcpy(run, saved_run("run", 60, 2));
    strcpy(one, saved_evaluation("one", n, 0));
    strcpy(two, saved_evaluation("two", n, 0.05));
}

/* The page of all inputs, and the text beside it when asked for; the caller frees. */
static char *make_page(size_t n_threads, char **text)
{
    simile_report *report;
    const simile_report_options options = {.n_threads = n_threads, .seed = 1};
    const char *page = scratch_path("page.html"), *lines = scratch_path("page.txt");
    expect_ok(simile_report_new(&report, &options));
    expect_ok(simile_report_add(report, run));
    expect_ok(simile_report_add(report, one));
    expect_ok(simile_report_add(report, two));
    expect_ok(simile_report_write_html(report, page));
    expect_ok(simile_report_write_text(report, lines));
    simile_report_free(report);
    if (text) {
        *text = scratch_read(lines, NULL);
    }
    return scratch_read(page, NULL);
}

START_TEST(report__holds_every_figure)
{
    static const char *const parts[] = {"Loss by step",
                                        "Loss by time",
                                        "Development figure by step",
                                        "Similarity of positives and negatives by time",
                                        "Learning rate by step",
                                        "Alignment by step",
                                        "Uniformity by step",
                                        "mean of the files",
                                        "Similarity against score: one",
                                        "The same as ranks: two",
                                        "Worst mistakes: the ranks are farthest apart",
                                        "Similarities of the two kinds of pairs: one",
                                        "Choosing the threshold: two",
                                        "What a cosine is worth: one",
                                        "Map by principal components: one",
                                        "Map by neighbourhoods: two",
                                        "Similarities within and between labels: one",
                                        "Confusion, by the 10 nearest neighbours",
                                        "Confusion, by the linear probe",
                                        "Nearest neighbours of some sentences",
                                        "most neighbours have another label",
                                        "Similarities to the anchor: one",
                                        "Margins: two",
                                        "the negative is nearer",
                                        "Configuration (resolved.yaml)",
                                        "Training data",
                                        "ndcg10"};
    char *text;
    make_inputs(45);
    char *page = make_page(1, &text);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        ck_assert_msg(strstr(page, parts[i]), "the page lacks: %s", parts[i]);
    }
    ck_assert_uint_eq(saved_count(page, "<svg class=\"plot\""), 30); /* 10 of training, 10 of each evaluation */
    ck_assert_ptr_nonnull(strstr(text, "Development figure by step"));
    ck_assert_ptr_nonnull(strstr(text, "\xE2\x96\x88")); /* a bar */
    free(page);
    free(text);
}
END_TEST

/* Makes the evaluation one of sts alone, of n rows, for which the caller writes a file. */
static const char *saved_sts(const char *name, size_t n)
{
    const char *folder = scratch_path(name);
    char path[600], text[200];
    expect_ok(simile_folder__make(folder));
    snprintf(path, sizeof path, "%s/evaluation.json", name);
    snprintf(text, sizeof text,
             "[{\"task\": \"sts\", \"file\": \"a.tsv\", \"rows\": %zu, \"f1\": 1, \"rows_file\": \"1-sts.jsonl\"}]", n);
    scratch_write_text(path, text);
    return folder;
}

START_TEST(report__draws_alignment_of_a_single_development_file)
{
    static const char *const names[] = {"a", "b", "c"};
    saved_run("a", 60, 1);
    saved_run("b", 60, 1);
    saved_run("c", 60, 2);
    char *page = saved_page(names, 1);
    ck_assert_uint_eq(saved_count(page, "<strong>Alignment by step"), 1);
    ck_assert_uint_eq(saved_count(page, "<strong>Uniformity by step"), 1);
    ck_assert_uint_eq(saved_count(page, "</svg>x.tsv</li>"), 2); /* a line of each names the file */
    free(page);
    page = saved_page(names, 3);
    const char *alignment = strstr(page, "<strong>Alignment by step");
    ck_assert_ptr_nonnull(alignment);
    *strstr(alignment, "</ul>") = '\0';
    ck_assert_uint_eq(saved_count(alignment, "</svg>a</li>") + saved_count(alignment, "</svg>b</li>"), 2);
    ck_assert_uint_eq(saved_count(alignment, "</svg>c</li>"), 0); /* has no one line */
    ck_assert_uint_eq(saved_count(alignment, "2 of 3 runs are drawn.</span>"), 1);
    free(page);
}
END_TEST

START_TEST(report__says_why_there_are_no_figures)
{
    static const char *const names[] = {"good.json", "bad.json"};
    scratch_write_text(names[0], "[{\"task\": \"sts\", \"file\": \"d/a.tsv\", \"name\": \"films & tea\", \"rows\": 9, "
                                 "\"f1\": 0.5}, {\"task\": \"sts\", \"file\": \"b.tsv\"}]");
    scratch_write_text(names[1],
                       "[{\"task\": \"sts\", \"file\": \"d/a.tsv\", \"rows\": 0, \"error\": \"d/a.tsv:7: <two> "
                       "columns\"}]");
    char *page = saved_page(names + 1, 1);
    ck_assert_uint_eq(saved_count(page, "<p>bad.json: there are no figures: d/a.tsv:7: &lt;two&gt; columns</p>"), 1);
    ck_assert_uint_eq(saved_count(page, "<caption>Figures, with 95"), 0);
    free(page);
    page = saved_page(names, 2);
    ck_assert_uint_eq(saved_count(page, ">Similarity of pairs: films &amp; tea</h2>"), 1);
    ck_assert_uint_eq(saved_count(page, "<p>bad.json: there are no figures: d/a.tsv:7"), 1);
    ck_assert_uint_eq(saved_count(page, "<p>good.json: there are no figures.</p>"), 1); /* of b.tsv */
    ck_assert_uint_eq(saved_count(page, "<caption>Figures, with 95"), 1);
    free(page);
}
END_TEST

START_TEST(report__shows_a_line_of_one_point)
{
    static const char *const names[] = {"a"};
    saved_run("a", 1, 1);
    char *page = saved_page(names, 1);
    const size_t n = saved_count(page, "<path class=\"line s");
    ck_assert_uint_ge(n, 8); /* loss, positives, negatives, rate: by step and by time */
    size_t n_dots = 0;
    for (const char *line = page; (line = strstr(line, "<path class=\"line s")); line++) {
        const char *end = strstr(line, "\"/>");
        n_dots += strncmp(end - 6, "10-2 0", 6) == 0;
    }
    ck_assert_uint_eq(n_dots, n - saved_count(page, "d=\"M1 6H19\"")); /* all but the legend's */
    free(page);
    saved_run("a", 20, 1);
    page = saved_page(names, 1);
    ck_assert_uint_eq(saved_count(page, "10-2 0\"/>"), 0); /* two points are a line */
    free(page);
}
END_TEST

START_TEST(report__says_how_many_runs_a_plot_holds)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"};
    for (size_t i = 0; i < 13; i++) {
        saved_run(names[i], 20, 1);
    }
    char *page = saved_page(names, 13);
    /* a plot holds 24 lines: 13 of each quantity, but not 26 of positives and negatives, by step and by time */
    ck_assert_uint_eq(saved_count(page, "12 of 13 runs are drawn.</span>"), 2);
    ck_assert_uint_eq(saved_count(page, "</svg>negatives, l</li>"), 2);
    ck_assert_uint_eq(saved_count(page, "</svg>positives, m</li>"), 0);
    free(page);
}
END_TEST

START_TEST(report__shows_markup_in_texts_as_text)
{
    make_inputs(20);
    char *page = make_page(1, NULL);
    ck_assert_uint_eq(saved_count(page, "<script"), 0);
    ck_assert_uint_gt(
        saved_count(page, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; 'it' \xEF\xBF\xBD \xEF\xBF\xBD caf"),
        2);
    ck_assert_uint_eq(saved_count(page, "<b>ugly"), 0);
    ck_assert_uint_eq(saved_count(page, "<i>new"), 0);
    ck_assert_uint_gt(saved_count(page, "&lt;i&gt;new&lt;/i&gt;"), 0);
    free(page);
}
END_TEST

START_TEST(report__loads_nothing)
{
    make_inputs(20);
    char *page = make_page(1, NULL);
    ck_assert_uint_eq(saved_count(page, "default-src 'none'"), 1);
    ck_assert_uint_eq(saved_count(page, "src=\""), 0);
    ck_assert_uint_eq(saved_count(page, "url("), 0);
    ck_assert_uint_eq(saved_count(page, "@import"), 0);
    ck_assert_uint_eq(saved_count(page, "href=\""),
                      saved_count(page, "href=\"#") + saved_count(page, "href=\"data:,\""));
    free(page);
}
END_TEST

START_TEST(report__has_the_same_bytes_for_any_number_of_threads)
{
    make_inputs(45);
    char *single = make_page(1, NULL), *many = make_page(3, NULL);
    ck_assert_str_eq(single, many);
    free(single);
    free(many);
}
END_TEST

START_TEST(report__text_fits_eighty_columns)
{
    char *text;
    make_inputs(45);
    free(make_page(1, &text));
    size_t n = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        ck_assert_msg(simile_text_line__width(line) <= 80, "too wide: %s", line);
        ck_assert_msg(!*line || line[strlen(line) - 1] != ' ', "ends in a space: %s", line);
        n++;
    }
    ck_assert_uint_gt(n, 500);
    free(text);
}
END_TEST

START_TEST(report__text_has_intervals_where_columns_do_not_fit)
{
    static const char *const names[] = {"a.json", "b.json", "c.json", "d.json", "e.json"};
    for (size_t i = 0; i < 5; i++) {
        scratch_write_text(names[i], "[{\"task\": \"sts\", \"file\": \"a.tsv\", \"rows\": 9, \"f1\": 0.5, "
                                     "\"f1_low\": 0.25, \"f1_high\": 0.75}]");
    }
    char *text = saved_report(names, 5, simile_report_write_text);
    ck_assert_uint_eq(saved_count(text, "0.2500 to 0.7500"), 5);
    ck_assert_uint_eq(saved_count(text, "\nf1 "), 2); /* a table of four columns, and one of the fifth */
    free(text);
}
END_TEST

START_TEST(report__text_cuts_configurations_between_characters)
{
    static const char *const names[] = {"a"};
    char path[600];
    snprintf(path, sizeof path, "%s/resolved.yaml", saved_run("a", 3, 1));
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("x: a", file);
    for (int i = 0; i < 200; i++) {
        fputs("\xC3\xA9\xE6\xBC\xA2", file); /* of two bytes and one column, of three bytes and two columns */
    }
    fputs("\n\nlast: 1\n", file);
    ck_assert_int_eq(fclose(file), 0);
    char *text = saved_report(names, 1, simile_report_write_text);
    ck_assert_uint_eq(saved_count(text, "\xEF\xBF\xBD"), 0);
    ck_assert_uint_eq(saved_count(text, "\xC3\xA9"), 200);
    ck_assert_uint_eq(saved_count(text, "\xE6\xBC\xA2"), 200);
    ck_assert_ptr_nonnull(strstr(text, "\n\n  last: 1\n"));
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        ck_assert_uint_le(simile_text_line__width(line), 80);
    }
    free(text);
}
END_TEST

START_TEST(report__takes_very_few_rows)
{
    for (size_t n = 1; n <= 4; n++) {
        make_inputs(n);
        char *page = make_page(1, NULL);
        ck_assert_uint_eq(saved_count(page, "nan"), 0);
        ck_assert_uint_eq(saved_count(page, "inf\""), 0);
        free(page);
    }
}
END_TEST

START_TEST(report__of_five_thousand_pairs_stays_below_two_megabytes)
{
    static const char words[] = "a long sentence of many words, as reviews have them, with 'quotes' & ampersands; ";
    simile_report *report;
    char folder[512], path[600];
    size_t size;
    strcpy(folder, saved_sts("big", 5000));
    snprintf(path, sizeof path, "%s/1-sts.jsonl", folder);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 5000; i++) {
        fprintf(file, "{\"score\": %d, \"similarity\": %.4f, \"text1\": \"%s%s\", \"text2\": \"%s%s\"}\n", i % 6,
                (double)(i % 997) / 1000, words, words, words, words);
    }
    ck_assert_int_eq(fclose(file), 0);
    expect_ok(simile_report_new(&report, NULL));
    expect_ok(simile_report_add(report, folder));
    expect_ok(simile_report_write_html(report, scratch_path("big.html")));
    simile_report_free(report);
    char *page = scratch_read(scratch_path("big.html"), &size);
    ck_assert_uint_gt(saved_count(page, "<title>a long sentence"), 9999); /* two plots */
    ck_assert_uint_lt(size, 2000000);
    free(page);
}
END_TEST

START_TEST(report__tells_of_rows_left_out_where_rows_are_points)
{
    static const char *const names[] = {"many"};
    char path[600];
    snprintf(path, sizeof path, "%s/1-sts.jsonl", saved_sts("many", 5001));
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 5001; i++) {
        fprintf(file, "{\"score\": %d, \"similarity\": %.4f, \"text1\": \"a\", \"text2\": \"b\"}\n", i % 2,
                (double)(i % 997) / 1000);
    }
    ck_assert_int_eq(fclose(file), 0);
    char *page = saved_page(names, 1);
    ck_assert_uint_eq(saved_count(page, "<p>many: of 5,001 rows, 5,000 at even distances are drawn as points.</p>"), 1);
    free(page);
}
END_TEST

/* Where the bars of the drawing at `at` lie: the numbers behind M and H of their first path. */
static size_t read_edges(double *edges, const char *at)
{
    const char *path = strstr(at, "<path class=\"bars s");
    size_t n = 0;
    for (path = strstr(path, " d=\"") + 4; *path != '"' && n < 40; path++) {
        if (*path == 'M' || *path == 'H') {
            edges[n++] = strtod(path + 1, NULL);
        }
    }
    return n;
}

START_TEST(report__counts_into_the_same_bars_for_every_evaluation)
{
    static const char *const names[] = {"one", "two"};
    static const char *const titles[][2] = {
        {"Similarities of the two kinds of pairs: one", "Similarities of the two kinds of pairs: two"},
        {"Similarities to the anchor: one", "Similarities to the anchor: two"},
        {"Margins: one", "Margins: two"}};
    saved_evaluation("one", 45, 0);
    saved_evaluation("two", 45, 0.05);
    char *page = saved_page(names, 2);
    for (size_t t = 0; t < 3; t++) {
        double edges[2][40];
        for (size_t e = 0; e < 2; e++) {
            const char *figure = strstr(page, titles[t][e]);
            ck_assert_ptr_nonnull(figure);
            ck_assert_uint_eq(read_edges(edges[e], strstr(figure, "<svg class=\"plot\"")), 31); /* of 30 bars */
        }
        ck_assert_mem_eq(edges[0], edges[1], 31 * sizeof(double));
    }
    free(page);
}
END_TEST

START_TEST(report__parts_right_triples_from_wrong_ones_at_a_bar)
{
    static const char *const names[] = {"one"};
    double edges[40], nearest = INFINITY;
    saved_evaluation("one", 45, 0);
    char *page = saved_page(names, 1);
    const char *figure = strstr(page, "<strong>Margins");
    ck_assert_ptr_nonnull(figure);
    const size_t n = read_edges(edges, strstr(figure, "<svg class=\"plot\""));
    const double mark =
        strtod(strstr(figure, "<path class=\"mark\" d=\"M") + strlen("<path class=\"mark\" d=\"M"), NULL);
    for (size_t i = 0; i < n; i++) {
        nearest = fmin(nearest, fabs(edges[i] - mark));
    }
    ck_assert_double_lt(nearest, 0.15); /* both are rounded to tenths */
    free(page);
}
END_TEST

START_TEST(report__needs_an_input_that_is_one)
{
    simile_report *report;
    expect_ok(simile_report_new(&report, NULL));
    expect_failure(simile_report_write_html(report, scratch_path("p.html")), SIMILE_ERROR_CONFIG,
                   "needs a training run");
    expect_failure(simile_report_add(report, scratch_path("")), SIMILE_ERROR_FORMAT, "holds neither a training run");
    expect_failure(simile_report_add(report, scratch_path("missing")), SIMILE_ERROR_IO, "missing: cannot be read");
    make_inputs(3);
    expect_ok(simile_report_add(report, one));
    expect_ok(simile_report_write_html(report, scratch_path("p.html")));
    expect_failure(simile_report_add(report, two), SIMILE_ERROR_CONFIG, "made already");
    simile_report_free(report);
}
END_TEST

static simile_status make_all(void *context)
{
    simile_report *report = NULL;
    const simile_report_options options = {.title = "T", .n_threads = 1};
    (void)context;
    simile_status status = simile_report_new(&report, &options);
    status = status == SIMILE_OK ? simile_report_add(report, run) : status;
    status = status == SIMILE_OK ? simile_report_add(report, one) : status;
    status = status == SIMILE_OK ? simile_report_add(report, scratch_path("beside.json")) : status;
    status = status == SIMILE_OK ? simile_report_write_html(report, scratch_path("p.html")) : status;
    status = status == SIMILE_OK ? simile_report_write_text(report, scratch_path("p.txt")) : status;
    simile_report_free(report);
    return status;
}

START_TEST(report__survives_a_lack_of_memory)
{
    make_inputs(4);
    saved_beside("beside.json");
    ck_assert_uint_gt(expect_memory_failures(make_all, NULL), 100);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {report__holds_every_figure,
                                  report__draws_alignment_of_a_single_development_file,
                                  report__says_why_there_are_no_figures,
                                  report__shows_a_line_of_one_point,
                                  report__says_how_many_runs_a_plot_holds,
                                  report__shows_markup_in_texts_as_text,
                                  report__loads_nothing,
                                  report__has_the_same_bytes_for_any_number_of_threads,
                                  report__text_fits_eighty_columns,
                                  report__text_has_intervals_where_columns_do_not_fit,
                                  report__text_cuts_configurations_between_characters,
                                  report__takes_very_few_rows,
                                  report__of_five_thousand_pairs_stays_below_two_megabytes,
                                  report__tells_of_rows_left_out_where_rows_are_points,
                                  report__counts_into_the_same_bars_for_every_evaluation,
                                  report__parts_right_triples_from_wrong_ones_at_a_bar,
                                  report__needs_an_input_that_is_one,
                                  report__survives_a_lack_of_memory};
    return suite_run("report", tests, sizeof tests / sizeof *tests);
}
