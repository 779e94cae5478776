/* .npy: headers byte by byte, headers that others write, numbers of every width, damage. */
#include "floats.h"
#include "npy.h"
#include "trial.h"
#include <math.h>

/* A version 1.0 file with this header text and data; its size. */
static size_t build(unsigned char *bytes, const char *header, const void *data, size_t n_bytes)
{
    size_t size = strlen(header);

    memcpy(bytes, "\x93NUMPY\x01\x00", 8);
    bytes[8] = (unsigned char)(size & 0xFF);
    bytes[9] = (unsigned char)(size >> 8);
    memcpy(bytes + 10, header, size);
    memcpy(bytes + 10 + size, data, n_bytes);
    return 10 + size + n_bytes;
}

static simile_status read_all(const char *path)
{
    float *values;
    size_t n_rows, n_columns;
    simile_status status = simile_npy__load(&values, &n_rows, &n_columns, path);

    simile_memory__free(values);
    return status;
}

static void expect_values(const char *header, const void *data, size_t n_bytes, size_t n_rows, size_t n_columns,
                          const float *expected)
{
    unsigned char bytes[512];
    const char *path = trial_write("v.npy", bytes, build(bytes, header, data, n_bytes));
    float *values;
    size_t rows, columns;

    if (simile_npy__load(&values, &rows, &columns, path) != SIMILE_OK)
        ck_abort_msg("%s", simile_status_message());
    ck_assert_uint_eq(rows, n_rows);
    ck_assert_uint_eq(columns, n_columns);
    for (size_t i = 0; i < rows * columns; i++)
        ck_assert(values[i] == expected[i]);
    simile_memory__free(values);
    unlink(path);
}

static void expect_failure(const char *header, size_t n_bytes, const char *message)
{
    unsigned char bytes[512], data[64] = {0};
    const char *path = trial_write("f.npy", bytes, build(bytes, header, data, n_bytes));

    trial_expect(read_all(path), SIMILE_ERROR_FORMAT, message);
    unlink(path);
}

START_TEST(npy__writes_the_header_that_numpy_writes)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];

    simile_npy__header(header, SIMILE_NPY_F32, 3, 2);
    ck_assert_mem_eq(header, "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), } ",
                     68);
    ck_assert_int_eq(header[127], '\n');
    simile_npy__header(header, SIMILE_NPY_I8, UINT64_MAX, UINT64_MAX);
    ck_assert_ptr_nonnull(memmem(header, 128, "'|i1'", 5));
    ck_assert_ptr_nonnull(memmem(header, 127, "18446744073709551615, 18446744073709551615), } ", 47));
    ck_assert_uint_eq(simile_npy__element_size(SIMILE_NPY_F16), 2);
}
END_TEST

START_TEST(npy__saves_what_it_loads)
{
    float values[9000], *again;
    char path[512];
    size_t n_rows, n_columns;

    for (size_t i = 0; i < 9000; i++)
        values[i] = (float)i * 0.37f - 100;
    snprintf(path, sizeof(path), "%s", trial_path("save.npy"));
    ck_assert_int_eq(simile_npy__save(path, values, 3000, 3), SIMILE_OK);
    ck_assert_int_eq(simile_npy__load(&again, &n_rows, &n_columns, path), SIMILE_OK);
    ck_assert_uint_eq(n_rows, 3000);
    ck_assert_uint_eq(n_columns, 3);
    ck_assert_mem_eq(again, values, sizeof(values));
    simile_memory__free(again);
    unlink(path);
}
END_TEST

START_TEST(npy__reads_headers_in_any_form)
{
    static const unsigned char halves[] = {0x00, 0x3C, 0x00, 0xC0}, doubles[] = {0, 0, 0, 0, 0, 0, 0xF8, 0x3F};
    static const unsigned char singles[] = {0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0};
    static const float two[] = {1, -2}, one[] = {1.5f};

    expect_values("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n", singles, 8, 1, 2, two);
    expect_values("{\"shape\":(2L,),\"fortran_order\":False,\"descr\":\"<f4\"}", singles, 8, 2, 1, two);
    expect_values(" { 'shape' : ( 2 , 1 ) , 'descr' : '<f2' , 'fortran_order' : False } \n", halves, 4, 2, 1, two);
    expect_values("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }\n", doubles, 8, 1, 1, one);
    expect_values("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4), }\n", "", 0, 0, 4, NULL);
}
END_TEST

