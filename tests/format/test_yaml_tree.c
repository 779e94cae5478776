/* YAML trees: what is read, what is refused and where, assignments by path, and texts that read back the same. */
#include "buffer.h"
#include "fail.h"
#include "trial.h"
#include "yaml_tree.h"

/* The tree in one line: {key: value}, [items], texts in quotes. */
static void dump(simile_buffer *out, const simile_yaml *node)
{
    if (node->kind == SIMILE_YAML_SCALAR) {
        (void)simile_buffer__append_format(out, node->text ? "'%s'" : "null", node->text);
        return;
    }
    (void)simile_buffer__append_text(out, node->kind == SIMILE_YAML_MAP ? "{" : "[");
    for (const simile_yaml *child = node->first; child; child = child->next) {
        if (child->key)
            (void)simile_buffer__append_format(out, "%s: ", child->key);
        dump(out, child);
        (void)simile_buffer__append_text(out, child->next ? ", " : "");
    }
    (void)simile_buffer__append_text(out, node->kind == SIMILE_YAML_MAP ? "}" : "]");
}

/* Parses, applies the assignments (up to a NULL) and compares. */
static void expect_tree(const char *text, const char *const *assignments, const char *expected)
{
    simile_arena arena = {0};
    simile_buffer out = {0};
    simile_yaml *root;
    simile_status status = simile_yaml__parse(&root, &arena, text, strlen(text), "t.yaml");

    for (; status == SIMILE_OK && assignments && *assignments; assignments++)
        status = simile_yaml__assign(root, &arena, *assignments);
    if (status != SIMILE_OK)
        ck_abort_msg("%s", simile_status_message());
    dump(&out, root);
    ck_assert_str_eq(out.data, expected);
    simile_buffer__dispose(&out);
    simile_arena__dispose(&arena);
}

static void expect_failure(const char *text, const char *assignment, const char *message)
{
    simile_arena arena = {0};
    simile_yaml *root;
    simile_status status = simile_yaml__parse(&root, &arena, text, strlen(text), "t.yaml");

    if (assignment) {
        ck_assert_int_eq(status, SIMILE_OK);
        status = simile_yaml__assign(root, &arena, assignment);
    }
    trial_expect(status, SIMILE_ERROR_CONFIG, message);
    simile_arena__dispose(&arena);
}

START_TEST(yaml__reads_scalars_lists_and_maps)
{
    expect_tree("a: 1\nb:\n  - x\n  - {c: 'y z'}\nd: [1, [2]]\n", NULL,
                "{a: '1', b: ['x', {c: 'y z'}], d: ['1', ['2']]}");
    expect_tree("a: null\nb: ~\nc:\nd: \"null\"\ne: ''\n", NULL, "{a: null, b: null, c: null, d: 'null', e: ''}");
    expect_tree("", NULL, "{}");
    expect_tree("# only a comment\n---\n", NULL, "{}");
    expect_tree("\xEF\xBB\xBF"
                "a: \xC3\xA9\r\n",
                NULL, "{a: '\xC3\xA9'}");
}
END_TEST

START_TEST(yaml__knows_places)
{
    static const char text[] = "a: 1\nb:\n  cd: 2\n";
    simile_arena arena = {0};
    simile_yaml *root, *node;

    ck_assert_int_eq(simile_yaml__parse(&root, &arena, text, strlen(text), "t.yaml"), SIMILE_OK);
    node = simile_yaml__get(simile_yaml__get(root, "b"), "cd");
    ck_assert_uint_eq(node->line, 3);
    ck_assert_uint_eq(node->column, 7);
    ck_assert_ptr_null(simile_yaml__get(root, "x"));
    ck_assert_ptr_null(simile_yaml__get(NULL, "x"));
    ck_assert_uint_eq(simile_yaml__size(root), 2);
    (void)simile_status__fail(SIMILE_ERROR_CONFIG, "too small");
    trial_expect(simile_yaml__at(node, SIMILE_ERROR_DATA), SIMILE_ERROR_CONFIG, "t.yaml:3:7: too small");
    simile_arena__dispose(&arena);
}
END_TEST

START_TEST(yaml__refuses_with_the_place)
{
    char deep[200];

    expect_failure("a: 1\na: 2\n", NULL, "t.yaml:2:1: key \"a\" is given twice, first in line 1");
    expect_failure("a: &x 1\n", NULL, "t.yaml:1:4: anchors");
    expect_failure("a: *x\n", NULL, "t.yaml:1:4: aliases");
    expect_failure("a: !!int 1\n", NULL, "t.yaml:1:4: tags");
    expect_failure("a: 1\n---\nb: 2\n", NULL, "t.yaml:2:1: a second document");
    expect_failure("a:\n\tb: 1\n", NULL, "t.yaml:2:");
    expect_failure("a:\n\tb: 1\n", NULL, "indented with a tab");
    expect_failure("a: 1\n  b: 2\n", NULL, "t.yaml:2:");
    expect_failure("a: [1\n", NULL, "t.yaml:2:1:");
    expect_failure("- a\n", NULL, "t.yaml:1:1: the top level has to be a map");
    expect_failure("word\n", NULL, "t.yaml:1:1: the top level");
    expect_failure("? [a]\n: 1\n", NULL, "a key has to be a plain word");
    expect_failure("a: \"x\\0y\"\n", NULL, "t.yaml:1:4: a NUL");
    expect_failure("a: \xFF\n", NULL, "UTF-8");
    memcpy(deep, "a: ", 3);
    memset(deep + 3, '[', 100);
    deep[103] = '\0';
    expect_failure(deep, NULL, "more than 64");
}
END_TEST

