/* What the module that holds MPI offers: a table of functions. The module knows nothing of the library but this header,
 * and the library nothing of MPI. */
#ifndef SIMILE_BASE_RANKS_TABLE_H
#define SIMILE_BASE_RANKS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Changes with every change of the table, so that a module of another build is refused. */
#define SIMILE_RANKS_TABLE_VERSION 2

/* The name of the module and of the function in it that gives the table. */
#define SIMILE_RANKS_MODULE "libsimile_mpi.so"
#define SIMILE_RANKS_SYMBOL "simile_mpi_table"

/* All functions but `abort` and `set_patience` answer true, or false with the reason in `reason`. Sizes are in bytes
 * and may exceed what an int holds. They are described in ranks.h, where the same names stand. */
typedef struct simile_ranks_table {
    unsigned version;
    char *reason;        /* of the failure reported last */
    const char *library; /* name and version of the MPI library; after begin */
    bool (*begin)(size_t *rank, size_t *size);
    bool (*end)(void);
    void (*abort)(int code);              /* does not return */
    void (*set_patience)(double seconds); /* 0: no end */
    bool (*barrier)(void);
    bool (*broadcast)(void *bytes, size_t size, size_t root);
    bool (*gather)(void *all, const void *own, const size_t *sizes); /* sizes [number of ranks] */
    bool (*exchange)(void *theirs, const void *own, size_t size, size_t partner);
    bool (*post)(void *all, const void *own, size_t size);
    bool (*poll)(bool *is_done);
} simile_ranks_table;

typedef const simile_ranks_table *simile_ranks_table_function(void);

#endif
