"""The whole process to the first vector of a sentence, files in the page cache: start, imports, loading, one text."""

import os
import statistics
import subprocess
import sys
import time

import speed
import static
import table
import texts

BARS = {"simile": 30, "simile, static": 10}
N_SLOW = 5  # runs of a peer

ONNX = """
import sys, numpy, onnxruntime, tokenizers
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(sys.argv[3])
session = onnxruntime.InferenceSession(sys.argv[2], options, providers=["CPUExecutionProvider"])
tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1] + "/tokenizer.json")
tokenizer.no_padding()
ids = numpy.array([tokenizer.encode(open(sys.argv[4]).readline().rstrip()).ids], dtype=numpy.int64)
session.run(None, {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})[0][0]
"""
SENTENCE_TRANSFORMERS = """
import sys, torch
from sentence_transformers import SentenceTransformer
torch.set_num_threads(int(sys.argv[3]))
SentenceTransformer(sys.argv[1], device="cpu").encode([open(sys.argv[4]).readline().rstrip()], show_progress_bar=False)
"""


def milliseconds(command):
    """posix_spawn: a fork of this process would count into simile's few milliseconds."""
    out = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, out, fd) for fd in (0, 1, 2)]
    begin = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status = os.waitpid(pid, 0)
    elapsed = 1e3 * (time.perf_counter() - begin)
    os.close(out)
    if status != 0:
        message = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
        raise SystemExit("bench/encode: failed: %s\n%s" % (" ".join(command), message.decode(errors="replace")[-2000:]))
    return elapsed


def commands(settings):
    text = str(texts.write_lines(settings.work / "first.txt", ["A man with a hard hat is dancing."]))
    threads = str(settings.threads)
    graph = str(settings.work / "optimised.onnx")
    speed.make_graphs(settings, ["optimised"], text)

    def simile(model):
        return [settings.simile, "encode", str(model), text, "--format", "raw", "-o", "/dev/null", "--threads", threads]

    def python(script):
        return [sys.executable, "-c", script, settings.model, graph, threads, text]

    return {"simile": simile(settings.model), "simile, static": simile(static.write_folder(settings)),
            "ONNX Runtime": python(ONNX), "sentence-transformers": python(SENTENCE_TRANSFORMERS)}


def run(settings):
    medians = {}
    chosen = commands(settings)
    table.heading("process to the first vector, ms", "median", "best", "runs")
    for name, command in chosen.items():
        n_runs = settings.n_runs if name.startswith("simile") else min(N_SLOW, settings.n_runs)
        milliseconds(command)  # puts the files into the page cache
        times = [milliseconds(command) for _ in range(n_runs)]
        medians[name] = statistics.median(times)
        table.row(name, "%.1f" % medians[name], "%.1f" % min(times), n_runs)
    for name, most in BARS.items():
        table.bar("%s, ms (median)" % name, medians[name], most=most)
    return True
