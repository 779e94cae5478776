/* Maps: against a plain list, in insertion order, with keys of any bytes. */
#include "expect.h"
#include "map.h"
#include "memory.h"
#include "suite.h"
#include <stdio.h>
#include <string.h>

#define N_KEYS 5000

/* Key number i; the numbers' texts share their beginnings and have several lengths. */
static size_t make_key(char key[32], size_t i)
{
    return (size_t)snprintf(key, 32, "%zu", i * i);
}

static simile_status fill(simile_map *map, size_t n)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        char key[32];
        simile_map_entry *entry;
        bool is_new;
        const size_t size = make_key(key, i);
        status = simile_map__insert(&entry, &is_new, map, key, size);
        if (status == SIMILE_OK) {
            ck_assert(is_new);
            ck_assert_int_eq(entry->value, 0);
            entry->value = (int64_t)i - 3;
        }
    }
    return status;
}

START_TEST(map__finds_what_was_inserted)
{
    simile_map map = {0};
    ck_assert_ptr_null(simile_map__find(&map, "1", 1));
    expect_ok(fill(&map, N_KEYS));
    ck_assert_uint_eq(map.n_entries, N_KEYS);
    for (size_t i = 0; i < N_KEYS; i++) {
        char key[32];
        const size_t size = make_key(key, i);
        const simile_map_entry *entry = simile_map__find(&map, key, size);
        ck_assert_ptr_nonnull(entry);
        ck_assert_int_eq(entry->value, (int64_t)i - 3);
        ck_assert_uint_eq(entry->size, size);
        ck_assert_str_eq(entry->key, key);
    }
    ck_assert_ptr_null(simile_map__find(&map, "2", 1));
    ck_assert_ptr_null(simile_map__find(&map, "", 0));
    simile_map__dispose(&map);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(map__keeps_the_order_of_insertion)
{
    simile_map map = {0};
    expect_ok(fill(&map, N_KEYS));
    for (size_t i = 0; i < N_KEYS; i++) {
        char key[32];
        make_key(key, i);
        ck_assert_str_eq(map.entries[i].key, key);
    }
    simile_map__dispose(&map);
}
END_TEST

START_TEST(map__inserts_a_key_once)
{
    simile_map map = {0};
    simile_map_entry *entry;
    bool is_new = false;
    expect_ok(simile_map__insert(&entry, &is_new, &map, "key", 3));
    ck_assert(is_new);
    entry->value = 42;
    expect_ok(simile_map__insert(&entry, &is_new, &map, "keys", 3));
    ck_assert(!is_new);
    ck_assert_int_eq(entry->value, 42);
    expect_ok(simile_map__insert(&entry, NULL, &map, "keys", 4));
    ck_assert_int_eq(entry->value, 0);
    ck_assert_uint_eq(map.n_entries, 2);
    simile_map__dispose(&map);
}
END_TEST

START_TEST(map__takes_keys_of_any_bytes)
{
    static const struct {
        const char *key;
        size_t size;
    } keys[] = {{"", 0}, {"\0", 1}, {"\0\0", 2}, {"a\0b", 3}, {"a\0c", 3}, {"a", 1}, {"\xff\xfe", 2}};
    simile_map map = {0};
    simile_map_entry *entry;
    const size_t n = sizeof keys / sizeof *keys;
    for (size_t i = 0; i < n; i++) {
        expect_ok(simile_map__insert(&entry, NULL, &map, keys[i].key, keys[i].size));
        entry->value = (int64_t)i;
    }
    ck_assert_uint_eq(map.n_entries, n);
    for (size_t i = 0; i < n; i++) {
        ck_assert_int_eq(simile_map__find(&map, keys[i].key, keys[i].size)->value, (int64_t)i);
        ck_assert_int_eq(map.entries[i].key[keys[i].size], 0);
    }
    simile_map__dispose(&map);
}
END_TEST

static simile_status fill_and_dispose(void *context)
{
    simile_map *map = context;
    simile_status status = fill(map, 300);
    const size_t n = map->n_entries;
    for (size_t i = 0; i < n; i++) {
        char key[32];
        ck_assert_ptr_nonnull(simile_map__find(map, key, make_key(key, i)));
    }
    simile_map__dispose(map);
    return status;
}

START_TEST(map__survives_a_short_memory)
{
    simile_map map = {0};
    ck_assert_uint_gt(expect_memory_failures(fill_and_dispose, &map), 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {map__finds_what_was_inserted, map__keeps_the_order_of_insertion,
                                  map__inserts_a_key_once, map__takes_keys_of_any_bytes, map__survives_a_short_memory};
    return suite_run("map", tests, sizeof tests / sizeof *tests);
}
