"""The peers that encode with a transformer, each in a process of its own that stays alive from round to round.

    sides.py NAME MODEL GRAPHS THREADS     reads a JSON object a line, answers with one
        {"tune": FILE}      finds the fastest way over the file's lines: batch size, and whether the threads share a batch
        {"encode": FILE, "output": NPY or null}      text to normalised vectors in memory: {"seconds": ...}

Every side tokenises by its own fast tokenizer, sorts by length, and pads a batch to its longest text. Loading the model
and tuning are not timed, so a side's caches and memory pools are warm.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

import numpy

import texts

BATCH_SIZES = [8, 16, 32, 64]
TUNING_LINES = int(os.environ["TUNING_LINES"])


def load_tokenizer(folder):
    """The folder's tokenizer, cutting where sentence-transformers cuts."""
    from tokenizers import Tokenizer
    folder = pathlib.Path(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    limit = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    return tokenizer


class GraphSide:
    """A graph of graphs.py; what runs it comes from the classes below."""

    ways = ["threads share a batch", "a batch a thread"]

    def __init__(self, folder, graph, threads):
        self.graph, self.threads = str(graph), threads
        self.tokenizer = load_tokenizer(folder)

    def batches(self, lines, size):
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(lines)]
        order = sorted(range(len(ids)), key=lambda row: -len(ids[row]))
        for start in range(0, len(order), size):
            rows = order[start:start + size]
            batch = numpy.zeros((len(rows), len(ids[rows[0]])), dtype=numpy.int64)
            mask = numpy.zeros_like(batch)
            for place, row in enumerate(rows):
                batch[place, :len(ids[row])] = ids[row]
                mask[place, :len(ids[row])] = 1
            yield rows, {"input_ids": batch, "attention_mask": mask}

    def encode(self, lines, size):
        batches = list(self.batches(lines, size))
        vectors = None
        for (rows, _), found in zip(batches, self.run([inputs for _, inputs in batches])):
            if vectors is None:
                vectors = numpy.empty((len(lines), found.shape[1]), dtype=numpy.float32)
            vectors[rows] = found
        return vectors


class OnnxSide(GraphSide):
    def open(self, way):
        import onnxruntime
        self.shared = way == self.ways[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads if self.shared else 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(self.graph, options, providers=["CPUExecutionProvider"])

    def run(self, inputs):
        if self.shared:
            return [self.session.run(None, one)[0] for one in inputs]
        with concurrent.futures.ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(lambda one: self.session.run(None, one)[0], inputs))


class OpenVinoSide(GraphSide):
    def __init__(self, folder, graph, threads, precision):
        super().__init__(folder, graph, threads)
        self.precision = precision

    def open(self, way):
        import openvino
        shared = way == self.ways[0]
        hints = {"PERFORMANCE_HINT": "LATENCY" if shared else "THROUGHPUT", "INFERENCE_NUM_THREADS": self.threads,
                 "NUM_STREAMS": 1 if shared else self.threads, "INFERENCE_PRECISION_HINT": self.precision}
        core = openvino.Core()
        self.model = core.compile_model(core.read_model(self.graph), "CPU", hints)
        self.queue = openvino.AsyncInferQueue(self.model, 1 if shared else self.threads)
        self.queue.set_callback(self.keep)

    def keep(self, request, place):
        self.found[place] = request.get_output_tensor(0).data.copy()

    def run(self, inputs):
        self.found = [None] * len(inputs)
        for place, one in enumerate(inputs):
            self.queue.start_async(one, place)
        self.queue.wait_all()
        return self.found


class SentenceTransformersSide:
    ways = ["threads share a batch", "a process a thread"]

    def __init__(self, folder, threads):
        import torch
        from sentence_transformers import SentenceTransformer
        self.threads, self.pool = threads, None
        torch.set_num_threads(threads)
        self.model = SentenceTransformer(folder, device="cpu")

    def open(self, way):
        self.close()
        if way == self.ways[1]:
            os.environ.update(OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")
            self.pool = self.model.start_multi_process_pool(["cpu"] * self.threads)
        else:
            os.environ["TOKENIZERS_PARALLELISM"] = "true"

    def encode(self, lines, size):
        if not self.pool:
            return self.model.encode(lines, batch_size=size, show_progress_bar=False, normalize_embeddings=True)
        order = sorted(range(len(lines)), key=lambda row: -len(lines[row]))
        found = self.model.encode([lines[row] for row in order], batch_size=size, pool=self.pool, chunk_size=4 * size,
                                  normalize_embeddings=True, show_progress_bar=False)
        vectors = numpy.empty_like(found)
        vectors[order] = found
        return vectors

    def close(self):
        if self.pool:
            self.model.stop_multi_process_pool(self.pool)
            self.pool = None


def make(name, folder, graphs, threads):
    if name == "sentence-transformers":
        return SentenceTransformersSide(folder, threads)
    runtime, kind = name.split(" ", 1)
    if runtime == "ONNX":
        return OnnxSide(folder, pathlib.Path(graphs) / (kind + ".onnx"), threads)
    graph = "openvino-int8.xml" if kind == "int8" else "plain.onnx"
    return OpenVinoSide(folder, pathlib.Path(graphs) / graph, threads, "bf16" if kind == "bf16" else "f32")


def timed(side, lines, size):
    begin = time.perf_counter()
    vectors = side.encode(lines, size)
    return time.perf_counter() - begin, vectors


def tune(side, lines):
    """The fastest way and batch size over a sample: the ways at a size in the middle, then the sizes."""
    sample = texts.spread(lines, TUNING_LINES)

    def seconds(size):
        # The first run of a shape prepares it, and is not what a long file sees.
        timed(side, sample, size)
        return timed(side, sample, size)[0]

    found = {}
    for way in side.ways:
        side.open(way)
        found[way] = seconds(32)
    way = min(found, key=found.get)
    if way != side.ways[-1]:
        side.open(way)
    sizes = {size: found[way] if size == 32 else seconds(size) for size in BATCH_SIZES}
    return way, min(sizes, key=sizes.get)


def serve(side, answers):
    way, size = side.ways[0], 32
    for line in sys.stdin:
        request = json.loads(line)
        if "tune" in request:
            way, size = tune(side, texts.read_lines(request["tune"]))
            answer = {}
        else:
            seconds, vectors = timed(side, texts.read_lines(request["encode"]), size)
            if request["output"]:
                numpy.save(request["output"], vectors.astype(numpy.float32))
            answer = {"seconds": seconds}
        print(json.dumps({**answer, "way": way, "batch": size}), file=answers, flush=True)


class Side:
    """The other end: a peer's process as the parts of the bench see it."""

    def __init__(self, name, settings):
        self.name = name
        self.log = open(settings.work / (name.replace(" ", "-") + ".log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, __file__, name, settings.model, settings.work, str(settings.threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)

    def ask(self, **request):
        try:
            self.process.stdin.write(json.dumps(request, default=str) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.log.seek(0)
            raise SystemExit("bench/encode: %s failed\n%s" % (self.name, self.log.read()[-2000:]))
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.log.close()


def main():
    name, folder, graphs, threads = sys.argv[1:]
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    side = make(name, folder, graphs, int(threads))
    side.open(side.ways[0])
    serve(side, answers)
    if hasattr(side, "close"):
        side.close()


if __name__ == "__main__":
    main()
