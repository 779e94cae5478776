/* Reading of tokenizer.json (huggingface/tokenizers). Whatever would change the ids and is not known here is an error
 * that names it. */
#include "fail.h"
#include "file.h"
#include "json.h"
#include "json_pick.h"
#include "memory.h"
#include "tokenizer_state.h"
#include "utf8.h"
#include <string.h>

#define MAX_WORD_CHARACTERS 1000000
#define LARGEST_FILE        ((size_t)512 << 20)

/* A file being read. */
typedef struct reader {
    simile_tokenizer *tokenizer;
    const simile_json *root;
    const char *path;
    bool has_pieces; /* those of model.vocab have been read, and the root has none */
} reader;

static simile_status lacks(const reader *r, const char *part, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the %s \"%s\" is not known here; BERT's WordPiece is", r->path,
                               part, what);
}

static simile_status damaged(const reader *r, const char *where, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: %s %s", r->path, where, what);
}

/* A part's type; "" when it is null, so that the caller can tell it from a wrong one. */
static const char *type_of(const simile_json *part)
{
    if (simile_json__kind(part) == SIMILE_JSON_NULL)
        return "";
    return simile_json__text(simile_json__get(part, "type"), "without a type");
}

static bool is(const char *text, const char *other)
{
    return strcmp(text, other) == 0;
}

/* A copy of a JSON text that lives as long as the tokenizer; texts with a NUL are refused. */
static simile_status copy_text(const char **copy, const reader *r, const simile_json *json, const char *where)
{
    const char *text = simile_json__text(json, NULL);

    if (text == NULL)
        return damaged(r, where, "is missing or no text");
    if (strlen(text) != simile_json__text_size(json))
        return damaged(r, where, "holds a NUL");
    *copy = simile_arena__copy_text(&r->tokenizer->texts, text, strlen(text));
    return *copy == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

static simile_status read_normalizer(const reader *r)
{
    const simile_json *part = simile_json__get(r->root, "normalizer");
    const simile_json *strip = simile_json__get(part, "strip_accents");
    simile_normalizer *normalizer = &r->tokenizer->normalizer;
    const char *type = type_of(part);

    if (is(type, "")) {
        r->tokenizer->strip_accents = 0;
        return SIMILE_OK;
    }
    if (!is(type, "BertNormalizer"))
        return lacks(r, "normalizer", type);
    normalizer->clean_text = simile_json__bool(simile_json__get(part, "clean_text"), true);
    normalizer->chinese = simile_json__bool(simile_json__get(part, "handle_chinese_chars"), true);
    normalizer->lowercase = simile_json__bool(simile_json__get(part, "lowercase"), true);
    r->tokenizer->strip_accents = -1;
    if (simile_json__kind(strip) == SIMILE_JSON_BOOL)
        r->tokenizer->strip_accents = simile_json__bool(strip, false);
    return SIMILE_OK;
}

static simile_status check_types(const reader *r)
{
    const char *pre_tokenizer = type_of(simile_json__get(r->root, "pre_tokenizer"));
    const char *decoder = type_of(simile_json__get(r->root, "decoder"));

    if (is(pre_tokenizer, ""))
        return damaged(r, "pre_tokenizer", "is missing; BertPreTokenizer is needed");
    if (!is(pre_tokenizer, "BertPreTokenizer"))
        return lacks(r, "pre_tokenizer", pre_tokenizer);
    if (!is(decoder, "") && !is(decoder, "WordPiece"))
        return lacks(r, "decoder", decoder);
    return SIMILE_OK;
}

/* Puts every piece at its id; *slots is [n], NULL where none came. */
static simile_status place_pieces(const char **slots, const reader *r, const simile_json *vocab, size_t n)
{
    simile_json_walk walk = {.object = vocab};

    while (simile_json__next(&walk)) {
        int64_t id = simile_json__integer(walk.value, -1);
        if (walk.key[0] == '\0')
            return damaged(r, "model.vocab", "holds an empty piece");
        if (id < 0 || (uint64_t)id >= n)
            return simile_status__fail(SIMILE_ERROR_FORMAT,
                                       "%s: the piece \"%s\" of model.vocab has no id from 0 to %zu: with %zu pieces "
                                       "there is a gap",
                                       r->path, walk.key, n - 1, n);
        if (slots[id] != NULL)
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the pieces \"%s\" and \"%s\" both have id %lld",
                                       r->path, slots[id], walk.key, (long long)id);
        slots[id] = walk.key;
    }
    return SIMILE_OK;
}

