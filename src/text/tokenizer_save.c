/* Writing of the four files that transformers' BertTokenizerFast and AutoTokenizer load. */
#include "fail.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "tokenizer_state.h"
#include <stdio.h>
#include <string.h>

/* Keeps the first failure of a row of setters, so that they read as a list. */
typedef struct builder {
    simile_json *object;
    simile_status status;
} builder;

static builder begin(void)
{
    builder b = {.object = simile_json__new_object()};
    b.status = b.object == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
    return b;
}

static void set(builder *b, const char *key, simile_json *value)
{
    if (b->status == SIMILE_OK)
        b->status = simile_json__set(b->object, key, value);
    else
        simile_json__free(value);
}

/* The finished object; NULL when a setter failed. */
static simile_json *end(builder *b)
{
    if (b->status == SIMILE_OK)
        return b->object;
    simile_json__free(b->object);
    return NULL;
}

/* Appends to a list that may be NULL already; frees it on failure. */
static simile_json *append(simile_json *list, simile_json *value)
{
    if (list == NULL) {
        simile_json__free(value);
        return NULL;
    }
    if (simile_json__append(list, value) == SIMILE_OK)
        return list;
    simile_json__free(list);
    return NULL;
}

static simile_json *make_truncation(const simile_tokenizer *tokenizer, size_t max_tokens)
{
    builder b;

    if (max_tokens == 0)
        return simile_json__new_null();
    b = begin();
    set(&b, "direction", simile_json__new_text(tokenizer->truncates_left ? "Left" : "Right"));
    set(&b, "max_length", simile_json__new_integer((int64_t)max_tokens));
    set(&b, "strategy", simile_json__new_text("LongestFirst"));
    set(&b, "stride", simile_json__new_integer(0));
    return end(&b);
}

/* The flags of an added token, in the order of both files that list them. */
static void set_flags(builder *b, const simile_added_token *token)
{
    set(b, "content", simile_json__new_text(token->content));
    set(b, "single_word", simile_json__new_bool(token->single_word));
    set(b, "lstrip", simile_json__new_bool(token->lstrip));
    set(b, "rstrip", simile_json__new_bool(token->rstrip));
    set(b, "normalized", simile_json__new_bool(token->normalized));
    set(b, "special", simile_json__new_bool(token->special));
}

static simile_json *make_added(const simile_tokenizer *tokenizer)
{
    simile_json *list = simile_json__new_array();

    for (size_t i = 0; i < tokenizer->n_added && list != NULL; i++) {
        builder b = begin();
        set(&b, "id", simile_json__new_integer(tokenizer->added[i].id));
        set_flags(&b, &tokenizer->added[i]);
        list = append(list, end(&b));
    }
    return list;
}

static simile_json *make_strip_accents(const simile_tokenizer *tokenizer)
{
    return tokenizer->strip_accents < 0 ? simile_json__new_null()
                                        : simile_json__new_bool(tokenizer->strip_accents != 0);
}

static simile_json *make_normalizer(const simile_tokenizer *tokenizer)
{
    builder b = begin();
    set(&b, "type", simile_json__new_text("BertNormalizer"));
    set(&b, "clean_text", simile_json__new_bool(tokenizer->normalizer.clean_text));
    set(&b, "handle_chinese_chars", simile_json__new_bool(tokenizer->normalizer.chinese));
    set(&b, "strip_accents", make_strip_accents(tokenizer));
    set(&b, "lowercase", simile_json__new_bool(tokenizer->normalizer.lowercase));
    return end(&b);
}

static simile_json *make_pre_tokenizer(void)
{
    builder b = begin();
    set(&b, "type", simile_json__new_text("BertPreTokenizer"));
    return end(&b);
}

/* {"SpecialToken": {"id": …, "type_id": …}} or {"Sequence": …} */
static simile_json *make_template_entry(const char *kind, const char *id, int type_id)
{
    builder b = begin(), inner = begin();
    set(&inner, "id", simile_json__new_text(id));
    set(&inner, "type_id", simile_json__new_integer(type_id));
    set(&b, kind, end(&inner));
    return end(&b);
}

