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

/* With `from` in a file replaced by `to` the folder is refused; then it is as it was. */
static void expect_change_refused(const char *folder, const char *file, const char *from, const char *to,
                                  const char *part)
{
    size_t size;
    char *whole = scratch_read(model_folder_path(folder, file), &size);
    model_folder_replace(folder, file, from, to);
    model_folder_expect_refusal(folder, part);
    model_folder_write(folder, file, whole, size);
    free(whole);
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
        model_folder_expect_refusal(folder, needed[i]);
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
        model_folder_expect_refusal(folder, i == 1 ? "model.safetensors" : "tokenizer");
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
    model_folder_expect_refusal(folder, "tokenizer.json");
    model_folder_expect_refusal(scratch_path("nowhere"), "nowhere");
    model_folder_expect_refusal(scratch_write_text("file", "x"), "file");
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
                model_folder_expect_refusal(folder, files[f]);
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
        model_folder_expect_refusal(folder, "pytorch_model.bin");
        model_folder_expect_refusal(folder, "convert the folder once");
    }
}
END_TEST

START_TEST(folder__needs_the_unknown_token)
{
    const char *folder = model_folder_copy(BERT, "vocab");
    unlink(model_folder_path(folder, "tokenizer.json"));
    model_folder_replace(folder, "vocab.txt", "[UNK]", "unk");
    model_folder_expect_refusal(folder, "[UNK]");
    folder = model_folder_copy(BERT, "json");
    model_folder_replace(folder, "tokenizer.json", "\"unk_token\": \"[UNK]\"", "\"unk_token\": \"[NONE]\"");
    model_folder_expect_refusal(folder, "[NONE]");
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
                 {"\"vocab_size\": 200", "\"vocab_size\": 199", "model.safetensors: tensor "},
                 {"\"max_position_embeddings\": 64", "\"max_position_embeddings\": 65", "position_embeddings"},
                 {"\"type_vocab_size\": 2", "\"type_vocab_size\": 1", "token_type_embeddings"},
                 {"\"hidden_act\": \"gelu\"", "\"hidden_act\": \"relu\"", "hidden_act \"relu\""},
                 {"\"model_type\": \"bert\"", "\"model_type\": \"xlnet\"", "model_type \"xlnet\""},
                 {"\"absolute\"", "\"relative_key\"", "relative_key"}};
    const char *folder = model_folder_copy(BERT, "sizes");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_change_refused(folder, "config.json", cases[i].from, cases[i].to, cases[i].part);
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

