/* Control group quotas, read from made-up /proc and /sys trees. */
#include "quota.h"
#include "scratch.h"
#include "suite.h"
#include <stdio.h>
#include <sys/stat.h>

#define CGROUP "sys/fs/cgroup"

/* Writes a file into the made-up tree `root`, with its folders. */
static void put(const char *root, const char *path, const char *text)
{
    char name[512];
    snprintf(name, sizeof name, "%s/%s", root, path);
    for (char *p = name; *p; p++) {
        if (*p == '/') {
            *p = '\0';
            mkdir(scratch_path(name), 0777);
            *p = '/';
        }
    }
    scratch_write_text(name, text);
}

static size_t processors(const char *root)
{
    return simile_quota__processors(scratch_path(root));
}

START_TEST(quota__is_none_without_groups)
{
    ck_assert_uint_eq(processors("missing"), 0);
    put("a", "proc/self/cgroup", "");
    ck_assert_uint_eq(processors("a"), 0);
    put("a", "proc/self/cgroup", "0::/job\n");
    ck_assert_uint_eq(processors("a"), 0);
}
END_TEST

START_TEST(quota__rounds_version_2_up)
{
    put("a", "proc/self/cgroup", "0::/job\n");
    put("a", CGROUP "/job/cpu.max", "150000 100000\n");
    ck_assert_uint_eq(processors("a"), 2);
    put("a", CGROUP "/job/cpu.max", "200000 100000\n");
    ck_assert_uint_eq(processors("a"), 2);
    put("a", CGROUP "/job/cpu.max", "1000 100000\n");
    ck_assert_uint_eq(processors("a"), 1);
    put("a", CGROUP "/job/cpu.max", "max 100000\n");
    ck_assert_uint_eq(processors("a"), 0);
}
END_TEST

START_TEST(quota__takes_the_lowest_of_all_parents)
{
    put("a", "proc/self/cgroup", "0::/slice/user/job\n");
    put("a", CGROUP "/slice/user/job/cpu.max", "400000 100000\n");
    put("a", CGROUP "/slice/user/cpu.max", "max 100000\n");
    put("a", CGROUP "/slice/cpu.max", "300000 100000\n");
    ck_assert_uint_eq(processors("a"), 3);
    put("a", CGROUP "/cpu.max", "700000 100000\n");
    ck_assert_uint_eq(processors("a"), 3);
    put("a", CGROUP "/cpu.max", "100000 100000\n");
    ck_assert_uint_eq(processors("a"), 1);
}
END_TEST

START_TEST(quota__finds_the_root_of_a_container)
{
    put("a", "proc/self/cgroup", "0::/host/path/that/is/not/here\n");
    put("a", CGROUP "/cpu.max", "500000 100000\n");
    ck_assert_uint_eq(processors("a"), 5);
    put("b", "proc/self/cgroup", "0::/\n");
    put("b", CGROUP "/cpu.max", "600000 100000\n");
    ck_assert_uint_eq(processors("b"), 6);
}
END_TEST

START_TEST(quota__reads_version_1)
{
    put("a", "proc/self/cgroup", "12:cpuset:/\n4:cpu,cpuacct:/job\n1:name=systemd:/job\n");
    put("a", CGROUP "/cpu,cpuacct/job/cpu.cfs_period_us", "50000\n");
    put("a", CGROUP "/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
    ck_assert_uint_eq(processors("a"), 0);
    put("a", CGROUP "/cpu,cpuacct/job/cpu.cfs_quota_us", "125000\n");
    ck_assert_uint_eq(processors("a"), 3);
    put("b", "proc/self/cgroup", "4:cpuacct,cpu:/job\n");
    put("b", CGROUP "/cpu/job/cpu.cfs_period_us", "100000\n");
    put("b", CGROUP "/cpu/job/cpu.cfs_quota_us", "200000\n");
    ck_assert_uint_eq(processors("b"), 2);
}
END_TEST

START_TEST(quota__ignores_other_controllers)
{
    put("a", "proc/self/cgroup", "4:cpuset:/job\n5:cpuacct:/job\n6:memory:/job\n");
    put("a", CGROUP "/cpu/job/cpu.cfs_period_us", "100000\n");
    put("a", CGROUP "/cpu/job/cpu.cfs_quota_us", "100000\n");
    ck_assert_uint_eq(processors("a"), 0);
}
END_TEST

START_TEST(quota__knows_both_versions_side_by_side)
{
    put("a", "proc/self/cgroup", "4:cpu:/job\n0::/job\n");
    put("a", CGROUP "/cpu/job/cpu.cfs_period_us", "100000\n");
    put("a", CGROUP "/cpu/job/cpu.cfs_quota_us", "400000\n");
    put("a", CGROUP "/unified/job/cpu.max", "300000 100000\n");
    ck_assert_uint_eq(processors("a"), 3);
}
END_TEST

START_TEST(quota__ignores_nonsense)
{
    static const char *const texts[] = {"", "\n", "abc def\n", "100000\n", "-5 100000\n", "100000 0\n", "0 100000\n"};
    put("a", "proc/self/cgroup", "0\nno colons at all\n0:\n::\n0::/job\n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put("a", CGROUP "/job/cpu.max", texts[i]);
        ck_assert_uint_eq(processors("a"), 0);
    }
}
END_TEST

START_TEST(quota__of_memory_is_the_lowest_of_both_versions)
{
    ck_assert_uint_eq(simile_quota__memory(scratch_path("missing")), 0);
    put("m", "proc/self/cgroup", "0::/slice/job\n4:cpu:/other\n7:memory:/job\n");
    put("m", CGROUP "/slice/job/memory.max", "max\n");
    ck_assert_uint_eq(simile_quota__memory(scratch_path("m")), 0);
    put("m", CGROUP "/slice/memory.max", "8589934592\n");
    ck_assert_uint_eq(simile_quota__memory(scratch_path("m")), 8589934592);
    put("m", CGROUP "/memory/job/memory.limit_in_bytes", "1073741824\n");
    ck_assert_uint_eq(simile_quota__memory(scratch_path("m")), 1073741824);
    ck_assert_uint_eq(simile_quota__processors(scratch_path("m")), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {quota__of_memory_is_the_lowest_of_both_versions,
                                  quota__is_none_without_groups,
                                  quota__rounds_version_2_up,
                                  quota__takes_the_lowest_of_all_parents,
                                  quota__finds_the_root_of_a_container,
                                  quota__reads_version_1,
                                  quota__ignores_other_controllers,
                                  quota__knows_both_versions_side_by_side,
                                  quota__ignores_nonsense};
    return suite_run("quota", tests, sizeof tests / sizeof *tests);
}
