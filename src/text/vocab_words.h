/* Counts of words in text: the first half of vocabulary training. */
#ifndef SIMILE_TEXT_VOCAB_WORDS_H
#define SIMILE_TEXT_VOCAB_WORDS_H

#include "map.h"
#include "simile/status.h"
#include "simile/vocab.h"

/* Bytes of text behind which the counts of all threads are put together, and the memory they take is looked at. */
#define SIMILE_VOCAB_STRETCH ((uint64_t)64 << 20)

/* Reads all files of the options and counts their words: key: normalised word, value: count. What the map holds, though
 * not its order, is the same for any number of threads. `stretch`: SIMILE_VOCAB_STRETCH, but for tests. The caller
 * disposes of the map, after failures too. */
simile_status simile_vocab_words__count(simile_map *words, const simile_vocab_train_options *options,
                                        simile_vocab_report *report, uint64_t stretch);

#endif
