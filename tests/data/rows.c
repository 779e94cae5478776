/* Sources made of a few lines of text. */
#include "rows.h"
#include "expect.h"
#include "scratch.h"
#include <check.h>
#include <string.h>

const simile_model *rows_model(void)
{
    static simile_model *model; /* one for all tests of a process */
    if (!model) {
        expect_ok(simile_model_open(&model, "tests/golden/bert"));
    }
    return model;
}

simile_source_options rows_options(const char *path, simile_row_kind kind)
{
    simile_source_options options = {0};
    expect_ok(simile_option_set_defaults(simile_source__rows, simile_source__n_rows, &options));
    options.path = (char *)path;
    options.kind = kind;
    return options;
}

simile_status rows_load(simile_source **source, const simile_source_options *options)
{
    return simile_source__load(source, options, rows_model());
}

simile_source *rows_source(const char *name, const char *text, simile_row_kind kind)
{
    simile_source *source;
    const simile_source_options options = rows_options(scratch_write_text(name, text), kind);
    expect_ok(rows_load(&source, &options));
    return source;
}

void rows_expect_text(const simile_source *source, size_t index, const char *text)
{
    simile_tokens tokens = {0};
    const simile_tokenize_options options = simile_model__tokenize_options(rows_model(), 0);
    expect_ok(simile_tokenizer_encode(&tokens, NULL, rows_model()->tokenizer, text, strlen(text), &options));
    ck_assert_uint_lt(index, source->n_texts);
    const size_t start = source->text_starts[index];
    ck_assert_uint_eq(source->text_starts[index + 1] - start, tokens.n);
    ck_assert_mem_eq(source->ids + start, tokens.ids, tokens.n * sizeof *tokens.ids);
    simile_tokens_dispose(&tokens);
}
