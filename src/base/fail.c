/* The failure message of each thread: a fixed buffer, so that running out of memory can be told without memory. */
#include "fail.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#undef simile_status__fail
#undef simile_status__add_context

static _Thread_local char latest[SIMILE_MESSAGE_SIZE];

/* true for the bytes 10xxxxxx, which never begin a UTF-8 character. */
static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0U) == 0x80U;
}

/* Length of text[0 … length) after an incomplete UTF-8 character at its end has been taken off. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < 3 && is_continuation(text[start - 1]))
        start--;
    if (start == 0)
        return length;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t expected = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    return length - (start - 1) < expected ? start - 1 : length;
}

/* `message` may be any length and may not overlap `latest`. */
static void store(const char *message)
{
    size_t length = strnlen(message, SIMILE_MESSAGE_SIZE);
    if (length >= SIMILE_MESSAGE_SIZE - 1)
        length = whole_characters(message, SIMILE_MESSAGE_SIZE - 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)message[i];
        latest[i] = (char)(byte < 0x20 || byte == 0x7f ? ' ' : byte);
    }
    latest[length] = '\0';
}

const char *simile_status_message(void)
{
    return latest;
}

const char *simile_status_name(simile_status status)
{
    switch (status) {
    case SIMILE_OK:
        return "ok";
    case SIMILE_ERROR_MEMORY:
        return "out of memory";
    case SIMILE_ERROR_IO:
        return "input or output failed";
    case SIMILE_ERROR_FORMAT:
        return "damaged or unknown format";
    case SIMILE_ERROR_CONFIG:
        return "wrong configuration";
    case SIMILE_ERROR_DATA:
        return "unfit data";
    case SIMILE_ERROR_NUMERIC:
        return "numeric failure";
    case SIMILE_ERROR_INTERRUPTED:
        return "interrupted";
    }
    return "unknown status";
}

simile_status simile_status__fail(simile_status status, const char *format, ...)
{
    char message[SIMILE_MESSAGE_SIZE + 8]; /* the arguments may point into `latest` */
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(message, sizeof message, format, arguments) < 0)
        snprintf(message, sizeof message, "%s", simile_status_name(status));
    va_end(arguments);
    store(message);
    return status;
}

simile_status simile_status__add_context(simile_status status, const char *format, ...)
{
    char message[2 * SIMILE_MESSAGE_SIZE + 8];
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(message, SIMILE_MESSAGE_SIZE, format, arguments);
    va_end(arguments);
    if (written < 0)
        return status;
    size_t length = strlen(message);
    if (length == SIMILE_MESSAGE_SIZE - 1)
        length = whole_characters(message, length);
    snprintf(message + length, sizeof message - length, ": %s", latest);
    store(message);
    return status;
}

void simile_status__set_message(const char *message)
{
    if (message != latest)
        store(message);
}
