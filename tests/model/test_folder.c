/* Model folders that lack a file, are damaged, or contradict themselves: a message that names the file, or the same
 * vectors as before; never others, and never a crash. */
#include "expect.h"
#include "memory.h"
#include "model_folder.h"
#include "scratch.h"
#include "simile/model.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BERT   "tests/golden/bert"
#define STATIC "tests/golden/static"

#define N_TEXTS 3
static const char *const texts[N_TEXTS] = {"the cat was happy", "",
                                           "a good film about snow and a cold wind by the sea, and many many other "
                                           "things that a small child likes"}; /* longer than max_seq_length */

static const char *const files_of_bert[] = {"1_Pooling/config.json",
                                            "2_Normalize/config.json",
                                            "config.json",
                                            "config_sentence_transformers.json",
                                            "model.safetensors",
                                            "modules.json",
                                            "sentence_bert_config.json",
                                            "special_tokens_map.json",
                                            "tokenizer.json",
                                            "tokenizer_config.json",
                                            "vocab.txt",
                                            NULL};
static const char *const files_of_static[] = {"config_sentence_transformers.json", "model.safetensors", "modules.json",
                                              "tokenizer.json", NULL};

static float *vectors_of(const char *folder)
{
    simile_model *model;
    expect_ok(simile_model_open(&model, folder));
    float *vectors = model_folder_embed(model, texts, N_TEXTS, 1);
    simile_model_free(model);
    return vectors;
}

static void expect_refusal(const char *folder, const char *part)
{
    simile_model *model;
    const int64_t live = simile_memory__live();
    const simile_status status = simile_model_open(&model, folder);
    ck_assert_msg(status == SIMILE_ERROR_FORMAT || status == SIMILE_ERROR_IO || status == SIMILE_ERROR_CONFIG,
                  "answered \"%s\", a refusal that names \"%s\" was expected", simile_status_name(status), part);
    expect_failure(status, status, part);
    ck_assert_ptr_null(model);
    ck_assert_int_eq(simile_memory__live(), live);
}

START_TEST(folder__without_a_file_is_refused_or_the_same)
{
    static const char *const needed[] = {"1_Pooling/config.json", "config.json", "model.safetensors"};
    static const char *const dispensable[] = {"2_Normalize/config.json",
                                              "config_sentence_transformers.json",
                                              "special_tokens_map.json",
                                              "tokenizer_config.json",
                                              "vocab.txt",
                                              "tokenizer.json"}; /* vocab.txt stands in for it */
    float *vectors = vectors_of(BERT);
    for (size_t i = 0; i < 3; i++) {
        const char *folder = model_folder_copy(BERT, needed[i][0] == '1' ? "pooling" : needed[i]);
        ck_assert_int_eq(unlink(model_folder_path(folder, needed[i])), 0);
        expect_refusal(folder, needed[i]);
    }
    for (size_t i = 0; i < 6; i++) {
        static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
        const char *folder = model_folder_copy(BERT, names[i]);
        ck_assert_int_eq(unlink(model_folder_path(folder, dispensable[i])), 0);
        model_folder_expect_vectors(folder, texts, N_TEXTS, vectors);
    }
    free(vectors);
    for (size_t i = 1; i < 4; i += 2) {
        const char *folder = model_folder_copy(STATIC, i == 1 ? "static-1" : "static-3");
        ck_assert_int_eq(unlink(model_folder_path(folder, files_of_static[i])), 0);
        expect_refusal(folder, i == 1 ? "model.safetensors" : "tokenizer");
    }
}
END_TEST

START_TEST(folder__without_modules_is_mean_pooling)
{
    simile_model *model;
    const char *folder = model_folder_copy(BERT, "bare");
    unlink(model_folder_path(folder, "modules.json"));
    unlink(model_folder_path(folder, "sentence_bert_config.json"));
    expect_ok(simile_model_open(&model, folder));
    const simile_model_info info = simile_model_describe(model);
    ck_assert_str_eq(info.pooling, "mean");
    ck_assert(!info.normalize);
    ck_assert_uint_eq(info.max_tokens, 64); /* the positions */
    ck_assert_ptr_nonnull(strstr(info.note, "modules.json"));
    simile_model_free(model);
}
END_TEST

