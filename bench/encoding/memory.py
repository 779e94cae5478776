"""Peak resident memory over few and many lines: that it does not grow, and what it is with a model of real size.

Millions of lines take hours with MiniLM, so constant memory is shown with a transformer of one small layer, which goes
through the same reader, tokenizer, windows, workers and writer; MiniLM's peak is measured over as many lines as take
minutes, and over a tenth of them.
"""

import json
import pathlib
import shutil
import subprocess
import sys

import numpy

import table
import texts

WIDTH, INNER, HEADS, POSITIONS = 64, 128, 2, 256
LARGEST_GROWTH = 1.1
LARGEST_MEGABYTES = 200

# A process of its own, without imports: what it holds itself counts into its child's peak until the child starts.
PEAK = """
import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


def small_tensors(n_pieces):
    shapes = {"embeddings.word_embeddings.weight": (n_pieces, WIDTH),
              "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
              "embeddings.token_type_embeddings.weight": (2, WIDTH), "embeddings.LayerNorm.weight": (WIDTH,),
              "embeddings.LayerNorm.bias": (WIDTH,)}
    linear = {"attention.self.query": (WIDTH, WIDTH), "attention.self.key": (WIDTH, WIDTH),
              "attention.self.value": (WIDTH, WIDTH), "attention.output.dense": (WIDTH, WIDTH),
              "intermediate.dense": (INNER, WIDTH), "output.dense": (WIDTH, INNER)}
    for name, shape in linear.items():
        shapes["encoder.layer.0.%s.weight" % name] = shape
        shapes["encoder.layer.0.%s.bias" % name] = shape[:1]
    for name in ("attention.output.LayerNorm", "output.LayerNorm"):
        shapes["encoder.layer.0.%s.weight" % name] = (WIDTH,)
        shapes["encoder.layer.0.%s.bias" % name] = (WIDTH,)
    generator = numpy.random.default_rng(1)
    return {name: (0.1 * generator.standard_normal(shape)).astype(numpy.float32) for name, shape in shapes.items()}


def write_folder(settings):
    """MiniLM's folder with other sizes and random weights."""
    from safetensors.numpy import save_file
    model, folder = pathlib.Path(settings.model), settings.work / "small"
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    for name in ("modules.json", "tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json",
                 "config_sentence_transformers.json", "special_tokens_map.json", "vocab.txt"):
        if (model / name).exists():
            shutil.copy(model / name, folder / name)
    config = json.loads((model / "config.json").read_text())
    config.update(hidden_size=WIDTH, intermediate_size=INNER, num_attention_heads=HEADS, num_hidden_layers=1,
                  max_position_embeddings=POSITIONS)
    (folder / "config.json").write_text(json.dumps(config))
    pooling = json.loads((model / "1_Pooling" / "config.json").read_text())
    pooling["word_embedding_dimension"] = WIDTH
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    save_file(small_tensors(config["vocab_size"]), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def peak_megabytes(settings, model, text):
    """The largest resident size of the process, the mapped weights included."""
    command = [sys.executable, "-S", "-E", "-c", PEAK, settings.simile, "encode", str(model), str(text), "--format",
               "raw", "-o", "/dev/null", "--threads", str(settings.threads)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit("bench/encode: failed: %s\n%s" % (" ".join(command[5:]), done.stderr))
    return int(done.stdout) * 1024 / 1e6


def compare(settings, name, model, few, many):
    path = settings.work / "memory.txt"
    found = []
    for n in (few, many):
        found.append(peak_megabytes(settings, model, texts.generate(path, n)))
        size = path.stat().st_size / 1e6
        path.unlink()
        table.row(name, n, "%.1f" % size, "%.1f" % found[-1])
    return found


def run(settings):
    table.heading("peak resident memory", "lines", "MB of text", "MB")
    few, many = compare(settings, "one layer of %d" % WIDTH, write_folder(settings), settings.n_memory // 100,
                        settings.n_memory)
    real = compare(settings, "MODEL", settings.model,
                   settings.n_memory_model // 10, settings.n_memory_model)
    good = table.bar("one layer of %d: many lines / few lines" % WIDTH, many / few, most=LARGEST_GROWTH)
    good = table.bar("MODEL: many lines / few lines", real[1] / real[0], most=LARGEST_GROWTH) and good
    table.bar("MODEL, MB", max(real), most=LARGEST_MEGABYTES)
    return good
