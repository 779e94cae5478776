head -c 300 /dev/zero >run.yaml
"$SIMILE_BIN" train run.yaml -o model