/* Each line of a file replaced by another: what is not known is named with its file. */
START_TEST(folder__with_something_unknown_names_file_and_key)
{
    static const char pooling[] = "1_Pooling/config.json", modules[] = "modules.json",
                      sentence[] = "config_sentence_transformers.json", length[] = "sentence_bert_config.json";
    static const char cosine[] = "\"similarity_fn_name\": \"cosine\"", last[] = "\"pooling_mode_lasttoken\": false";
    static const struct {
        const char *file, *from, *to, *part;
    } cases[] = {
        {pooling, last, "\"pooling_mode\": \"median\"", "1_Pooling/config.json: pooling_mode \"median\" is not known"},
        {pooling, last, "\"pooling_mode\": [\"cls\", 3]", "1_Pooling/config.json: pooling_mode of no text"},
        {pooling, last, "\"pooling_mode\": []", "1_Pooling/config.json: pooling_mode lists no pooling"},
        {pooling, last, "\"pooling_mode\": [\"cls\", \"cls\", \"cls\", \"cls\", \"cls\", \"cls\", \"cls\"]",
         "pooling_mode lists more than 6"},
        {pooling, last, "\"pooling_mode_lasttoken\": 1", "pooling_mode_lasttoken is neither true nor false"},
        {pooling, last, "\"pooling_mode_best\": true", "1_Pooling/config.json: pooling_mode_best is not known"},
        {modules, "models.Normalize", "models.LSTM", "modules.json: a module LSTM at this place"},
        {modules, "models.Pooling", "models.Normalize", "modules.json: a module Normalize at this place"},
        {modules, "models.Normalize", "models.Pooling", "modules.json: a module Pooling at this place"},
        {modules, "models.Normalize", "models.Dense", "2_Normalize/config.json"},
        {modules, "\"2_Normalize\"", "2", "modules.json: path is missing or no text"},
        {sentence, cosine, "\"similarity_fn_name\": \"maxsim\"", "similarity_fn_name maxsim is not known"},
        {sentence, cosine, "\"truncate_dim\": 0",
         "config_sentence_transformers.json: truncate_dim is missing or out of"},
        {sentence, cosine, "\"truncate_dim\": -1", "truncate_dim is missing or out of range"},
        {sentence, cosine, "\"prompt\": 1", "config_sentence_transformers.json: prompt is not known"},
        {sentence, "\"prompts\": {}", "\"prompts\": {\"q\": 3}", "prompts.q is no text"},
        {sentence, "\"default_prompt_name\": null", "\"default_prompt_name\": \"q\"",
         "default_prompt_name \"q\" is not among the prompts"},
        {sentence, "\"SentenceTransformer\"", "\"SparseEncoder\"", "model_type \"SparseEncoder\" is not known"},
        {length, "24", "0", "sentence_bert_config.json: max_seq_length is out of range"},
        {length, "24", "-1", "sentence_bert_config.json: max_seq_length is out of range"},
        {length, "\"max_seq_length\": 24", "\"transformer_task\": \"fill-mask\"", "transformer_task fill-mask"},
        {"config.json", "\"use_cache\": true", "\"is_decoder\": true", "config.json: is_decoder true is not known"},
        {"config.json", "\"use_cache\": true", "\"quantization_config\": {}", "quantization_config is not known"},
        {"config.json", "\"num_attention_heads\": 4", "\"num_attention_heads\": 0", "config.json: num_attention_heads"},
        {"config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 99999999999999999999", "config.json"},
        {"config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1000", "layers: 1000 is out of range"},
        {"config.json", "1e-12", "\"small\"", "config.json: layer_norm_eps is out of range"},
        {"config.json", "\"hidden_dropout_prob\": 0.1", "\"hidden_dropout_prob\": 1.5",
         "hidden_dropout_prob is out of"},
    };
    const char *folder = model_folder_copy(BERT, "unknown");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_change_refused(folder, cases[i].file, cases[i].from, cases[i].to, cases[i].part);
    }
}
END_TEST

START_TEST(folder__with_an_unknown_part_of_a_module_names_it)
{
    static const char file[] = "2_Dense/config.json", bias[] = "\"bias\": true", sigmoid[] = "activation.Sigmoid";
    static const struct {
        const char *from, *to, *part;
    } cases[] = {
        {sigmoid, "activation.ELU", "2_Dense/config.json: activation_function torch.nn.modules.activation.ELU is not"},
        {"torch.nn.modules.", "mine.", "activation_function mine.activation.Sigmoid is not known"},
        {bias, "\"use_residual\": true", "2_Dense/config.json: use_residual true is not known"},
        {bias, "\"module_input_name\": \"token_embeddings\"", "module_input_name token_embeddings is not known"},
        {bias, "\"gain\": 2", "2_Dense/config.json: gain is not known"},
        {bias, "\"bias\": \"yes\"", "2_Dense/config.json: bias is neither true nor false"},
        {"\"out_features\": 16", "\"out_features\": 15", "2_Dense/model.safetensors: tensor linear.weight is [16, 32]"},
        {"\"out_features\": 16", "\"out_features\": 99999999", "dense layer's width"},
        {"\"out_features\": 16", "\"out_features\": 0", "2_Dense/config.json: out_features"},
    };
    model_folder_copy(BERT, "dense");
    const char *folder = model_folder_copy("tests/golden/folders/bert-dense", "dense");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_change_refused(folder, file, cases[i].from, cases[i].to, cases[i].part);
    }
    unlink(model_folder_path(folder, "3_Dense/model.safetensors"));
    model_folder_expect_refusal(folder, "3_Dense/model.safetensors");
}
END_TEST

