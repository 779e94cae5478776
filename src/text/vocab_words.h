/* Counts of words in text: the first half of vocabulary training. */
#ifndef SIMILE_TEXT_VOCAB_WORDS_H
#define SIMILE_TEXT_VOCAB_WORDS_H

#include "map.h"
#include "simile/status.h"
#include "simile/vocab.h"

/* Reads all files of the options and counts their words: key: normalised word, value: count, in the order of first
 * occurrence. The caller disposes of the map, after failures too. Memory is that of the different words. */
simile_status simile_vocab_words__count(simile_map *words, const simile_vocab_train_options *options,
                                        simile_vocab_report *report);

#endif
