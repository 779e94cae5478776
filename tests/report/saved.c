/* The files are put together by printf, so that reading them is checked against nothing of simile's own. */
#include "saved.h"
#include "expect.h"
#include "folder.h"
#include "npy.h"
#include "scratch.h"
#include <check.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *create(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    return file;
}

/* A JSON string: quotes and controls escaped, ill-formed UTF-8 left as it is. */
static void print_text(FILE *file, const char *text, size_t row)
{
    putc('"', file);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            putc('\\', file);
        }
        if ((unsigned char)*text < 0x20) {
            fprintf(file, "\\u%04x", *text);
        } else {
            putc(*text, file);
        }
    }
    fprintf(file, " %zu\"", row);
}

static void write_pairs(const char *folder, const char *name, const char *gold, size_t n, double shift)
{
    FILE *file = create(folder, name);
    for (size_t i = 0; i < n; i++) {
        const double value = strcmp(gold, "label") == 0 ? (double)(i % 2) : (double)(i % 6);
        fprintf(file, "{\"%s\": %g, \"similarity\": %.4f, \"text1\": ", gold, value,
                0.1 * value + 0.2 * sin((double)i) + shift);
        print_text(file, i == 0 ? SAVED_NASTY : "a sentence", i);
        fputs(", \"text2\": \"another one\"}\n", file);
    }
    ck_assert_int_eq(fclose(file), 0);
}

static void write_triples(const char *folder, size_t n, double shift)
{
    FILE *file = create(folder, "4-triples.jsonl");
    for (size_t i = 0; i < n; i++) {
        fprintf(file, "{\"positive_similarity\": %.4f, \"negative_similarity\": %.4f, \"anchor\": ", 0.5 + shift,
                0.4 + 0.2 * cos((double)i));
        print_text(file, i == 0 ? SAVED_NASTY : "an anchor", i);
        fputs(", \"positive\": \"a positive\", \"negative\": \"a negative\"}\n", file);
    }
    ck_assert_int_eq(fclose(file), 0);
}

static void write_labelled(const char *folder, size_t n, double shift)
{
    enum { WIDTH = 5, N_LABELS = 3 };
    static const char *const labels[] = {"good", "bad & <b>ugly</b>", "so-so"};
    float *vectors = calloc(n * WIDTH, sizeof *vectors);
    char path[512];
    ck_assert_ptr_nonnull(vectors);
    FILE *file = create(folder, "3-labelled.jsonl");
    for (size_t i = 0; i < n; i++) {
        const size_t label = i % N_LABELS;
        double norm = 0;
        for (size_t c = 0; c < WIDTH; c++) {
            vectors[i * WIDTH + c] = (float)((c == label) + (0.4 - shift) * sin((double)(i * WIDTH + c)));
            norm += (double)vectors[i * WIDTH + c] * vectors[i * WIDTH + c];
        }
        for (size_t c = 0; c < WIDTH; c++) {
            vectors[i * WIDTH + c] /= (float)sqrt(norm);
        }
        fprintf(file, "{\"label\": \"%s\", \"predicted\": \"%s\", \"probe\": \"%s\", \"text\": ", labels[label],
                labels[i % 7 == 0 ? 0 : label], labels[label]);
        print_text(file, i == 0 ? SAVED_NASTY : "a text", i);
        fputs("}\n", file);
    }
    ck_assert_int_eq(fclose(file), 0);
    snprintf(path, sizeof path, "%s/3-labelled.npy", folder);
    expect_ok(simile_npy__save(path, vectors, n, WIDTH));
    free(vectors);
}

static void write_lines(const char *folder, const char *name, size_t n, const char *format)
{
    FILE *file = create(folder, name);
    for (size_t i = 0; i < n; i++) {
        fprintf(file, format, i % 2, 0.1 * (double)(i % 7) - 0.2);
        print_text(file, i == 0 ? SAVED_NASTY : "a text", i);
        fputs("}\n", file);
    }
    ck_assert_int_eq(fclose(file), 0);
}

const char *saved_rankings(const char *name, size_t n)
{
    static const char *const tasks[] = {"retrieval", "reranking", "groups", "mining", "probes", "anomaly"};
    const char *folder = scratch_path(name);
    expect_ok(simile_folder__make(folder));
    write_lines(folder, "0-retrieval.jsonl", n, "{\"first_rank\": %zu, \"average_precision\": %.4f, \"query\": ");
    write_lines(folder, "1-reranking.jsonl", n, "{\"answers\": %zu, \"average_precision\": %.4f, \"query\": ");
    write_lines(folder, "2-groups.jsonl", n, "{\"first_rank\": %zu, \"average_precision\": %.4f, \"text\": ");
    write_lines(folder, "3-mining.jsonl", n, "{\"first_rank\": %zu, \"average_precision\": %.4f, \"text\": ");
    write_lines(
        folder, "4-probes.jsonl", n,
        "{\"kind\": \"kind <i>%zu\", \"margin\": %.4f, \"paraphrase\": \"p\", \"changed\": \"c\", \"sentence\": ");
    write_lines(folder, "5-anomaly.jsonl", n, "{\"group\": \"g\", \"label\": %zu, \"distance\": %.4f, \"text\": ");
    FILE *file = create(folder, "evaluation.json");
    fputs("[", file);
    for (size_t t = 0; t < 6; t++) {
        fprintf(
            file,
            "%s{\"task\": \"%s\", \"file\": \"d.tsv\", \"rows\": %zu, \"f1\": 0.5, \"rows_file\": \"%zu-%s.jsonl\"}",
            t > 0 ? ",\n" : "", tasks[t], n, t, tasks[t]);
    }
    fputs("]\n", file);
    ck_assert_int_eq(fclose(file), 0);
    return folder;
}

