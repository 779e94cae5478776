"""Training goes on from a folder that Python made, and Python loads the result."""

import os

import interop
import numpy
from safetensors.numpy import load_file

# Five of the embeddings, sixteen of each of the six layers.
N_TENSORS = 5 + 16 * 6
LINES = interop.corpus_texts()[:100] + ["", "word " * 100]


def main():
    start, tuned = interop.minilm(), interop.work_folder() / "tuned"
    os.environ["SIMILE_INIT"] = str(start)
    keys = ("steps=2", "batch_size=8", "eval_every=0", "warmup=0")
    settings = [part for key in keys for part in ("--set", "train." + key)]
    interop.simile("train", "configs/finetune.yaml", "-o", tuned, *settings)
    before, after = load_file(start / "model.safetensors"), load_file(tuned / "model.safetensors")
    # The pooler is no part of a sentence encoder: simile writes it as zeros, for readers that look for it.
    shared = [name for name in sorted(before.keys() & after.keys()) if not name.startswith("pooler.")]
    changed = [name for name in shared if not numpy.array_equal(before[name], after[name])]
    moved = max(float(numpy.abs(before[name] - after[name]).max()) for name in shared)
    # AdamW moves a weight by about the rate a step; the cosine over two steps from 5e-5 gives 4.3e-5 and 0.7e-5.
    interop.report("finetune: weights", len(changed) == len(shared) == N_TENSORS and 0 < moved < 6e-5,
                   "%d of %d tensors changed, by at most %.1e" % (len(changed), len(shared), moved))
    interop.report_tensors("finetune: transformers", tuned)
    vectors = interop.encode(tuned, LINES, "tuned")
    interop.report_vectors("finetune: sentence-transformers", vectors, interop.peer_encode(tuned, LINES))
    interop.finish()


if __name__ == "__main__":
    main()
