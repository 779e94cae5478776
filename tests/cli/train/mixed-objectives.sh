. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model --set data.mix=row \
    --set 'data.sources=[{path: rows.tsv, kind: pairs}, {path: rows.tsv, kind: pairs, temperature: 0.2}]'