static simile_json *append_tokens(simile_json *list, const simile_tokenizer *tokenizer, const int32_t *ids, size_t n,
                                  int type_id)
{
    for (size_t i = 0; i < n; i++)
        list = append(list, make_template_entry("SpecialToken", tokenizer->pieces[ids[i]], type_id));
    return list;
}

static simile_json *make_template(const simile_tokenizer *tokenizer, bool is_pair)
{
    simile_json *list = simile_json__new_array();

    list = append_tokens(list, tokenizer, tokenizer->before, tokenizer->n_before, 0);
    list = append(list, make_template_entry("Sequence", "A", 0));
    list = append_tokens(list, tokenizer, tokenizer->after, tokenizer->n_after, 0);
    if (!is_pair)
        return list;
    list = append(list, make_template_entry("Sequence", "B", 1));
    return append_tokens(list, tokenizer, tokenizer->after, tokenizer->n_after, 1);
}

static void set_template_token(builder *b, const simile_tokenizer *tokenizer, int32_t id)
{
    const char *piece = tokenizer->pieces[id];
    builder token = begin();

    set(&token, "id", simile_json__new_text(piece));
    set(&token, "ids", append(simile_json__new_array(), simile_json__new_integer(id)));
    set(&token, "tokens", append(simile_json__new_array(), simile_json__new_text(piece)));
    set(b, piece, end(&token));
}

static simile_json *make_post_processor(const simile_tokenizer *tokenizer)
{
    builder b, tokens;

    if (tokenizer->n_before + tokenizer->n_after == 0)
        return simile_json__new_null();
    b = begin();
    tokens = begin();
    for (size_t i = 0; i < tokenizer->n_before; i++)
        set_template_token(&tokens, tokenizer, tokenizer->before[i]);
    for (size_t i = 0; i < tokenizer->n_after; i++)
        set_template_token(&tokens, tokenizer, tokenizer->after[i]);
    set(&b, "type", simile_json__new_text("TemplateProcessing"));
    set(&b, "single", make_template(tokenizer, false));
    set(&b, "pair", make_template(tokenizer, true));
    set(&b, "special_tokens", end(&tokens));
    return end(&b);
}

static simile_json *make_decoder(const simile_tokenizer *tokenizer)
{
    builder b = begin();
    set(&b, "type", simile_json__new_text("WordPiece"));
    set(&b, "prefix", simile_json__new_text(tokenizer->prefix));
    set(&b, "cleanup", simile_json__new_bool(true));
    return end(&b);
}

static simile_json *make_model(const simile_tokenizer *tokenizer)
{
    builder b = begin(), vocab = begin();

    for (size_t i = 0; i < tokenizer->n_model && vocab.status == SIMILE_OK; i++)
        set(&vocab, tokenizer->pieces[i], simile_json__new_integer((int64_t)i));
    set(&b, "type", simile_json__new_text("WordPiece"));
    set(&b, "unk_token", simile_json__new_text(tokenizer->unknown));
    set(&b, "continuing_subword_prefix", simile_json__new_text(tokenizer->prefix));
    set(&b, "max_input_chars_per_word", simile_json__new_integer((int64_t)tokenizer->max_word_characters));
    set(&b, "vocab", end(&vocab));
    return end(&b);
}

static simile_json *make_tokenizer(const simile_tokenizer *tokenizer, size_t max_tokens)
{
    builder b = begin();
    set(&b, "version", simile_json__new_text("1.0"));
    set(&b, "truncation", make_truncation(tokenizer, max_tokens));
    set(&b, "padding", simile_json__new_null());
    set(&b, "added_tokens", make_added(tokenizer));
    set(&b, "normalizer", make_normalizer(tokenizer));
    set(&b, "pre_tokenizer", make_pre_tokenizer());
    set(&b, "post_processor", make_post_processor(tokenizer));
    set(&b, "decoder", make_decoder(tokenizer));
    set(&b, "model", make_model(tokenizer));
    return end(&b);
}

static const char *const role_keys[SIMILE_N_SPECIALS] = {"pad_token", "unk_token", "cls_token", "sep_token",
                                                         "mask_token"};

