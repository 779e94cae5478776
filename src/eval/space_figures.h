/* The shape of a file's vectors, as figures. */
#ifndef SIMILE_EVAL_SPACE_FIGURES_H
#define SIMILE_EVAL_SPACE_FIGURES_H

#include "eval_rows.h"
#include "eval_view.h"
#include "measures.h"

/* Appends uniformity, mean_cosine, isotropy, effective_rank and hubness of the texts' vectors, at most 4,096 of them at
 * even distances. */
simile_status simile_space__add_figures(simile_measures *measures, const simile_eval_rows *rows,
                                        const simile_eval_view *view);

#endif
