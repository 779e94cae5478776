/* Time. */
#ifndef SIMILE_BASE_CLOCK_H
#define SIMILE_BASE_CLOCK_H

/* Seconds on a clock that only goes forward. */
double simile_clock__seconds(void);

#endif
