/* Late rows: whatever the order in which rows are needed, their bits are those of a walk over the whole table in every
 * step. */
#include "expect.h"
#include "late_rows.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 150, WIDTH = 24, VALUES = ROWS * WIDTH };

/* The table's slabs. */
typedef struct table_state {
    float w[VALUES], m[VALUES], v[VALUES];
} table_state;

/* A table that is walked whole and one whose rows come late, side by side. */
typedef struct subject {
    simile_parameter table;
    table_state whole, late;
    simile_late_rows *rows;
    simile_row_slabs slabs;
    simile_pool *pool;
} subject;

static void set_up(subject *s)
{
    memset(s, 0, sizeof *s);
    s->table = (simile_parameter){.rows = ROWS, .cols = WIDTH};
    for (size_t i = 0; i < VALUES; i++) {
        s->whole.w[i] = s->late.w[i] = (float)(i % 97) / 50 - 1;
    }
    expect_ok(simile_late_rows__new(&s->rows, &s->table));
    expect_ok(simile_pool__new(&s->pool, 2));
    s->slabs = (simile_row_slabs){.weights = s->late.w, .moments = {s->late.m, s->late.v}};
}

static void tear_down(subject *s)
{
    simile_late_rows__free(s->rows);
    simile_pool__free(s->pool);
}

static simile_adamw_factors factors_of(size_t step)
{
    const double t = (double)step + 1;
    const simile_adamw settings = {.rate = 0.01 / t,
                                   .beta1 = 0.9,
                                   .beta2 = 0.999,
                                   .epsilon = 1e-8,
                                   .weight_decay = 0.1,
                                   .clip = 1 / t,
                                   .correction1 = 1 - pow(0.9, t),
                                   .correction2 = 1 - pow(0.999, t)};
    return simile_adamw__factors(&settings);
}

/* Both tables take step `step`, in which n rows from `first` on, `stride` apart, have a gradient. */
static void take_step(subject *s, size_t step, size_t first, size_t stride, size_t n)
{
    static float gradient[VALUES];
    int32_t touched[ROWS];
    const simile_adamw_factors factors = factors_of(step);
    memset(gradient, 0, sizeof gradient);
    for (size_t i = 0; i < n; i++) {
        touched[i] = (int32_t)((first + i * stride) % ROWS);
        for (size_t c = 0; c < WIDTH; c++) {
            gradient[(size_t)touched[i] * WIDTH + c] = (float)(step + c) - 10;
        }
    }
    simile_adamw__update(s->whole.w, s->whole.m, s->whole.v, gradient, VALUES, &factors);
    expect_ok(simile_late_rows__update(s->rows, &s->slabs, gradient, touched, n, &factors, s->pool));
}

static void expect_row(const subject *s, int32_t row)
{
    ck_assert_mem_eq(s->late.w + row * WIDTH, s->whole.w + row * WIDTH, WIDTH * sizeof(float));
}

START_TEST(late_rows__catch_up_with_the_whole_walk)
{
    subject s;
    set_up(&s);
    for (size_t step = 0; step < 30; step++) {
        const int32_t needed[] = {3, (int32_t)(step * 7 % ROWS), 3, 149};
        simile_late_rows__mark(s.rows, needed, 4);
        expect_ok(simile_late_rows__catch_up(s.rows, &s.slabs, s.pool));
        expect_row(&s, needed[0]);
        expect_row(&s, needed[1]);
        expect_row(&s, needed[3]);
        take_step(&s, step, step * 7, 13, 5);
    }
    ck_assert_mem_ne(s.late.w, s.whole.w, sizeof s.late.w); /* else nothing would be late */
    expect_ok(simile_late_rows__settle(s.rows, &s.slabs, s.pool));
    ck_assert_mem_eq(&s.late, &s.whole, sizeof s.late);
    tear_down(&s);
}
END_TEST

START_TEST(late_rows__go_on_after_a_reload)
{
    subject s;
    set_up(&s);
    take_step(&s, 0, 0, 1, ROWS);
    expect_ok(simile_late_rows__settle(s.rows, &s.slabs, s.pool));
    simile_late_rows__free(s.rows);
    expect_ok(simile_late_rows__new(&s.rows, &s.table));
    simile_late_rows__reload(s.rows);
    for (size_t step = 1; step < 5; step++) {
        take_step(&s, step, step, 1, 1);
    }
    expect_ok(simile_late_rows__settle(s.rows, &s.slabs, s.pool));
    ck_assert_mem_eq(&s.late, &s.whole, sizeof s.late);
    tear_down(&s);
}
END_TEST

START_TEST(late_rows__remember_no_more_than_so_many_steps)
{
    subject s;
    set_up(&s);
    for (size_t step = 0; step < 5000; step++) {
        take_step(&s, step, step, 11, 2);
    }
    expect_ok(simile_late_rows__settle(s.rows, &s.slabs, s.pool));
    ck_assert_mem_eq(&s.late, &s.whole, sizeof s.late);
    tear_down(&s);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {late_rows__catch_up_with_the_whole_walk, late_rows__go_on_after_a_reload,
                                  late_rows__remember_no_more_than_so_many_steps};
    return suite_run("late_rows", tests, sizeof tests / sizeof *tests);
}
