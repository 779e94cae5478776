/* Paths as text. */
#ifndef SIMILE_BASE_PATH_H
#define SIMILE_BASE_PATH_H

#include <stdbool.h>

/* "a" + "b" → "a/b" ("a/" + "b" too; an empty `a` gives "b"). The caller frees with simile_memory__free; NULL: no
 * memory. */
char *simile_path__join(const char *folder, const char *name);

/* true when the file name ends so, e.g. ".gz". */
bool simile_path__ends_with(const char *path, const char *ending);

#endif