START_TEST(folder__with_no_tokenizer_names_it)
{
    const char *folder = model_folder_copy(BERT, "mute");
    unlink(model_folder_path(folder, "tokenizer.json"));
    unlink(model_folder_path(folder, "vocab.txt"));
    expect_refusal(folder, "tokenizer.json");
    expect_refusal(scratch_path("nowhere"), "nowhere");
    expect_refusal(scratch_write_text("file", "x"), "file");
}
END_TEST

/* Each file cut at 21 lengths, from nothing to one byte short. */
static void expect_cuts_noticed(const char *from, const char *const *files, size_t least)
{
    size_t n_refused = 0;
    float *vectors = vectors_of(from);
    const char *folder = model_folder_copy(from, strcmp(from, BERT) == 0 ? "cut-bert" : "cut-static");
    for (size_t f = 0; files[f]; f++) {
        size_t size;
        char *bytes = scratch_read(model_folder_path(folder, files[f]), &size);
        const size_t whole = size - (bytes[size - 1] == '\n'); /* without the final newline it is the same JSON */
        for (size_t i = 0; i <= 20; i++) {
            simile_model *model;
            model_folder_write(folder, files[f], bytes, (whole - 1) * i / 20);
            if (simile_model_open(&model, folder) == SIMILE_OK) {
                simile_model_free(model);
                model_folder_expect_vectors(folder, texts, N_TEXTS, vectors);
            } else {
                expect_refusal(folder, files[f]);
                n_refused++;
            }
        }
        model_folder_write(folder, files[f], bytes, size);
        free(bytes);
    }
    model_folder_expect_vectors(folder, texts, N_TEXTS, vectors);
    ck_assert_uint_ge(n_refused, least);
    free(vectors);
}

START_TEST(folder__with_a_cut_file_is_refused_or_the_same)
{
    /* All but the four files that are not read when the others are there: the Normalize folder's, two of the
     * tokenizer's and vocab.txt. */
    expect_cuts_noticed(BERT, files_of_bert, 7 * 21);
    expect_cuts_noticed(STATIC, files_of_static, 4 * 21);
}
END_TEST

/* A flipped bit may be a change that nothing can notice (of a weight, say): then the model works. */
static size_t flip(const char *folder, const char *file, uint64_t bit)
{
    simile_model *model;
    const int64_t live = simile_memory__live();
    size_t n_refused = 0;
    scratch_flip_bit(model_folder_path(folder, file), bit);
    if (simile_model_open(&model, folder) == SIMILE_OK) {
        free(model_folder_embed(model, texts, N_TEXTS, 1));
        simile_model_free(model);
    } else {
        ck_assert_str_ne(simile_status_message(), "");
        n_refused++;
    }
    ck_assert_msg(simile_memory__live() == live, "%s: bit %llu leaves memory behind", file, (unsigned long long)bit);
    scratch_flip_bit(model_folder_path(folder, file), bit);
    return n_refused;
}

static void expect_flips_survived(const char *from, const char *const *files)
{
    size_t n_refused = 0;
    const char *folder = model_folder_copy(from, strcmp(from, BERT) == 0 ? "flipped-bert" : "flipped-static");
    for (size_t f = 0; files[f]; f++) {
        size_t size;
        free(scratch_read(model_folder_path(folder, files[f]), &size));
        const uint64_t n_bits = 8 * (uint64_t)size, stride = n_bits / 96 + 1;
        for (uint64_t bit = 0; bit < n_bits; bit += stride | 1) {
            n_refused += flip(folder, files[f], bit);
        }
        for (uint64_t bit = 0; bit < 64 && bit < n_bits; bit++) {
            n_refused += flip(folder, files[f], bit);
        }
    }
    ck_assert_uint_ge(n_refused, 100);
}

START_TEST(folder__with_flipped_bits_does_no_harm)
{
    expect_flips_survived(BERT, files_of_bert);
    expect_flips_survived(STATIC, files_of_static);
}
END_TEST

START_TEST(folder__of_a_pickle_tells_how_to_convert_it)
{
    static const char *const folders[] = {BERT, STATIC}, *const names[] = {"a", "b"};
    for (size_t i = 0; i < 2; i++) {
        const char *folder = model_folder_copy(folders[i], names[i]);
        ck_assert_int_eq(
            rename(model_folder_path(folder, "model.safetensors"), model_folder_path(folder, "pytorch_model.bin")), 0);
        expect_refusal(folder, "pytorch_model.bin");
        expect_refusal(folder, "convert the folder once");
    }
}
END_TEST

