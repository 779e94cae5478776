/* Option rows: one row states an option's name, type, default, range and help. YAML keys, --set, command-line flags,
 * --help and the documentation are all made from the rows. */
#ifndef SIMILE_OPTION_H
#define SIMILE_OPTION_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum simile_option_type {
    SIMILE_OPTION_BOOL,   /* bool:     true, false */
    SIMILE_OPTION_INT,    /* int64_t:  a whole number */
    SIMILE_OPTION_REAL,   /* double:   a number */
    SIMILE_OPTION_SIZE,   /* uint64_t: bytes, e.g. 2GiB, 512MiB, 1000 */
    SIMILE_OPTION_CHOICE, /* int:      the index of one of the words in `choices` */
    SIMILE_OPTION_TEXT, /* char *:   owned by the struct (free with simile_option_dispose_all); NULL stands for null */
} simile_option_type;

/* One option. `offset` is the place of its field in the struct that the rows describe. */
typedef struct simile_option {
    const char *name; /* key, e.g. "temperature" */
    simile_option_type type;
    size_t offset;              /* offsetof(struct, field) */
    const char *default_text;   /* parsed like user text; NULL: null (texts only) */
    double low, high;           /* inclusive range of INT, REAL and SIZE; both 0: none */
    const char *const *choices; /* CHOICE: words, ended by NULL */
    const char *unit;           /* e.g. "tokens"; NULL: none */
    const char *help;           /* one line, lower case start, no final stop */
} simile_option;

/* Fills a struct with every row's default. The struct must be zeroed or disposed before. */
SIMILE_API simile_status simile_option_set_defaults(const simile_option *rows, size_t n_rows, void *target);

/* Sets one field from text. A value out of range, an unknown word or trailing text is SIMILE_ERROR_CONFIG; the message
 * names the option, what was found and what is allowed, without a place: the caller puts it in front.
 * text NULL stands for null, which only TEXT options take. */
SIMILE_API simile_status simile_option_set(const simile_option *row, void *target, const char *text);

/* Writes the field's value as text that simile_option_set reads back to the same value (at most `size` bytes with the
 * final NUL; longer texts are cut). Returns the length it needs, without the NUL. */
SIMILE_API size_t simile_option_print(const simile_option *row, const void *target, char *text, size_t size);

/* The row of that name, or NULL. */
SIMILE_API const simile_option *simile_option_find(const simile_option *rows, size_t n_rows, const char *name);

/* The known name that is nearest to `name` by edit distance, or NULL when none is near (more than a third differs). */
SIMILE_API const char *simile_option_nearest(const simile_option *rows, size_t n_rows, const char *name);

/* Frees the TEXT fields and sets them to NULL. */
SIMILE_API void simile_option_dispose_all(const simile_option *rows, size_t n_rows, void *target);

#ifdef __cplusplus
}
#endif
#endif
