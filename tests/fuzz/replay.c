/* Runs a fuzz target without libFuzzer: once over every file named (or in a folder named), and then over mutations of
 * them that depend on the seed and their number alone.
 *
 *     fuzz_json tests/fuzz/seeds/json --mutations 3000
 *     fuzz_json crash-fuzz_json
 *
 * The work is done in a child process, whose input lies in memory shared with the parent: however the child ends, the
 * parent can write the input that ended it to a file. */
#include "fuzz.h"
#include "random.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LARGEST_INPUT ((size_t)1 << 16)
#define MAX_SEEDS     256
/* Far above what any input takes under a sanitizer: past it the reader hangs. */
#define SECONDS_PER_INPUT 20

typedef struct fuzz_seed {
    unsigned char *bytes;
    size_t size;
} fuzz_seed;

typedef struct fuzz_input {
    size_t size;
    unsigned char bytes[LARGEST_INPUT];
} fuzz_input;

static fuzz_seed seeds[MAX_SEEDS];
static size_t n_seeds;

static void die(const char *what, const char *path)
{
    (void)fprintf(stderr, "replay: %s: %s: %s\n", path, what, strerror(errno));
    exit(2);
}

static void add_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    fuzz_seed *seed = &seeds[n_seeds];
    if (!file || n_seeds == MAX_SEEDS) {
        die("cannot be opened", path);
    }
    seed->bytes = malloc(LARGEST_INPUT);
    if (!seed->bytes) {
        die("no memory", path);
    }
    seed->size = fread(seed->bytes, 1, LARGEST_INPUT, file);
    (void)fclose(file);
    n_seeds++;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void add_path(const char *path)
{
    struct stat about;
    struct dirent **entries = NULL;
    if (stat(path, &about) != 0) {
        die("is not there", path);
    }
    if (!S_ISDIR(about.st_mode)) {
        add_file(path);
        return;
    }
    int n = scandir(path, &entries, is_visible, alphasort);
    for (int i = 0; i < n; i++) {
        char name[4096];
        (void)snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        add_file(name);
        free(entries[i]);
    }
    free(entries);
}

/* Makes room for `n` bytes at `at`, or takes them away (n < 0). */
static void shift(fuzz_input *input, size_t at, long n)
{
    size_t gone = n < 0 ? (size_t)-n : 0, more = n > 0 ? (size_t)n : 0;
    memmove(input->bytes + at + more, input->bytes + at + gone, input->size - at - gone);
    input->size = input->size - gone + more;
}

static void insert(fuzz_input *input, size_t at, const void *bytes, size_t n)
{
    if (n <= LARGEST_INPUT - input->size) {
        shift(input, at, (long)n);
        memcpy(input->bytes + at, bytes, n);
    }
}

/* Values at which sizes, signs and texts turn. */
static const char *const words[] = {"0",
                                    "-1",
                                    "1e400",
                                    "18446744073709551615",
                                    "9223372036854775808",
                                    "4294967296",
                                    "2147483647",
                                    "NaN",
                                    "null",
                                    "true",
                                    "[",
                                    "]",
                                    "{",
                                    "}",
                                    "\"",
                                    "\\u0000",
                                    "\xef\xbb\xbf",
                                    "\xff",
                                    "\xf0\x9f\x98\x80",
                                    "\xcc\x81",
                                    "\n",
                                    "\r\n",
                                    "\t",
                                    ",",
                                    ": ",
                                    "- ",
                                    "''",
                                    "&a ",
                                    "*a",
                                    "!!x ",
                                    "##",
                                    "[UNK]"};
#define N_WORDS (sizeof words / sizeof *words)

/* A piece of a seed, at most 64 bytes. */
static void splice(fuzz_input *input, simile_random *random, size_t at)
{
    const fuzz_seed *other = &seeds[simile_random__below(random, n_seeds)];
    unsigned char piece[64];
    if (other->size > 0) {
        size_t start = simile_random__below(random, other->size);
        size_t n = 1 + simile_random__below(random, sizeof piece);
        n = n < other->size - start ? n : other->size - start;
        memcpy(piece, other->bytes + start, n);
        insert(input, at, piece, n);
    }
}

