/* The processor time and memory that control groups leave this process (containers, systemd slices, batch systems). */
#ifndef SIMILE_BASE_QUOTA_H
#define SIMILE_BASE_QUOTA_H

#include <stddef.h>
#include <stdint.h>

/* How many processors' worth of time the process's own group and those above it allow, rounded up; 0 when nothing
 * limits it or nothing can be read. Both versions are known: cpu.max of version 2, cpu.cfs_quota_us of version 1.
 * `root` stands before /proc and /sys: "" for the running system, another folder in tests. */
size_t simile_quota__processors(const char *root);

/* The bytes of memory that they allow, by memory.max and memory.limit_in_bytes, read in the same way; 0: no limit. */
uint64_t simile_quota__memory(const char *root);

#endif
