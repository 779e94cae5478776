# What the benches share; sourced by them. They set $bench_name first.

fail()
{
    echo "$bench_name: $*" >&2
    exit 1
}

# busy_share: how many hundredths of one CPU other processes used in the last two seconds.
busy_share()
{
    { grep '^cpu ' /proc/stat; sleep 2; grep '^cpu ' /proc/stat; } | awk '
        { idle = $5 + $6; total = 0; for (i = 2; i <= 9; i++) total += $i }
        NR == 1 { first_idle = idle; first_total = total }
        END { spent = total - first_total; print int(spent ? (spent - idle + first_idle) * cpus * 100 / spent : 0) }
    ' cpus="$(nproc --all)"
}

check_quiet()
{
    share=$(busy_share)
    [ "$share" -ge 15 ] || return 0
    [ "${BUSY:-0}" = 1 ] ||
        fail "the machine is busy ($share % of a CPU): stop what runs, or set BUSY=1 to try the script"
    echo "$bench_name: the machine is busy ($share % of a CPU): these figures are worth nothing" >&2
}

# quiet LOG COMMAND...: runs COMMAND with its messages in LOG, shown only if it fails.
quiet()
{
    log=$1
    shift
    "$@" 2>"$log" || {
        tail -n 20 "$log" >&2
        fail "failed: $*"
    }
}
