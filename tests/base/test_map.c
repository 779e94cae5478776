/* The hash map: what goes in comes out, in order, whatever the bytes. */
#include "expect.h"
#include "map.h"
#include "memory.h"
#include "suite.h"
#include <stdio.h>
#include <string.h>

static simile_map_entry *insert(simile_map *map, const char *key, size_t size, bool expect_new)
{
    simile_map_entry *entry = NULL;
    bool is_new = !expect_new;
    expect_ok(simile_map__insert(&entry, &is_new, map, key, size));
    ck_assert_int_eq(is_new, expect_new);
    ck_assert_uint_eq(entry->size, size);
    ck_assert_mem_eq(entry->key, key, size);
    ck_assert_int_eq(entry->key[size], '\0');
    return entry;
}

START_TEST(map__finds_what_was_inserted_in_order)
{
    enum { n_keys = 20000 };
    simile_map map = {0};
    char key[32];
    for (int i = 0; i < n_keys; i++) {
        int length = snprintf(key, sizeof key, "key %d.", i);
        insert(&map, key, (size_t)length, true)->value = i;
    }
    ck_assert_uint_eq(map.n_entries, n_keys);
    for (int i = 0; i < n_keys; i++) {
        int length = snprintf(key, sizeof key, "key %d.", i);
        const simile_map_entry *entry = simile_map__find(&map, key, (size_t)length);
        ck_assert_ptr_eq(entry, &map.entries[i]);
        ck_assert_int_eq(entry->value, i);
        ck_assert_ptr_null(simile_map__find(&map, key, (size_t)length - 1));
    }
    simile_map__dispose(&map);
    ck_assert_uint_eq(map.n_entries, 0);
}
END_TEST

START_TEST(map__tells_new_keys_from_known_ones)
{
    simile_map map = {0};
    ck_assert_ptr_null(simile_map__find(&map, "a", 1));
    insert(&map, "a", 1, true)->value = INT64_MIN;
    ck_assert_int_eq(insert(&map, "a", 1, false)->value, INT64_MIN);
    ck_assert_int_eq(insert(&map, "b", 1, true)->value, 0);
    simile_map_entry *entry;
    expect_ok(simile_map__insert(&entry, NULL, &map, "b", 1));
    ck_assert_uint_eq(map.n_entries, 2);
    simile_map__dispose(&map);
    simile_map__dispose(NULL);
}
END_TEST

START_TEST(map__takes_any_bytes_as_keys)
{
    simile_map map = {0};
    insert(&map, "", 0, true);
    insert(&map, "\0", 1, true);
    insert(&map, "\0\0", 2, true);
    insert(&map, "\xff\0x", 3, true);
    insert(&map, "", 0, false);
    insert(&map, "\xff\0x", 3, false);
    ck_assert_uint_eq(map.n_entries, 4);
    simile_map__dispose(&map);
}
END_TEST

static simile_status fill(void *context)
{
    simile_map *kept = context;
    simile_map map = {0};
    simile_status status = SIMILE_OK;
    for (int i = 0; i < 500 && status == SIMILE_OK; i++) {
        simile_map_entry *entry;
        char key[32];
        snprintf(key, sizeof key, "a key of some length %d", i);
        size_t n_before = map.n_entries;
        status = simile_map__insert(&entry, NULL, &map, key, strlen(key));
        ck_assert_uint_eq(map.n_entries, n_before + (status == SIMILE_OK)); /* a failed insert leaves no trace */
        ck_assert_int_eq(simile_map__find(&map, key, strlen(key)) != NULL, status == SIMILE_OK);
    }
    ck_assert_uint_eq(kept->n_entries, 1);
    simile_map__dispose(&map);
    return status;
}

START_TEST(map__survives_lack_of_memory)
{
    simile_map kept = {0};
    insert(&kept, "kept", 4, true);
    ck_assert_uint_gt(expect_memory_failures(fill, &kept), 5);
    simile_map__dispose(&kept);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        map__finds_what_was_inserted_in_order,
        map__tells_new_keys_from_known_ones,
        map__takes_any_bytes_as_keys,
        map__survives_lack_of_memory,
    };
    return suite_run("map", tests, sizeof tests / sizeof *tests);
}
