#!/usr/bin/env python3
"""Trains a vocabulary by simile and by PyPI's tokenizers in turn, each in a process of its own. Called by bench/vocab."""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

PEER = """
import sys
from tokenizers import BertWordPieceTokenizer
tokenizer = BertWordPieceTokenizer(lowercase=True)
tokenizer.train([sys.argv[1]], vocab_size=int(sys.argv[2]), min_frequency=2, limit_alphabet=1000, show_progress=False)
tokenizer.save_model(sys.argv[3], "peer")
"""


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simile", required=True)
    parser.add_argument("--work", required=True)
    for name in ("size", "threads", "rounds"):
        parser.add_argument("--" + name, type=int, required=True)
    return parser.parse_args()


def run(command, threads):
    """Seconds and peak memory in MB of a process."""
    environment = dict(os.environ, RAYON_NUM_THREADS=str(threads), TOKENIZERS_PARALLELISM="true")
    begin = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit("%s failed" % command[0])
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def tokens_per_word(simile, vocabulary, text):
    printed = subprocess.run([simile, "vocab", "check", vocabulary, text], check=True, stdout=subprocess.PIPE).stdout
    return float(dict(line.split("\t") for line in printed.decode().splitlines())["tokens_per_word"])


def main():
    options = parse_arguments()
    work = pathlib.Path(options.work)
    text, held = work / "train.txt", work / "held.txt"
    sides = {
        "simile": ([options.simile, "vocab", "train", text, "-o", work / "simile-vocab.txt", "--size", options.size,
                    "--threads", options.threads], work / "simile-vocab.txt"),
        "tokenizers": ([sys.executable, "-c", PEER, text, options.size, work], work / "peer-vocab.txt"),
    }
    figures = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, (command, _) in sides.items():
            figures[name].append(run(command, options.threads))
    print("%d pieces from %.0f MB of text, %d threads, %d rounds" % (options.size, text.stat().st_size / 1e6,
                                                                     options.threads, options.rounds))
    print("%-12s %10s %12s %16s" % ("", "seconds", "peak MB", "tokens per word"))
    rows = {}
    for name, (_, vocabulary) in sides.items():
        rows[name] = (statistics.median(s for s, _ in figures[name]), max(m for _, m in figures[name]),
                      tokens_per_word(options.simile, vocabulary, held))
        print("%-12s %10.2f %12.0f %16.4f" % (name, *rows[name]))
    ours, theirs = rows["simile"], rows["tokenizers"]
    print("simile is %.1f times as fast with %.2f of the memory; tokens per word %+.2f %%" % (
        theirs[0] / ours[0], ours[1] / theirs[1], 100 * (ours[2] / theirs[2] - 1)))


if __name__ == "__main__":
    main()
