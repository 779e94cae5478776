/* Counts are kept up to date word by word: only the words of the joined pair are looked at. */
#include "vocab_joiner.h"
#include "fail.h"
#include "memory.h"

void simile_joiner__dispose(simile_joiner *joiner)
{
    if (joiner == NULL)
        return;
    simile_memory__free(joiner->symbols);
    simile_memory__free(joiner->words);
    simile_memory__free(joiner->changed);
    simile_pairs__dispose(&joiner->pairs);
    *joiner = (simile_joiner){0};
}

simile_status simile_joiner__add(simile_joiner *joiner, const uint32_t *pieces, size_t n, int64_t count)
{
    simile_status status = simile_memory__grow(&joiner->symbols, &joiner->symbols_capacity, joiner->n_symbols + n,
                                               sizeof joiner->symbols[0]);
    if (status == SIMILE_OK)
        status =
            simile_memory__grow(&joiner->words, &joiner->words_capacity, joiner->n_words + 1, sizeof joiner->words[0]);
    if (status != SIMILE_OK)
        return status;
    if (n > SIMILE_JOINER_MOST || joiner->n_symbols + n > UINT32_MAX || joiner->n_words >= UINT32_MAX)
        return simile_status__fail(SIMILE_ERROR_MEMORY,
                                   "too many different words, or one too long; train on less text");
    joiner->words[joiner->n_words] = (simile_joiner_word){(uint32_t)joiner->n_symbols, (uint32_t)n, count};
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        joiner->symbols[joiner->n_symbols++] = pieces[i];
        status = simile_pairs__count_piece(&joiner->pairs, pieces[i], count);
    }
    for (size_t i = 0; i + 1 < n && status == SIMILE_OK; i++) {
        size_t index;
        status = simile_pairs__add(&index, &joiner->pairs, pieces[i], pieces[i + 1], count, (uint32_t)joiner->n_words);
    }
    joiner->n_words += status == SIMILE_OK;
    return status;
}

simile_status simile_joiner__start(simile_joiner *joiner)
{
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < joiner->pairs.n_pairs && status == SIMILE_OK; i++)
        status = simile_pairs__offer(&joiner->pairs, i);
    return status;
}

bool simile_joiner__next(uint32_t *first, uint32_t *second, simile_joiner *joiner)
{
    if (!simile_pairs__best(&joiner->best, &joiner->pairs))
        return false;
    *first = (uint32_t)(joiner->pairs.pairs[joiner->best].key >> 32);
    *second = (uint32_t)joiner->pairs.pairs[joiner->best].key;
    return true;
}

/* Marks the pieces of the word that the pair covers, from the left; returns how often it stands there. */
static size_t mark_pair(bool *covered, const uint32_t *symbols, size_t n, uint64_t pair)
{
    size_t n_found = 0;

    for (size_t i = 0; i < n; i++)
        covered[i] = false;
    for (size_t i = 0; i + 1 < n; i++) {
        if (((uint64_t)symbols[i] << 32 | symbols[i + 1]) != pair)
            continue;
        covered[i] = covered[i + 1] = true;
        n_found++;
        i++;
    }
    return n_found;
}

/* Puts `piece` where two marked pieces stand; the mark is then its own. Returns how many pieces the word has left. */
static size_t replace_pair(bool *covered, uint32_t *symbols, size_t n, uint32_t piece)
{
    size_t n_left = 0;

    for (size_t i = 0; i < n; i++) {
        const bool is_pair = covered[i];
        symbols[n_left] = is_pair ? piece : symbols[i];
        covered[n_left++] = is_pair;
        i += is_pair;
    }
    return n_left;
}

