/* Lines are repaired, normalised and parted as the tokenizer does it, and each word goes into a map. */
#include "vocab_words.h"
#include "fail.h"
#include "input.h"
#include "normalizer.h"
#include "utf8.h"
#include "words.h"
#include <string.h>

#define LINES_PER_PROGRESS 65536
/* Sums of counts stay exact in doubles, and a pair's count, at most 100 times a word's, in 64 bits. */
#define MAX_TOTAL ((uint64_t)1 << 53)

typedef struct counter {
    const simile_vocab_train_options *options;
    simile_vocab_report *report;
    simile_map *words;
    simile_normalizer normalizer;
    simile_buffer fixed, normal;
    simile_marks marks;
} counter;

static simile_status count_word(counter *c, const char *word, size_t size, uint64_t times)
{
    simile_map_entry *entry = NULL;
    simile_status status = simile_map__insert(&entry, NULL, c->words, word, size);

    if (status != SIMILE_OK)
        return status;
    if (times > MAX_TOTAL - c->report->n_words)
        return simile_status__fail(SIMILE_ERROR_DATA, "the word counts add up to more than 2^53");
    entry->value += (int64_t)times;
    c->report->n_words += times;
    return SIMILE_OK;
}

static simile_status count_text(counter *c, const char *text, size_t size, uint64_t times)
{
    simile_words words;
    simile_status status = SIMILE_OK;

    if (!simile_utf8__is_valid(text, size)) {
        c->report->n_invalid++;
        status = simile_utf8__repair(&c->fixed, text, size);
        text = c->fixed.data;
        size = c->fixed.size;
    }
    if (status == SIMILE_OK)
        status = simile_normalizer__run(&c->normal, NULL, &c->marks, &c->normalizer, text, size);
    if (status != SIMILE_OK)
        return status;
    words = (simile_words){.next = c->normal.data, .end = c->normal.data + c->normal.size};
    while (status == SIMILE_OK && simile_words__next(&words))
        status = count_word(c, words.word, words.size, times);
    return status;
}

static simile_status row_error(const simile_input *input, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: %s", simile_input__path(input),
                               (unsigned long long)simile_input__line_number(input), what);
}

/* Narrows the line to its k-th tab-separated column, from 1. */
static simile_status pick_column(const char **text, size_t *size, const simile_input *input, size_t column)
{
    const char *end = *text + *size, *tab;

    while ((tab = memchr(*text, '\t', (size_t)(end - *text))) != NULL && column > 1) {
        *text = tab + 1;
        column--;
    }
    if (column > 1)
        return row_error(input, "the line has too few tab-separated columns");
    *size = (size_t)((tab == NULL ? end : tab) - *text);
    return SIMILE_OK;
}

/* Splits word<TAB>count. */
static simile_status split_count(size_t *size, uint64_t *times, const simile_input *input, const char *line)
{
    const char *end = line + *size, *tab = memchr(line, '\t', *size);
    const char *digit = tab == NULL ? end : tab + 1;

    *times = 0;
    if (digit == end)
        return row_error(input, "the line is no word, tab, count");
    for (; digit < end; digit++) {
        if (*digit < '0' || *digit > '9')
            return row_error(input, "the count is no whole number");
        *times = *times * 10 + (uint64_t)(*digit - '0');
        if (*times > MAX_TOTAL)
            return row_error(input, "the count is over 2^53");
    }
    *size = (size_t)(tab - line);
    return SIMILE_OK;
}

static simile_status count_line(counter *c, const simile_input *input, const char *line, size_t size)
{
    simile_status status = SIMILE_OK;
    uint64_t times = 1;

    if (c->options->counts)
        status = split_count(&size, &times, input, line);
    else if (c->options->column > 0)
        status = pick_column(&line, &size, input, c->options->column);
    if (status == SIMILE_OK)
        status = count_text(c, line, size, times);
    c->report->n_lines++;
    if (status == SIMILE_OK && c->options->progress != NULL && c->report->n_lines % LINES_PER_PROGRESS == 0)
        status = c->options->progress(c->options->progress_context, "count", c->report->n_lines, 0);
    return status;
}

static simile_status count_file(counter *c, const char *path)
{
    simile_input *input = NULL;
    simile_status status = simile_input__open(&input, path);
    bool more = true;

    while (status == SIMILE_OK) {
        const char *line;
        size_t size;
        status = simile_input__line(&more, &line, &size, input);
        if (status != SIMILE_OK || !more)
            break;
        status = count_line(c, input, line, size);
    }
    simile_input__free(input);
    return status;
}

simile_status simile_vocab_words__count(simile_map *words, const simile_vocab_train_options *options,
                                        simile_vocab_report *report)
{
    counter c = {.options = options, .report = report, .words = words};
    simile_status status = SIMILE_OK;

    c.normalizer = (simile_normalizer){
        .clean_text = true, .chinese = true, .strip_accents = options->lowercase, .lowercase = options->lowercase};
    simile_normalizer__prepare(&c.normalizer);
    for (size_t i = 0; i < options->n_paths && status == SIMILE_OK; i++)
        status = count_file(&c, options->paths[i]);
    report->n_distinct = words->n_entries;
    if (status == SIMILE_OK && words->n_entries == 0)
        status = simile_status__fail(SIMILE_ERROR_DATA, "the text holds no word to train a vocabulary on");
    simile_buffer__dispose(&c.fixed);
    simile_buffer__dispose(&c.normal);
    simile_marks__dispose(&c.marks);
    return status;
}
