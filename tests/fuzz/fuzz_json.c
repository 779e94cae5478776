/* JSON of any bytes. What parses prints, and the print reads back to the same print. */
#include "fuzz.h"
#include "json.h"
#include "memory.h"
#include <string.h>

/* Every getter on every value, also of the wrong kind. */
static void read_all(const simile_json *json)
{
    simile_json_walk walk = {.object = json};
    size_t n = 0;
    FUZZ_CHECK((simile_json__text(json, NULL) != NULL) == (simile_json__kind(json) == SIMILE_JSON_TEXT));
    FUZZ_CHECK(simile_json__kind(json) != SIMILE_JSON_TEXT ||
               simile_json__text(json, "")[simile_json__text_size(json)] == '\0');
    (void)simile_json__number(json, 0);
    (void)simile_json__integer(json, 0);
    (void)simile_json__bool(json, false);
    if (simile_json__kind(json) == SIMILE_JSON_ARRAY) {
        for (; n < simile_json__size(json); n++) {
            read_all(simile_json__at(json, n));
        }
        FUZZ_CHECK(simile_json__at(json, n) == NULL);
    }
    while (simile_json__next(&walk)) {
        FUZZ_CHECK(simile_json__get(json, walk.key) == walk.value);
        read_all(walk.value);
        n++;
    }
    FUZZ_CHECK(n == simile_json__size(json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_balance before = fuzz_begin();
    simile_json *json = NULL, *again = NULL;
    if (fuzz_is_ok(simile_json__parse(&json, (const char *)data, size, "input"))) {
        char *text = simile_json__print(json, size % 3);
        FUZZ_CHECK(text != NULL);
        read_all(json);
        FUZZ_CHECK(fuzz_is_ok(simile_json__parse(&again, text, strlen(text), "print")));
        char *twice = simile_json__print(again, size % 3);
        FUZZ_CHECK(twice != NULL && strcmp(text, twice) == 0);
        simile_memory__free(text);
        simile_memory__free(twice);
    }
    simile_json__free(json);
    simile_json__free(again);
    fuzz_end(before);
    return 0;
}