/* Takes away the counts of the pairs that a joining will break. */
static simile_status take_away(simile_joiner *j, uint32_t word, const bool *covered)
{
    const simile_joiner_word *w = &j->words[word];
    const uint32_t *symbols = j->symbols + w->first;
    simile_status status = SIMILE_OK;
    size_t index;

    for (size_t i = 0; i + 1 < w->n && status == SIMILE_OK; i++)
        if (covered[i] || covered[i + 1])
            status = simile_pairs__add(&index, &j->pairs, symbols[i], symbols[i + 1], -w->count, word);
    return status;
}

/* Adds the counts of the pairs with the new piece, and notes them: no others can have become more frequent. */
static simile_status add_new(simile_joiner *j, uint32_t word, const bool *covered)
{
    const simile_joiner_word *w = &j->words[word];
    const uint32_t *symbols = j->symbols + w->first;
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i + 1 < w->n && status == SIMILE_OK; i++) {
        size_t index;
        if (!covered[i] && !covered[i + 1])
            continue;
        status = simile_pairs__add(&index, &j->pairs, symbols[i], symbols[i + 1], w->count, word);
        if (status != SIMILE_OK || j->pairs.pairs[index].marked == j->n_joined)
            continue;
        j->pairs.pairs[index].marked = j->n_joined;
        status = simile_memory__grow(&j->changed, &j->changed_capacity, j->n_changed + 1, sizeof j->changed[0]);
        if (status == SIMILE_OK)
            j->changed[j->n_changed++] = index;
    }
    return status;
}

static simile_status count_pieces(simile_joiner *j, uint64_t pair, uint32_t piece, int64_t times)
{
    simile_status status = simile_pairs__count_piece(&j->pairs, (uint32_t)(pair >> 32), -times);
    if (status == SIMILE_OK)
        status = simile_pairs__count_piece(&j->pairs, (uint32_t)pair, -times);
    return status == SIMILE_OK ? simile_pairs__count_piece(&j->pairs, piece, times) : status;
}

static simile_status join_in_word(simile_joiner *j, uint32_t word, uint64_t pair, uint32_t piece)
{
    simile_joiner_word *w = &j->words[word];
    uint32_t *symbols = j->symbols + w->first;
    bool covered[SIMILE_JOINER_MOST];
    const size_t n_found = mark_pair(covered, symbols, w->n, pair);
    simile_status status;

    if (n_found == 0)
        return SIMILE_OK;
    status = take_away(j, word, covered);
    w->n = (uint32_t)replace_pair(covered, symbols, w->n, piece);
    if (status == SIMILE_OK)
        status = count_pieces(j, pair, piece, (int64_t)n_found * w->count);
    return status == SIMILE_OK ? add_new(j, word, covered) : status;
}

simile_status simile_joiner__join(simile_joiner *joiner, uint32_t piece)
{
    const uint64_t pair = joiner->pairs.pairs[joiner->best].key;
    uint32_t place = joiner->pairs.pairs[joiner->best].place, word = 0;
    simile_status status = SIMILE_OK;

    joiner->n_joined++;
    joiner->n_changed = 0;
    while (status == SIMILE_OK && simile_pairs__word(&word, &place, &joiner->pairs))
        status = join_in_word(joiner, word, pair, piece);
    for (size_t i = 0; i < joiner->n_changed && status == SIMILE_OK; i++)
        status = simile_pairs__offer(&joiner->pairs, joiner->changed[i]);
    if (joiner->pairs.criterion != SIMILE_VOCAB_LIKELIHOOD)
        return status;
    /* Both pieces are rarer now, so all their other pairs are worth more. */
    if (status == SIMILE_OK)
        status = simile_pairs__offer_with(&joiner->pairs, (uint32_t)(pair >> 32));
    return status == SIMILE_OK ? simile_pairs__offer_with(&joiner->pairs, (uint32_t)pair) : status;
}

uint64_t simile_joiner__n_pieces(const simile_joiner *joiner)
{
    uint64_t n = 0;

    for (size_t i = 0; i < joiner->n_words; i++)
        n += joiner->words[i].n * (uint64_t)joiner->words[i].count;
    return n;
}
