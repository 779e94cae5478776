/* The JSON files of a model folder and the tensors of a static table, of any bytes, beside sound weights of a BERT and
 * a Dense module and a sound tokenizer. The input holds them one behind the other: a line "== NAME", then the file. A
 * model of sound weights that opens gives finite vectors. */
#include "folder.h"
#include "fuzz.h"
#include "simile/model.h"
#include "simile/status.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TABLE "static/model.safetensors"
static const char *const names[] = {"config.json",
                                    "modules.json",
                                    "sentence_bert_config.json",
                                    "config_sentence_transformers.json",
                                    "tokenizer_config.json",
                                    "1_Pooling/config.json",
                                    "2_Dense/config.json",
                                    "README.md",
                                    "static/config.json",
                                    TABLE};
#define N_NAMES (sizeof names / sizeof *names)

static void prepare_folder(void)
{
    static bool is_ready;
    if (!is_ready) {
        is_ready = true;
        FUZZ_CHECK(fuzz_is_ok(simile_folder__make(fuzz_path("1_Pooling"))));
        FUZZ_CHECK(fuzz_is_ok(simile_folder__make(fuzz_path("2_Dense"))));
        FUZZ_CHECK(fuzz_is_ok(simile_folder__make(fuzz_path("static"))));
        FUZZ_CHECK(symlink(FUZZ_GOLDEN "/folders/bert-dense/2_Dense/model.safetensors",
                           fuzz_path("2_Dense/model.safetensors")) == 0);
        FUZZ_CHECK(symlink(FUZZ_GOLDEN "/bert/tokenizer.json", fuzz_path("static/tokenizer.json")) == 0);
        FUZZ_CHECK(symlink(FUZZ_GOLDEN "/bert/tokenizer.json", fuzz_path("tokenizer.json")) == 0);
        FUZZ_CHECK(symlink(FUZZ_GOLDEN "/bert/model.safetensors", fuzz_path("model.safetensors")) == 0);
    }
    for (size_t i = 0; i < N_NAMES; i++) {
        (void)unlink(fuzz_path(names[i]));
    }
}

/* The next line "== NAME" of a known name, or the end; *name is then N_NAMES. */
static const char *next_part(size_t *name, const char *at, const char *end)
{
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((line_end ? line_end : end) - at);
        for (*name = 0; *name < N_NAMES; ++*name) {
            if (n == strlen(names[*name]) + 3 && memcmp(at, "== ", 3) == 0 &&
                memcmp(at + 3, names[*name], n - 3) == 0) {
                return at;
            }
        }
        at += n + (line_end ? 1 : 0);
    }
    *name = N_NAMES;
    return end;
}

static void write_parts(const char *bytes, size_t size)
{
    const char *end = bytes + size;
    size_t name;
    const char *at = next_part(&name, bytes, end);
    while (name < N_NAMES) {
        size_t next_name;
        const char *start = at + strlen(names[name]) + 3;
        start += start < end ? 1 : 0;
        at = next_part(&next_name, start, end);
        (void)fuzz_file(names[name], start, (size_t)(at - start));
        name = next_name;
    }
}

static void embed(const simile_model *model)
{
    static const simile_text texts[] = {{"the cat was happy", 17}, {"", 0}};
    simile_session *session = NULL;
    simile_session_options options = {.n_threads = 1, .prompt = "query"};
    const bool is_sound = simile_model_describe(model).layers > 0;
    size_t n = 2 * simile_model_dimension(model);
    float *vectors = calloc(n, sizeof *vectors);
    FUZZ_CHECK(vectors != NULL);
    if (fuzz_is_ok(simile_session_new(&session, model, &options)) &&
        fuzz_is_ok(simile_session_embed(session, texts, 2, vectors))) {
        for (size_t i = 0; i < n; i++) {
            FUZZ_CHECK(!is_sound || isfinite(vectors[i]));
        }
    }
    simile_session_free(session);
    free(vectors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    simile_model *model = NULL;
    fuzz_balance before = fuzz_begin();
    prepare_folder();
    write_parts((const char *)data, size);
    if (fuzz_is_ok(simile_model_open(&model, fuzz_path("")))) {
        simile_model_info info = simile_model_describe(model);
        FUZZ_CHECK(info.dimension == simile_model_dimension(model) && info.similarity && info.architecture);
        FUZZ_CHECK(simile_model_cut(model, info.width) == SIMILE_OK);
        embed(model);
    } else {
        FUZZ_CHECK(model == NULL);
    }
    simile_model_free(model);
    fuzz_end(before);
    return 0;
}
