"""What simile encode writes is what numpy and json read: the same float32 values in every form."""

import json

import interop
import numpy


def read_jsonl(path):
    rows = [json.loads(line) for line in interop.read_lines(path)]
    assert [row["index"] for row in rows] == list(range(len(rows)))
    return numpy.array([row["vector"] for row in rows], dtype=numpy.float64)


def main():
    folder, work = interop.minilm(), interop.work_folder()
    # A line of each kind that readers trip over; two windows of rows would need thousands of lines.
    lines = interop.corpus_texts()[:60] + ["", "a\tb", "\"quoted\", 'text'", "你好", "😀"]
    source = work / "lines.txt"
    interop.write_lines(source, lines)
    for ending in ("npy", "tsv", "jsonl", "raw"):
        interop.simile("encode", folder, source, "-o", work / ("vectors." + ending))
    npy = numpy.load(work / "vectors.npy")
    interop.report("formats: npy", npy.dtype == numpy.float32 and npy.shape == (len(lines), 384) and
                   npy.flags.c_contiguous and bool(numpy.isfinite(npy).all()), "%s of %s" % (npy.shape, npy.dtype))
    piped = interop.simile("encode", folder, "-", "-o", "-", "--format", "tsv", stdin=source.read_bytes())
    others = {
        "tsv": numpy.loadtxt(work / "vectors.tsv", delimiter="\t", ndmin=2),
        "jsonl": read_jsonl(work / "vectors.jsonl"),
        "raw": numpy.fromfile(work / "vectors.raw", dtype="<f4").reshape(-1, npy.shape[1]),
        "tsv through pipes": numpy.loadtxt(piped.decode("ascii").splitlines(), delimiter="\t", ndmin=2),
    }
    for name, vectors in others.items():
        # Nine digits read back to the same float32: not one bit may differ.
        same = vectors.shape == npy.shape and numpy.array_equal(vectors.astype(numpy.float32), npy)
        differing = "other shape" if vectors.shape != npy.shape else (vectors.astype(numpy.float32) != npy).sum()
        interop.report("formats: " + name, same, "%s, values unlike npy's: %s" % (vectors.shape, differing))
    interop.finish()


if __name__ == "__main__":
    main()
