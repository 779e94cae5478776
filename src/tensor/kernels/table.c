/* The table of this kernel set. */
#include "kernels.h"

#define TABLE_JOIN(set)                       simile_kernels__##set
#define TABLE_NAME(set)                       TABLE_JOIN(set)
#define TEXT_OF(word)                         #word
#define SET_TEXT(set)                         TEXT_OF(set)
#define TABLE_ENTRY(result, name, parameters) .name = SIMILE_KERNEL(name),

const simile_kernels TABLE_NAME(SIMILE_KERNEL_SET) = {.name = SET_TEXT(SIMILE_KERNEL_SET),
                                                      SIMILE_KERNEL_LIST(TABLE_ENTRY)};