static simile_status read_pieces(const reader *r, const simile_json *vocab)
{
    size_t n = simile_json__size(vocab);
    const char **slots;
    simile_status status;

    if (simile_json__kind(vocab) != SIMILE_JSON_OBJECT || n == 0)
        return damaged(r, "model.vocab", "is missing or holds nothing");
    slots = simile_memory__alloc(n, sizeof slots[0]);
    if (slots == NULL)
        return SIMILE_ERROR_MEMORY;
    status = place_pieces(slots, r, vocab, n);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++)
        status = simile_tokenizer__add_piece(r->tokenizer, slots[i], strlen(slots[i]));
    r->tokenizer->n_model = r->tokenizer->n_pieces;
    simile_memory__free(slots);
    return status;
}

static simile_status read_model(const reader *r)
{
    const simile_json *part = simile_json__get(r->root, "model");
    const simile_json *limit = simile_json__get(part, "max_input_chars_per_word");
    int64_t max_characters = simile_json__integer(limit, SIMILE_MAX_WORD_CHARACTERS);
    const char *type = type_of(part);
    simile_status status;

    if (is(type, ""))
        return damaged(r, "model", "is missing");
    if (!is(type, "WordPiece"))
        return lacks(r, "model", type);
    if (max_characters < 1 || max_characters > MAX_WORD_CHARACTERS)
        return damaged(r, "model.max_input_chars_per_word", "is not between 1 and 1000000");
    r->tokenizer->max_word_characters = (size_t)max_characters;
    status = copy_text(&r->tokenizer->unknown, r, simile_json__get(part, "unk_token"), "model.unk_token");
    if (status == SIMILE_OK)
        status = copy_text(&r->tokenizer->prefix, r, simile_json__get(part, "continuing_subword_prefix"),
                           "model.continuing_subword_prefix");
    return status != SIMILE_OK || r->has_pieces ? status : read_pieces(r, simile_json__get(part, "vocab"));
}

static bool flag(const simile_json *token, const char *key, bool otherwise)
{
    return simile_json__bool(simile_json__get(token, key), otherwise);
}

/* Ids behind the vocabulary follow one another; ids within must carry the same text. */
static simile_status check_added_id(const reader *r, const char *content, int64_t id)
{
    simile_tokenizer *tokenizer = r->tokenizer;

    if (id == (int64_t)tokenizer->n_pieces)
        return simile_tokenizer__add_piece(tokenizer, content, strlen(content));
    if (id < 0 || id > (int64_t)tokenizer->n_pieces)
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s: the added token \"%s\" has id %lld, but the next free one is %zu", r->path,
                                   content, (long long)id, tokenizer->n_pieces);
    if (!is(tokenizer->pieces[id], content))
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the added token \"%s\" has id %lld, which is \"%s\"",
                                   r->path, content, (long long)id, tokenizer->pieces[id]);
    return SIMILE_OK;
}

