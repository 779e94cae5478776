/* JSON values are jansson's own, under another name: reading, building and freeing go straight to it. Its memory comes
 * from base/memory.h. Printing stands in json_print.c, since jansson prints every real number with 17 digits. */
#include "json.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#define LARGEST_FILE ((size_t)512 << 20)
/* Up to here every whole number is a double and every such double a whole number. */
#define LARGEST_WHOLE 9007199254740992.0

/* jansson reports some failed allocations as bad syntax; this tells them apart. */
static _Thread_local bool is_out_of_memory;

static void *allocate(size_t size)
{
    void *memory = simile_memory__alloc(1, size);

    if (!memory)
        is_out_of_memory = true;
    return memory;
}

static void use_own_memory(void)
{
    json_set_alloc_funcs(allocate, simile_memory__free);
}

/* To be called before anything is made. */
static void begin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, use_own_memory);
    is_out_of_memory = false;
}

static const json_t *inner(const simile_json *json)
{
    return (const json_t *)json;
}

static simile_json *outer(json_t *json)
{
    return (simile_json *)json;
}

simile_status simile_json__parse(simile_json **json, const char *text, size_t size, const char *name)
{
    return simile_json__parse_line(json, text, size, name, 1);
}

simile_status simile_json__parse_line(simile_json **json, const char *text, size_t size, const char *name,
                                      uint64_t line)
{
    json_error_t error = {0};
    json_t *made;

    begin();
    *json = NULL;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        size -= 3;
    }
    made = json_loadb(size > 0 ? text : "", size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    *json = outer(made);
    if (made)
        return SIMILE_OK;
    if (is_out_of_memory)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s: no memory for the JSON values", name);
    /* Line and column are at least 1, also for an error that jansson gives no place. */
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s:%llu:%d: bad JSON: %s", name,
                               (unsigned long long)line + (unsigned long long)(error.line > 1 ? error.line - 1 : 0),
                               error.column > 1 ? error.column : 1, error.text);
}

simile_status simile_json__load(simile_json **json, const char *path)
{
    simile_buffer bytes = {0};
    simile_status status = simile_file__read(&bytes, path, LARGEST_FILE);

    *json = NULL;
    if (status == SIMILE_OK && bytes.size == 0)
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is empty, JSON is needed", path);
    else if (status == SIMILE_OK)
        status = simile_json__parse(json, bytes.data ? bytes.data : "", bytes.size, path);
    simile_buffer__dispose(&bytes);
    return status;
}

void simile_json__free(simile_json *json)
{
    json_decref((json_t *)json);
}

simile_json_kind simile_json__kind(const simile_json *json)
{
    if (!json)
        return SIMILE_JSON_NULL;
    switch (json_typeof(inner(json))) {
    case JSON_OBJECT:
        return SIMILE_JSON_OBJECT;
    case JSON_ARRAY:
        return SIMILE_JSON_ARRAY;
    case JSON_STRING:
        return SIMILE_JSON_TEXT;
    case JSON_INTEGER:
    case JSON_REAL:
        return SIMILE_JSON_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return SIMILE_JSON_BOOL;
    case JSON_NULL:
        break;
    }
    return SIMILE_JSON_NULL;
}

const simile_json *simile_json__get(const simile_json *object, const char *key)
{
    return outer(json_object_get(inner(object), key));
}

size_t simile_json__size(const simile_json *array_or_object)
{
    const json_t *json = inner(array_or_object);

    return json_is_object(json) ? json_object_size(json) : json_array_size(json);
}

const simile_json *simile_json__at(const simile_json *array, size_t index)
{
    return outer(json_array_get(inner(array), index));
}

bool simile_json__next(simile_json_walk *walk)
{
    /* jansson's iterators do not change the object. */
    json_t *object = (json_t *)walk->object;

    walk->position = walk->position ? json_object_iter_next(object, walk->position) : json_object_iter(object);
    walk->key = walk->position ? json_object_iter_key(walk->position) : NULL;
    walk->value = walk->position ? outer(json_object_iter_value(walk->position)) : NULL;
    return walk->position != NULL;
}

const char *simile_json__text(const simile_json *json, const char *otherwise)
{
    const char *text = json_string_value(inner(json));

    return text ? text : otherwise;
}

size_t simile_json__text_size(const simile_json *json)
{
    return json_string_length(inner(json));
}

double simile_json__number(const simile_json *json, double otherwise)
{
    return json_is_number(inner(json)) ? json_number_value(inner(json)) : otherwise;
}

int64_t simile_json__integer(const simile_json *json, int64_t otherwise)
{
    double real;

    if (json_is_integer(inner(json)))
        return json_integer_value(inner(json));
    if (!json_is_real(inner(json)))
        return otherwise;
    real = json_real_value(inner(json));
    return fabs(real) <= LARGEST_WHOLE && real == floor(real) ? (int64_t)real : otherwise;
}

bool simile_json__bool(const simile_json *json, bool otherwise)
{
    return json_is_boolean(inner(json)) ? json_is_true(inner(json)) : otherwise;
}

simile_json *simile_json__new_object(void)
{
    begin();
    return outer(json_object());
}

simile_json *simile_json__new_array(void)
{
    begin();
    return outer(json_array());
}

simile_json *simile_json__new_text(const char *text)
{
    return simile_json__new_text_sized(text, strlen(text));
}

simile_json *simile_json__new_text_sized(const char *text, size_t size)
{
    begin();
    return outer(json_stringn(text, size));
}

simile_json *simile_json__new_number(double number)
{
    begin();
    if (!isfinite(number))
        return outer(json_null());
    /* -0 stays a real number: an integer has no such sign. */
    if (fabs(number) < LARGEST_WHOLE && number == floor(number) && !(number == 0 && signbit(number)))
        return outer(json_integer((json_int_t)number));
    return outer(json_real(number));
}

simile_json *simile_json__new_integer(int64_t integer)
{
    begin();
    return outer(json_integer(integer));
}

simile_json *simile_json__new_bool(bool value)
{
    return outer(json_boolean(value));
}

simile_json *simile_json__new_null(void)
{
    return outer(json_null());
}

simile_status simile_json__set(simile_json *object, const char *key, simile_json *value)
{
    begin();
    if (!value)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "no JSON value for key \"%s\": no memory, or not UTF-8", key);
    if (json_object_set_new((json_t *)object, key, (json_t *)value) == 0)
        return SIMILE_OK;
    return simile_status__fail(SIMILE_ERROR_MEMORY, "cannot set JSON key \"%s\": no memory, or not UTF-8", key);
}

simile_status simile_json__append(simile_json *array, simile_json *value)
{
    begin();
    if (!value)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "no JSON value to append: no memory, or not UTF-8");
    if (json_array_append_new((json_t *)array, (json_t *)value) == 0)
        return SIMILE_OK;
    return simile_status__fail(SIMILE_ERROR_MEMORY, "cannot append to a JSON array: no memory");
}
