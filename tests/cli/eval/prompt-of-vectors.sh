"$SIMILE_BIN" eval --vectors x.npy --sts y.tsv --prompt a
