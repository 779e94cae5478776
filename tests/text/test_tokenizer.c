/* Opening, saving and damaged files of tokenizers; options of encoding. */
#include "expect.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "simile/tokenizer.h"
#include "suite.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VOCABULARY "tests/golden/tokenizer.vocab.txt"

/* A tokenizer.json with the pieces of `tiny`; the parts can be replaced. */
#define ADDED_PAD    "{\"id\":0,\"content\":\"[PAD]\",\"special\":true,\"normalized\":false}"
#define ADDED_SEP    "{\"id\":3,\"content\":\"[SEP]\",\"special\":true,\"normalized\":false}"
#define NORMALIZER   "{\"type\":\"BertNormalizer\",\"lowercase\":true,\"strip_accents\":null}"
#define PRETOKENIZER "{\"type\":\"BertPreTokenizer\"}"
#define POST         "{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",3],\"cls\":[\"[CLS]\",2]}"
#define VOCAB        "{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"a\":4,\"##b\":5,\"ab\":6}"
#define MODEL                                                                                                          \
    "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"vocab\":" VOCAB "}"

typedef struct parts {
    const char *added, *normalizer, *pre_tokenizer, *post, *model, *extra;
} parts;

static char folder[256];

static void make_folder(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/simile-tokenizer-XXXXXX", base == NULL ? "/tmp" : base);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    ck_assert_int_eq(simile_folder__remove(folder), SIMILE_OK);
    ck_assert_int_eq(simile_memory__live(), 0);
}

