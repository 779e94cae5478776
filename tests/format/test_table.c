/* Rows of every format: fields, column mapping, and each mistake with its message. */
#include "table.h"
#include "trial.h"

/* A row's fields are joined by "|", rows end in ";". */
static simile_status collect(char *out, size_t capacity, const char *path, const simile_table_options *options)
{
    simile_table *table;
    simile_status status = simile_table__open(&table, path, options);
    bool more = status == SIMILE_OK;
    size_t size = 0;

    while (more) {
        const simile_field *fields;
        size_t n_fields;
        status = simile_table__row(&more, &fields, &n_fields, table);
        for (size_t i = 0; more && i < n_fields; i++) {
            ck_assert_int_eq(fields[i].text[fields[i].size], '\0');
            if (size + fields[i].size + 2 > capacity)
                continue;
            memcpy(out + size, fields[i].text, fields[i].size);
            size += fields[i].size;
            out[size++] = i + 1 < n_fields ? '|' : ';';
        }
    }
    out[size] = '\0';
    simile_table__free(table);
    return status;
}

static void expect_rows(const char *name, const char *text, simile_table_options options, const char *expected)
{
    char out[512];
    const char *path = trial_write(name, text, strlen(text));
    simile_status status = collect(out, sizeof(out), path, &options);

    if (status != SIMILE_OK)
        ck_abort_msg("%s", simile_status_message());
    ck_assert_str_eq(out, expected);
    unlink(path);
}

static void expect_failure(const char *name, const char *text, simile_table_options options, simile_status expected,
                           const char *message)
{
    char out[512];
    const char *path = trial_write(name, text, strlen(text));

    trial_expect(collect(out, sizeof(out), path, &options), expected, message);
    unlink(path);
}

#define TWO                                                                                                            \
    (simile_table_options)                                                                                             \
    {                                                                                                                  \
        .n_columns = 2                                                                                                 \
    }

START_TEST(table__splits_tsv)
{
    expect_rows("t.tsv", "a\tb\r\n\nc\t\t\n\td", TWO, "a|b;c|;|d;");
    expect_rows("t.tsv", "\"a\t\"b\"\n", TWO, "\"a|\"b\";");
    expect_rows("t.tsv", "x\ty\tz\nx\ty\n", (simile_table_options){.n_columns = 2, .allow_more = true}, "x|y|z;x|y;");
    expect_rows("t.tsv", "h\ti\nx\ty\n", (simile_table_options){.n_columns = 2, .has_header = true}, "x|y;");
}
END_TEST

START_TEST(table__picks_columns)
{
    static const char *const names[] = {"second", "first"}, *const numbers[] = {"3", "1"};

    expect_rows("p.tsv",
                "\xEF\xBB\xBF"
                "first\tx\tsecond\n1\t2\t3\n",
                (simile_table_options){.columns = names, .n_columns = 2}, "3|1;");
    expect_rows("p.csv", "first,x,\"second\"\n1,2,\"3,4\"\n", (simile_table_options){.columns = names, .n_columns = 2},
                "3,4|1;");
    expect_rows("p.tsv", "a\tb\tc\n", (simile_table_options){.columns = numbers, .n_columns = 2}, "c|a;");
    expect_rows("p.jsonl", "{\"first\": 1.5, \"second\": true}\n",
                (simile_table_options){.columns = names, .n_columns = 2}, "true|1.5;");
    expect_rows("p.jsonl", "[\"a\", \"b\", \"c\"]\n", (simile_table_options){.columns = numbers, .n_columns = 2},
                "c|a;");
}
END_TEST

START_TEST(table__knows_the_names_of_its_columns)
{
    static const char *const names[] = {"label", "text"}, *const numbers[] = {"1", "2"};
    const simile_table_options options = {.names = names, .n_columns = 2};
    const simile_table_options with_header = {.names = names, .n_columns = 2, .has_header = true};

    expect_rows("n.tsv", "text\tid\tlabel\nx\t1\tgood\n", options, "good|x;");
    expect_rows("n.csv", "label,text\ngood,x\n", options, "good|x;");
    expect_rows("n.tsv", "label\tx\ngood\ty\n", options, "label|x;good|y;");
    expect_rows("n.tsv", "a\tb\ngood\ty\n", with_header, "good|y;");
    expect_rows("n.tsv", "text\tlabel\nx\tgood\n", with_header, "good|x;");
    expect_rows("n.tsv", "", options, "");
    expect_rows("n.txt", "good\tx\n", options, "good|x;");
    expect_rows("n.jsonl", "{\"text\": \"x\", \"label\": 1}\n[2, \"y\"]\n", options, "1|x;2|y;");
    expect_rows("n.tsv", "label\ttext\n", (simile_table_options){.names = names, .columns = numbers, .n_columns = 2},
                "label|text;");
}
END_TEST

