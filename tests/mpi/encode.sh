#!/bin/sh
# `simile encode` by N ranks writes the bytes of one process: encode.sh RUN N
set -eu
run=$1 n=$2
command -v mpirun >/dev/null 2>&1 || { echo "skipped: mpirun is not installed (scripts/setup --ci)"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/simile-mpi-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
model=$SIMILE_ROOT/tests/golden/bert

cut -f 2 "$SIMILE_ROOT/corpora/sentiment.test.tsv" >lines.txt
printf '\357\273\277behind a mark\r\n\n\nno end' >odd.txt
: >empty.txt
awk 'NR == 1 { print ""; print "id\ttext" } NR % 17 == 0 { print "" } NR % 31 == 0 { printf "\r\n" }
     { print NR "\t" $0 }' lines.txt >table.tsv
awk 'NR % 17 == 0 { print " \t" } { printf "{\"text\": \"row %d\"}%s", NR, NR % 31 == 0 ? "\n\n" : "\n" }' lines.txt >rows.jsonl

compare() { # compare OUT ARGUMENT...
    out=$1
    shift
    rm -f one.* many.*
    "$SIMILE_BIN" encode "$model" "$@" -o "one.$out" 2>one.told
    "$run" "$n" "$SIMILE_BIN" encode "$model" "$@" -o "many.$out" 2>many.told || { cat many.told; exit 1; }
    cmp "one.$out" "many.$out"
    [ ! -e "one.$out.ranges.npy" ] || cmp "one.$out.ranges.npy" "many.$out.ranges.npy"
    # Times apart, the summary is that of one process, too.
    sed 's/, [0-9.]* s, .*//' one.told >one.summary
    sed 's/, [0-9.]* s, .*//' many.told | grep -v '^mpirun: ' | diff one.summary -
    [ ! -e "many.$out.ranks.part" ]
}
compare npy lines.txt odd.txt empty.txt lines.txt --truncate warn
compare raw lines.txt odd.txt --dtype int8
compare npy table.tsv rows.jsonl table.tsv --column text --dtype f16
compare npy odd.txt --dtype int8 --calibrate lines.txt
cp one.npy.ranges.npy given.npy
compare npy lines.txt --dtype int8 --calibrate given.npy
compare npy empty.txt
compare npy table.tsv --column 1 --dtype binary --threads 2
