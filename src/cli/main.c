/* The program: a table of commands. */
#include "commands.h"
#include "simile/option.h"
#include "simile/ranks.h"
#include "simile/version.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
    bool has_ranks; /* several processes of mpirun share the work */
} commands[] = {
    {"train", simile_cmd_train, "train a model from a configuration", true},
    {"encode", simile_cmd_encode, "turn text files into vectors", true},
    {"eval", simile_cmd_eval, "measure a model or vectors", false},
    {"report", simile_cmd_report, "show training runs and evaluations as a page", false},
    {"vocab", simile_cmd_vocab, "train, show or check a vocabulary", false},
    {"tokenize", simile_cmd_tokenize, "show the tokens of text", false},
    {"info", simile_cmd_info, "tell what a model is", false},
};
#define N_COMMANDS (sizeof commands / sizeof *commands)

static int print_help(void)
{
    puts("usage: simile COMMAND [argument]...\n\nSentence embeddings without a GPU.\n\ncommands:");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        printf("  %-12s%s\n", commands[i].name, commands[i].help);
    }
    puts("\n\"simile COMMAND --help\" tells about a command, \"simile --version\" the version.");
    return 0;
}

static int print_version(void)
{
    printf("simile %s\n", simile_version());
    return 0;
}

static int refuse_unknown(const char *name)
{
    simile_option rows[N_COMMANDS] = {0};
    for (size_t i = 0; i < N_COMMANDS; i++) {
        rows[i].name = commands[i].name;
    }
    const char *nearest = simile_option_nearest(rows, N_COMMANDS, name);
    fprintf(stderr, "simile: unknown command \"%s\"%s%s%s (see simile --help)\n", name,
            nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return 2;
}

/* Processes that know nothing of one another would do the same work, and write the same files. */
static int refuse_ranks(const char *name)
{
    fprintf(
        stderr,
        "simile: \"%s\" is done by one process: start it without mpirun (SIMILE_MPI=off lets every process work for "
        "itself)\n",
        name);
    return 2;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        fputs("simile: a command is missing (see simile --help)\n", stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        return print_help();
    }
    if (strcmp(argv[1], "--version") == 0) {
        return print_version();
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].has_ranks || !simile_ranks_are_expected() ? commands[i].run(argc - 1, argv + 1)
                                                                         : refuse_ranks(commands[i].name);
        }
    }
    return refuse_unknown(argv[1]);
}

/* A stream that was closed before the start would give its number to the first file opened, and messages would land in
 * that file. /dev/null takes the place, opened the wrong way round so that using standard input or output still fails;
 * what goes to standard error is lost, as was asked for. Returns false when it cannot be opened. */
static bool hold_standard_streams(void)
{
    static const int modes[] = {[STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY};
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", modes[stream]) != stream) {
            return false;
        }
    }
    return true;
}

/* glibc keeps a large block that is freed in its heaps, where what comes next leaves holes: long runs would hold more
 * memory than short ones. With a fixed threshold it goes back to the system. */
static void return_large_blocks(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 128 << 10); /* a hint */
#endif
}

/* What could not be written to stdout (a full disk) shows at the latest here; a failure that was told is enough. */
static int close_output(int code)
{
    errno = 0;
    const bool failed = ferror(stdout) != 0;
    if (fclose(stdout) != 0 || failed) {
        if (code == 0) {
            fprintf(stderr, "simile: standard output cannot be written%s%s\n", errno ? ": " : "",
                    errno ? strerror(errno) : "");
        }
        return code == 0 ? 1 : code;
    }
    return code;
}

int main(int argc, char **argv)
{
    if (!hold_standard_streams()) {
        return 1; /* without standard streams there is nobody to tell */
    }
    return_large_blocks();
    signal(SIGXFSZ, SIG_IGN); /* a file too large is an error of writing like a full disk, not an end without a word */
    return close_output(run(argc, argv));
}
