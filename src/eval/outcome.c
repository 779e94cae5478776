/* Columns of values for each row. */
#include "outcome.h"
#include "fail.h"

simile_status simile_outcome__add_column(double **values, simile_outcome *outcome, const char *name,
                                         simile_column_kind kind, size_t n_rows)
{
    if (outcome->n_columns == SIMILE_MAX_COLUMNS) {
        return simile_status__fail(SIMILE_ERROR_MEMORY, "no room for the column %s", name);
    }
    *values = simile_arena__alloc(&outcome->arena, n_rows, sizeof **values);
    if (!*values) {
        return SIMILE_ERROR_MEMORY;
    }
    outcome->columns[outcome->n_columns++] = (simile_row_column){name, kind, *values};
    return SIMILE_OK;
}

void simile_outcome__dispose(simile_outcome *outcome)
{
    simile_measures__dispose(&outcome->measures);
    simile_arena__dispose(&outcome->arena);
    *outcome = (simile_outcome){0};
}