/* Special tokens by role; roles that nothing plays are left out. */
static void set_roles(builder *b, const simile_tokenizer *tokenizer)
{
    for (size_t role = 0; role < SIMILE_N_SPECIALS; role++) {
        const char *piece = simile_tokenizer_piece(tokenizer, tokenizer->specials[role]);
        if (piece != NULL)
            set(b, role_keys[role], simile_json__new_text(piece));
    }
}

static simile_json *make_roles(const simile_tokenizer *tokenizer)
{
    builder b = begin();
    set_roles(&b, tokenizer);
    return end(&b);
}

static simile_json *make_added_decoder(const simile_tokenizer *tokenizer)
{
    builder b = begin();

    for (size_t i = 0; i < tokenizer->n_added; i++) {
        builder token = begin();
        char id[16];
        snprintf(id, sizeof id, "%d", tokenizer->added[i].id);
        set_flags(&token, &tokenizer->added[i]);
        set(&b, id, end(&token));
    }
    return end(&b);
}

static simile_json *make_config(const simile_tokenizer *tokenizer, size_t max_tokens)
{
    builder b = begin();
    set(&b, "added_tokens_decoder", make_added_decoder(tokenizer));
    set(&b, "clean_up_tokenization_spaces", simile_json__new_bool(true));
    set(&b, "do_basic_tokenize", simile_json__new_bool(true));
    set(&b, "do_lower_case", simile_json__new_bool(tokenizer->normalizer.lowercase));
    if (max_tokens > 0)
        set(&b, "model_max_length", simile_json__new_integer((int64_t)max_tokens));
    set(&b, "never_split", simile_json__new_null());
    set(&b, "strip_accents", make_strip_accents(tokenizer));
    set(&b, "tokenize_chinese_chars", simile_json__new_bool(tokenizer->normalizer.chinese));
    set(&b, "tokenizer_class", simile_json__new_text("BertTokenizer"));
    set_roles(&b, tokenizer);
    return end(&b);
}

/* Prints `value`, which is freed; NULL: it could not be made. */
static simile_status save_json(simile_json *value, const char *folder, const char *name)
{
    char *path = simile_path__join(folder, name);
    simile_status status = path == NULL || value == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;

    if (status == SIMILE_OK)
        status = simile_json__save(value, path, 2);
    simile_memory__free(path);
    simile_json__free(value);
    return status;
}

static simile_status print_vocab(simile_buffer *text, const simile_tokenizer *tokenizer)
{
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < tokenizer->n_model && status == SIMILE_OK; i++) {
        if (strpbrk(tokenizer->pieces[i], "\r\n") != NULL)
            return simile_status__fail(SIMILE_ERROR_FORMAT,
                                       "the piece of id %zu holds a line break, which a vocab.txt "
                                       "cannot hold",
                                       i);
        status = simile_buffer__append_text(text, tokenizer->pieces[i]);
        if (status == SIMILE_OK)
            status = simile_buffer__append(text, "\n", 1);
    }
    return status;
}

static simile_status save_vocab(const simile_tokenizer *tokenizer, const char *folder)
{
    simile_buffer text = {0};
    char *path = simile_path__join(folder, "vocab.txt");
    simile_status status = path == NULL ? SIMILE_ERROR_MEMORY : print_vocab(&text, tokenizer);

    if (status == SIMILE_OK)
        status = simile_file__write(path, text.data, text.size);
    simile_memory__free(path);
    simile_buffer__dispose(&text);
    return status;
}

simile_status simile_tokenizer_save(const simile_tokenizer *tokenizer, const char *folder, size_t max_tokens)
{
    simile_status status = save_vocab(tokenizer, folder);

    if (status == SIMILE_OK)
        status = save_json(make_tokenizer(tokenizer, max_tokens), folder, "tokenizer.json");
    if (status == SIMILE_OK)
        status = save_json(make_config(tokenizer, max_tokens), folder, "tokenizer_config.json");
    if (status == SIMILE_OK)
        status = save_json(make_roles(tokenizer), folder, "special_tokens_map.json");
    return status;
}