static simile_status read_added_token(const reader *r, const simile_json *json)
{
    simile_added_token *token = &r->tokenizer->added[r->tokenizer->n_added];
    int64_t id = simile_json__integer(simile_json__get(json, "id"), -1);
    simile_status status = copy_text(&token->content, r, simile_json__get(json, "content"), "added_tokens: content");

    if (status != SIMILE_OK)
        return status;
    if (token->content[0] == '\0')
        return damaged(r, "added_tokens", "holds an empty token");
    for (size_t i = 0; i < r->tokenizer->n_added; i++)
        if (is(r->tokenizer->added[i].content, token->content))
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the added token \"%s\" occurs twice", r->path,
                                       token->content);
    token->id = (int32_t)id;
    token->single_word = flag(json, "single_word", false);
    token->lstrip = flag(json, "lstrip", false);
    token->rstrip = flag(json, "rstrip", false);
    token->special = flag(json, "special", false);
    token->normalized = flag(json, "normalized", !token->special);
    r->tokenizer->n_added++;
    return check_added_id(r, token->content, id);
}

static simile_status read_added(const reader *r)
{
    const simile_json *list = simile_json__get(r->root, "added_tokens");
    size_t n = simile_json__size(list);
    simile_status status = SIMILE_OK;

    if (simile_json__kind(list) != SIMILE_JSON_ARRAY && simile_json__kind(list) != SIMILE_JSON_NULL)
        return damaged(r, "added_tokens", "is no list");
    r->tokenizer->added = simile_memory__alloc(n, sizeof r->tokenizer->added[0]);
    if (r->tokenizer->added == NULL)
        return SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++)
        status = read_added_token(r, simile_json__at(list, i));
    return status;
}

/* Adds one id that stands before or behind the text. */
static simile_status add_frame(const reader *r, bool behind, const simile_json *id_json)
{
    simile_tokenizer *tokenizer = r->tokenizer;
    int64_t id = simile_json__integer(id_json, -1);

    if (id < 0 || id >= (int64_t)tokenizer->n_pieces)
        return damaged(r, "post_processor", "names an id that the vocabulary lacks");
    if (behind)
        tokenizer->after[tokenizer->n_after++] = (int32_t)id;
    else
        tokenizer->before[tokenizer->n_before++] = (int32_t)id;
    return SIMILE_OK;
}

static simile_status make_frame_room(const reader *r, size_t n)
{
    r->tokenizer->before = simile_memory__alloc(n, sizeof r->tokenizer->before[0]);
    r->tokenizer->after = simile_memory__alloc(n, sizeof r->tokenizer->after[0]);
    return r->tokenizer->before == NULL || r->tokenizer->after == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

/* One entry of a template: {"Sequence": {"id": "A"}} or {"SpecialToken": {"id": NAME}}, whose ids the part lists. */
static simile_status read_template_entry(const reader *r, bool *seen_text, const simile_json *part,
                                         const simile_json *entry)
{
    const simile_json *sequence = simile_json__get(entry, "Sequence");
    const simile_json *token = simile_json__get(entry, "SpecialToken");
    const simile_json *inner = sequence != NULL ? sequence : token;
    const char *id = simile_json__text(simile_json__get(inner, "id"), "");
    const simile_json *ids;

    if (simile_json__integer(simile_json__get(inner, "type_id"), 0) != 0)
        return damaged(r, "post_processor.single", "gives a type_id other than 0");
    if (sequence != NULL) {
        if (!is(id, "A") || *seen_text)
            return damaged(r, "post_processor.single", "must hold the sequence A once and no other");
        *seen_text = true;
        return SIMILE_OK;
    }
    ids = simile_json__get(simile_json__get(simile_json__get(part, "special_tokens"), id), "ids");
    if (simile_json__size(ids) != 1)
        return damaged(r, "post_processor.special_tokens", "does not give one id for each token of the template");
    return add_frame(r, *seen_text, simile_json__at(ids, 0));
}

static simile_status read_template(const reader *r, const simile_json *part)
{
    const simile_json *single = simile_json__get(part, "single");
    size_t n = simile_json__size(single);
    bool seen_text = false;
    simile_status status = SIMILE_OK;

    if (simile_json__kind(single) != SIMILE_JSON_ARRAY)
        return damaged(r, "post_processor.single", "is missing or no list");
    status = make_frame_room(r, n);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++)
        status = read_template_entry(r, &seen_text, part, simile_json__at(single, i));
    if (status == SIMILE_OK && !seen_text)
        status = damaged(r, "post_processor.single", "must hold the sequence A once and no other");
    return status;
}