START_TEST(table__reports_missing_columns)
{
    static const char *const names[] = {"txet"}, *const twice[] = {"text"};

    expect_failure("m.tsv", "id\ttext\n1\tx\n", (simile_table_options){.columns = names, .n_columns = 1},
                   SIMILE_ERROR_DATA,
                   "m.tsv:1: the header has no column \"txet\", did you mean \"text\"; it has: id, text");
    expect_failure("m.tsv", "text\ttext\n1\tx\n", (simile_table_options){.columns = twice, .n_columns = 1},
                   SIMILE_ERROR_DATA, "m.tsv:1: the header has 2 columns \"text\"");
    expect_failure("m.tsv", "", (simile_table_options){.columns = names, .n_columns = 1}, SIMILE_ERROR_DATA,
                   "m.tsv: is empty");
    expect_failure("m.tsv", "a\tb\n\nc\n", TWO, SIMILE_ERROR_DATA, "m.tsv:3: has 1 column, needs 2 (tab-separated)");
    expect_failure("m.tsv", "a,b\n", TWO, SIMILE_ERROR_DATA, "it holds commas: if the file is CSV");
    expect_failure("m.csv", "a,b\nc\n", TWO, SIMILE_ERROR_DATA, "m.csv:2: has 1 column, needs 2 (comma-separated)");
    expect_failure("m.txt", "a b\n", TWO, SIMILE_ERROR_DATA, "m.txt:1: has 1 column, needs 2 (tab-separated)");
    expect_failure("m.txt", "a\tb\n", (simile_table_options){.format = SIMILE_TABLE_PLAIN, .n_columns = 2},
                   SIMILE_ERROR_CONFIG, "plain text has one column");
    expect_failure("m.txt", "a\n", (simile_table_options){.columns = twice, .n_columns = 1}, SIMILE_ERROR_CONFIG,
                   "plain text has no column \"text\"");
    expect_failure("m.txt", "a\n", (simile_table_options){.n_columns = 65}, SIMILE_ERROR_CONFIG,
                   "65 columns asked for");
}
END_TEST

START_TEST(table__reads_quoted_csv)
{
    expect_rows("q.csv", "\"a, b\",\"say \"\"x\"\"\"\r\n\"one\r\ntwo\",\n\"\",\"\"\n", TWO,
                "a, b|say \"x\";one\ntwo|;|;");
    expect_failure("q.csv", "a,b\nc,\"d\ne\nf\n", TWO, SIMILE_ERROR_DATA,
                   "q.csv:2:3: the quote opened here is never closed");
    expect_failure("q.csv", "a,\"b\"c\n", TWO, SIMILE_ERROR_DATA, "q.csv:1:6: text behind a closing quote");
    expect_failure("q.csv", "a,5\" disk\n", TWO, SIMILE_ERROR_DATA, "q.csv:1:4: a quote inside a field");
}
END_TEST

START_TEST(table__reads_jsonl)
{
    static const char *const names[] = {"q", "neg"};
    simile_table_options spread = {.columns = names, .n_columns = 2, .allow_more = true};
    simile_table_options plain = {.columns = names, .n_columns = 2};

    expect_rows("j.jsonl", " \n{\"q\": \"a\", \"neg\": [\"b\", 3]}\n", spread, "a|b|3;");
    expect_rows("j.ndjson", "[\"a\", \"b\", \"c\"]\n", (simile_table_options){.n_columns = 2, .allow_more = true},
                "a|b|c;");
    expect_failure("j.jsonl", "{\"q\": \"a\", \"neg\": [\"b\"]}\n", plain, SIMILE_ERROR_DATA,
                   "j.jsonl:1: column \"neg\" is a list");
    expect_failure("j.jsonl", "{\"q\": \"a\", \"neg\": []}\n", spread, SIMILE_ERROR_DATA,
                   "column \"neg\" is an empty list");
    expect_failure("j.jsonl", "{\"q\": null, \"neg\": \"\"}\n", plain, SIMILE_ERROR_DATA, "column \"q\" is null");
    expect_failure("j.jsonl", "{\"x\": 1}\n", plain, SIMILE_ERROR_DATA, "has no key \"q\"; its first key is \"x\"");
    expect_failure("j.jsonl", "[1, 2]\n", plain, SIMILE_ERROR_DATA, "column \"q\" is a name, but the row is an array");
    expect_failure("j.jsonl", "{\"a\": 1}\n", TWO, SIMILE_ERROR_DATA, "column 1 needs a name");
    expect_failure("j.jsonl", "[1]\n", TWO, SIMILE_ERROR_DATA, "j.jsonl:1: has 1 column, needs 2");
    expect_failure("j.jsonl", "[1, 2]\n\n[1, 2\n", TWO, SIMILE_ERROR_DATA, "j.jsonl:3:");
    expect_failure("j.jsonl", "7\n", TWO, SIMILE_ERROR_DATA, "neither a JSON object nor an array");
}
END_TEST

