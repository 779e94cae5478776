/* Evaluations and runs as the commands save them, made up. */
#ifndef SAVED_H
#define SAVED_H

#include "simile/report.h"
#include <stddef.h>

/* A text that must never be run, with quotes, an ampersand, a control character, ill-formed UTF-8 and other scripts. */
#define SAVED_NASTY "<script>alert(\"1\")</script> & 'it' \x01 \xFF caf\xC3\xA9 \xE6\xBC\xA2\xE5\xAD\x97"

/* Writes the folder NAME with an evaluation of every kind of task, and of one that is unknown; n rows each, whose first
 * text is SAVED_NASTY; `shift` moves the figures, so that two can be compared. Returns its path (scratch.h). */
const char *saved_evaluation(const char *name, size_t n, double shift);

/* The same of rankings, probes and odd ones; half of the latter are odd. Values go from −0.2 to 0.4 in tenths. */
const char *saved_rankings(const char *name, size_t n);

/* Writes the folder NAME as a run of n logged steps on two sources, with one or two development files, leaves it. */
const char *saved_run(const char *name, size_t n, size_t n_files);

/* A list of figures, of all that may stand beside a model, in a file of that name. */
void saved_beside(const char *name);

/* The report on the inputs [n], whose paths are those of scratch_path(names[i]), as `write` writes it; as a page. The
 * caller frees. */
char *saved_report(const char *const *names, size_t n, simile_status (*write)(simile_report *, const char *));
char *saved_page(const char *const *names, size_t n);
/* How often the part occurs. */
size_t saved_count(const char *text, const char *part);

#endif
