/* Leftmost-longest search. A byte that begins no token costs one look into a table. */
#include "added.h"
#include "memory.h"
#include "unicode.h"
#include "utf8.h"
#include <string.h>

/* Lists the patterns by token; NULL where a token is not sought, or another one with the same pattern is: two contents
 * may have one normalised form, of which the first counts. */
static void list_patterns(simile_added_set *set, size_t n_tokens, bool normalized)
{
    for (size_t i = 0; i < n_tokens; i++) {
        const simile_added_token *token = &set->tokens[i];
        const unsigned char first = (unsigned char)token->pattern[0];
        bool is_wanted = token->normalized == normalized && first != '\0';
        for (size_t k = 0; k < i && is_wanted; k++)
            is_wanted = set->patterns[k] == NULL || strcmp(set->patterns[k], token->pattern) != 0;
        if (!is_wanted)
            continue;
        set->patterns[i] = token->pattern;
        set->only_begin = set->n == 0 || set->only_begin == first ? first : -1;
        set->begins[first] = true;
        set->n++;
    }
}

simile_status simile_added_set__build(simile_added_set *set, const simile_added_token *tokens, size_t n_tokens,
                                      bool normalized)
{
    int32_t duplicate[2];

    set->patterns = simile_memory__alloc(n_tokens, sizeof set->patterns[0]);
    if (set->patterns == NULL)
        return SIMILE_ERROR_MEMORY;
    set->tokens = tokens;
    list_patterns(set, n_tokens, normalized);
    return set->n == 0 ? SIMILE_OK : simile_piece_index__build(&set->index, duplicate, set->patterns, n_tokens, NULL);
}

void simile_added_set__dispose(simile_added_set *set)
{
    if (set == NULL)
        return;
    simile_piece_index__dispose(&set->index);
    simile_memory__free(set->patterns);
    *set = (simile_added_set){0};
}

/* The start of the character that ends at `at`. */
static size_t step_back(const char *text, size_t at)
{
    do
        at--;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80);
    return at;
}

static bool touches_word(const simile_added_walk *walk, size_t start, size_t stop)
{
    size_t length;

    if (start > 0 && simile_unicode__is_word(simile_utf8__decode(&length, walk->text + step_back(walk->text, start))))
        return true;
    return stop < walk->size && simile_unicode__is_word(simile_utf8__decode(&length, walk->text + stop));
}

static bool is_space(const char *text, size_t *length)
{
    return simile_unicode__properties(simile_utf8__decode(length, text)) & SIMILE_UNICODE_IS_SPACE;
}

static size_t strip_left(const simile_added_walk *walk, size_t start)
{
    size_t length;

    while (start > walk->done) {
        size_t before = step_back(walk->text, start);
        if (!is_space(walk->text + before, &length))
            break;
        start = before;
    }
    return start;
}

static size_t strip_right(const simile_added_walk *walk, size_t stop)
{
    size_t length;

    while (stop < walk->size && is_space(walk->text + stop, &length))
        stop += length;
    return stop;
}

/* Hands out the token found at start … stop − 1, unless its flags forbid it. */
static bool take(simile_added_walk *walk, const simile_added_token *token, size_t start, size_t stop)
{
    walk->at = stop;
    if ((walk->special_as_text && token->special) || (token->single_word && touches_word(walk, start, stop)))
        return false;
    if (token->lstrip)
        start = strip_left(walk, start);
    if (token->rstrip)
        stop = strip_right(walk, stop);
    if (start < walk->done) /* its first bytes went with the white space behind an earlier token */
        start = walk->done;
    walk->plain = walk->text + walk->done;
    walk->before = start - walk->done;
    walk->token = token;
    walk->done = stop;
    return true;
}

/* Goes to the next byte that a token may begin with; false at the end. */
static bool find_begin(simile_added_walk *walk, const simile_added_set *set)
{
    if (set->n == 0 || walk->at >= walk->size)
        return false;
    if (set->only_begin >= 0) {
        const char *found = memchr(walk->text + walk->at, set->only_begin, walk->size - walk->at);
        walk->at = found == NULL ? walk->size : (size_t)(found - walk->text);
    }
    while (walk->at < walk->size && !set->begins[(unsigned char)walk->text[walk->at]])
        walk->at++;
    return walk->at < walk->size;
}

bool simile_added_walk__next(simile_added_walk *walk, const simile_added_set *set)
{
    while (find_begin(walk, set)) {
        const size_t start = walk->at, left = walk->size - start;
        size_t length = 0;
        const int32_t index = simile_piece_index__longest(&length, &set->index, false, walk->text + start, left, left);

        if (index == SIMILE_NO_PIECE)
            walk->at++;
        else if (take(walk, &set->tokens[index], start, start + length))
            return true;
    }
    if (walk->done >= walk->size)
        return false;
    walk->plain = walk->text + walk->done;
    walk->before = walk->size - walk->done;
    walk->token = NULL;
    walk->done = walk->size;
    walk->at = walk->size;
    return true;
}
