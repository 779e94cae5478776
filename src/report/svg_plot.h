/* A plot as SVG. */
#ifndef SIMILE_REPORT_SVG_PLOT_H
#define SIMILE_REPORT_SVG_PLOT_H

#include "markup.h"
#include "plot.h"

/* A <figure>: caption, description, legend and drawing. Colours and shapes are the classes s0 to s7 of style.css. */
void simile_svg__put_plot(simile_markup *markup, const simile_plot *plot);

#endif
