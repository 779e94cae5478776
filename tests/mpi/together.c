/* A program to be run by mpirun: every operation between ranks, checked on every rank. With an argument one rank fails
 * instead:
 *     together                     all operations
 *     together fail RANK           RANK has failed, and all hear of it
 *     together die RANK            RANK is killed while the others wait for it
 *     together hang RANK           RANK sleeps while the others wait for it, two seconds
 *     together large BYTES         an exchange of so many bytes
 * Exit: 0 all is as it should be. What is not is told, and ends all ranks. */
#include "fail.h"
#include "ranks.h"
#include "simile/status.h"
#include "threads.h"
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static simile_ranks *ranks;
static size_t rank, size;

/* mpirun ends the other ranks when one ends with a failure. */
#define EXPECT(condition)                                                                                              \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "rank %zu: line %d: not so: %s (%s)\n", rank, __LINE__, #condition,                        \
                    simile_status_message());                                                                          \
            exit(EXIT_FAILURE);                                                                                        \
        }                                                                                                              \
    } while (0)

/* The byte at a place of what a rank has to give. */
static unsigned char byte_of(size_t owner, size_t place)
{
    return (unsigned char)(owner * 31 + place * 7 + place / 251);
}

static unsigned char *make_bytes(size_t owner, size_t n)
{
    unsigned char *bytes = malloc(n + 1);
    EXPECT(bytes);
    for (size_t i = 0; i < n; i++) {
        bytes[i] = byte_of(owner, i);
    }
    return bytes;
}

static bool is_from(const unsigned char *bytes, size_t owner, size_t n)
{
    size_t n_right = 0;
    for (size_t i = 0; i < n; i++) {
        n_right += bytes[i] == byte_of(owner, i);
    }
    return n_right == n;
}

static void check_broadcast(size_t n)
{
    for (size_t root = 0; root < size; root++) {
        unsigned char *bytes = make_bytes(rank, n);
        EXPECT(simile_ranks__broadcast(ranks, bytes, n, root) == SIMILE_OK);
        EXPECT(is_from(bytes, root, n));
        free(bytes);
    }
}

static void check_gather(size_t n)
{
    unsigned char *own = make_bytes(rank, n), *all = calloc(size, n + 1);
    EXPECT(all && simile_ranks__gather(ranks, all, own, n) == SIMILE_OK);
    for (size_t i = 0; i < size; i++) {
        EXPECT(is_from(all + i * n, i, n));
    }
    free(own);
    free(all);
}

/* Rank i gives i · n bytes: rank 0 none. */
static void check_gather_varying(size_t n)
{
    size_t sizes[64], place = 0;
    unsigned char *own = make_bytes(rank, rank * n), *all = calloc(size * size, n + 1);
    for (size_t i = 0; i < size; i++) {
        sizes[i] = i * n;
    }
    EXPECT(all && simile_ranks__gather_varying(ranks, all, own, sizes) == SIMILE_OK);
    for (size_t i = 0; i < size; i++) {
        EXPECT(is_from(all + place, i, sizes[i]));
        place += sizes[i];
    }
    free(own);
    free(all);
}

/* The sum of all ranks' numbers by recursive doubling, among the largest power of two of ranks. */
static void check_exchange(size_t n)
{
    size_t n_pairs = 1;
    while (n_pairs * 2 <= size) {
        n_pairs *= 2;
    }
    uint64_t *own = calloc(n + 1, sizeof *own), *theirs = calloc(n + 1, sizeof *theirs);
    EXPECT(own && theirs);
    for (size_t i = 0; i < n; i++) {
        own[i] = (rank + 1) * (i + 1);
    }
    for (size_t bit = 1; bit < n_pairs && rank < n_pairs; bit *= 2) {
        EXPECT(simile_ranks__exchange(ranks, theirs, own, n * sizeof *own, rank ^ bit) == SIMILE_OK);
        for (size_t i = 0; i < n; i++) {
            own[i] += theirs[i];
        }
    }
    for (size_t i = 0; i < n && rank < n_pairs; i++) {
        EXPECT(own[i] == n_pairs * (n_pairs + 1) / 2 * (i + 1));
    }
    EXPECT(simile_ranks__exchange(ranks, theirs, own, n * sizeof *own, rank) == SIMILE_OK); /* with itself */
    EXPECT(memcmp(theirs, own, n * sizeof *own) == 0);
    free(own);
    free(theirs);
}

