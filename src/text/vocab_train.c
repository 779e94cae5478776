/* Joining of pieces, most frequent pair first (Sennrich et al. 2016; huggingface/tokenizers,
 * models/wordpiece/trainer.rs), with counts kept up to date word by word. */
#include "fail.h"
#include "file.h"
#include "memory.h"
#include "simile/vocab.h"
#include "unicode.h"
#include "utf8.h"
#include "vocab_pairs.h"
#include "vocab_words.h"
#include <stdlib.h>
#include <string.h>

#define N_SPECIALS             5
#define MAX_WORD_CHARACTERS    100
#define DEFAULT_MIN_FREQUENCY  2
#define DEFAULT_ALPHABET_LIMIT 1000
#define JOININGS_PER_PROGRESS  256
#define PREFIX                 "##"
#define PREFIX_SIZE            2

/* A word as pieces. */
typedef struct vocab_word {
    size_t first; /* of its pieces in `symbols` */
    size_t n;
    int64_t count;
} vocab_word;

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
    uint32_t *symbols;
    size_t n_symbols, symbols_capacity;
    vocab_word *words;
    size_t n_words;
    simile_pairs pairs;
    size_t *changed; /* pairs that gained in the current joining */
    size_t n_changed, changed_capacity;
    simile_buffer text; /* of the piece being made */
} trainer;

static void dispose(trainer *t)
{
    simile_map__dispose(&t->pieces);
    simile_map__dispose(&t->counts);
    simile_memory__free(t->character_counts);
    simile_memory__free(t->starting);
    simile_memory__free(t->continuing);
    simile_memory__free(t->symbols);
    simile_memory__free(t->words);
    simile_pairs__dispose(&t->pairs);
    simile_memory__free(t->changed);
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

static simile_status add_specials(trainer *t)
{
    static const char *const specials[N_SPECIALS] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    simile_status status = SIMILE_OK;
    uint32_t id;

    for (size_t i = 0; i < N_SPECIALS && status == SIMILE_OK; i++)
        status = add_piece(&id, t, specials[i], strlen(specials[i]));
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

/* Adds or takes away (sign −1) the counts of all pairs of a word. */
static simile_status count_pairs(trainer *t, uint32_t word, int64_t sign)
{
    const vocab_word *w = &t->words[word];
    simile_status status = SIMILE_OK;
    size_t index;

    for (size_t i = w->first; i + 1 < w->first + w->n && status == SIMILE_OK; i++)
        status = simile_pairs__add(&index, &t->pairs, t->symbols[i], t->symbols[i + 1], sign * w->count, word);
    return status;
}

static simile_status add_word(trainer *t, const simile_map_entry *entry)
{
    vocab_word *word = &t->words[t->n_words];
    size_t length;
    simile_status status = simile_memory__grow(&t->symbols, &t->symbols_capacity, t->n_symbols + MAX_WORD_CHARACTERS,
                                               sizeof t->symbols[0]);

    if (status != SIMILE_OK)
        return status;
    *word = (vocab_word){.first = t->n_symbols, .count = entry->value};
    for (size_t at = 0; at < entry->size; at += length) {
        uint32_t code = simile_utf8__decode(&length, entry->key + at);
        t->symbols[t->n_symbols++] = (uint32_t)(at == 0 ? t->starting[code] : t->continuing[code]) - 1;
    }
    word->n = t->n_symbols - word->first;
    return count_pairs(t, (uint32_t)t->n_words++, 1);
}

static simile_status add_words(trainer *t)
{
    simile_status status = SIMILE_OK;

    if (t->counts.n_entries >= UINT32_MAX)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "too many different words; train on less text");
    t->words = simile_memory__alloc(t->counts.n_entries, sizeof t->words[0]);
    if (t->words == NULL)
        return SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < t->counts.n_entries && status == SIMILE_OK; i++) {
        const simile_map_entry *entry = &t->counts.entries[i];
        if (entry->value == 0)
            continue;
        if (is_kept(t, entry))
            status = add_word(t, entry);
        else
            t->report->n_skipped += (uint64_t)entry->value;
    }
    for (size_t i = 0; i < t->pairs.n_pairs && status == SIMILE_OK; i++)
        status = simile_pairs__offer(&t->pairs, i);
    return status;
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

/* Notes the pairs with the new piece: they are the only ones whose counts can have risen. */
static simile_status note_changed(trainer *t, uint32_t word, uint32_t id, uint32_t joining)
{
    const vocab_word *w = &t->words[word];
    simile_status status = SIMILE_OK;

    for (size_t i = w->first; i + 1 < w->first + w->n && status == SIMILE_OK; i++) {
        size_t index;
        if (t->symbols[i] != id && t->symbols[i + 1] != id)
            continue;
        status = simile_pairs__add(&index, &t->pairs, t->symbols[i], t->symbols[i + 1], 0, word);
        if (status != SIMILE_OK || t->pairs.pairs[index].marked == joining)
            continue;
        t->pairs.pairs[index].marked = joining;
        status = simile_memory__grow(&t->changed, &t->changed_capacity, t->n_changed + 1, sizeof t->changed[0]);
        if (status == SIMILE_OK)
            t->changed[t->n_changed++] = index;
    }
    return status;
}

/* Puts `id` where the pair stands, from the left. */
static void replace_pair(trainer *t, vocab_word *w, uint64_t pair, uint32_t id)
{
    uint32_t *symbols = t->symbols + w->first;
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++) {
        if (i + 1 < w->n && ((uint64_t)symbols[i] << 32 | symbols[i + 1]) == pair) {
            symbols[n++] = id;
            i++;
        } else
            symbols[n++] = symbols[i];
    }
    w->n = n;
}