START_TEST(table__reads_plain_lines_whole)
{
    simile_table_options one = {.n_columns = 1};

    expect_rows("p.txt", "a\tb\n\nc", one, "a\tb;;c;");
    expect_rows("p.tsv", "a\tb\n", (simile_table_options){.format = SIMILE_TABLE_PLAIN, .n_columns = 1}, "a\tb;");
}
END_TEST

START_TEST(table__keeps_blank_lines)
{
    const simile_table_options keeps = {.n_columns = 2, .has_header = true, .keeps_blank = true};

    expect_rows("t.tsv", "\nh\ti\n\r\nx\ty\n\n", keeps, "|;x|y;|;");
}
END_TEST

/* What stands behind the first row, and whether it is a row that is there for certain. */
START_TEST(table__knows_whether_a_row_is_there)
{
    static const struct {
        const char *name, *text;
        bool keeps_blank, has_row;
    } cases[] = {{"r.tsv", "a\nb\n", false, true},
                 {"r.tsv", "a\n\n", false, false},
                 {"r.tsv", "a\n\n", true, true},
                 {"r.csv", "a\nb\n", false, true},
                 {"r.csv", "a\n\"b\n", false, false},
                 {"r.csv", "a\n\n", true, false},
                 {"r.jsonl", "[\"a\"]\n[\"b\"]\n", false, true},
                 {"r.jsonl", "[\"a\"]\n \n", false, false},
                 {"r.tsv", "a\n", true, false}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const simile_table_options options = {.n_columns = 1, .keeps_blank = cases[i].keeps_blank};
        const char *path = trial_write(cases[i].name, cases[i].text, strlen(cases[i].text));
        const simile_field *fields;
        simile_table *table;
        size_t n_fields;
        bool more;

        ck_assert_int_eq(simile_table__open(&table, path, &options), SIMILE_OK);
        ck_assert(!simile_table__has_row(table));
        ck_assert_int_eq(simile_table__row(&more, &fields, &n_fields, table), SIMILE_OK);
        ck_assert(more);
        ck_assert_msg(simile_table__has_row(table) == cases[i].has_row, "case %zu", i);
        simile_table__free(table);
        unlink(path);
    }
}
END_TEST

static simile_status read_tsv(const char *path)
{
    char out[512];

    return collect(out, sizeof(out), path, &(simile_table_options){.n_columns = 2, .allow_more = true});
}

static simile_status read_named(const char *path)
{
    static const char *const names[] = {"b", "a"};
    char out[512];

    return collect(out, sizeof(out), path, &(simile_table_options){.columns = names, .n_columns = 2});
}

START_TEST(table__survives_damage)
{
    static const char tsv[] = "a\tb\nc\td\n", csv[] = "a,b\n\"x,\"\"\",y\n",
                      jsonl[] = "{\"a\": [1], \"b\": \"\\u00e9\"}\n";

    trial_damage("d.tsv", tsv, strlen(tsv), read_tsv);
    trial_damage("d.csv", csv, strlen(csv), read_named);
    trial_damage("d.jsonl", jsonl, strlen(jsonl), read_named);
}
END_TEST

START_TEST(table__survives_failed_allocations)
{
    static const char csv[] = "a,b\n\"x,\n\",y\n", jsonl[] = "{\"a\": 1.5, \"b\": \"c\"}\n";
    const char *path = trial_write("f.csv", csv, strlen(csv));

    trial_starve(path, read_named);
    unlink(path);
    path = trial_write("f.jsonl", jsonl, strlen(jsonl));
    trial_starve(path, read_named);
    unlink(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *tcase = tcase_create("table");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, table__splits_tsv);
    tcase_add_test(tcase, table__picks_columns);
    tcase_add_test(tcase, table__knows_the_names_of_its_columns);
    tcase_add_test(tcase, table__reports_missing_columns);
    tcase_add_test(tcase, table__reads_quoted_csv);
    tcase_add_test(tcase, table__reads_jsonl);
    tcase_add_test(tcase, table__reads_plain_lines_whole);
    tcase_add_test(tcase, table__keeps_blank_lines);
    tcase_add_test(tcase, table__knows_whether_a_row_is_there);
    tcase_add_test(tcase, table__survives_damage);
    tcase_add_test(tcase, table__survives_failed_allocations);
    suite_add_tcase(suite, tcase);
    return trial_run(suite);
}
