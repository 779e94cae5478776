/* MPI behind the table of ranks_table.h: the one file of simile that includes <mpi.h>, built as a module of its own.
 *
 * Ranks first meet, with a wait that sleeps between its polls: MPI's own waits keep a processor busy, and a rank may
 * wait long for one that has more to do. Then all are there, and the data move at full speed. No wait is MPI's own, for
 * those never end when a rank hangs. */
#include "ranks_table.h"
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* MPI counts in int: more bytes than this travel in pieces. Tests build the module with small ones. */
#ifndef SIMILE_MPI_PIECE
#define SIMILE_MPI_PIECE ((size_t)1 << 30)
#endif

#define N_EAGER_POLLS     10000 /* about a millisecond: so long ranks in step wait for each other */
#define N_POLLS_A_LOOK    1000  /* at the clock, while data move */
#define FIRST_SLEEP_NANOS 20000L
#define LAST_SLEEP_NANOS  1000000L
#define MEETING_TAG       1
#define DATA_TAG          2
#define HERE_TAG          3
#define GO_TAG            4

static char reason[MPI_MAX_ERROR_STRING + 64];
static char library[MPI_MAX_LIBRARY_VERSION_STRING];
static MPI_Comm posts;        /* the world again: a posted gather and the other operations do not meet */
static MPI_Request posted;    /* the gather that poll asks for */
static MPI_Request *requests; /* [n_ranks]: one a rank, for barriers */
static double patience;       /* seconds; 0: no end */
static int own_rank, n_ranks;

static bool check(int code)
{
    if (code == MPI_SUCCESS) {
        return true;
    }
    int length;
    if (MPI_Error_string(code, reason, &length) != MPI_SUCCESS) {
        snprintf(reason, sizeof reason, "MPI error %d", code);
    }
    return false;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Names the rank that the first unfinished request is for: the partner, or, without one, that of the request's place.
 */
static bool give_up(MPI_Request *waiting, int n, int partner, double limit)
{
    int late = partner;
    for (int i = n - 1; i >= 0 && partner < 0; i--) {
        int is_done = 0;
        late = MPI_Test(&waiting[i], &is_done, MPI_STATUS_IGNORE) == MPI_SUCCESS && is_done ? late : i;
    }
    snprintf(reason, sizeof reason, "rank %d has not answered for %g seconds", late, limit);
    return false;
}

/* Waits for all of the requests. Asleep: their bytes are few, for they do not move on while the rank sleeps. */
static bool finish(MPI_Request *waiting, int n, int partner, bool asleep, double limit)
{
    int is_done = 0;
    struct timespec pause = {.tv_nsec = FIRST_SLEEP_NANOS};
    const double start = now();
    for (unsigned long polls = 1;; polls++) {
        if (!check(MPI_Testall(n, waiting, &is_done, MPI_STATUSES_IGNORE))) {
            return false;
        }
        if (is_done) {
            return true;
        }
        if (asleep && polls >= N_EAGER_POLLS) {
            (void)nanosleep(&pause, NULL);
            pause.tv_nsec = pause.tv_nsec * 2 < LAST_SLEEP_NANOS ? pause.tv_nsec * 2 : LAST_SLEEP_NANOS;
        }
        if (limit > 0 && polls % N_POLLS_A_LOOK == 0 && now() - start > limit) {
            return give_up(waiting, n, partner, limit);
        }
    }
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool begin(size_t *rank, size_t *size)
{
    int level, length;
    char *line_end;
    if (!check(MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level)) ||
        !check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN)) ||
        !check(MPI_Comm_rank(MPI_COMM_WORLD, &own_rank)) || !check(MPI_Comm_size(MPI_COMM_WORLD, &n_ranks)) ||
        !check(MPI_Get_library_version(library, &length)) || !check(MPI_Comm_dup(MPI_COMM_WORLD, &posts)) ||
        !check(MPI_Comm_set_errhandler(posts, MPI_ERRORS_RETURN))) {
        return false;
    }
    if (level < MPI_THREAD_SERIALIZED) {
        snprintf(reason, sizeof reason, "this MPI library can be called by the main thread alone");
        return false;
    }
    line_end = strpbrk(library, ",\n");
    if (line_end) {
        *line_end = '\0';
    }
    requests = malloc((size_t)n_ranks * sizeof *requests);
    if (!requests) {
        snprintf(reason, sizeof reason, "out of memory");
        return false;
    }
    posted = MPI_REQUEST_NULL;
    *rank = (size_t)own_rank;
    *size = (size_t)n_ranks;
    return true;
}

static bool end(void)
{
    free(requests);
    requests = NULL;
    return check(MPI_Comm_free(&posts)) && check(MPI_Finalize());
}

static void end_all(int code)
{
    MPI_Abort(MPI_COMM_WORLD, code);
    abort();
}

static void set_patience(double seconds)
{
    patience = seconds;
}

/* An empty message to every other rank. */
static bool send_to_all(int tag)
{
    requests[0] = MPI_REQUEST_NULL;
    for (int i = 1; i < n_ranks; i++) {
        if (!check(MPI_Isend(NULL, 0, MPI_BYTE, i, tag, MPI_COMM_WORLD, &requests[i]))) {
            return false;
        }
    }
    return finish(requests, n_ranks, -1, true, patience);
}

/* Rank 0 says that it is there, hears it from the others, of whom it so knows who is missing, and lets all go. */
static bool lead_barrier(void)
{
    if (!send_to_all(HERE_TAG)) {
        return false;
    }
    requests[0] = MPI_REQUEST_NULL;
    for (int i = 1; i < n_ranks; i++) {
        if (!check(MPI_Irecv(NULL, 0, MPI_BYTE, i, HERE_TAG, MPI_COMM_WORLD, &requests[i]))) {
            return false;
        }
    }
    return finish(requests, n_ranks, -1, true, patience) && send_to_all(GO_TAG);
}