START_TEST(folder__needs_the_unknown_token)
{
    const char *folder = model_folder_copy(BERT, "vocab");
    unlink(model_folder_path(folder, "tokenizer.json"));
    model_folder_replace(folder, "vocab.txt", "[UNK]", "unk");
    expect_refusal(folder, "[UNK]");
    folder = model_folder_copy(BERT, "json");
    model_folder_replace(folder, "tokenizer.json", "\"unk_token\": \"[UNK]\"", "\"unk_token\": \"[NONE]\"");
    expect_refusal(folder, "[NONE]");
}
END_TEST

START_TEST(folder__with_sizes_that_differ_is_refused)
{
    const struct {
        const char *from, *to, *part;
    } cases[] = {{"\"hidden_size\": 32", "\"hidden_size\": 48", "model.safetensors: tensor "},
                 {"\"hidden_size\": 32", "\"hidden_size\": 30", "heads"},
                 {"\"hidden_size\": 32", "\"hidden_size\": 0", "config.json: hidden_size"},
                 {"\"hidden_size\": 32", "\"hidden_size\": -32", "config.json: hidden_size"},
                 {"\"hidden_size\": 32", "\"hidden_size\": \"32\"", "config.json: hidden_size"},
                 {"\"intermediate_size\": 64", "\"intermediate_size\": 65", "model.safetensors: tensor "},
                 {"\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "encoder.layer.2."},
                 {"\"vocab_size\": 200", "\"vocab_size\": 201", "model.safetensors: tensor "},
                 {"\"vocab_size\": 200", "\"vocab_size\": 199", "200 pieces"},
                 {"\"max_position_embeddings\": 64", "\"max_position_embeddings\": 65", "position_embeddings"},
                 {"\"type_vocab_size\": 2", "\"type_vocab_size\": 1", "token_type_embeddings"},
                 {"\"hidden_act\": \"gelu\"", "\"hidden_act\": \"relu\"", "hidden_act \"relu\""},
                 {"\"model_type\": \"bert\"", "\"model_type\": \"xlnet\"", "model_type \"xlnet\""},
                 {"\"absolute\"", "\"relative_key\"", "relative_key"}};
    const char *folder = model_folder_copy(BERT, "sizes");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        model_folder_replace(folder, "config.json", cases[i].from, cases[i].to);
        expect_refusal(folder, cases[i].part);
        model_folder_replace(folder, "config.json", cases[i].to, cases[i].from);
    }
}
END_TEST

START_TEST(folder__pooling_width_changes_no_vector)
{
    /* sentence-transformers tells it to the next module and computes nothing from it. */
    float *vectors = vectors_of(BERT);
    const char *folder = model_folder_copy(BERT, "width");
    model_folder_replace(folder, "1_Pooling/config.json", "\"word_embedding_dimension\": 32",
                         "\"word_embedding_dimension\": 64");
    model_folder_expect_vectors(folder, texts, N_TEXTS, vectors);
    free(vectors);
}
END_TEST

START_TEST(folder__with_an_unknown_pooling_or_module_is_refused)
{
    const char *folder = model_folder_copy(BERT, "modules");
    model_folder_replace(folder, "1_Pooling/config.json", "\"pooling_mode_lasttoken\": false",
                         "\"pooling_mode_lasttoken\": true");
    expect_refusal(folder, "lasttoken");
    folder = model_folder_copy(BERT, "module");
    model_folder_replace(folder, "modules.json", "models.Normalize", "models.LSTM");
    expect_refusal(folder, "LSTM");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {folder__without_a_file_is_refused_or_the_same,
                                  folder__without_modules_is_mean_pooling,
                                  folder__with_no_tokenizer_names_it,
                                  folder__with_a_cut_file_is_refused_or_the_same,
                                  folder__with_flipped_bits_does_no_harm,
                                  folder__of_a_pickle_tells_how_to_convert_it,
                                  folder__needs_the_unknown_token,
                                  folder__with_sizes_that_differ_is_refused,
                                  folder__pooling_width_changes_no_vector,
                                  folder__with_an_unknown_pooling_or_module_is_refused};
    return suite_run("folder", tests, sizeof tests / sizeof *tests);
}
