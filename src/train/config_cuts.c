/* train.dimensions: "128,64:0.5" as widths and weights. */
#include "config.h"
#include "fail.h"
#include "number.h"
#include <string.h>

#define MOST_WIDTH 1000000

/* WIDTH or WIDTH:WEIGHT up to the next comma or the end. */
static bool read_cut(simile_cut *cut, const char **text)
{
    char piece[2 * SIMILE_NUMBER_SIZE];
    const size_t size = strcspn(*text, ",");
    const bool is_last = (*text)[size] == '\0';
    int64_t width = 0;
    if (size >= sizeof piece || (!is_last && (*text)[size + 1] == '\0')) {
        return false;
    }
    memcpy(piece, *text, size);
    piece[size] = '\0';
    *text += size + !is_last;
    char *weight = strchr(piece, ':');
    *cut = (simile_cut){.weight = 1};
    if (weight) {
        *weight++ = '\0';
        if (!simile_number__parse_real(&cut->weight, weight) || !(cut->weight > 0 && cut->weight <= MOST_WIDTH)) {
            return false;
        }
    }
    if (!simile_number__parse_int(&width, piece) || width < 1 || width > MOST_WIDTH) {
        return false;
    }
    cut->width = (size_t)width;
    return true;
}

simile_status simile_config__read_cuts(simile_objective_options *objective, const simile_train_options *options)
{
    objective->n_cuts = 0;
    for (const char *at = options->dimensions ? options->dimensions : ""; *at;) {
        simile_cut cut;
        if (!read_cut(&cut, &at) || objective->n_cuts == SIMILE_MAX_CUTS) {
            return simile_status__fail(SIMILE_ERROR_CONFIG,
                                       "train.dimensions: \"%s\" is no list of at most %d widths with weights, such as "
                                       "\"128,64:0.5\"",
                                       options->dimensions, SIMILE_MAX_CUTS);
        }
        objective->cuts[objective->n_cuts++] = cut;
    }
    return SIMILE_OK;
}