static const char *in_folder(const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_text(const char *name, const char *text)
{
    ck_assert_int_eq(simile_file__write(in_folder(name), text, strlen(text)), SIMILE_OK);
}

static const char *json_of(parts p)
{
    static char text[4096];
    snprintf(text, sizeof text,
             "{\"version\":\"1.0\",\"added_tokens\":[%s],\"normalizer\":%s,\"pre_tokenizer\":%s,\"post_processor\":%s,"
             "\"decoder\":{\"type\":\"WordPiece\"},%s\"model\":%s}",
             p.added ? p.added : ADDED_PAD "," ADDED_SEP, p.normalizer ? p.normalizer : NORMALIZER,
             p.pre_tokenizer ? p.pre_tokenizer : PRETOKENIZER, p.post ? p.post : POST, p.extra ? p.extra : "",
             p.model ? p.model : MODEL);
    return text;
}

static simile_tokenizer *open_or_die(const char *path)
{
    simile_tokenizer *tokenizer = NULL;
    ck_assert_msg(simile_tokenizer_open(&tokenizer, path) == SIMILE_OK, "%s", simile_status_message());
    return tokenizer;
}

static simile_tokenizer *open_json(parts p)
{
    write_text("tokenizer.json", json_of(p));
    return open_or_die(folder);
}

/* Encodes and writes the ids as "1 2 3". */
static const char *ids_of(const simile_tokenizer *tokenizer, const char *text, const simile_tokenize_options *options)
{
    static char out[1024];
    simile_tokens tokens = {0};
    size_t size = 0;

    ck_assert_int_eq(simile_tokenizer_encode(&tokens, NULL, tokenizer, text, strlen(text), options), SIMILE_OK);
    out[0] = '\0';
    for (size_t i = 0; i < tokens.n && size + 16 < sizeof out; i++)
        size += (size_t)snprintf(out + size, sizeof out - size, i == 0 ? "%d" : " %d", tokens.ids[i]);
    simile_tokens_dispose(&tokens);
    return out;
}

/* Opening must fail with a message that holds `word`. */
static void fails(const char *path, const char *word)
{
    simile_tokenizer *tokenizer = NULL;
    ck_assert_int_ne(simile_tokenizer_open(&tokenizer, path), SIMILE_OK);
    ck_assert_ptr_null(tokenizer);
    ck_assert_msg(strstr(simile_status_message(), word) != NULL, "\"%s\" lacks \"%s\"", simile_status_message(), word);
}

static void json_fails(parts p, const char *word)
{
    write_text("tokenizer.json", json_of(p));
    fails(in_folder("tokenizer.json"), word);
}

static void vocab_fails(const char *text, const char *word)
{
    write_text("vocab.txt", text);
    fails(in_folder("vocab.txt"), word);
}

START_TEST(tokenizer__reads_bert_processing_and_added_tokens)
{
    simile_tokenizer *tokenizer = open_json((parts){0});
    simile_tokenize_options bare = {0}, as_text = {.special_as_text = true};

    ck_assert_uint_eq(simile_tokenizer_size(tokenizer), 7);
    ck_assert_str_eq(ids_of(tokenizer, "AB abb z", NULL), "2 6 6 5 1 3");
    ck_assert_str_eq(ids_of(tokenizer, "a[SEP]ab", &bare), "4 3 6");
    ck_assert_str_eq(ids_of(tokenizer, "a[SEP]ab", &as_text), "4 1 1 1 6");
    ck_assert_int_eq(simile_tokenizer_special(tokenizer, SIMILE_SPECIAL_CLS), 2);
    ck_assert_int_eq(simile_tokenizer_special(tokenizer, SIMILE_SPECIAL_MASK), -1);
    ck_assert_int_eq(simile_tokenizer_id(tokenizer, "##b"), 5);
    ck_assert_int_eq(simile_tokenizer_id(tokenizer, "b"), -1);
    ck_assert_ptr_null(simile_tokenizer_piece(tokenizer, 7));
    ck_assert(simile_tokenizer_is_special(tokenizer, 3) && !simile_tokenizer_is_special(tokenizer, 4));
    simile_tokenizer_free(tokenizer);
}
END_TEST

/* The expected ids are those of PyPI's tokenizers 0.23.3 for the same file. */
START_TEST(tokenizer__keeps_the_flags_of_added_tokens)
{
    simile_tokenizer *tokenizer = open_json(
        (parts){.added = "{\"id\":7,\"content\":\"AB C\",\"normalized\":true},"
                         "{\"id\":8,\"content\":\"xy\",\"normalized\":false,\"single_word\":true},"
                         "{\"id\":9,\"content\":\"<m>\",\"normalized\":false,\"lstrip\":true,\"rstrip\":true}"});
    simile_tokenize_options bare = {0};

    ck_assert_uint_eq(simile_tokenizer_size(tokenizer), 10);
    ck_assert_str_eq(ids_of(tokenizer,
                            "a \xC3\xA1\xC2\xAD"
                            "b c a",
                            &bare),
                     "4 7 4");
    ck_assert_str_eq(ids_of(tokenizer, "xy axy xy. XY", &bare), "8 1 8 1 1");
    ck_assert_str_eq(ids_of(tokenizer, "a  <m>  <m> b", &bare), "4 9 9 1");
    ck_assert_int_eq(simile_tokenizer_id(tokenizer, "<m>"), 9);
    simile_tokenizer_free(tokenizer);
}
END_TEST

START_TEST(tokenizer__cuts_to_max_tokens_and_counts)
{
    simile_tokenizer *tokenizer = open_json((parts){0});
    simile_tokenize_options options = {.max_tokens = 4, .add_special = true};
    simile_encode_counts counts = {0};
    simile_tokens tokens = {0};

    ck_assert_str_eq(ids_of(tokenizer, "a a", &options), "2 4 4 3");
    ck_assert_str_eq(ids_of(tokenizer, "a a a", &options), "2 4 4 3");
    simile_tokenizer_encode(&tokens, &counts, tokenizer, "a z a", 5, &options);
    simile_tokenizer_encode(&tokens, &counts, tokenizer, "\xFF \x01", 3, &options);
    ck_assert_uint_eq(counts.n_rows, 2);
    ck_assert_uint_eq(counts.n_tokens, 6);
    ck_assert_uint_eq(counts.n_truncated, 1);
    ck_assert_uint_eq(counts.n_empty, 1);
    ck_assert_uint_eq(counts.n_invalid, 1);
    ck_assert_uint_eq(counts.n_unknown_tokens, 1);
    options.max_tokens = 1;
    ck_assert_int_eq(simile_tokenizer_encode(&tokens, NULL, tokenizer, "a", 1, &options), SIMILE_ERROR_CONFIG);
    simile_tokens_dispose(&tokens);
    simile_tokenizer_free(tokenizer);
}
END_TEST

/* The expected ids are those of PyPI's tokenizers 0.23.3 for the same file. */
START_TEST(tokenizer__cuts_characters_and_drops_unknown_tokens)
{
    simile_tokenizer *tokenizer = open_json((parts){0});
    const simile_tokenize_options cut = {.max_characters = 3};
    const simile_tokenize_options drop = {.max_tokens = 3, .drop_unknown = true, .spans = true};
    simile_encode_counts counts = {0};
    simile_tokens tokens = {0};

    ck_assert_str_eq(ids_of(tokenizer, "a a a", &cut), "4 4");
    ck_assert_str_eq(ids_of(tokenizer, "\xC3\xA9 ab", &cut), "1 4"); /* characters, not bytes */
    ck_assert_str_eq(ids_of(tokenizer,
                            "\xFF\xFF"
                            "a a",
                            &cut),
                     "4");                                        /* each invalid byte is one */
    ck_assert_str_eq(ids_of(tokenizer, "z a a a", &drop), "4 4"); /* the cut comes first */
    simile_tokenizer_encode(&tokens, &counts, tokenizer, "z a", 3, &drop);
    ck_assert_uint_eq(tokens.n, 1);
    ck_assert_uint_eq(tokens.spans[0].start, 2);
    simile_tokenizer_encode(&tokens, &counts, tokenizer, "z z", 3, &drop);
    simile_tokenizer_encode(&tokens, &counts, tokenizer, "a a", 3, &cut);
    simile_tokenizer_encode(&tokens, &counts, tokenizer, "a a a", 5, &cut);
    ck_assert_uint_eq(counts.n_unknown_tokens, 3);
    ck_assert_uint_eq(counts.n_empty, 1);
    ck_assert_uint_eq(counts.n_truncated, 1);
    simile_tokens_dispose(&tokens);
    simile_tokenizer_free(tokenizer);
}
END_TEST

START_TEST(tokenizer__cuts_at_the_start_where_the_file_says_so)
{
    simile_tokenizer *tokenizer =
        open_json((parts){.extra = "\"truncation\":{\"direction\":\"Left\",\"max_length\":4},"});
    simile_tokenize_options options = {.max_tokens = 4, .add_special = true, .spans = true};
    simile_encode_counts counts = {0};
    simile_tokens tokens = {0};

    ck_assert_str_eq(ids_of(tokenizer, "a z ab a", &options), "2 6 4 3");
    ck_assert_str_eq(ids_of(tokenizer, "a ab", &options), "2 4 6 3");
    ck_assert_int_eq(simile_tokenizer_encode(&tokens, &counts, tokenizer, "z a ab", 6, &options), SIMILE_OK);
    ck_assert_uint_eq(counts.n_truncated, 1);
    ck_assert_uint_eq(counts.n_unknown_tokens, 0);
    ck_assert_uint_eq(tokens.n, 4);
    ck_assert(tokens.spans[1].start == 2 && tokens.spans[1].end == 3);
    ck_assert(tokens.spans[2].start == 4 && tokens.spans[2].end == 6);
    simile_tokens_dispose(&tokens);
    ck_assert_int_eq(simile_tokenizer_save(tokenizer, folder, 4), SIMILE_OK);
    simile_tokenizer_free(tokenizer);
    tokenizer = open_or_die(folder); /* the side is kept */
    ck_assert_str_eq(ids_of(tokenizer, "a z ab a", &options), "2 6 4 3");
    simile_tokenizer_free(tokenizer);
}
END_TEST

static void check_same(const simile_tokenizer *a, const simile_tokenizer *b)
{
    const char *text = "Caf\xC3\xA9 unhappiness [MASK] \xE4\xB8\xAD\xE6\x96\x87 zzz!";
    char first[1024];

    ck_assert_uint_eq(simile_tokenizer_size(a), simile_tokenizer_size(b));
    for (int32_t id = 0; id < (int32_t)simile_tokenizer_size(a); id++)
        ck_assert_str_eq(simile_tokenizer_piece(a, id), simile_tokenizer_piece(b, id));
    for (int role = 0; role < SIMILE_N_SPECIALS; role++)
        ck_assert_int_eq(simile_tokenizer_special(a, (simile_special)role),
                         simile_tokenizer_special(b, (simile_special)role));
    snprintf(first, sizeof first, "%s", ids_of(a, text, NULL));
    ck_assert_str_eq(first, ids_of(b, text, NULL));
}

START_TEST(tokenizer__reads_back_what_it_saves)
{
    simile_tokenizer_options options = {.lowercase = _i & 1, .strip_accents = _i / 2 - 1, .chinese = _i % 3 != 0};
    simile_tokenizer *tokenizer = NULL, *again;

    ck_assert_int_eq(simile_tokenizer_new_from_vocab(&tokenizer, VOCABULARY, &options), SIMILE_OK);
    ck_assert_int_eq(simile_tokenizer_save(tokenizer, folder, 64), SIMILE_OK);
    again = open_or_die(folder);
    check_same(tokenizer, again);
    ck_assert_uint_eq(simile_tokenizer_max_tokens(again), 64);
    simile_tokenizer_free(again);
    ck_assert_int_eq(simile_file__remove(in_folder("tokenizer.json")), SIMILE_OK);
    again = open_or_die(folder);
    check_same(tokenizer, again);
    simile_tokenizer_free(again);
    simile_tokenizer_free(tokenizer);
}
END_TEST

START_TEST(tokenizer__refuses_unsound_vocabularies)
{
    vocab_fails("[PAD]\n[CLS]\na\n", "[UNK]");
    vocab_fails("[UNK]\na\nb\na\n", "occurs twice, as ids 1 and 3");
    vocab_fails("[UNK]\n\na\n", ":2:");
    vocab_fails("[UNK]\n\xFF\n", "UTF-8");
    vocab_fails("", "empty");
    fails(in_folder("missing.txt"), "missing.txt");
    ck_assert_int_eq(simile_file__remove(in_folder("vocab.txt")), SIMILE_OK);
    fails(folder, "neither");
}
END_TEST

#define WORDPIECE(vocab)                                                                                               \
    "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"vocab\":" vocab "}"

START_TEST(tokenizer__names_what_it_lacks)
{
    json_fails((parts){.normalizer = "{\"type\":\"NFKC\"}"}, "NFKC");
    json_fails((parts){.pre_tokenizer = "{\"type\":\"Metaspace\"}"}, "Metaspace");
    json_fails((parts){.pre_tokenizer = "null"}, "pre_tokenizer");
    json_fails((parts){.post = "{\"type\":\"RobertaProcessing\"}"}, "RobertaProcessing");
    json_fails((parts){.post = "{\"type\":\"TemplateProcessing\",\"single\":[]}"}, "sequence A");
    json_fails((parts){.post = "{\"type\":\"BertProcessing\"}"}, "post_processor");
    json_fails((parts){.model = "{\"type\":\"BPE\"}"}, "BPE");
    json_fails((parts){.model = "null"}, "model");
    json_fails((parts){.extra = "\"truncation\":{\"direction\":\"Up\",\"max_length\":4},"}, "Up");
}
END_TEST

START_TEST(tokenizer__refuses_damaged_json)
{
    json_fails((parts){.model = WORDPIECE("{\"a\":0}"), .added = "", .post = "null"}, "[UNK]");
    json_fails((parts){.model = WORDPIECE("{\"[UNK]\":0,\"a\":2}"), .added = "", .post = "null"}, "gap");
    json_fails((parts){.model = WORDPIECE("{\"[UNK]\":0,\"a\":0}"), .added = "", .post = "null"}, "both have id 0");
    json_fails((parts){.model = WORDPIECE("{\"[UNK]\":0,\"a\":\"x\"}"), .added = "", .post = "null"}, "\"a\"");
    json_fails((parts){.model = WORDPIECE("{}")}, "model.vocab");
    json_fails((parts){.model = "{\"type\":\"WordPiece\"}"}, "unk_token");
    json_fails((parts){.added = "{\"id\":9,\"content\":\"x\"}"}, "next free one is 7");
    json_fails((parts){.added = "{\"id\":4,\"content\":\"x\"}"}, "which is \"a\"");
    json_fails((parts){.added = ADDED_PAD "," ADDED_PAD}, "twice");
    json_fails((parts){.added = "{\"id\":7}"}, "content");
    write_text("tokenizer.json", "[1]");
    fails(folder, "object");
}
END_TEST

static simile_status open_only(const char *path, void *context)
{
    simile_tokenizer *tokenizer = NULL;
    simile_status status = simile_tokenizer_open(&tokenizer, path);

    (void)context;
    simile_tokenizer_free(tokenizer);
    return status;
}

START_TEST(tokenizer__survives_damaged_files)
{
    const char *text = json_of((parts){0});

    /* Every cut of a JSON text is noticed; most flipped bits are not, since a letter becomes another one. */
    ck_assert_uint_ge(expect_damage_is_noticed("tokenizer.json", text, strlen(text), open_only, NULL), strlen(text));
    text = "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n\xC3\xA9\n";
    ck_assert_uint_gt(expect_damage_is_noticed("vocab.txt", text, strlen(text), open_only, NULL), 0);
}
END_TEST

/* Opens, encodes and saves; the first failure ends it. */
static simile_status use(void *context)
{
    const char *target = context;
    simile_tokenizer *tokenizer = NULL;
    simile_tokens tokens = {0};
    simile_status status = simile_tokenizer_open(&tokenizer, in_folder("tokenizer.json"));

    if (status == SIMILE_OK)
        status = simile_tokenizer_encode(&tokens, NULL, tokenizer,
                                         "a\xCC\x81\xE3\x80\xAE"
                                         "b [SEP] \xFF",
                                         14, NULL);
    if (status == SIMILE_OK)
        status = simile_tokenizer_save(tokenizer, target, 8);
    simile_tokens_dispose(&tokens);
    simile_tokenizer_free(tokenizer);
    return status;
}

START_TEST(tokenizer__survives_every_failing_allocation)
{
    char target[300];

    snprintf(target, sizeof target, "%s/saved", folder);
    ck_assert_int_eq(simile_folder__make(target), SIMILE_OK);
    write_text("tokenizer.json", json_of((parts){0}));
    ck_assert_uint_gt(expect_memory_failures(use, target), 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tokenizer");
    TCase *cases = tcase_create("files");

    tcase_add_checked_fixture(cases, make_folder, remove_folder);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, tokenizer__reads_bert_processing_and_added_tokens);
    tcase_add_test(cases, tokenizer__keeps_the_flags_of_added_tokens);
    tcase_add_test(cases, tokenizer__cuts_to_max_tokens_and_counts);
    tcase_add_test(cases, tokenizer__cuts_characters_and_drops_unknown_tokens);
    tcase_add_test(cases, tokenizer__cuts_at_the_start_where_the_file_says_so);
    tcase_add_loop_test(cases, tokenizer__reads_back_what_it_saves, 0, 6);
    tcase_add_test(cases, tokenizer__refuses_unsound_vocabularies);
    tcase_add_test(cases, tokenizer__names_what_it_lacks);
    tcase_add_test(cases, tokenizer__refuses_damaged_json);
    tcase_add_test(cases, tokenizer__survives_damaged_files);
    tcase_add_test(cases, tokenizer__survives_every_failing_allocation);
    suite_add_tcase(suite, cases);
    return suite_run_made(suite);
}