const char *saved_evaluation(const char *name, size_t n, double shift)
{
    const char *folder = scratch_path(name);
    expect_ok(simile_folder__make(folder));
    write_pairs(folder, "1-sts.jsonl", "score", n, shift);
    write_pairs(folder, "2-pairs.jsonl", "label", n, shift);
    write_labelled(folder, n, shift);
    write_triples(folder, n, shift);
    FILE *file = create(folder, "evaluation.json");
    fprintf(
        file,
        "{\"simile\": \"0.1.0\", \"kind\": \"evaluation\", \"model\": \"models/%s\", \"vectors\": null, \"kernels\": "
        "\"avx2\", \"dimension\": 5, \"seconds\": 1.5, \"tasks\": [\n",
        name);
    static const char *const tasks[] = {"sts", "pairs", "labelled", "triples"};
    for (size_t t = 0; t < 4; t++) {
        fprintf(
            file,
            "{\"task\": \"%s\", \"file\": \"data/%s.tsv\", \"rows\": %zu, \"sha256\": \"00ff\", \"accuracy\": %.4f, "
            "\"accuracy_low\": %.4f, \"accuracy_high\": %.4f, \"undefined\": null, \"rows_file\": \"%zu-%s.jsonl\", "
            "\"vectors_file\": %s},\n",
            tasks[t], tasks[t], n, 0.7 + shift, 0.6 + shift, 0.8 + shift, t + 1, tasks[t],
            t == 2 ? "\"3-labelled.npy\"" : "null");
    }
    fprintf(file,
            "{\"task\": \"<i>new</i>\", \"file\": \"new.tsv\", \"rows\": 3, \"ndcg10\": 0.25, \"queries\": 7}\n]}\n");
    ck_assert_int_eq(fclose(file), 0);
    return folder;
}

const char *saved_run(const char *name, size_t n, size_t n_files)
{
    const char *folder = scratch_path(name);
    expect_ok(simile_folder__make(folder));
    FILE *file = create(folder, "train.jsonl");
    for (size_t i = 1; i <= n; i++) {
        fprintf(file,
                "{\"step\": %zu, \"loss\": %.4f, \"tokens\": %zu, \"seconds\": %.2f, \"positive\": 0.6, \"negative\": "
                "%.3f, \"norm\": 1.5, \"rate\": %.6f, \"source\": \"%s\"}\n",
                i, 5.0 / (double)i, 100 * i, 0.5 * (double)i, 0.6 / (double)i, 1e-3 / (double)i,
                i % 3 == 0 ? "b.tsv" : "a.tsv");
        if (i % 10 == 0) {
            fprintf(file,
                    "{\"step\": %zu, \"tokens\": %zu, \"seconds\": %.2f, \"dev\": %.4f, \"files\": [{\"file\": "
                    "\"x.tsv\", \"spearman\": 0.3, \"alignment\": 0.5, \"uniformity\": -2}%s]}\n",
                    i, 100 * i, 0.5 * (double)i, 1 - 1.0 / (double)i,
                    n_files > 1 ? ", {\"file\": \"y.tsv\", \"accuracy\": 0.4, \"alignment\": 0.6, \"uniformity\": -3}"
                                : "");
        }
    }
    ck_assert_int_eq(fclose(file), 0);
    file = create(folder, "resolved.yaml");
    fputs("seed: 1\ntrain:\n  steps: 40 # </code><script>alert(2)</script>\n", file);
    ck_assert_int_eq(fclose(file), 0);
    file = create(folder, "training.json");
    fprintf(file,
            "{\"simile\": \"0.1.0\", \"kernels\": \"avx2\", \"seed\": 1, \"steps\": %zu, \"tokens\": %zu, \"data\": "
            "[{\"path\": \"a.tsv\", \"rows\": 1200, \"sha256\": \"aa\"}]}\n",
            n, 100 * n);
    ck_assert_int_eq(fclose(file), 0);
    return folder;
}

void saved_beside(const char *name)
{
    scratch_write_text(
        name,
        "[{\"task\": \"labelled\", \"file\": \"a.tsv\", \"rows\": 8, \"f1\": 0.5, \"f1_low\": 0.25, \"f1_high\": 0.75, "
        "\"f1_without_duplicates\": 0.4375, \"ami\": -0.125, \"against_f1\": 0.375, \"against_f1_low\": 0.125, "
        "\"against_f1_high\": 0.625, \"f1_difference\": 0.125, \"f1_difference_low\": -0.0625, "
        "\"f1_difference_high\": 0.3125, \"f1_p\": 0.046, \"tfidf_f1\": 0.0625, \"tfidf_f1_low\": 0, "
        "\"tfidf_f1_high\": 0.1875, \"tfidf_f1_without_duplicates\": 0.03125, \"random_f1\": null, "
        "\"random_ami\": 0.0078125, \"data\": {\"duplicates\": 1, \"duplicates_share\": 0.125}}]");
}

char *saved_report(const char *const *names, size_t n, simile_status (*write)(simile_report *, const char *))
{
    simile_report *report;
    const simile_report_options options = {.n_threads = 1};
    expect_ok(simile_report_new(&report, &options));
    for (size_t i = 0; i < n; i++) {
        expect_ok(simile_report_add(report, scratch_path(names[i])));
    }
    expect_ok(write(report, scratch_path("report")));
    simile_report_free(report);
    return scratch_read(scratch_path("report"), NULL);
}

char *saved_page(const char *const *names, size_t n)
{
    return saved_report(names, n, simile_report_write_html);
}

size_t saved_count(const char *text, const char *part)
{
    size_t n = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) {
        n++;
    }
    return n;
}
