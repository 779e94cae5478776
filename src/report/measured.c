/* Figures of what was measured. */
#include "measured.h"
#include "path.h"
#include <math.h>
#include <string.h>

size_t simile_measured__gather(simile_measured measured[SIMILE_MAX_MEASURED], const simile_finding *finding)
{
    size_t n = 1;
    measured[0] = (simile_measured){finding, NULL, finding->name, NULL};
    for (size_t r = 0; r < SIMILE_N_RIVALS; r++) {
        const simile_rival *rival = &simile_rivals[r];
        if (simile_saved_task__has_rival(finding->task, rival)) {
            measured[n++] =
                (simile_measured){finding, rival, simile_finding__rival_name(finding, rival), rival->description};
        }
    }
    return n;
}

simile_saved_metric simile_measured__figure(const simile_measured *measured, const char *name)
{
    const simile_saved_task *task = measured->finding->task;
    if (measured->rival) {
        return simile_saved_task__rival_metric(task, measured->rival, name);
    }
    const simile_saved_metric *own = simile_saved_task__metric(task, name);
    return own ? *own : (simile_saved_metric){name, NAN, NAN, NAN};
}

const char *simile_measured__print_value(simile_document *document, double value)
{
    return isfinite(value) ? simile_document__number(document, value, 4) : "–";
}

const char *simile_measured__print_interval(simile_document *document, const simile_saved_metric *metric)
{
    return isfinite(metric->low) && isfinite(metric->high)
               ? simile_document__format(document, "%s to %s", simile_document__number(document, metric->low, 4),
                                         simile_document__number(document, metric->high, 4))
               : NULL;
}

/* The base of NAME_without_duplicates ends at *size bytes; false: it is no such name. */
static bool is_without_duplicates(size_t *size, const char *name)
{
    *size = strlen(name) -
            (simile_path__ends_with(name, SIMILE_WITHOUT_DUPLICATES) ? strlen(SIMILE_WITHOUT_DUPLICATES) : 0);
    return name[*size] != '\0';
}

const char *simile_measured__print_name(simile_document *document, const char *name, const char *above)
{
    size_t size;
    if (!is_without_duplicates(&size, name)) {
        return name;
    }
    return above && strlen(above) == size && strncmp(name, above, size) == 0
               ? "↳ without duplicates"
               : simile_document__format(document, "%.*s without duplicates", (int)size, name);
}
