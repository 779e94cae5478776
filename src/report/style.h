/* The page's style sheet, style.css, as CMake builds it in. */
#ifndef SIMILE_REPORT_STYLE_H
#define SIMILE_REPORT_STYLE_H

extern const char simile_style__css[];

#endif