static void replace_number(fuzz_input *input, simile_random *random, size_t at)
{
    while (at < input->size && (input->bytes[at] < '0' || input->bytes[at] > '9')) {
        at++;
    }
    size_t n = 0;
    while (at + n < input->size && input->bytes[at + n] >= '0' && input->bytes[at + n] <= '9') {
        n++;
    }
    if (n > 0) {
        const char *word = words[simile_random__below(random, N_WORDS)];
        shift(input, at, -(long)n);
        insert(input, at, word, strlen(word));
    }
}

static void edit(fuzz_input *input, simile_random *random)
{
    size_t at = simile_random__below(random, input->size + 1), left = input->size - at;
    const char *word = words[simile_random__below(random, N_WORDS)];
    switch (simile_random__below(random, 8)) {
    case 0:
        if (left > 0) {
            input->bytes[at] ^= (unsigned char)(1U << simile_random__below(random, 8));
        }
        break;
    case 1:
        if (left > 0) {
            input->bytes[at] = (unsigned char)simile_random__next(random);
        }
        break;
    case 2:
        insert(input, at, word, strlen(word));
        break;
    case 3:
        splice(input, random, at);
        break;
    case 4:
        shift(input, at, -(long)simile_random__below(random, (left < 32 ? left : 32) + 1));
        break;
    case 5:
        input->size = simile_random__below(random, 16) == 0 ? at : input->size;
        break;
    default:
        replace_number(input, random, at);
    }
}

static void make_input(fuzz_input *input, uint64_t number, uint64_t seed)
{
    simile_random random;
    const fuzz_seed *chosen;
    simile_random__init(&random, seed, number);
    chosen = number < n_seeds ? &seeds[number] : &seeds[simile_random__below(&random, n_seeds)];
    memcpy(input->bytes, chosen->bytes, chosen->size);
    input->size = chosen->size;
    if (number >= n_seeds) {
        for (uint64_t n = 1 + simile_random__below(&random, 4); n > 0; n--) {
            edit(input, &random);
        }
    }
}

/* The target gets a copy of exactly that size, so that a sanitizer sees reads past its end. */
static void run_all(fuzz_input *input, uint64_t n, uint64_t seed)
{
    for (uint64_t i = 0; i < n; i++) {
        make_input(input, i, seed);
        unsigned char *copy = malloc(input->size > 0 ? input->size : 1);
        if (!copy) {
            die("no memory", "input");
        }
        memcpy(copy, input->bytes, input->size);
        (void)alarm(SECONDS_PER_INPUT);
        (void)LLVMFuzzerTestOneInput(copy, input->size);
        free(copy);
    }
    (void)alarm(0);
}

static int report(const fuzz_input *input, int state, const char *program)
{
    const char *name = strrchr(program, '/'), *folder = getenv("TMPDIR");
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/crash-%s", folder ? folder : ".", name ? name + 1 : program);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(input->bytes, 1, input->size, file) != input->size || fclose(file) != 0) {
        die("cannot be written", path);
    }
    (void)fprintf(stderr, "replay: the target ended with %s %d; the input is kept. Once more:\n  %s %s\n",
                  WIFSIGNALED(state) ? "signal" : "code", WIFSIGNALED(state) ? WTERMSIG(state) : WEXITSTATUS(state),
                  program, path);
    return 1;
}

int main(int argc, char **argv)
{
    uint64_t n_mutations = 0, seed = 1;
    int state = 0;
    for (int i = 1; i < argc; i++) {
        if (i + 1 < argc && strcmp(argv[i], "--mutations") == 0) {
            n_mutations = strtoull(argv[++i], NULL, 10);
        } else if (i + 1 < argc && strcmp(argv[i], "--seed") == 0) {
            seed = strtoull(argv[++i], NULL, 10);
        } else {
            add_path(argv[i]);
        }
    }
    fuzz_input *input = mmap(NULL, sizeof *input, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (n_seeds == 0 || input == MAP_FAILED) {
        (void)fprintf(stderr, "usage: %s [--mutations N] [--seed S] FILE|FOLDER...\n", argv[0]);
        return 2;
    }
    (void)fuzz_path(""); /* made here, the scratch folder is removed here, also when the child crashes */
    pid_t child = fork();
    if (child == 0) {
        run_all(input, n_seeds + n_mutations, seed);
        for (size_t i = 0; i < n_seeds; i++) {
            free(seeds[i].bytes);
        }
        exit(0);
    }
    if (child < 0 || waitpid(child, &state, 0) != child) {
        die("cannot be run", argv[0]);
    }
    return state == 0 ? 0 : report(input, state, argv[0]);
}