START_TEST(npy__names_each_fault)
{
    expect_failure("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2)}", 8, "Fortran order");
    expect_failure("{'descr': '<i8', 'fortran_order': False, 'shape': (1,)}", 8,
                   "holds \"<i8\"; <f4, <f2, <f8 and |i1");
    expect_failure("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", 4, "holds \">f4\"");
    expect_failure("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4, "holds no plain numbers");
    expect_failure("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1)}", 4, "has 3 dimensions");
    expect_failure("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", 4, "has 0 dimensions");
    expect_failure("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", 12, "needs 16; the file is cut short");
    expect_failure("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", 20, "needs 16; the file is damaged");
    expect_failure("{'descr': '<f4', 'fortran_order': False}", 4, "lacks one of");
    expect_failure("{'descr': '<f4', 'descr': '<f4'}", 4, "\"descr\" twice");
    expect_failure("{'other': 1}", 4, "\"other\" which is not known");
    expect_failure("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", 4, "whole numbers");
    expect_failure("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999, 9999999999)}", 4, "overflows");
    expect_failure("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}", 4, "neither True nor False");
    expect_failure("[1]", 4, "not one Python dictionary");
    trial_expect(read_all(trial_write("x.npy", "hello world", 11)), SIMILE_ERROR_FORMAT, "x.npy: does not start like");
    trial_expect(read_all(trial_write("x.npy", "\x93NUMPY\x04\x00\x01\x00\x00\x00 ", 13)), SIMILE_ERROR_FORMAT,
                 "version 4.0");
    trial_expect(read_all(trial_write("x.npy", "\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF ", 13)), SIMILE_ERROR_FORMAT,
                 "claims");
    unlink(trial_path("x.npy"));
    trial_expect(read_all("/nonexistent.npy"), SIMILE_ERROR_IO, "/nonexistent.npy");
}
END_TEST

START_TEST(npy__survives_damage_and_failed_allocations)
{
    unsigned char bytes[512], data[8] = {0};
    size_t size = build(bytes, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n", data, 8);
    const char *path;

    trial_damage("d.npy", bytes, size, read_all);
    path = trial_write("s.npy", bytes, size);
    trial_starve(path, read_all);
    unlink(path);
}
END_TEST

/* Every one of the 65536 half-precision numbers against its definition. */
START_TEST(floats__widen_every_half_exactly)
{
    for (unsigned i = 0; i < 65536; i++) {
        unsigned char bytes[2] = {(unsigned char)(i & 0xFF), (unsigned char)(i >> 8)};
        int exponent = (int)(i >> 10 & 0x1F);
        double sign = i & 0x8000 ? -1 : 1, fraction = i & 0x3FF, expected;
        float value;
        simile_floats__from_f16(&value, bytes, 1);
        if (exponent == 31 && fraction > 0) {
            ck_assert(isnan(value));
            continue;
        }
        expected = exponent == 31  ? (double)INFINITY
                   : exponent == 0 ? ldexp(fraction, -24)
                                   : ldexp(1024 + fraction, exponent - 25);
        if ((double)value != sign * expected || (signbit(value) != 0) != (sign < 0))
            ck_abort_msg("half %04x is %a, needs %a", i, (double)value, sign * expected);
    }
}
END_TEST

START_TEST(floats__read_bfloat_and_write_single)
{
    static const unsigned char bfloat[] = {0x80, 0x3F, 0x01, 0x00, 0x80, 0xFF};
    float values[3];
    unsigned char bytes[12];

    simile_floats__from_bf16(values, bfloat, 3);
    ck_assert(values[0] == 1 && values[1] == 0x1p-133f && isinf(values[2]) && values[2] < 0);
    simile_floats__to_f32(bytes, values, 3);
    ck_assert_mem_eq(bytes, "\x00\x00\x80\x3F\x00\x00\x01\x00\x00\x00\x80\xFF", 12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("npy");
    TCase *tcase = tcase_create("npy");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, npy__writes_the_header_that_numpy_writes);
    tcase_add_test(tcase, npy__saves_what_it_loads);
    tcase_add_test(tcase, npy__reads_headers_in_any_form);
    tcase_add_test(tcase, npy__names_each_fault);
    tcase_add_test(tcase, npy__survives_damage_and_failed_allocations);
    tcase_add_test(tcase, floats__widen_every_half_exactly);
    tcase_add_test(tcase, floats__read_bfloat_and_write_single);
    suite_add_tcase(suite, tcase);
    return trial_run(suite);
}
