/* Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 * A number depends on its key and counter alone, so any thread can make any number in any order, and a run replays. */
#ifndef SIMILE_BASE_RANDOM_H
#define SIMILE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* One block of four 32-bit words. */
void simile_random__block(uint32_t words[4], const uint32_t counter[4], const uint32_t key[2]);

/* A sequential stream on top: stream `stream` of seed `seed`. Streams are independent. */
typedef struct simile_random {
    uint32_t key[2];
    uint32_t counter[4];
    uint32_t words[4];
    uint32_t n_used; /* of words; 4: none left */
} simile_random;

void simile_random__init(simile_random *random, uint64_t seed, uint64_t stream);
uint32_t simile_random__next(simile_random *random);
/* Uniform in [0, n), without bias; n > 0. */
uint64_t simile_random__below(simile_random *random, uint64_t n);
/* Uniform in [0, 1), 53 bits. */
double simile_random__uniform(simile_random *random);
/* Normal(0, 1) by Box and Muller. */
double simile_random__normal(simile_random *random);
/* Fisher-Yates over n indices. */
void simile_random__shuffle(simile_random *random, size_t *items, size_t n);

#endif