static bool holds_pair(const trainer *t, const vocab_word *w, uint64_t pair)
{
    for (size_t i = w->first; i + 1 < w->first + w->n; i++)
        if (((uint64_t)t->symbols[i] << 32 | t->symbols[i + 1]) == pair)
            return true;
    return false;
}

static simile_status join_in_word(trainer *t, uint32_t word, uint64_t pair, uint32_t id, uint32_t joining)
{
    simile_status status;

    if (!holds_pair(t, &t->words[word], pair))
        return SIMILE_OK;
    status = count_pairs(t, word, -1);
    replace_pair(t, &t->words[word], pair, id);
    if (status == SIMILE_OK)
        status = count_pairs(t, word, 1);
    return status == SIMILE_OK ? note_changed(t, word, id, joining) : status;
}

static simile_status join(trainer *t, size_t index, uint32_t joining)
{
    uint64_t pair = t->pairs.pairs[index].key;
    uint32_t place = t->pairs.pairs[index].place, word = 0, id = 0;
    simile_status status = join_texts(&id, t, (uint32_t)(pair >> 32), (uint32_t)pair);

    t->n_changed = 0;
    while (status == SIMILE_OK && simile_pairs__word(&word, &place, &t->pairs))
        status = join_in_word(t, word, pair, id, joining);
    for (size_t i = 0; i < t->n_changed && status == SIMILE_OK; i++)
        status = simile_pairs__offer(&t->pairs, t->changed[i]);
    return status;
}

static simile_status join_all(trainer *t)
{
    uint64_t min_frequency = t->options->min_frequency == 0 ? DEFAULT_MIN_FREQUENCY : t->options->min_frequency;
    simile_status status = SIMILE_OK;

    for (uint32_t joining = 1; status == SIMILE_OK && t->pieces.n_entries < t->options->size; joining++) {
        size_t index = 0;
        bool found = false;
        status = simile_pairs__best(&found, &index, &t->pairs);
        if (status != SIMILE_OK || !found || (uint64_t)t->pairs.pairs[index].count < min_frequency)
            break;
        status = join(t, index, joining);
        if (status == SIMILE_OK && t->options->progress != NULL && joining % JOININGS_PER_PROGRESS == 0)
            status = t->options->progress(t->options->progress_context, "merge", t->pieces.n_entries, t->options->size);
    }
    return status;
}

static simile_status write_pieces(trainer *t)
{
    simile_status status = SIMILE_OK;

    t->report->n_pieces = t->pieces.n_entries;
    for (size_t i = 0; i < t->n_words; i++)
        t->report->n_pieces_in_use += t->words[i].n * (uint64_t)t->words[i].count;
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
    static simile_status (*const steps[])(trainer *) = {add_specials, make_alphabet, add_words, join_all, write_pieces};
    simile_vocab_report own = {0};
    trainer t = {.options = options, .report = &own};
    simile_status status = simile_vocab_words__count(&t.counts, options, &own);

    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == SIMILE_OK; i++)
        status = steps[i](&t);
    dispose(&t);
    if (report != NULL)
        *report = own;
    return status;
}
