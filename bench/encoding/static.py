"""A static model of 512 dimensions, beside model2vec and sentence-transformers: lines a second, tokenising included."""

import json
import os
import shutil
import time

import numpy

import fidelity
import program
import table
import texts

WIDTH = 512
LEAST_LINES = 60000
LEAST_RATIO = 10
LOWEST_COSINE = 0.9999


def write_folder(settings):
    """A StaticEmbedding folder with MiniLM's vocabulary and random rows; the speed does not depend on their values."""
    from safetensors.numpy import save_file
    folder = settings.work / "static"
    folder.mkdir(exist_ok=True)
    tokenizer = json.loads(open(os.path.join(settings.model, "tokenizer.json"), encoding="utf-8").read())
    tokenizer.update(truncation=None, padding=None)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    n_pieces = 1 + max(tokenizer["model"]["vocab"].values())
    rows = numpy.random.default_rng(1).standard_normal((n_pieces, WIDTH), dtype=numpy.float32)
    save_file({"embedding.weight": rows}, folder / "model.safetensors", metadata={"format": "pt"})
    modules = ["StaticEmbedding", "Normalize"]
    (folder / "modules.json").write_text(json.dumps([
        {"idx": i, "name": str(i), "path": "" if i == 0 else "%d_%s" % (i, kind),
         "type": "sentence_transformers.models." + kind} for i, kind in enumerate(modules)]))
    (folder / "1_Normalize").mkdir(exist_ok=True)
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"similarity_fn_name": "cosine"}))
    return folder


def with_model2vec(folder):
    """Two ways: a batch a thread of Python, or the tokenizer's own threads."""
    import model2vec
    model = model2vec.StaticModel.from_pretrained(folder, normalize=True)

    def encode(lines, across):
        # The first way switches the tokenizer's threads off for good, in the environment.
        os.environ["TOKENIZERS_PARALLELISM"] = "false" if across else "true"
        return model.encode(lines, use_multiprocessing=across, multiprocessing_threshold=0)

    return {"model2vec, a batch a thread": lambda lines: encode(lines, True),
            "model2vec, threads share a batch": lambda lines: encode(lines, False)}


def with_sentence_transformers(folder, threads):
    import torch
    from sentence_transformers import SentenceTransformer
    torch.set_num_threads(threads)
    model = SentenceTransformer(str(folder), device="cpu")

    def encode(lines):
        os.environ["TOKENIZERS_PARALLELISM"] = "true"
        return model.encode(lines, batch_size=1024, show_progress_bar=False)

    return {"sentence-transformers": encode}


def seconds_of(call, lines):
    begin = time.perf_counter()
    call(lines)
    return time.perf_counter() - begin


def check_vectors(settings, folder, path, lines, peers):
    """model2vec leaves unknown words out, simile and sentence-transformers do not; few rows have one."""
    vectors = program.vectors(settings, path, model=folder)
    for name, call in peers.items():
        found = fidelity.cosines(call(lines), vectors)
        print("vectors     %s: %.2f %% of the rows have a cosine of %.4f or more with simile's" % (
            name, 100 * (found >= LOWEST_COSINE).mean(), LOWEST_COSINE), flush=True)
        if not numpy.median(found) >= LOWEST_COSINE:
            raise SystemExit("bench/encode: %s computes something else: no point in timing it" % name)


def run(settings):
    folder = write_folder(settings)
    name, lines = texts.sources(settings.data)
    lines = texts.repeated(lines, LEAST_LINES)
    path = texts.write_lines(settings.work / "static.txt", lines)
    peers = {**with_model2vec(folder), **with_sentence_transformers(folder, settings.threads)}
    # The check is everybody's warm-up, too.
    check_vectors(settings, folder, path, lines, peers)
    command = [settings.simile, "encode", folder, path, "--format", "raw", "-o", "/dev/null", "--threads",
               settings.threads]
    rates = {"simile": [], **{peer: [] for peer in peers}}
    for _ in range(settings.rounds):
        rates["simile"].append(len(lines) / program.run(command))
        for peer, call in peers.items():
            rates[peer].append(len(lines) / seconds_of(call, lines))
    table.heading("static, %d-d, %s (%d lines), lines/s" % (WIDTH, name, len(lines)), "median", "best")
    best = {}
    for side, found in rates.items():
        median, best[side] = table.median_and_best(found)
        table.row(side, "%.0f" % median, "%.0f" % best[side])
    rival = max((side for side in best if side.startswith("model2vec")), key=best.get)
    table.bar("simile / " + rival, best["simile"] / best[rival], least=LEAST_RATIO)
    table.bar("simile / sentence-transformers", best["simile"] / best["sentence-transformers"])
    shutil.rmtree(folder)
    return True
