/* Opening, closing and asking a tokenizer. */
#include "fail.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "tokenizer_state.h"
#include <stdatomic.h>
#include <string.h>

const simile_special_names simile_special_names__default = {{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}};

static atomic_uint_fast64_t n_made;

simile_tokenizer *simile_tokenizer__new(void)
{
    simile_tokenizer *tokenizer = simile_memory__alloc(1, sizeof *tokenizer);

    if (tokenizer == NULL)
        return NULL;
    tokenizer->serial = atomic_fetch_add(&n_made, 1) + 1;
    tokenizer->prefix = "##";
    tokenizer->has_decoder = true;
    tokenizer->decoder_prefix = "##";
    tokenizer->decoder_cleanup = true;
    tokenizer->unknown = "[UNK]";
    tokenizer->max_word_characters = SIMILE_MAX_WORD_CHARACTERS;
    for (size_t i = 0; i < SIMILE_N_SPECIALS; i++)
        tokenizer->specials[i] = -1;
    return tokenizer;
}

void simile_tokenizer_free(simile_tokenizer *tokenizer)
{
    if (tokenizer == NULL)
        return;
    simile_added_set__dispose(&tokenizer->raw);
    simile_added_set__dispose(&tokenizer->normal);
    simile_piece_index__dispose(&tokenizer->index);
    simile_memory__free(tokenizer->pieces);
    simile_memory__free(tokenizer->added);
    simile_memory__free(tokenizer->before);
    simile_memory__free(tokenizer->after);
    simile_arena__dispose(&tokenizer->texts);
    simile_memory__free(tokenizer);
}

simile_status simile_tokenizer__add_piece(simile_tokenizer *tokenizer, const char *text, size_t size)
{
    simile_status status;
    char *copy;

    if (tokenizer->n_pieces >= INT32_MAX)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "the vocabulary has more than %d pieces", INT32_MAX);
    status = simile_memory__grow(&tokenizer->pieces, &tokenizer->pieces_capacity, tokenizer->n_pieces + 1,
                                 sizeof tokenizer->pieces[0]);
    if (status != SIMILE_OK)
        return status;
    copy = simile_arena__copy_text(&tokenizer->texts, text, size);
    if (copy == NULL)
        return SIMILE_ERROR_MEMORY;
    tokenizer->pieces[tokenizer->n_pieces++] = copy;
    return SIMILE_OK;
}

static simile_status build_index(simile_tokenizer *tokenizer, const char *name)
{
    int32_t duplicate[2];
    simile_status status = simile_piece_index__build(&tokenizer->index, duplicate, tokenizer->pieces,
                                                     tokenizer->n_model, tokenizer->prefix);

    if (status == SIMILE_OK && duplicate[1] >= 0)
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the piece \"%s\" occurs twice, as ids %d and %d", name,
                                     tokenizer->pieces[duplicate[1]], (int)duplicate[0], (int)duplicate[1]);
    return status;
}

/* The patterns of added tokens that are sought in normalised text are normalised themselves. */
static simile_status normalize_patterns(simile_tokenizer *tokenizer)
{
    simile_buffer normal = {0};
    simile_marks marks = {0};
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < tokenizer->n_added && status == SIMILE_OK; i++) {
        simile_added_token *token = &tokenizer->added[i];
        token->pattern = token->content;
        if (!token->normalized)
            continue;
        status = simile_normalizer__run(&normal, NULL, &marks, &tokenizer->normalizer, token->content,
                                        strlen(token->content));
        if (status != SIMILE_OK)
            break;
        token->pattern = simile_arena__copy_text(&tokenizer->texts, normal.data, normal.size);
        if (token->pattern == NULL)
            status = SIMILE_ERROR_MEMORY;
    }
    simile_marks__dispose(&marks);
    simile_buffer__dispose(&normal);
    return status;
}

static simile_status build_added(simile_tokenizer *tokenizer)
{
    simile_status status = normalize_patterns(tokenizer);

    if (status == SIMILE_OK)
        status = simile_added_set__build(&tokenizer->raw, tokenizer->added, tokenizer->n_added, false);
    if (status == SIMILE_OK)
        status = simile_added_set__build(&tokenizer->normal, tokenizer->added, tokenizer->n_added, true);
    return status;
}

simile_status simile_tokenizer__finish(simile_tokenizer *tokenizer, const char *name)
{
    simile_status status;
    int32_t unknown;

    if (tokenizer->n_model == 0)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the vocabulary is empty", name);
    status = build_index(tokenizer, name);
    if (status != SIMILE_OK)
        return status;
    for (size_t i = tokenizer->n_model; i < tokenizer->n_pieces; i++) {
        int32_t id = simile_tokenizer_id(tokenizer, tokenizer->pieces[i]);
        if (id != (int32_t)i)
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the added token \"%s\" has id %zu, but also id %d",
                                       name, tokenizer->pieces[i], i, (int)id);
    }
    unknown = simile_tokenizer_id(tokenizer, tokenizer->unknown);
    if (unknown < 0)
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s: the vocabulary has no %s, which stands for unknown words; add it as a line of "
                                   "its own",
                                   name, tokenizer->unknown);
    tokenizer->specials[SIMILE_SPECIAL_UNK] = unknown;
    tokenizer->normalizer.strip_accents =
        tokenizer->strip_accents < 0 ? tokenizer->normalizer.lowercase : tokenizer->strip_accents != 0;
    simile_normalizer__prepare(&tokenizer->normalizer);
    return build_added(tokenizer);
}