START_TEST(folder__that_lower_cases_over_a_cased_tokenizer_is_refused)
{
    const char *folder = model_folder_copy(BERT, "cased");
    float *vectors = vectors_of(BERT);
    model_folder_replace(folder, "sentence_bert_config.json", "\"do_lower_case\": false", "\"do_lower_case\": true");
    model_folder_expect_vectors(folder, texts, N_TEXTS, vectors);
    model_folder_replace(folder, "tokenizer.json", "\"lowercase\": true", "\"lowercase\": false");
    model_folder_expect_refusal(folder, "sentence_bert_config.json: do_lower_case");
    free(vectors);
}
END_TEST

START_TEST(folder__with_deep_json_is_refused)
{
    static char deep[200001];
    static const char *const files[] = {"modules.json", "config.json", "config_sentence_transformers.json",
                                        "1_Pooling/config.json", "tokenizer.json"};
    memset(deep, '[', sizeof deep - 1);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *folder = model_folder_copy(BERT, "deep");
        model_folder_write(folder, files[i], deep, sizeof deep - 1);
        model_folder_expect_refusal(folder, files[i]);
    }
}
END_TEST

START_TEST(folder__of_model2vec_has_limits)
{
    const char *folder = model_folder_copy("tests/golden/folders/model2vec", "model2vec");
    expect_change_refused(folder, "config.json", "\"max_length\": 5", "\"max_length\": 0",
                          "config.json: max_length is missing or out of range");
    expect_change_refused(folder, "config.json", "\"normalize\": true", "\"normalize\": 1",
                          "config.json: normalize is neither true nor false");
    model_folder_replace(folder, "modules.json", "models.Normalize", "models.Dropout");
    model_folder_expect_refusal(folder, "a module Dropout behind a table of model2vec is not known");
}
END_TEST

/* The folders that model2vec wrote before it wrote modules.json. */
START_TEST(folder__of_model2vec_needs_no_modules)
{
    const char *folder = model_folder_copy("tests/golden/folders/model2vec", "old-model2vec");
    float *vectors = vectors_of(folder);
    ck_assert_int_eq(unlink(model_folder_path(folder, "modules.json")), 0);
    model_folder_expect_vectors(folder, texts, N_TEXTS, vectors);
    free(vectors);
}
END_TEST

START_TEST(folder__license_is_that_of_the_card)
{
    static const struct {
        const char *card, *license;
    } cases[] = {{"---\nlanguage: en\nlicense: mit\n---\nlicense: none\n", "mit"},
                 {"---\r\nlicense: 'cc-by-4.0' # text\r\n---\r\n", "cc-by-4.0"},
                 {"---\ntags:\n  license: nested\n---\n", NULL},
                 {"---\nlanguage: en\n---\nlicense: mit\n", NULL},
                 {"license: mit\n", NULL},
                 {"---\nlicense:\n---\n", NULL},
                 {"---\nlicense", NULL},
                 {"", NULL}};
    const char *folder = model_folder_copy(STATIC, "carded");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        simile_model *model;
        model_folder_write(folder, "README.md", cases[i].card, strlen(cases[i].card));
        expect_ok(simile_model_open(&model, folder));
        ck_assert_pstr_eq(simile_model_describe(model).license, cases[i].license);
        simile_model_free(model);
    }
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
                                  folder__with_something_unknown_names_file_and_key,
                                  folder__with_an_unknown_part_of_a_module_names_it,
                                  folder__that_lower_cases_over_a_cased_tokenizer_is_refused,
                                  folder__with_deep_json_is_refused,
                                  folder__of_model2vec_has_limits,
                                  folder__of_model2vec_needs_no_modules,
                                  folder__license_is_that_of_the_card};
    return suite_run("folder", tests, sizeof tests / sizeof *tests);
}
