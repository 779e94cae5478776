/* Control groups: /proc/self/cgroup names the process's groups, one line HIERARCHY:CONTROLLERS:PATH each, version 2
 * being hierarchy 0 without controllers; the limits are small files in folders of those paths. Inside a container the
 * path may be one of the host, which is not there: then the walk upwards still finds the container's root. */
#include "quota.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 4608 /* a group's path (up to 4096) and what stands around it */

/* Reads up to two numbers from a file of the group; answers how many there are ("max" is none). */
static int read_numbers(double numbers[2], const char *folder, const char *name)
{
    char path[PATH_SIZE], line[64] = "";
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    if (!file) {
        return 0;
    }
    const bool has_line = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    int n = 0;
    for (char *p = line, *end; has_line && n < 2; p = end) {
        numbers[n] = (double)strtoll(p, &end, 10);
        if (end == p) {
            break;
        }
        n++;
    }
    return n;
}

/* What is limited: how a group's folder tells of it (0: no limit), and where version 1 has its groups. */
typedef struct limited_resource {
    double (*limit_of)(const char *folder);
    const char *controller;
    const char *mounts[2]; /* of version 1; NULL: none */
} limited_resource;

static double processors_of(const char *folder)
{
    double version2[2], quota[2], period[2];
    if (read_numbers(version2, folder, "cpu.max") == 2 && version2[0] > 0 && version2[1] > 0) {
        return version2[0] / version2[1];
    }
    if (read_numbers(quota, folder, "cpu.cfs_quota_us") > 0 && read_numbers(period, folder, "cpu.cfs_period_us") > 0 &&
        quota[0] > 0 && period[0] > 0) {
        return quota[0] / period[0];
    }
    return 0;
}

static double memory_of(const char *folder)
{
    double limit[2];
    return (read_numbers(limit, folder, "memory.max") > 0 ||
            read_numbers(limit, folder, "memory.limit_in_bytes") > 0) &&
                   limit[0] > 0
               ? limit[0]
               : 0;
}

/* The lowest limit on the way from the group up to the mount; `lowest` 0: none so far. */
static double lowest_limit(double lowest, const limited_resource *resource, const char *mount, const char *group)
{
    char folder[PATH_SIZE];
    const size_t top = strlen(mount);
    if (snprintf(folder, sizeof folder, "%s%s", mount, group) >= (int)sizeof folder) {
        return lowest;
    }
    for (;;) {
        const double limit = resource->limit_of(folder);
        lowest = limit > 0 && (lowest <= 0 || limit < lowest) ? limit : lowest;
        char *slash = strrchr(folder, '/');
        if (!slash || slash < folder + top) {
            return lowest;
        }
        *slash = '\0';
    }
}

/* true when the comma-separated list holds the word. */
static bool has_word(const char *controllers, const char *word)
{
    const size_t n = strlen(word);
    for (const char *p = controllers; p; p = strchr(p, ',')) {
        p += *p == ',';
        if (strncmp(p, word, n) == 0 && (p[n] == ',' || p[n] == '\0')) {
            return true;
        }
    }
    return false;
}

/* One line of /proc/self/cgroup. A version 2 tree is mounted at the top, or aside where both versions are in use. */
static double apply_line(double lowest, const limited_resource *resource, char *line, const char *root)
{
    static const char *const mounts[2] = {"", "/unified"};
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group) {
        return lowest;
    }
    *group++ = '\0';
    controllers++;
    const bool is_version2 = !*controllers;
    for (size_t i = 0; i < 2 && (is_version2 || has_word(controllers, resource->controller)); i++) {
        const char *place = is_version2 ? mounts[i] : resource->mounts[i];
        char mount[512];
        snprintf(mount, sizeof mount, "%s/sys/fs/cgroup%s", root, place ? place : "");
        lowest = place ? lowest_limit(lowest, resource, mount, group) : lowest;
    }
    return lowest;
}

static double find_limit(const limited_resource *resource, const char *root)
{
    char path[512], line[PATH_SIZE];
    double lowest = 0;
    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    FILE *file = fopen(path, "re");
    if (!file) {
        return 0;
    }
    while (fgets(line, sizeof line, file)) {
        lowest = apply_line(lowest, resource, line, root);
    }
    fclose(file);
    return lowest;
}

size_t simile_quota__processors(const char *root)
{
    static const limited_resource processors = {processors_of, "cpu", {"/cpu", "/cpu,cpuacct"}};
    return (size_t)ceil(find_limit(&processors, root));
}

uint64_t simile_quota__memory(const char *root)
{
    static const limited_resource memory = {memory_of, "memory", {"/memory", NULL}};
    return (uint64_t)find_limit(&memory, root);
}
