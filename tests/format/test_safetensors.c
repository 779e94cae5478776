/* safetensors: what is written reads back, each rule of the layout is enforced with the tensor's name, damage. */
#include "safetensors.h"
#include "trial.h"

/* A file of this header text and n_bytes of data (byte i is i); its size. */
static size_t build(unsigned char *bytes, const char *header, size_t n_bytes)
{
    size_t size = strlen(header);

    for (size_t i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)size >> (8 * i));
    memcpy(bytes + 8, header, size);
    for (size_t i = 0; i < n_bytes; i++)
        bytes[8 + size + i] = (unsigned char)i;
    return 8 + size + n_bytes;
}

/* Opens and reads all tensors that hold floating-point numbers. */
static simile_status read_all(const char *path)
{
    simile_safetensors *file;
    simile_status status = simile_safetensors__open(&file, path);

    for (size_t i = 0; status == SIMILE_OK && i < simile_safetensors__size(file); i++) {
        const simile_tensor_view *view = simile_safetensors__at(file, i);
        float *values;
        if (view->dtype > SIMILE_DTYPE_F64)
            continue;
        values = simile_memory__alloc(view->n_elements, sizeof(float));
        status = values ? simile_safetensors__read(values, file, view) : SIMILE_ERROR_MEMORY;
        simile_memory__free(values);
    }
    if (status == SIMILE_OK || file)
        simile_safetensors__free(file);
    return status;
}

static void expect_failure(const char *header, size_t n_bytes, const char *message)
{
    unsigned char bytes[1024];
    const char *path = trial_write("f.safetensors", bytes, build(bytes, header, n_bytes));

    trial_expect(read_all(path), SIMILE_ERROR_FORMAT, "f.safetensors");
    trial_expect(SIMILE_ERROR_FORMAT, SIMILE_ERROR_FORMAT, message);
    unlink(path);
}

START_TEST(safetensors__saves_what_it_opens)
{
    static float matrix[5000], bias[2] = {-1, 0.5f};
    const simile_tensor_entry entries[] = {
        {.name = "w", .shape = {2500, 2}, .n_dimensions = 2, .data = matrix},
        {.name = "b", .shape = {2}, .n_dimensions = 1, .data = bias},
        {.name = "empty", .shape = {0, 3}, .n_dimensions = 2},
        {.name = "scalar", .n_dimensions = 0, .data = bias},
    };
    float again[5000];
    char path[512];
    simile_safetensors *file;

    for (size_t i = 0; i < 5000; i++)
        matrix[i] = (float)i / 7;
    snprintf(path, sizeof(path), "%s", trial_path("save.safetensors"));
    ck_assert_int_eq(simile_safetensors__save(path, entries, 4), SIMILE_OK);
    ck_assert_int_eq(simile_safetensors__open(&file, path), SIMILE_OK);
    ck_assert_uint_eq(simile_safetensors__size(file), 4);
    ck_assert_str_eq(simile_safetensors__at(file, 0)->name, "b");
    ck_assert_ptr_null(simile_safetensors__find(file, "x"));
    ck_assert_uint_eq(simile_safetensors__find(file, "scalar")->n_elements, 1);
    ck_assert_uint_eq(simile_safetensors__find(file, "empty")->n_elements, 0);
    ck_assert_uint_eq(simile_safetensors__find(file, "w")->shape[0], 2500);
    ck_assert_int_eq(simile_safetensors__read(again, file, simile_safetensors__find(file, "w")), SIMILE_OK);
    ck_assert_mem_eq(again, matrix, sizeof(matrix));
    simile_safetensors__free(file);
    unlink(path);
}
END_TEST

START_TEST(safetensors__writes_these_bytes)
{
    static const float one[] = {1};
    static const char header[] = "{\"__metadata__\": {\"format\": \"pt\"}, "
                                 "\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}";
    char path[512], bytes[256];
    size_t size, padded = (strlen(header) + 7) / 8 * 8;
    FILE *file;

    snprintf(path, sizeof(path), "%s", trial_path("bytes.safetensors"));
    ck_assert_int_eq(simile_safetensors__save(
                         path, &(simile_tensor_entry){.name = "a", .shape = {1}, .n_dimensions = 1, .data = one}, 1),
                     SIMILE_OK);
    file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    ck_assert_uint_eq(size, 8 + padded + 4);
    ck_assert_uint_eq((unsigned char)bytes[0], padded);
    ck_assert_mem_eq(bytes + 8, header, strlen(header));
    for (size_t i = strlen(header); i < padded; i++)
        ck_assert_int_eq(bytes[8 + i], ' ');
    ck_assert_mem_eq(bytes + 8 + padded, "\x00\x00\x80\x3F", 4);
    unlink(path);
}
END_TEST

