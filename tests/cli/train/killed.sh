# SIGKILL at random moments: each run, resumed, ends with the bytes of one that nobody disturbed.
"$SIMILE_ROOT/scripts/check-resume" -n 3 "$SIMILE_BIN"
