"""Sentences a second, beside PyTorch, ONNX Runtime and OpenVINO."""

import json
import os
import pathlib
import subprocess
import sys

import numpy

import fidelity
import machine
import program
import sides
import table
import texts

ONNX_F32, OPENVINO_F32 = ["ONNX plain", "ONNX optimised"], ["OpenVINO f32"]
# int8 of the peers reaches 0.95 and more; a wrong text, mask or order is far below.
LOWEST_AGREEMENT = 0.9


class Simile:
    """simile as a side: a process a round, whose whole time counts."""

    def __init__(self, settings, precision, cpu=None):
        self.settings, self.precision, self.cpu = settings, precision, cpu
        self.name = "simile " + precision + (", SIMILE_CPU=" + cpu if cpu else "")

    def seconds(self, text):
        command = program.command(self.settings, text, self.settings.work / "speed.npy", self.precision)
        return program.run(command, {"SIMILE_CPU": self.cpu} if self.cpu else None)


class Peer(sides.Side):
    def seconds(self, text):
        return self.ask(encode=text, output=None)["seconds"]


def make_graphs(settings, names, calibration):
    """The peers' graphs, made by a process of its own: torch and nncf need not stay in memory."""
    script = pathlib.Path(__file__).parent / "graphs.py"
    done = subprocess.run([sys.executable, script, settings.model, settings.work, calibration, *names], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit("bench/encode: the peers' graphs cannot be made\n" + done.stdout[-3000:])
    print("".join(line + "\n" for line in done.stdout.splitlines() if line.startswith("fused")), end="")


def similes(settings):
    found = [Simile(settings, precision) for precision in program.usable_precisions(settings)]
    if "avx512f" in machine.flags() and not os.environ.get("SIMILE_CPU"):
        found += [Simile(settings, one.precision, "avx2") for one in list(found)
                  if program.refusal(settings, one.precision, {"SIMILE_CPU": "avx2"}) is None]
    return found


def peers(settings):
    names = ["sentence-transformers", "ONNX plain", "ONNX optimised", "ONNX int8", "OpenVINO f32", "OpenVINO int8"]
    if machine.has_bf16():
        names.append("OpenVINO bf16")
    else:
        print("left out    OpenVINO bf16: the processor has no bf16")
    return [Peer(name, settings) for name in names]


def peak(settings):
    """GFLOPS of multiply-adds on registers, by vector set."""
    done = subprocess.run([settings.peak, str(settings.threads)], check=True, stdout=subprocess.PIPE, text=True)
    return {name: float(speed) for name, speed in map(str.split, done.stdout.splitlines())}


def useful_gflop(settings, lines):
    """The arithmetic that the lines ask for: the linear layers of each token, and attention; no padding, no table."""
    config = json.loads((pathlib.Path(settings.model) / "config.json").read_text())
    layers, width, inner = config["num_hidden_layers"], config["hidden_size"], config["intermediate_size"]
    tokenizer = sides.load_tokenizer(settings.model)
    lengths = [len(encoding.ids) for encoding in tokenizer.encode_batch_fast(lines)]
    # A multiply-add counts as two. Query, key, value and output are H x H, the two of the inner layer H x F.
    linear = 2 * layers * (4 * width * width + 2 * width * inner)
    attention = 2 * layers * 2 * width
    return sum(linear * n + attention * n * n for n in lengths) / 1e9, sum(lengths), linear / 1e6


def settle(settings, name, others, path):
    """Lets the peers find their best way; {peer: mean cosine with simile's f32 vectors}."""
    reference, agreement = program.vectors(settings, path), {}
    for peer in others:
        found = peer.ask(tune=path)
        out = settings.work / "peer.npy"
        peer.ask(encode=path, output=out)
        agreement[peer.name] = float(fidelity.cosines(numpy.load(out), reference).mean())
        print("settled     %s, %s: batches of %d, %s" % (name, peer.name, found["batch"], found["way"]), flush=True)
        if not agreement[peer.name] >= LOWEST_AGREEMENT:
            raise SystemExit("bench/encode: %s computes something else (mean cosine %.3f): no point in timing it" % (
                peer.name, agreement[peer.name]))
    return agreement


def measure(settings, everybody, path, lines):
    """Rounds in turn: {name: sentences a second of each round}, {vector set: best peak}."""
    rates, peaks = {side.name: [] for side in everybody}, {}
    for _ in range(settings.rounds):
        for side in everybody:
            rates[side.name].append(len(lines) / side.seconds(path))
        for name, speed in peak(settings).items():
            peaks[name] = max(speed, peaks.get(name, 0))
    return rates, peaks


def show_shares(best, own, gflop, peaks, lines):
    """What part of the f32 peak simile turns into useful arithmetic, its whole process counted."""
    print("\npeak of f32 multiply-adds on registers, same run: " + ", ".join(
        "%s %.0f GFLOPS" % (name, speed) for name, speed in peaks.items()))
    for side in own:
        speed = best[side.name] * gflop / len(lines)
        limit = peaks[side.cpu] if side.cpu else max(peaks.values())
        print("%-44s%8.0f GFLOPS useful: %.0f %% of the f32 peak" % (side.name, speed, 100 * speed / limit))


def ratio(best, name, rivals, least=None):
    """The side's best round beside the best of its fastest rival."""
    rivals = [rival for rival in rivals if rival in best]
    if name in best and rivals:
        rival = max(rivals, key=best.get)
        table.bar("%s / %s" % (name, rival), best[name] / best[rival], least=least)


def show_ratios(best):
    """Where no bar stands, the processor lacks what the bar is about."""
    flags, forced = machine.flags(), os.environ.get("SIMILE_CPU")
    print()
    if "avx512f" in flags and not forced:
        ratio(best, "simile f32", ONNX_F32 + OPENVINO_F32, 1.5)
        ratio(best, "simile f32, SIMILE_CPU=avx2", ONNX_F32, 1.3)
    else:
        ratio(best, "simile f32", ONNX_F32, 1.3)
        ratio(best, "simile f32", OPENVINO_F32)
    ratio(best, "simile f32", ["sentence-transformers"], 2)
    ratio(best, "simile bf16", ["simile f32"], 1.7 if machine.has_bf16() else None)
    ratio(best, "simile bf16", ["OpenVINO bf16"], 1.5)
    ratio(best, "simile int8", ["ONNX int8", "OpenVINO int8"],
          1.7 if machine.has_vnni() and "amx_int8" not in flags else None)
    for precision in ("bf16", "int8"):
        ratio(best, "simile %s, SIMILE_CPU=avx2" % precision, ["simile f32, SIMILE_CPU=avx2"])


def run_text(settings, own, others, name, lines):
    lines = texts.spread(lines, settings.n_speed)
    path = texts.write_lines(settings.work / "speed.txt", lines)
    gflop, n_tokens, mflop_token = useful_gflop(settings, lines)
    agreement = settle(settings, name, others, path)
    rates, peaks = measure(settings, own + others, path, lines)
    best = {}
    table.heading("%s, sentences/s" % name, "median", "best", "worst", "mean cosine")
    for side, found in rates.items():
        median, best[side] = table.median_and_best(found)
        table.row(side, "%.1f" % median, "%.1f" % best[side], "%.1f" % min(found),
                  "%.4f" % agreement[side] if side in agreement else "")
    print("%d sentences of %.1f tokens, %d rounds in turn; %.1f MFLOP a token in linear layers, %.1f in all" % (
        len(lines), n_tokens / len(lines), settings.rounds, mflop_token, 1e3 * gflop / n_tokens))
    show_shares(best, own, gflop, peaks, lines)
    show_ratios(best)


def run(settings):
    sts_name, _, first, second = texts.sts_rows(settings.data)
    found = {"sts": (sts_name, first + second), "sources": texts.sources(settings.data)}
    calibration = texts.write_lines(settings.work / "calibration.txt", found["sources"][1])
    make_graphs(settings, [], calibration)
    own, others = similes(settings), peers(settings)
    for text in settings.texts:
        run_text(settings, own, others, *found[text])
    for peer in others:
        peer.close()
    return True