/* {"sep": ["[SEP]", 102], "cls": ["[CLS]", 101]} */
static simile_status read_bert_processing(const reader *r, const simile_json *part)
{
    simile_status status = make_frame_room(r, 1);

    if (status == SIMILE_OK)
        status = add_frame(r, false, simile_json__at(simile_json__get(part, "cls"), 1));
    if (status == SIMILE_OK)
        status = add_frame(r, true, simile_json__at(simile_json__get(part, "sep"), 1));
    return status;
}

static simile_status read_post_processor(const reader *r)
{
    const simile_json *part = simile_json__get(r->root, "post_processor");
    const char *type = type_of(part);

    if (is(type, ""))
        return SIMILE_OK;
    if (is(type, "TemplateProcessing"))
        return read_template(r, part);
    if (is(type, "BertProcessing"))
        return read_bert_processing(r, part);
    return lacks(r, "post_processor", type);
}

static simile_status read_lengths(const reader *r)
{
    const simile_json *truncation = simile_json__get(r->root, "truncation");
    const simile_json *padding = simile_json__get(r->root, "padding");
    int64_t max_tokens = simile_json__integer(simile_json__get(truncation, "max_length"), 0);

    const char *direction = simile_json__text(simile_json__get(truncation, "direction"), "Right");

    if (!is(direction, "Right") && !is(direction, "Left"))
        return lacks(r, "truncation direction", direction);
    r->tokenizer->truncates_left = is(direction, "Left");
    if (!is(simile_json__text(simile_json__get(padding, "direction"), "Right"), "Right"))
        return lacks(r, "padding direction", "Left");
    if (max_tokens < 0)
        return damaged(r, "truncation.max_length", "is negative");
    r->tokenizer->max_tokens = (size_t)max_tokens;
    return SIMILE_OK;
}

/* Roles go by what the file does with a token, then by the usual names. */
static void find_specials(const reader *r)
{
    simile_tokenizer *tokenizer = r->tokenizer;
    const simile_json *padding = simile_json__get(r->root, "padding");
    const char *pad = simile_json__text(simile_json__get(padding, "pad_token"), "[PAD]");
    int32_t *specials = tokenizer->specials;

    specials[SIMILE_SPECIAL_PAD] = simile_tokenizer_id(tokenizer, pad);
    specials[SIMILE_SPECIAL_CLS] =
        tokenizer->n_before > 0 ? tokenizer->before[0] : simile_tokenizer_id(tokenizer, "[CLS]");
    specials[SIMILE_SPECIAL_SEP] =
        tokenizer->n_after > 0 ? tokenizer->after[0] : simile_tokenizer_id(tokenizer, "[SEP]");
    specials[SIMILE_SPECIAL_MASK] = simile_tokenizer_id(tokenizer, "[MASK]");
}

