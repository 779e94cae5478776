# The same seed gives the same pieces by any number of threads; another seed others.
yes 'international cooperation improves understanding' | head -n 500 >lines.txt
for threads in 1 3; do
    "$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" lines.txt --drop 0.2 --seed 5 --threads $threads >$threads.txt
done
"$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" lines.txt --drop 0.2 --seed 6 >other.txt
cmp 1.txt 3.txt && ! cmp -s 1.txt other.txt && [ "$(sort -u 1.txt | wc -l)" -gt 5 ] && echo replays