START_TEST(safetensors__refuses_to_save_bad_names)
{
    static const float one[] = {1};
    const simile_tensor_entry twice[] = {{.name = "a", .shape = {1}, .n_dimensions = 1, .data = one},
                                         {.name = "a", .shape = {1}, .n_dimensions = 1, .data = one}};
    const simile_tensor_entry reserved = {.name = "__metadata__", .shape = {1}, .n_dimensions = 1, .data = one};

    trial_expect(simile_safetensors__save(trial_path("no"), twice, 2), SIMILE_ERROR_FORMAT,
                 "\"a\" is reserved or there twice");
    trial_expect(simile_safetensors__save(trial_path("no"), &reserved, 1), SIMILE_ERROR_FORMAT, "reserved");
    ck_assert_int_ne(access(trial_path("no"), F_OK), 0);
}
END_TEST

#define ENTRY(name, dtype, shape, range)                                                                               \
    "\"" name "\": {\"dtype\": \"" dtype "\", \"shape\": " shape ", \"data_offsets\": " range "}"

START_TEST(safetensors__enforces_the_layout)
{
    expect_failure("{" ENTRY("a", "F32", "[2]", "[0, 8]") "}", 4, "tensor \"a\": bytes 0 to 8, but the file holds 4");
    expect_failure("{" ENTRY("a", "F32", "[1]", "[0, 8]") "}", 8, "tensor \"a\": 8 bytes, its shape needs 4");
    expect_failure("{" ENTRY("a", "F32", "[1]", "[8, 4]") "}", 8, "bytes 8 to 4");
    expect_failure("{" ENTRY("a", "F32", "[1]", "[4, 8]") "}", 8, "tensor \"a\": there is a hole in front of it");
    expect_failure("{" ENTRY("a", "F32", "[1]", "[0, 4]") ", " ENTRY("b", "F32", "[1]", "[0, 4]") "}", 4, "overlaps");
    expect_failure("{" ENTRY("a", "F32", "[1]", "[0, 4]") "}", 8, "bytes behind the last tensor");
    expect_failure("{" ENTRY("a", "F32", "[4294967296, 4294967296]", "[0, 4]") "}", 4, "product overflows");
    expect_failure("{" ENTRY("a", "F32", "[4294967296, 4294967295]", "[0, 4]") "}", 4, "size overflows");
    expect_failure("{" ENTRY("a", "F32", "[-1]", "[0, 4]") "}", 4, "no whole number");
    expect_failure("{" ENTRY("a", "F32", "[1.5]", "[0, 4]") "}", 4, "no whole number");
    expect_failure("{" ENTRY("a", "F32", "1", "[0, 4]") "}", 4, "the shape is not a list");
    expect_failure("{" ENTRY("a", "F32", "[1,1,1,1,1]", "[0, 4]") "}", 4, "more than 4 dimensions");
    expect_failure("{" ENTRY("a", "F32", "[1]", "[0]") "}", 4, "data_offsets are not two whole numbers");
    expect_failure("{\"a\": 1}", 4, "not an object");
    expect_failure("{\"a\": {\"shape\": [], \"data_offsets\": [0, 4]}}", 4, "has no dtype");
    expect_failure("{" ENTRY("a", "F32", "[1]", "[0, 4]") ", " ENTRY("a", "F32", "[1]", "[4, 8]") "}", 8, "duplicate");
    expect_failure("{\"__metadata__\": {\"a\": 1}}", 0, "__metadata__ \"a\" is not a text");
    expect_failure("{\"__metadata__\": []}", 0, "__metadata__ is not an object");
    expect_failure("[]", 0, "does not start with");
    trial_expect(read_all(trial_write("x", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF{}", 10)), SIMILE_ERROR_FORMAT, "claims");
    trial_expect(read_all(trial_write("x", "", 0)), SIMILE_ERROR_FORMAT, "has 0 bytes");
    unlink(trial_path("x"));
    trial_expect(read_all("/nonexistent.safetensors"), SIMILE_ERROR_IO, "/nonexistent.safetensors");
}
END_TEST

START_TEST(safetensors__reads_whole_numbers)
{
    static const char header[] = "{" ENTRY("a", "I64", "[1]", "[0, 8]") ", " ENTRY(
        "b", "I32", "[1]", "[8, 12]") ", " ENTRY("c", "I8", "[2]", "[12, 14]") "}  ";
    static const unsigned char data[] = {0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x80, 0x7F, 0x80};
    unsigned char bytes[512];
    const size_t size = build(bytes, header, sizeof data);
    simile_safetensors *file;

    memcpy(bytes + size - sizeof data, data, sizeof data);
    ck_assert_int_eq(simile_safetensors__open(&file, trial_write("t.safetensors", bytes, size)), SIMILE_OK);
    ck_assert_int_eq(simile_safetensors__integer(simile_safetensors__find(file, "a"), 0), -2);
    ck_assert_int_eq(simile_safetensors__integer(simile_safetensors__find(file, "b"), 0), INT32_MIN);
    ck_assert_int_eq(simile_safetensors__integer(simile_safetensors__find(file, "c"), 0), 127);
    ck_assert_int_eq(simile_safetensors__integer(simile_safetensors__find(file, "c"), 1), -128);
    simile_safetensors__free(file);
    unlink(trial_path("t.safetensors"));
}
END_TEST

START_TEST(safetensors__takes_types_that_it_cannot_read)
{
    static const char header[] =
        "{" ENTRY("i", "I64", "[1]", "[0, 8]") ", " ENTRY("new", "F99", "[3]", "[8, 13]") "}   ";
    unsigned char bytes[512];
    const char *path = trial_write("t.safetensors", bytes, build(bytes, header, 13));
    simile_safetensors *file;
    float value;

    ck_assert_int_eq(simile_safetensors__open(&file, path), SIMILE_OK);
    ck_assert_int_eq(simile_safetensors__at(file, 0)->dtype, SIMILE_DTYPE_I64);
    ck_assert_int_eq(simile_safetensors__at(file, 1)->dtype, SIMILE_DTYPE_OTHER);
    ck_assert_uint_eq(simile_safetensors__at(file, 1)->n_bytes, 5);
    trial_expect(simile_safetensors__read(&value, file, simile_safetensors__at(file, 1)), SIMILE_ERROR_FORMAT,
                 "tensor \"new\": holds no floating-point numbers");
    simile_safetensors__free(file);
    unlink(path);
}
END_TEST

START_TEST(safetensors__refuses_numbers_that_are_not_finite)
{
    unsigned char bytes[512];
    size_t size = build(bytes, "{" ENTRY("a", "F16", "[2]", "[0, 4]") "}", 4);
    const char *path;

    bytes[size - 1] = 0x7C;
    bytes[size - 2] = 0;
    path = trial_write("n.safetensors", bytes, size);
    trial_expect(read_all(path), SIMILE_ERROR_FORMAT, "tensor \"a\": element 1 is not a finite number");
    unlink(path);
}
END_TEST

static simile_status save_pair(const char *path)
{
    static const float values[] = {1, 2};
    const simile_tensor_entry entries[] = {{.name = "b", .shape = {2}, .n_dimensions = 1, .data = values},
                                           {.name = "a", .shape = {1, 2}, .n_dimensions = 2, .data = values}};

    return simile_safetensors__save(path, entries, 2);
}

START_TEST(safetensors__survives_damage_and_failed_allocations)
{
    unsigned char bytes[512];
    char path[512];
    size_t size = build(bytes, "{" ENTRY("a", "F32", "[1]", "[0, 4]") ", " ENTRY("b", "F16", "[2]", "[4, 8]") "}", 8);

    trial_damage("d.safetensors", bytes, size, read_all);
    snprintf(path, sizeof(path), "%s", trial_write("s.safetensors", bytes, size));
    trial_starve(path, read_all);
    trial_starve(path, save_pair);
    unlink(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("safetensors");
    TCase *tcase = tcase_create("safetensors");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, safetensors__saves_what_it_opens);
    tcase_add_test(tcase, safetensors__writes_these_bytes);
    tcase_add_test(tcase, safetensors__refuses_to_save_bad_names);
    tcase_add_test(tcase, safetensors__enforces_the_layout);
    tcase_add_test(tcase, safetensors__reads_whole_numbers);
    tcase_add_test(tcase, safetensors__takes_types_that_it_cannot_read);
    tcase_add_test(tcase, safetensors__refuses_numbers_that_are_not_finite);
    tcase_add_test(tcase, safetensors__survives_damage_and_failed_allocations);
    suite_add_tcase(suite, tcase);
    return trial_run(suite);
}