/* Puts a piece at its id. *is_sound false: the piece or its id is one that cannot be. */
static simile_status put_piece(bool *is_sound, simile_tokenizer *tokenizer, const simile_json_pick *pick)
{
    const size_t id = (size_t)pick->value;
    simile_status status;

    *is_sound = pick->key_size > 0 && id < pick->size && simile_utf8__is_valid(pick->key, pick->key_size);
    if (!*is_sound)
        return SIMILE_OK;
    status = simile_memory__grow(&tokenizer->pieces, &tokenizer->pieces_capacity, id + 1, sizeof tokenizer->pieces[0]);
    if (status != SIMILE_OK)
        return status;
    for (; tokenizer->n_pieces <= id; tokenizer->n_pieces++)
        tokenizer->pieces[tokenizer->n_pieces] = NULL;
    *is_sound = tokenizer->pieces[id] == NULL;
    if (*is_sound)
        tokenizer->pieces[id] = simile_arena__copy_text(&tokenizer->texts, pick->key, pick->key_size);
    return tokenizer->pieces[id] == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

/* Reads the pieces straight out of the text; r->has_pieces false: they are not as they should be, and none is there. */
static simile_status pick_pieces(reader *r, simile_json_pick *pick)
{
    simile_tokenizer *tokenizer = r->tokenizer;
    simile_status status = SIMILE_OK;
    simile_json_picked picked = SIMILE_JSON_PICKED_OTHER;
    bool is_sound = simile_json_pick__find(pick, "model", "vocab");
    size_t n = 0;

    for (; is_sound && status == SIMILE_OK && (picked = simile_json_pick__next(pick)) == SIMILE_JSON_PICKED_PAIR; n++)
        status = put_piece(&is_sound, tokenizer, pick);
    r->has_pieces = is_sound && picked == SIMILE_JSON_PICKED_END && n > 0 && n == tokenizer->n_pieces;
    tokenizer->n_pieces = r->has_pieces ? n : 0;
    tokenizer->n_model = tokenizer->n_pieces;
    return status;
}

/* Parses the text around the vocabulary; *root NULL: it is no JSON. */
static simile_status parse_rest(simile_json **root, const reader *r, const simile_json_pick *pick)
{
    simile_buffer rest = {0};
    simile_status status = simile_buffer__append(&rest, pick->text, pick->start);

    if (status == SIMILE_OK)
        status = simile_buffer__append_text(&rest, "{}");
    if (status == SIMILE_OK)
        status = simile_buffer__append(&rest, pick->text + pick->at, pick->size - pick->at);
    if (status == SIMILE_OK && simile_json__parse(root, rest.data, rest.size, r->path) != SIMILE_OK)
        *root = NULL;
    simile_buffer__dispose(&rest);
    return status;
}

/* The file as a tree: without its pieces, which are read on the way, or, where something is wrong, whole, so that the
 * message names the right place. */
static simile_status parse(simile_json **root, reader *r, const simile_buffer *bytes)
{
    simile_json_pick pick = {.text = bytes->data, .size = bytes->size};
    simile_status status = pick_pieces(r, &pick);

    if (status == SIMILE_OK && r->has_pieces)
        status = parse_rest(root, r, &pick);
    simile_buffer__dispose(&pick.decoded);
    if (status != SIMILE_OK || *root != NULL)
        return status;
    r->has_pieces = false;
    r->tokenizer->n_pieces = r->tokenizer->n_model = 0;
    return simile_json__parse(root, bytes->data, bytes->size, r->path);
}

static simile_status load(simile_json **root, reader *r)
{
    simile_buffer bytes = {0};
    simile_status status = simile_file__read(&bytes, r->path, LARGEST_FILE);

    if (status == SIMILE_OK && bytes.size == 0)
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is empty, JSON is needed", r->path);
    if (status == SIMILE_OK)
        status = parse(root, r, &bytes);
    simile_buffer__dispose(&bytes);
    return status;
}

simile_status simile_tokenizer__load_json(simile_tokenizer *tokenizer, const char *path)
{
    static simile_status (*const steps[])(const reader *) = {read_normalizer, check_types,         read_model,
                                                             read_added,      read_post_processor, read_lengths};
    simile_json *root = NULL;
    reader r = {.tokenizer = tokenizer, .path = path};
    simile_status status = load(&root, &r);

    if (status != SIMILE_OK) {
        simile_json__free(root);
        return status;
    }
    r.root = root;
    if (simile_json__kind(root) != SIMILE_JSON_OBJECT)
        status = damaged(&r, "the file", "is no JSON object");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == SIMILE_OK; i++)
        status = steps[i](&r);
    if (status == SIMILE_OK)
        status = simile_tokenizer__finish(tokenizer, path);
    if (status == SIMILE_OK)
        find_specials(&r);
    simile_json__free(root);
    return status;
}
