/* From counted words to a vocabulary: special tokens, characters, joined pieces (Sennrich et al. 2016;
 * huggingface/tokenizers, models/wordpiece/trainer.rs). */
#include "fail.h"
#include "file.h"
#include "memory.h"
#include "simile/vocab.h"
#include "unicode.h"
#include "utf8.h"
#include "vocab_joiner.h"
#include "vocab_words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_SPECIALS             5
#define MAX_WORD_CHARACTERS    100
#define DEFAULT_MIN_FREQUENCY  2
#define DEFAULT_ALPHABET_LIMIT 1000
#define JOININGS_PER_PROGRESS  256
#define PREFIX                 "##"
#define PREFIX_SIZE            2

typedef struct character {
    uint32_t code;
    uint64_t count;
} character;

typedef struct trainer {
    const simile_vocab_train_options *options;
    simile_vocab_report *report;
    simile_map pieces;          /* text; the id is the place in it */
    simile_map counts;          /* of words */
    uint64_t *character_counts; /* [SIMILE_UNICODE_N_CODES] */
    int32_t *starting;          /* [SIMILE_UNICODE_N_CODES]: id + 1 of the character as a word's start; 0: not kept */
    int32_t *continuing;        /* [SIMILE_UNICODE_N_CODES]: the same as a continuing piece */
    simile_joiner joiner;
    simile_buffer text; /* of the piece being made */
} trainer;

static void dispose(trainer *t)
{
    simile_map__dispose(&t->pieces);
    simile_map__dispose(&t->counts);
    simile_memory__free(t->character_counts);
    simile_memory__free(t->starting);
    simile_memory__free(t->continuing);
    simile_joiner__dispose(&t->joiner);
    simile_buffer__dispose(&t->text);
}

static simile_status add_piece(uint32_t *id, trainer *t, const char *text, size_t size)
{
    simile_map_entry *entry = NULL;
    simile_status status = simile_map__insert(&entry, NULL, &t->pieces, text, size);

    if (status == SIMILE_OK)
        *id = (uint32_t)(entry - t->pieces.entries);
    return status;
}

/* Adds a special token, which must be new. */
static simile_status add_special(trainer *t, const char *token)
{
    const size_t before = t->pieces.n_entries;
    uint32_t id;
    simile_status status =
        token[0] == '\0' || strpbrk(token, "\r\n") != NULL
            ? simile_status__fail(SIMILE_ERROR_CONFIG, "a special token is empty or holds a line end")
            : add_piece(&id, t, token, strlen(token));

    if (status == SIMILE_OK && t->pieces.n_entries == before)
        status = simile_status__fail(SIMILE_ERROR_CONFIG, "the special token %s is given twice", token);
    return status;
}

static simile_status add_specials(trainer *t)
{
    static const char *const usual[N_SPECIALS] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < N_SPECIALS && status == SIMILE_OK; i++)
        status = add_special(t, usual[i]);
    for (size_t i = 0; i < t->options->n_specials && status == SIMILE_OK; i++)
        status = add_special(t, t->options->specials[i]);
    for (size_t i = 0; i < t->options->n_reserved && status == SIMILE_OK; i++) {
        char slot[32];
        snprintf(slot, sizeof slot, "[unused%zu]", i);
        status = add_special(t, slot);
    }
    return status;
}

static bool is_short(const simile_map_entry *word)
{
    return word->size <= MAX_WORD_CHARACTERS || simile_utf8__count(word->key, word->size) <= MAX_WORD_CHARACTERS;
}

static void count_characters(trainer *t)
{
    for (size_t i = 0; i < t->counts.n_entries; i++) {
        const simile_map_entry *word = &t->counts.entries[i];
        size_t length;
        if (!is_short(word))
            continue;
        for (size_t at = 0; at < word->size; at += length)
            t->character_counts[simile_utf8__decode(&length, word->key + at)] += (uint64_t)word->value;
    }
}

static int compare_by_count(const void *a, const void *b)
{
    const character *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->code > y->code) - (x->code < y->code);
}

