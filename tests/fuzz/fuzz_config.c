/* A training configuration: the first line is an assignment ("train.steps=5", or empty for none), the rest the YAML.
 * One that loads prints as YAML that loads to the same. */
#include "fuzz.h"
#include "simile/train.h"
#include <stdlib.h>
#include <string.h>

static void check_print(const simile_config *config)
{
    simile_config *again = NULL;
    char *text = simile_config_print(config);
    FUZZ_CHECK(text != NULL);
    const char *path = fuzz_file("printed.yaml", text, strlen(text));
    FUZZ_CHECK(fuzz_is_ok(simile_config_load(&again, path, NULL, 0)));
    char *twice = simile_config_print(again);
    FUZZ_CHECK(twice != NULL && strcmp(text, twice) == 0);
    simile_config_free_text(text);
    simile_config_free_text(twice);
    simile_config_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_balance before = fuzz_begin();
    simile_config *config = NULL;
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t n_first = end ? (size_t)(end - data) : 0, start = end ? n_first + 1 : 0;
    char *assignment = strndup((const char *)data, n_first);
    const char *const assignments[] = {assignment};
    FUZZ_CHECK(assignment != NULL);
    const char *path = fuzz_file("config.yaml", data + start, size - start);
    if (fuzz_is_ok(simile_config_load(&config, path, assignments, n_first > 0 ? 1 : 0))) {
        check_print(config);
    }
    simile_config_free(config);
    free(assignment);
    fuzz_end(before);
    return 0;
}