START_TEST(yaml__assigns_by_path)
{
    static const char text[] = "a:\n  b: [1, {c: 2}]\nn:\n";

    expect_tree(text, (const char *const[]){"a.b[1].c=3", "a.b[0]=x y", NULL}, "{a: {b: ['x y', {c: '3'}]}, n: null}");
    expect_tree(text, (const char *const[]){"a.b[2].d=5", "n.m=1", NULL},
                "{a: {b: ['1', {c: '2'}, {d: '5'}]}, n: {m: '1'}}");
    expect_tree(text, (const char *const[]){"a={x: [1, 2]}", "n=", "z[0]=a=b", NULL},
                "{a: {x: ['1', '2']}, n: null, z: ['a=b']}");
}
END_TEST

START_TEST(yaml__refuses_bad_assignments)
{
    static const char text[] = "a:\n  b: [1, 2]\n";

    expect_failure(text, "a.b[7].c=1", "--set a.b[7].c=…: list has 2 items");
    expect_failure(text, "a.b", "--set a.b: has no \"=\"");
    expect_failure(text, "=1", "a key is missing");
    expect_failure(text, "a..b=1", "a key is missing");
    expect_failure(text, "a.b[x]=1", "an index goes like [0]");
    expect_failure(text, "a.b[0=1", "an index goes like [0]");
    expect_failure(text, "a.b[99999999999999999999]=1", "--set a.b[99999999999999999999]");
    expect_failure(text, "a.b]=1", "the path goes like");
    expect_failure(text, "a[0]=1", "\"a\" is not a list");
    expect_failure(text, "a.b.c=1", "\"a.b.\" is not a map");
    expect_failure(text, "a.b=[1", "--set a.b:");
}
END_TEST

START_TEST(yaml__prints_texts_that_read_back)
{
    static const char *const texts[] = {
        "plain",    "",           "null", "~",    "1e5", "0x1F", "-1.5",         "yes",
        "a: b",     "a #b",       "- a",  " a",   "a ",  "a\nb", "\"q\\\"",      "corpora/x.tsv",
        "\xC3\xA9", "\x7F\x01",   "*a",   "&a",   "!a",  "%a",   "@a",           "[a]",
        "{a}",      "2024-01-02", "1:30", ".inf", "---", "a, b", "\xE2\x80\xA8", "'"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        simile_arena arena = {0};
        simile_buffer out = {0};
        simile_yaml *root;
        ck_assert_int_eq(simile_buffer__append_text(&out, "k: "), SIMILE_OK);
        ck_assert_int_eq(simile_yaml__print_text(&out, texts[i]), SIMILE_OK);
        ck_assert_int_eq(simile_yaml__parse(&root, &arena, out.data, out.size, "t"), SIMILE_OK);
        ck_assert_str_eq(simile_yaml__get(root, "k")->text, texts[i]);
        simile_buffer__dispose(&out);
        simile_arena__dispose(&arena);
    }
}
END_TEST

START_TEST(yaml__quotes_only_where_needed)
{
    static const char *const rows[][2] = {{"corpora/x y.tsv", "corpora/x y.tsv"},
                                          {"1e5", "\"1e5\""},
                                          {"true", "\"true\""},
                                          {"a\tb", "\"a\\tb\""},
                                          {"\xFF", "\"\xEF\xBF\xBD\""},
                                          {"\xC3\xA9", "\"\xC3\xA9\""}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        simile_buffer out = {0};
        ck_assert_int_eq(simile_yaml__print_text(&out, rows[i][0]), SIMILE_OK);
        ck_assert_str_eq(out.data, rows[i][1]);
        simile_buffer__dispose(&out);
    }
}
END_TEST

static simile_status load_and_assign(const char *path)
{
    simile_arena arena = {0};
    simile_yaml *root;
    simile_status status = simile_yaml__load(&root, &arena, path);

    if (status == SIMILE_OK && simile_yaml__get(root, "zz"))
        status = simile_yaml__assign(root, &arena, "zz.b[2].c={d: 1}");
    simile_arena__dispose(&arena);
    return status;
}

START_TEST(yaml__survives_damage_and_failed_allocations)
{
    static const char text[] = "zz:\n  b: [1, {c: \"x\"}]\n  d: ~\n";
    const char *path;

    trial_damage("d.yaml", text, strlen(text), load_and_assign);
    path = trial_write("s.yaml", text, strlen(text));
    trial_starve(path, load_and_assign);
    unlink(path);
    trial_expect(load_and_assign("/nonexistent.yaml"), SIMILE_ERROR_IO, "/nonexistent.yaml");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("yaml_tree");
    TCase *tcase = tcase_create("yaml_tree");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, yaml__reads_scalars_lists_and_maps);
    tcase_add_test(tcase, yaml__knows_places);
    tcase_add_test(tcase, yaml__refuses_with_the_place);
    tcase_add_test(tcase, yaml__assigns_by_path);
    tcase_add_test(tcase, yaml__refuses_bad_assignments);
    tcase_add_test(tcase, yaml__prints_texts_that_read_back);
    tcase_add_test(tcase, yaml__quotes_only_where_needed);
    tcase_add_test(tcase, yaml__survives_damage_and_failed_allocations);
    suite_add_tcase(suite, tcase);
    return trial_run(suite);
}