/* Marks the most frequent characters as kept; of equally frequent ones those with the lower code points. */
static simile_status keep_characters(trainer *t)
{
    size_t limit = t->options->alphabet_limit == 0 ? DEFAULT_ALPHABET_LIMIT : t->options->alphabet_limit;
    character *characters;
    size_t n = 0;

    for (uint32_t code = 0; code < SIMILE_UNICODE_N_CODES; code++)
        n += t->character_counts[code] > 0;
    characters = simile_memory__alloc(n, sizeof characters[0]);
    if (characters == NULL)
        return SIMILE_ERROR_MEMORY;
    n = 0;
    for (uint32_t code = 0; code < SIMILE_UNICODE_N_CODES; code++)
        if (t->character_counts[code] > 0)
            characters[n++] = (character){code, t->character_counts[code]};
    qsort(characters, n, sizeof characters[0], compare_by_count);
    t->report->n_characters = n < limit ? n : limit;
    for (size_t i = 0; i < t->report->n_characters; i++)
        t->starting[characters[i].code] = 1;
    simile_memory__free(characters);
    return SIMILE_OK;
}

/* true when the word is short enough and all its characters are kept. */
static bool is_kept(const trainer *t, const simile_map_entry *word)
{
    size_t length;

    if (!is_short(word))
        return false;
    for (size_t at = 0; at < word->size; at += length)
        if (t->starting[simile_utf8__decode(&length, word->key + at)] == 0)
            return false;
    return true;
}

/* Marks the characters that stand inside a kept word. */
static void mark_continuing(trainer *t)
{
    for (size_t i = 0; i < t->counts.n_entries; i++) {
        const simile_map_entry *word = &t->counts.entries[i];
        size_t length;
        if (!is_kept(t, word))
            continue;
        simile_utf8__decode(&length, word->key);
        for (size_t at = length; at < word->size; at += length)
            t->continuing[simile_utf8__decode(&length, word->key + at)] = 1;
    }
}

/* Gives ids to the characters marked in `marks`, by code point; the marks become id + 1. */
static simile_status add_characters(trainer *t, int32_t *marks, const char *prefix)
{
    simile_status status = SIMILE_OK;

    for (uint32_t code = 0; code < SIMILE_UNICODE_N_CODES && status == SIMILE_OK; code++) {
        char text[PREFIX_SIZE + 4];
        size_t size = strlen(prefix);
        uint32_t id = 0;
        if (marks[code] == 0)
            continue;
        memcpy(text, prefix, size);
        size += simile_utf8__encode(text + size, code);
        status = add_piece(&id, t, text, size);
        marks[code] = (int32_t)id + 1;
    }
    return status;
}

static simile_status make_alphabet(trainer *t)
{
    simile_status status;

    t->character_counts = simile_memory__alloc(SIMILE_UNICODE_N_CODES, sizeof t->character_counts[0]);
    t->starting = simile_memory__alloc(SIMILE_UNICODE_N_CODES, sizeof t->starting[0]);
    t->continuing = simile_memory__alloc(SIMILE_UNICODE_N_CODES, sizeof t->continuing[0]);
    if (t->character_counts == NULL || t->starting == NULL || t->continuing == NULL)
        return SIMILE_ERROR_MEMORY;
    count_characters(t);
    status = keep_characters(t);
    if (status != SIMILE_OK)
        return status;
    simile_memory__free(t->character_counts);
    t->character_counts = NULL;
    mark_continuing(t);
    status = add_characters(t, t->starting, "");
    if (status == SIMILE_OK)
        status = add_characters(t, t->continuing, PREFIX);
    if (status == SIMILE_OK && t->pieces.n_entries > t->options->size)
        status = simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "a vocabulary of %zu pieces has no room for the special tokens and characters, "
                                     "which are %zu; ask for more pieces or a smaller alphabet",
                                     t->options->size, t->pieces.n_entries);
    return status;
}