/* Once rank 0 is there it is the one to lose patience with others, which this rank leaves it the time for. */
static bool join_barrier(void)
{
    MPI_Request both[2], go;
    return check(MPI_Isend(NULL, 0, MPI_BYTE, 0, HERE_TAG, MPI_COMM_WORLD, &both[0])) &&
           check(MPI_Irecv(NULL, 0, MPI_BYTE, 0, HERE_TAG, MPI_COMM_WORLD, &both[1])) &&
           check(MPI_Irecv(NULL, 0, MPI_BYTE, 0, GO_TAG, MPI_COMM_WORLD, &go)) && finish(both, 2, 0, true, patience) &&
           finish(&go, 1, 0, true, 2 * patience);
}

static bool barrier(void)
{
    return own_rank == 0 ? lead_barrier() : join_barrier();
}

static bool meet(size_t partner)
{
    MPI_Request both[2];
    return check(MPI_Irecv(NULL, 0, MPI_BYTE, (int)partner, MEETING_TAG, MPI_COMM_WORLD, &both[0])) &&
           check(MPI_Isend(NULL, 0, MPI_BYTE, (int)partner, MEETING_TAG, MPI_COMM_WORLD, &both[1])) &&
           finish(both, 2, (int)partner, true, patience);
}

static bool broadcast(void *bytes, size_t size, size_t root)
{
    bool is_good = barrier();
    for (size_t at = 0; at < size && is_good; at += SIMILE_MPI_PIECE) {
        const int n = (int)smaller(size - at, SIMILE_MPI_PIECE);
        MPI_Request request;
        is_good = check(MPI_Ibcast((char *)bytes + at, n, MPI_BYTE, (int)root, MPI_COMM_WORLD, &request)) &&
                  finish(&request, 1, (int)root, false, patience);
    }
    return is_good;
}

/* Receives from one rank and sends to another at once. */
static bool transfer(char *incoming, size_t in_size, size_t from, const char *outgoing, size_t out_size, size_t to)
{
    for (size_t at = 0; at < in_size || at < out_size; at += SIMILE_MPI_PIECE) {
        MPI_Request both[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
        const int n_in = at < in_size ? (int)smaller(in_size - at, SIMILE_MPI_PIECE) : 0;
        const int n_out = at < out_size ? (int)smaller(out_size - at, SIMILE_MPI_PIECE) : 0;
        if (n_in > 0 &&
            !check(MPI_Irecv(incoming + at, n_in, MPI_BYTE, (int)from, DATA_TAG, MPI_COMM_WORLD, &both[0]))) {
            return false;
        }
        if (n_out > 0 &&
            !check(MPI_Isend(outgoing + at, n_out, MPI_BYTE, (int)to, DATA_TAG, MPI_COMM_WORLD, &both[1]))) {
            return false;
        }
        if (!finish(both, 2, (int)from, false, patience)) {
            return false;
        }
    }
    return true;
}

static size_t offset_of(const size_t *sizes, size_t rank)
{
    size_t offset = 0;
    for (size_t i = 0; i < rank; i++) {
        offset += sizes[i];
    }
    return offset;
}

/* A ring: in each step a rank hands on what it got in the step before. Every byte passes each rank once, and offsets
 * may be of any size, where MPI's own gather has ints. */
static bool gather(void *all, const void *own, const size_t *sizes)
{
    const size_t n = (size_t)n_ranks, rank = (size_t)own_rank;
    char *const blocks = all;
    if (sizes[rank] > 0 && own != blocks + offset_of(sizes, rank)) {
        memcpy(blocks + offset_of(sizes, rank), own, sizes[rank]);
    }
    if (!barrier()) {
        return false;
    }
    for (size_t step = 1; step < n; step++) {
        const size_t sent = (rank + n - step + 1) % n, got = (rank + n - step) % n;
        if (!transfer(blocks + offset_of(sizes, got), sizes[got], (rank + n - 1) % n, blocks + offset_of(sizes, sent),
                      sizes[sent], (rank + 1) % n)) {
            return false;
        }
    }
    return true;
}

static bool exchange(void *theirs, const void *own, size_t size, size_t partner)
{
    return meet(partner) && transfer(theirs, size, partner, own, size, partner);
}

static bool post(void *all, const void *own, size_t size)
{
    if (size > SIMILE_MPI_PIECE) {
        snprintf(reason, sizeof reason, "%zu bytes are too many for one posted gather", size);
        return false;
    }
    return check(MPI_Iallgather(own, (int)size, MPI_BYTE, all, (int)size, MPI_BYTE, posts, &posted));
}

static bool poll(bool *is_done)
{
    int flag = 0;
    const bool result = check(MPI_Test(&posted, &flag, MPI_STATUS_IGNORE));
    *is_done = flag != 0;
    return result;
}

static const simile_ranks_table table = {
    .version = SIMILE_RANKS_TABLE_VERSION,
    .reason = reason,
    .library = library,
    .begin = begin,
    .end = end,
    .abort = end_all,
    .set_patience = set_patience,
    .barrier = barrier,
    .broadcast = broadcast,
    .gather = gather,
    .exchange = exchange,
    .post = post,
    .poll = poll,
};

/* The one name that the module shows. */
__attribute__((visibility("default"))) simile_ranks_table_function simile_mpi_table;

const simile_ranks_table *simile_mpi_table(void)
{
    return &table;
}
