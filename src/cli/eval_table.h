/* The tables of simile eval on the terminal. */
#ifndef SIMILE_CLI_EVAL_TABLE_H
#define SIMILE_CLI_EVAL_TABLE_H

#include "simile/eval.h"

/* Prints every file's figures to standard output, in at most 96 columns unless a path is longer. */
simile_status simile_eval_table_print(const simile_evaluation *evaluation);

#endif
