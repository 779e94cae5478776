/* The gradient cache. */
#include "gradient_cache.h"
#include "memory.h"

#define LEAST_KEPT 8 /* keeping less than an eighth saves less than 3 % of the time */

struct simile_gradient_cache {
    const simile_encoder *encoder;
    uint64_t memory;
    size_t n_workers;
    simile_activations **activations; /* [n_made], of the first n_kept micro-batches */
    size_t n_made, capacity;
    size_t n_kept, n_at_once;
};

simile_status simile_gradient_cache__new(simile_gradient_cache **cache, const simile_encoder *encoder, uint64_t memory,
                                         size_t n_workers)
{
    *cache = simile_memory__alloc(1, sizeof **cache);
    if (!*cache) {
        return SIMILE_ERROR_MEMORY;
    }
    (*cache)->encoder = encoder;
    (*cache)->memory = memory;
    (*cache)->n_workers = (*cache)->n_at_once = n_workers;
    return SIMILE_OK;
}

void simile_gradient_cache__free(simile_gradient_cache *cache)
{
    if (!cache) {
        return;
    }
    for (size_t i = 0; i < cache->n_made; i++) {
        simile_activations__free(cache->activations[i]);
    }
    simile_memory__free(cache->activations);
    simile_memory__free(cache);
}

/* What a micro-batch's activations take, or hold already. */
static uint64_t bytes_of(const simile_gradient_cache *cache, const simile_micro_batch *micro, size_t index)
{
    const uint64_t need =
        simile_activations__bytes(cache->encoder, micro->n_tokens, micro->n_texts, micro->longest, true);
    const uint64_t held = index < cache->n_made ? simile_activations__held(cache->activations[index]) : 0;
    return need > held ? need : held;
}

/* How many workers the memory lets pass a micro-batch through at once, of which the largest takes `most`. */
static size_t count_at_once(const simile_gradient_cache *cache, uint64_t most)
{
    const uint64_t fits = cache->memory / most;
    return fits < 1 ? 1 : fits < cache->n_workers ? (size_t)fits : cache->n_workers;
}

/* What is left for keeping activations beside those workers. */
static uint64_t room_to_keep(const simile_gradient_cache *cache, uint64_t most)
{
    const uint64_t own = count_at_once(cache, most) * most;
    return cache->memory > own ? cache->memory - own : 0;
}

static size_t if_worth_it(size_t n_kept, size_t n)
{
    return n_kept < n / LEAST_KEPT ? 0 : n_kept;
}

/* How many keep their activations, and how many workers are at it at once. */
static void count(simile_gradient_cache *cache, const simile_micro_batch *micro, size_t n)
{
    uint64_t all = 0, most = 1, kept = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t n_bytes = bytes_of(cache, &micro[i], i);
        all += n_bytes;
        most = n_bytes > most ? n_bytes : most;
    }
    cache->n_at_once = cache->n_workers;
    cache->n_kept = n;
    if (all <= cache->memory) {
        return;
    }
    cache->n_at_once = count_at_once(cache, most);
    for (cache->n_kept = 0; cache->n_kept < n; cache->n_kept++) {
        kept += bytes_of(cache, &micro[cache->n_kept], cache->n_kept);
        if (kept > room_to_keep(cache, most)) {
            break;
        }
    }
    cache->n_kept = if_worth_it(cache->n_kept, n);
}

simile_status simile_gradient_cache__divide(simile_gradient_cache *cache, const simile_micro_batch *micro, size_t n)
{
    count(cache, micro, n);
    while (cache->n_made > cache->n_kept) {
        simile_activations__free(cache->activations[--cache->n_made]);
    }
    simile_status status =
        simile_memory__grow(&cache->activations, &cache->capacity, cache->n_kept, sizeof *cache->activations);
    while (status == SIMILE_OK && cache->n_made < cache->n_kept) {
        status = simile_activations__new(&cache->activations[cache->n_made], cache->encoder);
        cache->n_made += status == SIMILE_OK;
    }
    return status;
}

simile_activations *simile_gradient_cache__kept(const simile_gradient_cache *cache, size_t index)
{
    return index < cache->n_kept ? cache->activations[index] : NULL;
}

size_t simile_gradient_cache__n_kept(const simile_gradient_cache *cache)
{
    return cache->n_kept;
}

size_t simile_gradient_cache__n_at_once(const simile_gradient_cache *cache)
{
    return cache->n_at_once;
}

simile_gradient_cache_plan simile_gradient_cache__plan(const simile_gradient_cache *cache, size_t n, uint64_t each)
{
    simile_gradient_cache_plan plan = {.n_kept = n, .n_at_once = cache->n_workers, .all = n * each};
    if (plan.all > cache->memory) {
        plan.n_at_once = count_at_once(cache, each);
        plan.n_kept = if_worth_it((size_t)(room_to_keep(cache, each) / each), n);
    }
    plan.taken = (plan.n_kept + (plan.n_kept < n ? plan.n_at_once : 0)) * each;
    return plan;
}
