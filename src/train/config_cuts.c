/* train.dimensions: "128,64:0.5" as widths and weights. */
#include "config.h"
#include "fail.h"
#include <stdlib.h>

#define MOST_WIDTH 1000000

/* WIDTH or WIDTH:WEIGHT up to the next comma or the end. */
static bool read_cut(simile_cut *cut, const char **text)
{
    char *end;
    const double width = strtod(*text, &end);
    bool is_good = end != *text && width >= 1 && width <= MOST_WIDTH && width == (double)(size_t)width;
    *cut = (simile_cut){.width = is_good ? (size_t)width : 0, .weight = 1};
    if (is_good && *end == ':') {
        const char *weight = end + 1;
        cut->weight = strtod(weight, &end);
        is_good = end != weight && cut->weight > 0 && cut->weight <= MOST_WIDTH;
    }
    is_good = is_good && (*end == '\0' || (*end == ',' && end[1] != '\0'));
    *text = *end == ',' ? end + 1 : end;
    return is_good;
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
