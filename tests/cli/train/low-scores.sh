# Scored pairs of which none reaches min_score.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
printf '1\tone text\tanother\n2.5\ttwo texts\tothers\n' >scored.tsv
"$SIMILE_BIN" train run.yaml -o model --set 'data.sources=[{path: scored.tsv, kind: sts, min_score: 3.5}]'
