/* The version of the library, as text made from the numbers of the public header. */
#include "simile/version.h"

#define TEXT_OF(number) #number
#define TEXT(number)    TEXT_OF(number)

const char *simile_version(void)
{
    return TEXT(SIMILE_VERSION_MAJOR) "." TEXT(SIMILE_VERSION_MINOR) "." TEXT(SIMILE_VERSION_PATCH);
}