/* The text of a special token in tokenizer_config.json: a string, or an object with `content`. */
static const char *special_name(const simile_json *config, simile_special role)
{
    static const char *const keys[SIMILE_N_SPECIALS] = {"pad_token", "unk_token", "cls_token", "sep_token",
                                                        "mask_token"};
    const simile_json *value = simile_json__get(config, keys[role]);

    if (simile_json__kind(value) == SIMILE_JSON_OBJECT)
        value = simile_json__get(value, "content");
    return simile_json__text(value, simile_special_names__default.names[role]);
}

/* vocab.txt with what tokenizer_config.json says about it; without that file BERT's defaults hold. */
static simile_status load_folder_vocab(simile_tokenizer *tokenizer, const char *vocab_path, const char *config_path)
{
    simile_tokenizer_options options = {.lowercase = true, .strip_accents = -1, .chinese = true};
    simile_special_names names;
    simile_json *config = NULL;
    const simile_json *strip;
    simile_status status = SIMILE_OK;

    if (simile_file__exists(config_path))
        status = simile_json__load(&config, config_path);
    if (status != SIMILE_OK)
        return status;
    options.lowercase = simile_json__bool(simile_json__get(config, "do_lower_case"), true);
    options.chinese = simile_json__bool(simile_json__get(config, "tokenize_chinese_chars"), true);
    strip = simile_json__get(config, "strip_accents");
    if (simile_json__kind(strip) == SIMILE_JSON_BOOL)
        options.strip_accents = simile_json__bool(strip, false);
    for (int role = 0; role < SIMILE_N_SPECIALS; role++)
        names.names[role] = special_name(config, (simile_special)role);
    status = simile_tokenizer__load_vocab(tokenizer, vocab_path, &options, &names);
    simile_json__free(config);
    return status;
}

static simile_status load_folder(simile_tokenizer *tokenizer, const char *folder)
{
    char *json_path = simile_path__join(folder, "tokenizer.json");
    char *vocab_path = simile_path__join(folder, "vocab.txt");
    char *config_path = simile_path__join(folder, "tokenizer_config.json");
    simile_status status;

    if (json_path == NULL || vocab_path == NULL || config_path == NULL)
        status = SIMILE_ERROR_MEMORY;
    else if (simile_file__exists(json_path))
        status = simile_tokenizer__load_json(tokenizer, json_path);
    else if (simile_file__exists(vocab_path))
        status = load_folder_vocab(tokenizer, vocab_path, config_path);
    else
        status =
            simile_status__fail(SIMILE_ERROR_IO, "%s: the folder holds neither tokenizer.json nor vocab.txt", folder);
    simile_memory__free(json_path);
    simile_memory__free(vocab_path);
    simile_memory__free(config_path);
    return status;
}

simile_status simile_tokenizer_open(simile_tokenizer **tokenizer, const char *path)
{
    simile_tokenizer *opened;
    simile_status status;

    *tokenizer = NULL;
    if (!simile_file__is_folder(path) && !simile_path__ends_with(path, ".json"))
        return simile_tokenizer_new_from_vocab(tokenizer, path, NULL);
    opened = simile_tokenizer__new();
    if (opened == NULL)
        return SIMILE_ERROR_MEMORY;
    status = simile_file__is_folder(path) ? load_folder(opened, path) : simile_tokenizer__load_json(opened, path);
    if (status != SIMILE_OK) {
        simile_tokenizer_free(opened);
        return status;
    }
    *tokenizer = opened;
    return SIMILE_OK;
}

size_t simile_tokenizer_size(const simile_tokenizer *tokenizer)
{
    return tokenizer->n_pieces;
}

const char *simile_tokenizer_piece(const simile_tokenizer *tokenizer, int32_t id)
{
    return id >= 0 && (size_t)id < tokenizer->n_pieces ? tokenizer->pieces[id] : NULL;
}

int32_t simile_tokenizer_id(const simile_tokenizer *tokenizer, const char *piece)
{
    const int32_t id = simile_piece_index__id(&tokenizer->index, piece, strlen(piece));

    if (id != SIMILE_NO_PIECE)
        return id;
    for (size_t i = tokenizer->n_model; i < tokenizer->n_pieces; i++)
        if (strcmp(tokenizer->pieces[i], piece) == 0)
            return (int32_t)i;
    return -1;
}

int32_t simile_tokenizer_special(const simile_tokenizer *tokenizer, simile_special role)
{
    return tokenizer->specials[role];
}

bool simile_tokenizer_is_special(const simile_tokenizer *tokenizer, int32_t id)
{
    for (size_t i = 0; i < tokenizer->n_added; i++)
        if (tokenizer->added[i].id == id && tokenizer->added[i].special)
            return true;
    return false;
}

size_t simile_tokenizer_max_tokens(const simile_tokenizer *tokenizer)
{
    return tokenizer->max_tokens;
}
