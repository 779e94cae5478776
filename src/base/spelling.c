/* Edit distance by dynamic programming over three rows of the table. */
#include "spelling.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST_WORD = 64 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t simile_spelling__distance(const char *a, const char *b)
{
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > LONGEST_WORD || b_length > LONGEST_WORD)
        return SIZE_MAX;

    /* rows[i % 3][j]: distance of the first i bytes of `a` and the first j bytes of `b` */
    size_t rows[3][LONGEST_WORD + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = smaller(replaced, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

void simile_spelling__offer(simile_spelling *spelling, const char *known)
{
    size_t word_length = strlen(spelling->word), known_length = strlen(known);
    size_t longer = word_length > known_length ? word_length : known_length;
    size_t distance = simile_spelling__distance(spelling->word, known);
    if (distance > longer / 3 || (spelling->best && distance >= spelling->distance))
        return;
    spelling->best = known;
    spelling->distance = distance;
}