static void nap(long milliseconds)
{
    const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

/* Two rounds; within each, other operations go on while the post is under way, and rank 0 comes late. */
static void check_post(void)
{
    for (size_t round = 0; round < 2; round++) {
        bool is_done = false;
        unsigned char all[64];
        const unsigned char own = byte_of(rank, round);
        if (rank == 0) {
            nap(30);
        }
        EXPECT(simile_ranks__post(ranks, all, &own, 1) == SIMILE_OK);
        check_gather(3);
        while (!is_done) {
            EXPECT(simile_ranks__poll(ranks, &is_done) == SIMILE_OK);
        }
        for (size_t i = 0; i < size; i++) {
            EXPECT(all[i] == byte_of(i, round));
        }
    }
}

/* Nobody passes before the last one is there; waiting takes no processor time worth speaking of. */
static void check_waiting(void)
{
    struct timespec before, after, spent_before, spent;
    EXPECT(simile_ranks__barrier(ranks) == SIMILE_OK);
    clock_gettime(CLOCK_MONOTONIC, &before);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent_before);
    if (rank == size - 1) {
        nap(300);
    }
    EXPECT(simile_ranks__barrier(ranks) == SIMILE_OK);
    clock_gettime(CLOCK_MONOTONIC, &after);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    const double waited = (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec);
    const double used =
        (double)(spent.tv_sec - spent_before.tv_sec) + 1e-9 * (double)(spent.tv_nsec - spent_before.tv_nsec);
    /* The ranks leave the first barrier a moment apart. A wait that polls without sleep would use all of its time. */
    EXPECT(waited > 0.2);
    EXPECT(used < 0.5 * waited);
}

static void check_agreement(void)
{
    char expected[64];
    EXPECT(simile_ranks_agree(ranks, SIMILE_OK) == SIMILE_OK);
    for (size_t failed = 0; failed < size; failed++) {
        const bool fails = rank >= failed;
        if (fails) {
            simile_status__fail(SIMILE_ERROR_DATA, "row %zu is bad", rank);
        }
        EXPECT(simile_ranks_agree(ranks, fails ? SIMILE_ERROR_DATA : SIMILE_OK) == SIMILE_ERROR_DATA);
        snprintf(expected, sizeof expected, "rank %zu: row %zu is bad", failed, failed);
        EXPECT(strcmp(simile_status_message(), expected) == 0);
    }
    simile_status__fail(SIMILE_ERROR_CONFIG, "the same everywhere");
    EXPECT(simile_ranks_agree(ranks, SIMILE_ERROR_CONFIG) == SIMILE_ERROR_CONFIG);
    EXPECT(strcmp(simile_status_message(), "the same everywhere") == 0);
}

/* Unbound ranks of one machine share its processors evenly. */
static void check_threads(void)
{
    size_t n_threads = 0, all[64] = {0};
    const size_t available = simile_threads__available();
    EXPECT(simile_ranks__threads(ranks, &n_threads) == SIMILE_OK);
    EXPECT(n_threads == (available / size > 1 ? available / size : 1));
    EXPECT(simile_ranks__gather(ranks, all, &n_threads, sizeof n_threads) == SIMILE_OK);
    EXPECT(all[0] == n_threads && all[size - 1] == n_threads);
}

static void check_all(void)
{
    /* With the small pieces of the test's module (64 bytes): none, less than one, just one, several and a rest. */
    static const size_t sizes[] = {0, 1, 63, 64, 65, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        check_broadcast(sizes[i]);
        check_gather(sizes[i]);
        check_gather_varying(sizes[i]);
        check_exchange(sizes[i]);
    }
    check_post();
    check_waiting();
    check_agreement();
    check_threads();
}

static void check_large(size_t n)
{
    unsigned char *own = make_bytes(rank, n), *theirs = malloc(n);
    EXPECT(theirs && size == 2);
    EXPECT(simile_ranks__exchange(ranks, theirs, own, n, 1 - rank) == SIMILE_OK);
    EXPECT(is_from(theirs, 1 - rank, n));
    free(own);
    free(theirs);
}

int main(int argc, char **argv)
{
    simile_status status = simile_ranks_open(&ranks);
    rank = simile_ranks_rank(ranks);
    size = simile_ranks_size(ranks);
    EXPECT(status == SIMILE_OK && ranks && rank < size && size <= 64);
    EXPECT(simile_ranks_is_speaker(ranks) == (rank == 0));
    const size_t number = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    if (argc > 2 && strcmp(argv[1], "fail") == 0) {
        status = rank == number ? simile_status__fail(SIMILE_ERROR_IO, "the disk is full") : SIMILE_OK;
        status = simile_ranks_agree(ranks, status);
        if (simile_ranks_is_speaker(ranks)) {
            fprintf(stderr, "together: %s\n", simile_status_message());
        }
    } else if (argc > 2 && strcmp(argv[1], "die") == 0) {
        if (rank == number) {
            raise(SIGKILL);
        }
        status = simile_ranks__barrier(ranks);
    } else if (argc > 2 && strcmp(argv[1], "hang") == 0) {
        status = simile_ranks_agree(ranks, SIMILE_OK); /* all are there */
        simile_ranks__set_patience(ranks, 2);
        if (rank == number) {
            nap(60000);
        }
        status = status == SIMILE_OK ? simile_ranks_agree(ranks, SIMILE_OK) : status;
        if (simile_ranks_is_speaker(ranks)) {
            fprintf(stderr, "together: %s\n", simile_status_message());
        }
    } else if (argc > 2 && strcmp(argv[1], "large") == 0) {
        check_large(number);
    } else {
        check_all();
    }
    simile_ranks_close(ranks);
    return status == SIMILE_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
