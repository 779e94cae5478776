#!/bin/sh
# What `simile train` by ranks refuses, how it ends when a rank fails, dies or hangs, and that another number of ranks
# goes on: train-failures.sh RUN
set -u
run=$1
command -v mpirun >/dev/null 2>&1 || { echo "skipped: mpirun is not installed (scripts/setup --ci)"; exit 77; }
mpirun --version 2>&1 | grep -q "Open MPI" || { echo "skipped: tells ranks apart by variables of Open MPI"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/simile-mpi-XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
cd "$SIMILE_ROOT" || exit 2
told=$work/told

cat >"$work/run.yaml" <<'YAML'
model: {layers: 1, hidden: 32, heads: 4, ffn: 64, max_tokens: 32, dropout: 0.1}
data: {sources: [{path: corpora/triples.train.tsv, kind: triples}]}
train: {steps: 40, batch_size: 60, checkpoint_every: 4, log_every: 1}
compute: {lanes: 4, micro_batch_tokens: 128}
YAML
fail() {
    echo "$1; told was:"
    cat "$told"
    exit 1
}
train() { # train RANKS ARGUMENT...
    ranks=$1
    shift
    "$run" "$ranks" "$SIMILE_BIN" train "$work/run.yaml" --threads 1 "$@" >"$told" 2>&1
}
as_rank() { # as_rank RANK COMMAND ARGUMENT...: two ranks, of which one does something before
    "$run" 2 sh -c '[ "$OMPI_COMM_WORLD_RANK" != "$1" ] || eval "$2"
        shift 2; exec "$SIMILE_BIN" train "$@"' as_rank "$@" --threads 1 >"$told" 2>&1
}
expect() { # expect CODE PATTERN: of the run before; told once
    code=$?
    [ $code = "$1" ] || fail "exit code $code, expected $1"
    [ "$(grep -c -e "^simile train: $2" "$told")" = 1 ] || fail "\"$2\" was to be told once"
    ! grep -q "stopping after this step" "$told" || fail "there was no step to stop after"
    [ ! -e "$work/model/model.safetensors" ] || fail "there is a model"
}
# A command in the background that waits for the second checkpoint, and then sends a signal to the process of the rank.
at_checkpoint() { # at_checkpoint SIGNAL STEP
    echo "(while ! ls '$work/model/checkpoint' 2>/dev/null | grep -q -e -$2; do sleep 0.02; done; kill -$1 \$\$) &"
}

train 3 -o "$work/model"
expect 2 "3 ranks cannot share 4 lanes"
train 8 -o "$work/model"
expect 2 "8 ranks cannot share 4 lanes"
train 2 -o "$work/model" --set data.sources[0].path=nothing.tsv
expect 1 "nothing.tsv"
"$run" 2 sh -c 'exec "$SIMILE_BIN" train "$1/run.yaml" -o "$1/model" --set seed=$OMPI_COMM_WORLD_RANK' sh "$work" >"$told" 2>&1
expect 2 "rank 1 has another configuration than rank 0"
rm -rf "$work/model"
"$run" 2 sh -c '[ "$OMPI_COMM_WORLD_RANK" = 0 ] || export SIMILE_CPU=portable
    exec "$SIMILE_BIN" train "$1/run.yaml" -o "$1/model"' sh "$work" >"$told" 2>&1
expect 2 "rank 1 computes other values"
rm -rf "$work/model"

"$SIMILE_BIN" train "$work/run.yaml" -o "$work/one" --threads 1 2>"$told" || fail "one process failed"

# A rank that is killed ends the others, and another number of ranks goes on with the same bits.
as_rank 1 "$(at_checkpoint KILL 8)" "$work/run.yaml" -o "$work/model" && fail "the run of a killed rank succeeded"
grep -q "rank 1 " "$told" || fail "rank 1 was to be named"
[ -e "$work/model/checkpoint" ] || fail "there is no checkpoint"
# A rank that hangs, too.
as_rank 1 "$(at_checkpoint STOP 20)" "$work/run.yaml" -o "$work/model" --resume --set compute.rank_timeout=3 &&
    fail "the run of a stopped rank succeeded"
grep -q "rank 0: the other ranks cannot be reached: rank 1 has not answered for 3 seconds" "$told" ||
    fail "rank 1 was to be named"
train 4 -o "$work/model" --resume || fail "not resumed"
cmp "$work/one/model.safetensors" "$work/model/model.safetensors" || exit 1
train 2 -o "$work/model" --resume || fail "a finished run was to be left alone"
train 2 -o "$work/model"
[ $? = 1 ] && grep -q "holds a model already" "$told" || fail "the model was to be kept"
