"$SIMILE_BIN" encode model in.txt -o out.npy --thread 2
