/* Reading of vocab.txt: one piece a line, the line's number (from 0) is its id, white space behind it is cut. */
#include "fail.h"
#include "input.h"
#include "memory.h"
#include "tokenizer_state.h"
#include "utf8.h"
#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* What is wrong with a line, its white space cut; NULL: nothing. */
static const char *find_problem(const char *line, size_t size)
{
    bool has_nul = false, is_ascii = true;

    if (size == 0)
        return "is empty, but each line is a piece";
    for (size_t i = 0; i < size; i++) {
        has_nul |= line[i] == '\0';
        is_ascii &= (unsigned char)line[i] < 0x80;
    }
    if (has_nul)
        return "holds a NUL byte; is this a vocabulary file?";
    return is_ascii || simile_utf8__is_valid(line, size) ? NULL : "is not UTF-8";
}

static simile_status add_line(simile_tokenizer *tokenizer, const simile_input *input, const char *line, size_t size)
{
    while (size > 0 && is_blank(line[size - 1]))
        size--;
    const char *problem = find_problem(line, size);
    if (problem != NULL)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s:%llu: the line %s", simile_input__path(input),
                                   (unsigned long long)simile_input__line_number(input), problem);
    return simile_tokenizer__add_piece(tokenizer, line, size);
}

static simile_status read_pieces(simile_tokenizer *tokenizer, const char *path)
{
    simile_input *input = NULL;
    simile_status status = simile_input__open(&input, path);
    bool more = true;

    while (status == SIMILE_OK) {
        const char *line;
        size_t size;
        status = simile_input__line(&more, &line, &size, input);
        if (status != SIMILE_OK || !more)
            break;
        status = add_line(tokenizer, input, line, size);
    }
    simile_input__free(input);
    tokenizer->n_model = tokenizer->n_pieces;
    return status;
}

/* The special tokens that the vocabulary has become added tokens, so that they are found in texts. */
static simile_status add_specials(simile_tokenizer *tokenizer, const simile_special_names *names)
{
    bool begins[256] = {false};

    tokenizer->added = simile_memory__alloc(SIMILE_N_SPECIALS, sizeof tokenizer->added[0]);
    if (tokenizer->added == NULL)
        return SIMILE_ERROR_MEMORY;
    for (size_t role = 0; role < SIMILE_N_SPECIALS; role++)
        begins[(unsigned char)names->names[role][0]] = true;
    for (size_t id = 0; id < tokenizer->n_model; id++)
        for (size_t role = 0; begins[(unsigned char)tokenizer->pieces[id][0]] && role < SIMILE_N_SPECIALS; role++)
            if (tokenizer->specials[role] < 0 && strcmp(tokenizer->pieces[id], names->names[role]) == 0) {
                tokenizer->specials[role] = (int32_t)id;
                tokenizer->added[tokenizer->n_added++] =
                    (simile_added_token){.content = tokenizer->pieces[id], .id = (int32_t)id, .special = true};
            }
    return SIMILE_OK;
}

/* [CLS] in front and [SEP] behind, if the vocabulary has both. */
static simile_status add_frame(simile_tokenizer *tokenizer)
{
    int32_t cls = tokenizer->specials[SIMILE_SPECIAL_CLS], sep = tokenizer->specials[SIMILE_SPECIAL_SEP];

    if (cls < 0 || sep < 0)
        return SIMILE_OK;
    tokenizer->before = simile_memory__alloc(1, sizeof tokenizer->before[0]);
    tokenizer->after = simile_memory__alloc(1, sizeof tokenizer->after[0]);
    if (tokenizer->before == NULL || tokenizer->after == NULL)
        return SIMILE_ERROR_MEMORY;
    tokenizer->before[0] = cls;
    tokenizer->after[0] = sep;
    tokenizer->n_before = tokenizer->n_after = 1;
    return SIMILE_OK;
}

simile_status simile_tokenizer__load_vocab(simile_tokenizer *tokenizer, const char *path,
                                           const simile_tokenizer_options *options, const simile_special_names *names)
{
    const char *unknown = names->names[SIMILE_SPECIAL_UNK];
    simile_status status = read_pieces(tokenizer, path);

    tokenizer->normalizer.clean_text = true;
    tokenizer->normalizer.chinese = options->chinese;
    tokenizer->normalizer.lowercase = options->lowercase;
    tokenizer->strip_accents = options->strip_accents;
    if (status == SIMILE_OK) {
        tokenizer->unknown = simile_arena__copy_text(&tokenizer->texts, unknown, strlen(unknown));
        status = tokenizer->unknown == NULL ? SIMILE_ERROR_MEMORY : add_specials(tokenizer, names);
    }
    if (status == SIMILE_OK)
        status = add_frame(tokenizer);
    return status == SIMILE_OK ? simile_tokenizer__finish(tokenizer, path) : status;
}

simile_status simile_tokenizer_new_from_vocab(simile_tokenizer **tokenizer, const char *vocab_path,
                                              const simile_tokenizer_options *options)
{
    static const simile_tokenizer_options defaults = {.lowercase = true, .strip_accents = -1, .chinese = true};
    simile_tokenizer *made = simile_tokenizer__new();
    simile_status status;

    *tokenizer = NULL;
    if (made == NULL)
        return SIMILE_ERROR_MEMORY;
    status = simile_tokenizer__load_vocab(made, vocab_path, options == NULL ? &defaults : options,
                                          &simile_special_names__default);
    if (status != SIMILE_OK) {
        simile_tokenizer_free(made);
        return status;
    }
    *tokenizer = made;
    return SIMILE_OK;
}
