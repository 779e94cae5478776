#!/bin/sh
# What `simile encode` by ranks refuses, and how it ends when one of them fails or dies: encode-failures.sh RUN
set -u
run=$1
command -v mpirun >/dev/null 2>&1 || { echo "skipped: mpirun is not installed (scripts/setup --ci)"; exit 77; }
mpirun --version 2>&1 | grep -q "Open MPI" || { echo "skipped: tells ranks apart by variables of Open MPI"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/simile-mpi-XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
model=$SIMILE_ROOT/tests/golden/bert

fail() {
    echo "$1; told was:"
    cat told
    exit 1
}
expect() { # expect CODE PATTERN: of the run before; told once
    code=$?
    [ $code = "$1" ] || fail "exit code $code, expected $1"
    [ "$(grep -c -e "^simile encode: $2" told)" = 1 ] || fail "\"$2\" was to be told once"
    [ ! -e out.npy ] || fail "out.npy is there"
}
encode() {
    "$run" 2 "$SIMILE_BIN" encode "$model" "$@" >told 2>&1
}

yes 'a line of text' | head -n 200 >lines.txt
gzip -k lines.txt
printf 'id,text\n1,"a\nb"\n' >table.csv
encode lines.txt.gz -o out.npy
expect 2 "lines.txt.gz: is compressed with gzip"
encode lines.txt - -o out.npy
expect 2 "standard input can be read by one process alone"
encode /dev/null -o out.npy
expect 2 "/dev/null: is a pipe or device"
encode table.csv --column text -o out.npy
expect 2 "table.csv: a line break between quotes"
encode lines.txt --format tsv -o out.npy
expect 2 "ranks write rows at places that are known"
encode lines.txt --format raw -o -
expect 2 "standard output: ranks write at several places"
encode lines.txt --tokens -o out.npy
expect 2 "the vectors of tokens"
encode nothing.txt -o out.npy
expect 1 "nothing.txt: cannot be opened"
"$run" 2 "$SIMILE_BIN" encode "$work/nothing" lines.txt -o out.npy >told 2>&1
expect 1 ".*/nothing: there is no such model folder"
"$run" 2 sh -c 'exec "$SIMILE_BIN" encode "$0" lines.txt -o "out.npy$OMPI_COMM_WORLD_RANK"' "$model" >told 2>&1
expect 2 "rank 1 was given other options than rank 0"
"$run" 2 sh -c '[ "$OMPI_COMM_WORLD_RANK" = 0 ] || export SIMILE_CPU=portable
    exec "$SIMILE_BIN" encode "$0" lines.txt -o out.npy' "$model" >told 2>&1
expect 2 "rank 1 computes other vectors than rank 0"
"$run" 2 "$SIMILE_BIN" info "$model" >told 2>&1
grep -q '"info" is done by one process' told || fail "info was to be refused"

# A row that is refused is named with its rank and the rows of that; nothing is left of a run that wrote none.
(cat lines.txt && yes 'far too long for it' | head -n 1 | sed 's/.*/& & & & & & & & & & & & & & &/') >long.txt
encode long.txt -o out.npy --truncate error
expect 1 "rank 1: rows [0-9]* to 201: long.txt:201: the row is longer"

# A rank that cannot write on.
yes 'a line of text' | head -n 60000 >many.txt
"$SIMILE_BIN" encode "$model" many.txt -o one.npy 2>told || fail "one process failed"
as_rank() { # as_rank RANK COMMAND: the encoding by three ranks, of which one does something before
    "$run" 3 sh -c '[ "$OMPI_COMM_WORLD_RANK" != "$1" ] || eval "$2"
        shift 2; exec "$@"' as_rank "$1" "$2" "$SIMILE_BIN" encode "$model" many.txt -o out.npy --threads 1 >told 2>&1
}
as_rank 1 'ulimit -f 8000' # blocks of 512 bytes: in its share, which is from 2.6 to 5.1 MB
expect 1 "rank 1: rows 20001 to 40000: out.npy.ranks.part: cannot be written: file too large"
[ -e out.npy.ranks.part ] || fail "what was written is gone"

# A rank that is killed ends the others; as many ranks go on with what all have written.
"$run" 3 "$SIMILE_BIN" encode "$model" many.txt -o out.npy --resume >told 2>&1 || fail "not resumed"
grep -q "rows were there already" told || fail "nothing was there already"
cmp one.npy out.npy || exit 1
rm out.npy
as_rank 2 '(while [ ! -s out.npy.ranks.part ]; do sleep 0.02; done; kill -9 $$) &'
[ $? != 0 ] || fail "the run of a killed rank succeeded"
grep -q "rank 2 " told || fail "rank 2 was to be named"
encode many.txt -o out.npy --resume
expect 2 "out.npy.ranks.part: was begun by 3 ranks"
"$run" 3 "$SIMILE_BIN" encode "$model" lines.txt -o out.npy --resume >told 2>&1
expect 2 "out.npy.ranks.part: was begun with other files"
"$run" 3 "$SIMILE_BIN" encode "$model" many.txt -o out.npy --resume >told 2>&1 || fail "not resumed"
cmp one.npy out.npy
