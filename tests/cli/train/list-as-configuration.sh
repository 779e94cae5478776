printf -- '- a\n- b\n' >run.yaml
"$SIMILE_BIN" train run.yaml -o model
