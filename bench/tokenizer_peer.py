#!/usr/bin/env python3
"""PyPI's tokenizers beside simile tokenize: parity of ids, speed, loading. Called by bench/tokenizer."""

import argparse
import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts" / "golden"), str(ROOT / "tests" / "interop")]
BLOCK_LINES = 100000
LEAST_BYTES = 200_000_000  # simile's text is repeated up to so many, so that its start does not count


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("parity", "speed", "load"):
        command = commands.add_parser(name)
        command.add_argument("--model", required=True)
        if name != "load":
            command.add_argument("--simile", required=True)
            command.add_argument("--work", required=True)
            command.add_argument("files", nargs="+")
    commands.choices["parity"].add_argument("--strings", type=int, default=1000000)
    commands.choices["speed"].add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def read_lines(path):
    """Lines of bytes as simile cuts them: at line feeds alone, one carriage return before them taken off."""
    opened = gzip.open(path) if str(path).endswith(".gz") else open(path, "rb")
    with opened as file:
        for line in file:
            yield line.removesuffix(b"\n").removesuffix(b"\r")


def blocks(lines):
    block = []
    for line in lines:
        block.append(line)
        if len(block) == BLOCK_LINES:
            yield block
            block = []
    if block:
        yield block


class Side:
    """One tokenizer.json for both programs."""

    def __init__(self, name, tokenizer, options, work):
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.path = work / (name + ".json")
        tokenizer.save(str(self.path))
        self.name, self.tokenizer, self.options, self.work = name, tokenizer, options, work
        self.n_lines = self.n_different = 0

    def compare(self, lines):
        text = self.work / "lines.txt"
        text.write_bytes(b"".join(line + b"\n" for line in lines))
        found = subprocess.run([self.options.simile, "tokenize", self.path, text, "--ids"], check=True,
                               stdout=subprocess.PIPE).stdout.split(b"\n")[:-1]
        texts = [line.decode("utf-8", errors="replace") for line in lines]
        expected = [" ".join(map(str, encoding.ids)).encode() for encoding in self.tokenizer.encode_batch_fast(texts)]
        if len(found) != len(expected):
            raise SystemExit("%s: simile printed %d lines, not %d" % (self.name, len(found), len(expected)))
        for line, a, b in zip(lines, found, expected):
            if a != b:
                self.n_different += 1
                if self.n_different <= 5:
                    print("%s: %r\n  simile     %s\n  tokenizers %s" % (self.name, line, a.decode(), b.decode()))
        self.n_lines += len(lines)


def make_sides(options):
    from tokenizers import Tokenizer
    import golden
    import pieces
    work = pathlib.Path(options.work)
    description = json.loads((pathlib.Path(options.model) / "tokenizer.json").read_text())
    real = []
    for name, lowercase in (("uncased", True), ("cased", False)):
        description["normalizer"]["lowercase"] = lowercase
        real.append(Side(name, Tokenizer.from_str(json.dumps(description)), options, work))
    wide = [Side("many-scripts-" + name, golden.make_tokenizer(pieces.tokenizer_vocabulary(), lowercase=lowercase),
                 options, work) for name, lowercase in (("uncased", True), ("cased", False))]
    return real, wide


def parity(options):
    import hard_texts
    real, wide = make_sides(options)
    for path in options.files:
        for block in blocks(read_lines(path)):
            for side in real:
                side.compare(block)
    for start in range(0, options.strings, BLOCK_LINES):
        n = min(BLOCK_LINES, options.strings - start)
        lines = [text.replace("\n", " ").encode("utf-8") for text in hard_texts.texts(n, start + 1)]
        lines = [line.removesuffix(b"\r") for line in lines]
        for side in wide + real[:1]:
            side.compare(lines)
    print("%-24s %10s %10s" % ("parity", "lines", "different"))
    for side in real + wide:
        print("%-24s %10d %10d" % (side.name, side.n_lines, side.n_different))
    if any(side.n_different for side in real + wide):
        raise SystemExit(1)


def time_simile(options, text, threads, *more):
    begin = time.perf_counter()
    subprocess.run([options.simile, "tokenize", options.model, text, "--ids", "--threads", str(threads), *more],
                   check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


PEER = """
import sys, time, tokenizers
tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1])
tokenizer.no_truncation()
tokenizer.no_padding()
lines = open(sys.argv[2], encoding="utf-8", errors="replace", newline="\\n").read().split("\\n")[:-1]
begin = time.perf_counter()
tokenizer.encode_batch_fast(lines)
print(time.perf_counter() - begin)
"""


def time_peer(options, text, threads):
    environment = dict(os.environ, RAYON_NUM_THREADS=str(threads), TOKENIZERS_PARALLELISM="true")
    return float(subprocess.run([sys.executable, "-c", PEER, os.path.join(options.model, "tokenizer.json"), text],
                                check=True, stdout=subprocess.PIPE, env=environment).stdout)


def speed(options):
    work = pathlib.Path(options.work)
    text, repeated = work / "once.txt", work / "repeated.txt"
    data = b"".join(line + b"\n" for path in options.files for line in read_lines(path))
    text.write_bytes(data)
    repeated.write_bytes(data * (LEAST_BYTES // len(data) + 1))
    size, repeated_size = len(data) / 1e6, repeated.stat().st_size / 1e6
    rows = {(threads, what): [] for threads in (1, 2) for what in ("simile", "simile, no cache", "peer")}
    for _ in range(options.rounds):
        for threads in (1, 2):
            rows[threads, "simile"].append(repeated_size / time_simile(options, repeated, threads))
            rows[threads, "simile, no cache"].append(
                repeated_size / time_simile(options, repeated, threads, "--no-cache"))
            rows[threads, "peer"].append(size / time_peer(options, text, threads))
    print("%-18s %8s %10s %10s   MB/s, median and best of %d rounds" % ("speed", "threads", "median", "best",
                                                                        options.rounds))
    for (threads, what), rates in rows.items():
        print("%-18s %8d %10.1f %10.1f" % (what, threads, statistics.median(rates), max(rates)))
    median = {key: statistics.median(rates) for key, rates in rows.items()}
    print("ratio to tokenizers: %.1f on one thread, %.1f on two; two threads over one: %.2f" % (
        median[1, "simile"] / median[1, "peer"], median[2, "simile"] / median[2, "peer"],
        statistics.median(b / a for a, b in zip(rows[1, "simile"], rows[2, "simile"]))))


def load(options):
    import tokenizers
    path = os.path.join(options.model, "tokenizer.json")
    times = []
    for _ in range(10):
        begin = time.perf_counter()
        tokenizers.Tokenizer.from_file(path)
        times.append((time.perf_counter() - begin) * 1e3)
    print("%-48s %8.2f %8.2f   the same by tokenizers" % (path[-48:], statistics.median(times), min(times)))


if __name__ == "__main__":
    given = parse_arguments()
    {"parity": parity, "speed": speed, "load": load}[given.command](given)
