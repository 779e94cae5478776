/* A grid as an HTML table. */
#ifndef SIMILE_REPORT_HTML_GRID_H
#define SIMILE_REPORT_HTML_GRID_H

#include "grid.h"
#include "markup.h"

void simile_html__put_grid(simile_markup *markup, const simile_grid *grid);

#endif
