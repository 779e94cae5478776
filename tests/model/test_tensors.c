/* model.safetensors that is damaged or lies about what it holds. */
#include "expect.h"
#include "model_folder.h"
#include "suite.h"
#include <string.h>

#define STATIC "tests/golden/static"

/* model.safetensors that lies about what it holds, made of the given header. */
static void write_tensors(const char *folder, const char *header, size_t n_bytes, unsigned char fill)
{
    unsigned char bytes[8192];
    const size_t size = strlen(header);
    memset(bytes, 0, 8);
    bytes[0] = (unsigned char)size;
    bytes[1] = (unsigned char)(size >> 8);
    memcpy(bytes + 8, header, size);
    memset(bytes + 8 + size, fill, n_bytes);
    model_folder_write(folder, "model.safetensors", bytes, 8 + size + n_bytes);
}

/* A table that stays in its file is not looked through on opening; a vector that is made of a bad row is refused. */
START_TEST(tensors__that_are_not_finite_fail_on_use)
{
    const char *folder = model_folder_copy(STATIC, "infinite");
    const simile_text text = {"the cat", 7};
    float vector[2];
    simile_model *model;
    simile_session *session;
    write_tensors(folder,
                  "{\"embedding.weight\": {\"dtype\": \"F32\", \"shape\": [200, 2], \"data_offsets\": [0, 1600]}}",
                  1600, 0xFF);
    expect_ok(simile_model_open(&model, folder));
    expect_ok(simile_session_new(&session, model, NULL));
    expect_failure(simile_session_embed(session, &text, 1, vector), SIMILE_ERROR_FORMAT,
                   "tensor \"embedding.weight\": element 0 is not a finite number");
    simile_session_free(session);
    simile_model_free(model);
}
END_TEST

START_TEST(tensors__that_are_damaged_are_named)
{
#define TENSOR(name, dtype, shape, range)                                                                              \
    "\"" name "\": {\"dtype\": \"" dtype "\", \"shape\": " shape ", \"data_offsets\": " range "}"
    static const struct {
        const char *header;
        size_t n_bytes;
        unsigned char fill;
        const char *part;
    } cases[] = {
        {"{" TENSOR("embedding.weight", "F64", "[200, 1]", "[0, 1600]") "}", 1600, 0xFF, "is not a finite number"},
        {"{" TENSOR("embedding.weight", "F32", "[200, 2]", "[0, 1600]") "}", 1000, 0, "bytes 0 to 1600"},
        {"{" TENSOR("embedding.weight", "F32", "[400]", "[0, 1600]") "}", 1600, 0, "no two-dimensional tensor"},
        {"{" TENSOR("embedding.weight", "F32", "[0, 2]", "[0, 0]") "}", 0, 0, "no two-dimensional tensor"},
        {"{" TENSOR("embedding.weight", "I8", "[200, 2]", "[0, 400]") "}", 400, 0, "holds no floating-point numbers"},
        {"{" TENSOR("embedding.weight", "F32", "[100, 4]", "[0, 1600]") "}", 1600, 0, "the table only 100 rows"},
        {"{" TENSOR("table", "F32", "[200, 2]", "[0, 1600]") "}", 1600, 0, "no two-dimensional tensor"},
        {"{" TENSOR("embeddings", "F32", "[2, 1]", "[0, 8]") ", " TENSOR("mapping", "I64", "[200]", "[8, 1608]") "}",
         1608, 0x01, "mapping sends token 0 to row 72340172838076673"},
        {"{" TENSOR("embeddings", "F32", "[2, 1]", "[0, 8]") ", " TENSOR("mapping", "I32", "[200]", "[8, 808]") "}",
         808, 0xBF, "mapping sends token 0 to row -"},
        {"{" TENSOR("embeddings", "F32", "[2, 1]", "[0, 8]") ", " TENSOR("mapping", "F32", "[200]", "[8, 808]") "}",
         808, 0, "mapping is no list of whole numbers"},
        {"{" TENSOR("embeddings", "F32", "[200, 1]", "[0, 800]") ", " TENSOR("weights", "F32", "[3]", "[800, 812]") "}",
         812, 0, "weights is not a list of 200 numbers"},
        {"{" TENSOR("embeddings", "F32", "[2, 1]", "[0, 8]") ", " TENSOR("mapping", "I64", "[3]", "[8, 32]") "}", 32, 0,
         "the table only 3 rows"},
    };
#undef TENSOR
    const char *folder = model_folder_copy(STATIC, "tensors");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_tensors(folder, cases[i].header, cases[i].n_bytes, cases[i].fill);
        model_folder_expect_refusal(folder, cases[i].part);
    }
    model_folder_write(folder, "model.safetensors", "\0\0\0\x80\0\0\0\0{}", 10);
    model_folder_expect_refusal(folder, "the header claims 2147483648 bytes");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {tensors__that_are_not_finite_fail_on_use, tensors__that_are_damaged_are_named};
    return suite_run("tensors", tests, sizeof tests / sizeof *tests);
}