static simile_status add_word(trainer *t, const simile_map_entry *entry)
{
    uint32_t pieces[MAX_WORD_CHARACTERS];
    size_t n = 0, length;

    for (size_t at = 0; at < entry->size; at += length) {
        uint32_t code = simile_utf8__decode(&length, entry->key + at);
        pieces[n++] = (uint32_t)(at == 0 ? t->starting[code] : t->continuing[code]) - 1;
    }
    return simile_joiner__add(&t->joiner, pieces, n, entry->value);
}

static simile_status add_words(trainer *t)
{
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < t->counts.n_entries && status == SIMILE_OK; i++) {
        const simile_map_entry *entry = &t->counts.entries[i];
        if (entry->value == 0)
            continue;
        if (is_kept(t, entry))
            status = add_word(t, entry);
        else
            t->report->n_skipped += (uint64_t)entry->value;
    }
    /* From here on a word is its pieces. */
    simile_map__dispose(&t->counts);
    simile_memory__free(t->starting);
    simile_memory__free(t->continuing);
    t->starting = t->continuing = NULL;
    return status == SIMILE_OK ? simile_joiner__start(&t->joiner) : status;
}

/* The id of the first piece's text with the second's, its prefix cut, behind it. */
static simile_status join_texts(uint32_t *id, trainer *t, uint32_t first, uint32_t second)
{
    const simile_map_entry *a = &t->pieces.entries[first], *b = &t->pieces.entries[second];
    simile_status status;

    simile_buffer__clear(&t->text);
    status = simile_buffer__append(&t->text, a->key, a->size);
    if (status == SIMILE_OK) /* the second piece of a pair is always a continuing one */
        status = simile_buffer__append(&t->text, b->key + PREFIX_SIZE, b->size - PREFIX_SIZE);
    return status == SIMILE_OK ? add_piece(id, t, t->text.data, t->text.size) : status;
}

static simile_status join_all(trainer *t)
{
    simile_status status = SIMILE_OK;
    uint32_t first, second, id = 0;

    for (size_t n = 1; status == SIMILE_OK && t->pieces.n_entries < t->options->size &&
                       simile_joiner__next(&first, &second, &t->joiner);
         n++) {
        status = join_texts(&id, t, first, second);
        if (status == SIMILE_OK)
            status = simile_joiner__join(&t->joiner, id);
        if (status == SIMILE_OK && t->options->progress != NULL && n % JOININGS_PER_PROGRESS == 0)
            status = t->options->progress(t->options->progress_context, "join", t->pieces.n_entries, t->options->size);
    }
    return status;
}

static simile_status write_pieces(trainer *t)
{
    simile_status status = SIMILE_OK;

    t->report->n_pieces = t->pieces.n_entries;
    t->report->n_pieces_in_use = simile_joiner__n_pieces(&t->joiner);
    if (t->options->out == NULL)
        return SIMILE_OK;
    simile_buffer__clear(&t->text);
    for (size_t i = 0; i < t->pieces.n_entries && status == SIMILE_OK; i++) {
        status = simile_buffer__append(&t->text, t->pieces.entries[i].key, t->pieces.entries[i].size);
        if (status == SIMILE_OK)
            status = simile_buffer__append(&t->text, "\n", 1);
    }
    return status == SIMILE_OK ? simile_file__write(t->options->out, t->text.data, t->text.size) : status;
}

simile_status simile_vocab_train(const simile_vocab_train_options *options, simile_vocab_report *report)
{
    static simile_status (*const steps[])(trainer *) = {make_alphabet, add_words, join_all, write_pieces};
    simile_vocab_report own = {0};
    trainer t = {.options = options, .report = &own};
    simile_status status = add_specials(&t);

    t.joiner.pairs.criterion = options->criterion;
    t.joiner.pairs.min_frequency = options->min_frequency == 0 ? DEFAULT_MIN_FREQUENCY : options->min_frequency;
    if (status == SIMILE_OK)
        status = simile_vocab_words__count(&t.counts, options, &own, SIMILE_VOCAB_STRETCH);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == SIMILE_OK; i++)
        status = steps[i](&t);
    dispose(&t);
    if (report != NULL)
        *report = own;
    return status;
}
