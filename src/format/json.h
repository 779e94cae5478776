/* JSON values. jansson stands behind this header and nowhere else. A child handed out is borrowed from its parent. */
#ifndef SIMILE_FORMAT_JSON_H
#define SIMILE_FORMAT_JSON_H

#include "buffer.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_json simile_json;

/* Parses a whole text; duplicate keys, NUL in keys and trailing text are errors: "NAME:line:column: what".
 * The caller frees. */
simile_status simile_json__parse(simile_json **json, const char *text, size_t size, const char *name);
/* The same for one line out of a file: messages name line `line`. */
simile_status simile_json__parse_line(simile_json **json, const char *text, size_t size, const char *name,
                                      uint64_t line);
/* Reads and parses a file of at most 512 MiB. */
simile_status simile_json__load(simile_json **json, const char *path);
void simile_json__free(simile_json *json);

typedef enum simile_json_kind {
    SIMILE_JSON_NULL,
    SIMILE_JSON_BOOL,
    SIMILE_JSON_NUMBER,
    SIMILE_JSON_TEXT,
    SIMILE_JSON_ARRAY,
    SIMILE_JSON_OBJECT,
} simile_json_kind;

/* Reading. Every getter takes NULL: a missing value reads as SIMILE_JSON_NULL, NULL, or the given default. */
simile_json_kind simile_json__kind(const simile_json *json);
const simile_json *simile_json__get(const simile_json *object, const char *key);
size_t simile_json__size(const simile_json *array_or_object);
const simile_json *simile_json__at(const simile_json *array, size_t index);
/* Walks an object in file order: position 0 … size − 1. *key is borrowed. */
typedef struct simile_json_walk {
    const simile_json *object;
    void *position;
    const char *key;
    const simile_json *value;
} simile_json_walk;
/* Start with {.object = o}; false at the end. */
bool simile_json__next(simile_json_walk *walk);
const char *simile_json__text(const simile_json *json, const char *otherwise);
size_t simile_json__text_size(const simile_json *json);
double simile_json__number(const simile_json *json, double otherwise);
int64_t simile_json__integer(const simile_json *json, int64_t otherwise);
bool simile_json__bool(const simile_json *json, bool otherwise);

/* Building. A setter takes over `value`, also when it fails; NULL as value fails with SIMILE_ERROR_MEMORY, so calls can
 * be nested: simile_json__set(o, "a", simile_json__new_number(1)). */
simile_json *simile_json__new_object(void);
simile_json *simile_json__new_array(void);
/* Invalid UTF-8 gives NULL. */
simile_json *simile_json__new_text(const char *text);
simile_json *simile_json__new_text_sized(const char *text, size_t size);
/* Whole numbers below 2^53 print without a point; NaN and infinity print as null. */
simile_json *simile_json__new_number(double number);
simile_json *simile_json__new_integer(int64_t integer);
simile_json *simile_json__new_bool(bool value);
simile_json *simile_json__new_null(void);
simile_status simile_json__set(simile_json *object, const char *key, simile_json *value);
simile_status simile_json__append(simile_json *array, simile_json *value);

/* The text of a value, NUL-terminated; indent 0: one line. Real numbers with up to 17 digits, so that they read back
 * the same. The caller frees with simile_memory__free; NULL on failure. */
char *simile_json__print(const simile_json *json, size_t indent);
/* Appends a text (valid UTF-8) as a JSON string in quotes. */
simile_status simile_json__print_text(simile_buffer *out, const char *text, size_t size);
/* Prints into a file, written aside and renamed, with a final newline. */
simile_status simile_json__save(const simile_json *json, const char *path, size_t indent);

#endif
