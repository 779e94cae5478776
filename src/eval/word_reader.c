/* Texts to words. */
#include "word_reader.h"
#include "unicode.h"
#include "utf8.h"

simile_status simile_word_reader__begin(simile_word_reader *reader, const simile_text *text)
{
    reader->at = 0;
    simile_buffer__clear(&reader->text);
    return simile_utf8__repair(&reader->text, text->bytes, text->size);
}

static simile_status append_lower(simile_buffer *word, uint32_t code)
{
    uint32_t lower[2];
    const size_t n = simile_unicode__lower(lower, code);
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        char bytes[4];
        status = simile_buffer__append(word, bytes, simile_utf8__encode(bytes, lower[i]));
    }
    return status;
}

simile_status simile_word_reader__next(bool *more, simile_word_reader *reader)
{
    simile_status status = SIMILE_OK;
    simile_buffer__clear(&reader->word);
    while (status == SIMILE_OK && reader->at < reader->text.size) {
        size_t length;
        const uint32_t code = simile_utf8__decode(&length, reader->text.data + reader->at);
        if (!simile_unicode__is_word(code) && reader->word.size > 0) {
            break;
        }
        reader->at += length;
        status = simile_unicode__is_word(code) ? append_lower(&reader->word, code) : SIMILE_OK;
    }
    *more = reader->word.size > 0;
    return status;
}

void simile_word_reader__dispose(simile_word_reader *reader)
{
    simile_buffer__dispose(&reader->text);
    simile_buffer__dispose(&reader->word);
    *reader = (simile_word_reader){0};
}
