#!/bin/sh
# `simile train` by N ranks writes the weights of one process: train.sh RUN N
set -eu
run=$1 n=$2
command -v mpirun >/dev/null 2>&1 || { echo "skipped: mpirun is not installed (scripts/setup --ci)"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/simile-mpi-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$SIMILE_ROOT"

cat >"$work/transformer.yaml" <<'YAML'
model: {layers: 2, hidden: 32, heads: 4, ffn: 64, max_tokens: 32, dropout: 0.1}
tokenizer: {vocab: vocab/english-8k.txt}
augment: {segmentation: 0.1}
data:
  sources:
    - {path: corpora/triples.train.tsv, kind: triples, weight: 2}
    - {path: corpora/sentiment.dev.tsv, kind: labelled, loss: supcon, weight: 1}
  dev: [{path: corpora/sts.dev.tsv, kind: sts}]
train: {steps: 6, batch_size: 60, learning_rate: 1e-3, checkpoint_every: 2, eval_every: 3, log_every: 1}
compute: {lanes: 8, micro_batch_tokens: 128}
YAML
sed 's/model: .*/model: {kind: static, hidden: 32, dropout: 0.1}/' "$work/transformer.yaml" >"$work/static.yaml"

# What a log says but for times, which come last.
steps_of() {
    sed 's/"seconds":.*//' "$1/train.jsonl"
}
compare() { # compare KIND ARGUMENT...: one process, and n ranks
    kind=$1
    shift
    rm -rf "$work/one" "$work/many"
    "$SIMILE_BIN" train "$work/$kind.yaml" -o "$work/one" --threads 1 2>"$work/one.told"
    "$run" "$n" "$SIMILE_BIN" train "$work/$kind.yaml" -o "$work/many" --threads 1 "$@" 2>"$work/many.told" ||
        { cat "$work/many.told"; exit 1; }
    cmp "$work/one/model.safetensors" "$work/many/model.safetensors"
    [ "$(steps_of "$work/one")" = "$(steps_of "$work/many")" ]
    [ "$(grep -c "^step 6/6" "$work/many.told")" = 1 ] || { echo "told by more than one"; cat "$work/many.told"; exit 1; }
    [ ! -e "$work/many/checkpoint" ]
}
compare transformer
compare transformer --set compute.memory=1MiB --threads 2
compare static
