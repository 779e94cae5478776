/* A table file of any bytes, gzip too. The first byte chooses the format and how columns are asked for. */
#include "fuzz.h"
#include "simile/status.h"
#include "table.h"

static void read_rows(simile_table *table, const simile_table_options *options)
{
    const simile_field *fields = NULL;
    size_t n_fields = 0;
    uint64_t line = 0;
    bool more = true;
    while (fuzz_is_ok(simile_table__row(&more, &fields, &n_fields, table)) && more) {
        FUZZ_CHECK(simile_table__line_number(table) > line);
        line = simile_table__line_number(table);
        FUZZ_CHECK(options->allow_more ? n_fields >= options->n_columns : n_fields == options->n_columns);
        for (size_t i = 0; i < n_fields; i++) {
            FUZZ_CHECK(fields[i].text[fields[i].size] == '\0');
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"text", "label"}, *const numbers[] = {"2", "1"};
    if (size == 0) {
        return 0;
    }
    fuzz_balance before = fuzz_begin();
    simile_table_format format = (simile_table_format)(SIMILE_TABLE_TSV + (data[0] & 3U));
    simile_table_options options = {.format = format,
                                    .n_columns = format == SIMILE_TABLE_PLAIN ? 1 : 2,
                                    .has_header = (data[0] & 4U) != 0,
                                    .allow_more = (data[0] & 8U) != 0};
    if (format != SIMILE_TABLE_PLAIN && (data[0] & 16U) != 0) {
        options.columns = (data[0] & 32U) != 0 ? names : numbers;
    }
    simile_table *table = NULL;
    if (fuzz_is_ok(simile_table__open(&table, fuzz_file("rows", data + 1, size - 1), &options))) {
        read_rows(table, &options);
    }
    simile_table__free(table);
    fuzz_end(before);
    return 0;
}
