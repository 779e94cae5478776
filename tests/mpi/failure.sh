#!/bin/sh
# A rank that fails or dies ends the run of all, and the run says which one it was: failure.sh RUN PROGRAM
set -u
told=$(mktemp "${TMPDIR:-/tmp}/simile-mpi-XXXXXX") || exit 2
trap 'rm -f "$told"' EXIT

check() { # check WORDS... : what the run is to say
    code=$?
    [ $code != 77 ] || exit 77
    if [ $code = 0 ] || ! grep -q "$1" "$told"; then
        echo "exit code $code; \"$1\" was to be told:"
        cat "$told"
        exit 1
    fi
}
for rank in 0 2; do
    "$1" 3 "$2" fail $rank >"$told" 2>&1
    check "^together: rank $rank: the disk is full$"
    [ "$(grep -c "the disk is full" "$told")" = 1 ] || { echo "told more than once"; exit 1; }
    "$1" 3 "$2" die $rank >"$told" 2>&1
    check "rank $rank "
    "$1" 3 "$2" hang $rank >"$told" 2>&1
    check "^together: rank [0-9]: the other ranks cannot be reached: rank $rank has not answered"
done
