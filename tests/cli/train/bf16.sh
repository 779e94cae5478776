# bf16 where it is not what it says: kernels without instructions for it, and a model without blocks.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
for kind in transformer static; do
    SIMILE_CPU=portable "$SIMILE_BIN" train run.yaml -o $kind --set model.kind=$kind --set train.precision=bf16 \
        --set train.steps=3 2>progress
    grep precision progress
    grep precision $kind/resolved.yaml
done
! "$SIMILE_BIN" train run.yaml -o other --set train.precision=int8
