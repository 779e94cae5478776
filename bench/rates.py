#!/usr/bin/env python3
"""The measuring half of bench/train. Speeds are JSON objects, one a line, as the peers print them.

    rates.py train TRAIN.jsonl --batch B --warmup N       speed of a simile training run after its first N steps
    rates.py summary KEY SIMILE PEER            the rounds side by side; medians, and the median of the rounds' ratios
"""

import argparse
import json
import pathlib
import statistics
import sys

# On a quiet machine the rounds' ratios are within a few per cent of each other.
WIDEST_SPREAD = 1.25


def parse_arguments():
    parser = argparse.ArgumentParser(description="speeds of simile and its peers")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train")
    train.add_argument("log")
    train.add_argument("--warmup", type=int, default=3)
    train.add_argument("--batch", type=int, required=True)
    summary = commands.add_parser("summary")
    for name in ("key", "simile", "peer"):
        summary.add_argument(name)
    return parser.parse_args()


def read_lines(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]


def train_rate(path, batch, warmup):
    """tokens and seconds count from the start of the run: the speed is that between two steps."""
    steps = [line for line in read_lines(path) if {"step", "loss", "tokens", "seconds"} <= line.keys()]
    timed = [line for line in steps if line["step"] >= warmup]
    if len(timed) < 2 or timed[-1]["seconds"] <= timed[0]["seconds"]:
        raise SystemExit("%s: too few steps after the first %d" % (path, warmup))
    first, last = timed[0], timed[-1]
    tokens, seconds = last["tokens"] - first["tokens"], last["seconds"] - first["seconds"]
    pairs = batch * (last["step"] - first["step"])
    return {"tokens_per_second": tokens / seconds, "pairs_per_second": pairs / seconds, "tokens": tokens, "seconds": seconds, "loss": last["loss"],
            "steps": last["step"] - first["step"]}


def print_summary(key, simile_path, peer_path):
    rounds = [(s[key], p[key]) for s, p in zip(read_lines(simile_path), read_lines(peer_path), strict=True)]
    ratios = [simile / peer for simile, peer in rounds]
    print("%-8s %12s %12s %8s   %s" % ("round", "simile", "peer", "ratio", key.replace("_", " ")))
    for number, ((simile, peer), ratio) in enumerate(zip(rounds, ratios), 1):
        print("%-8d %12.1f %12.1f %8.2f" % (number, simile, peer, ratio))
    medians = [statistics.median(side) for side in zip(*rounds)]
    print("%-8s %12.1f %12.1f %8.2f   ratios %.2f to %.2f" % ("median", *medians, statistics.median(ratios),
                                                               min(ratios), max(ratios)))
    if max(ratios) > WIDEST_SPREAD * min(ratios):
        print("bench: the rounds differ too much to mean anything: measure again on a quiet machine", file=sys.stderr)
    peers = read_lines(peer_path)
    work = peers[0].get("flop_per_token")
    if work and key == "tokens_per_second":
        useful = [m * work / 1e9 for m in medians]
        peak = statistics.median(p["sgemm_gflops"] for p in peers)
        print("%-8s %12.1f %12.1f            of the layers, on real tokens alone" % ("GFLOPS", *useful))
        print("%-8s %11.0f%% %11.0f%%            of PyTorch's sgemm in the same minutes: %.1f GFLOPS" % (
            "peak", *(100 * u / peak for u in useful), peak))


def main():
    options = parse_arguments()
    if options.command == "train":
        print(json.dumps(train_rate(options.log, options.batch, options.warmup)))
    else:
        print_summary(options.key, options.simile, options.peer)


if __name__ == "__main__":
    main()
