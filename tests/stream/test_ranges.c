/* Ranges of int8 vectors. */
#include "expect.h"
#include "npy.h"
#include "ranges.h"
#include "scratch.h"
#include "suite.h"
#include <math.h>

/* [3, 3]: steps of 1 and 2, which are exact, and a dimension of one value. */
static const float vectors[] = {0, -1, 5, 255, 509, 5, 10.5F, 2, 5};

START_TEST(ranges__quantize_as_sentence_transformers)
{
    simile_ranges ranges;
    signed char codes[3];
    expect_ok(simile_ranges__make(&ranges, 3));
    simile_ranges__add(&ranges, vectors, 3);
    simile_ranges__quantize(codes, vectors, &ranges);
    ck_assert(codes[0] == -128 && codes[1] == -128 && codes[2] == -128);
    simile_ranges__quantize(codes, vectors + 3, &ranges);
    ck_assert(codes[0] == 127 && codes[1] == 127 && codes[2] == -128);
    /* ⌊10.5 / 1⌋ and ⌊3 / 2⌋ */
    simile_ranges__quantize(codes, vectors + 6, &ranges);
    ck_assert(codes[0] == 10 - 128 && codes[1] == 1 - 128);
    simile_ranges__dispose(&ranges);
}
END_TEST

START_TEST(ranges__keep_values_outside_at_their_ends)
{
    const float outside[] = {-1e30F, 1e30F, NAN};
    simile_ranges ranges;
    signed char codes[3];
    expect_ok(simile_ranges__make(&ranges, 3));
    simile_ranges__add(&ranges, vectors, 3);
    simile_ranges__quantize(codes, outside, &ranges);
    ck_assert(codes[0] == -128 && codes[1] == 127 && codes[2] == -128);
    simile_ranges__dispose(&ranges);
}
END_TEST

START_TEST(ranges__merge_whatever_the_order)
{
    simile_ranges parts[2], whole;
    for (int i = 0; i < 2; i++) {
        expect_ok(simile_ranges__make(&parts[i], 3));
    }
    expect_ok(simile_ranges__make(&whole, 3));
    simile_ranges__add(&parts[1], vectors, 3); /* the first has seen nothing */
    simile_ranges__merge(&whole, &parts[0]);
    simile_ranges__merge(&whole, &parts[1]);
    ck_assert(whole.least[0] == 0 && whole.greatest[0] == 255 && whole.least[1] == -1 && whole.greatest[1] == 509);
    for (int i = 0; i < 2; i++) {
        simile_ranges__dispose(&parts[i]);
    }
    simile_ranges__dispose(&whole);
}
END_TEST

START_TEST(ranges__of_nothing_are_zero)
{
    simile_ranges ranges;
    expect_ok(simile_ranges__make(&ranges, 2));
    simile_ranges__close(&ranges);
    ck_assert(ranges.least[0] == 0 && ranges.greatest[1] == 0);
    simile_ranges__dispose(&ranges);
}
END_TEST

START_TEST(ranges__read_vectors_and_ranges_alike)
{
    const float infinite[] = {INFINITY, 0, 0};
    const char *path = scratch_path("v.npy");
    simile_ranges ranges;
    expect_ok(simile_npy__save(path, vectors, 3, 3));
    expect_ok(simile_ranges__make(&ranges, 3));
    expect_ok(simile_ranges__load(&ranges, path));
    expect_ok(simile_npy__save(path, ranges.least, 2, 3));
    expect_ok(simile_ranges__load(&ranges, path));
    ck_assert(ranges.greatest[0] == 255 && ranges.least[1] == -1);
    expect_ok(simile_npy__save(path, vectors, 1, 2));
    expect_failure(simile_ranges__load(&ranges, path), SIMILE_ERROR_CONFIG, "v.npy");
    expect_ok(simile_npy__save(path, infinite, 1, 3));
    expect_failure(simile_ranges__load(&ranges, path), SIMILE_ERROR_DATA, "not finite");
    simile_ranges__dispose(&ranges);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {ranges__quantize_as_sentence_transformers, ranges__keep_values_outside_at_their_ends,
                                  ranges__merge_whatever_the_order, ranges__of_nothing_are_zero,
                                  ranges__read_vectors_and_ranges_alike};
    return suite_run("ranges", tests, sizeof tests / sizeof *tests);
}
