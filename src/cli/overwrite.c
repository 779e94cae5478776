/* Files are the same when device and inode are, so that links and other spellings of a path are seen through. */
#include "overwrite.h"
#include "arguments.h"
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* false: there is no such regular file. */
static bool find_file(struct stat *about, const char *path, int standard_stream)
{
    const int result = strcmp(path, "-") == 0 ? fstat(standard_stream, about) : stat(path, about);
    return result == 0 && S_ISREG(about->st_mode);
}

/* The input that is the file `out`; NULL: none is. */
static const char *find_input(const char *out, const char *const *inputs, size_t n)
{
    struct stat written, read;
    const bool exists = find_file(&written, out, STDOUT_FILENO);
    for (size_t i = 0; i < n && exists; i++) {
        if (find_file(&read, inputs[i], STDIN_FILENO) && read.st_dev == written.st_dev &&
            read.st_ino == written.st_ino) {
            return strcmp(inputs[i], "-") == 0 ? "standard input" : inputs[i];
        }
    }
    return NULL;
}

int simile_overwrite_check(const char *command, const char *out, const char *const *inputs, size_t n)
{
    char part[PATH_MAX];
    if (!out) {
        return SIMILE_ARGUMENTS_GO;
    }
    const char *input = find_input(out, inputs, n);
    const int size = snprintf(part, sizeof part, "%s.part", out);
    if (!input && strcmp(out, "-") != 0 && size > 0 && (size_t)size < sizeof part) {
        input = find_input(part, inputs, n);
        out = part;
    }
    return input ? simile_command_refuse(command, "%s: would be written over while %s is read; choose another file",
                                         strcmp(out, "-") == 0 ? "standard output" : out, input)
                 : SIMILE_ARGUMENTS_GO;
}
