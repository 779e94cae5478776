"""Are the vectors those of sentence-transformers, and what do bf16 and int8 cost?"""

import numpy
import scipy.stats

import program
import sides
import table
import texts

LARGEST_DIFFERENCE = 2e-6
LOWEST_COSINES = {"bf16": (0.9999, 0.9998), "int8": (0.998, 0.995)}  # mean, 1st percentile
LARGEST_LOSS = {"bf16": 0.05, "int8": 0.3}  # points of Spearman


def kinds_of_lines(settings):
    real = [line for path in settings.files for line in texts.read_lines(path)]
    return {"real lines": texts.spread(real, settings.n_fidelity), "over 256 tokens": texts.long_lines(real, 100),
            "CJK": texts.cjk_lines(300), "empty, odd, hard": texts.odd_lines()}


def check_against_peer(vectors, expected, kinds):
    table.heading("simile f32 against sentence-transformers", "lines", "largest diff", "lowest cosine")
    start, good = 0, True
    for name, lines in kinds.items():
        x, y = vectors[start:start + len(lines)], expected[start:start + len(lines)]
        start += len(lines)
        table.row(name, len(lines), "%.2e" % numpy.abs(x - y).max(), "%.9f" % cosines(x, y).min())
    # Models whose rows are nearly alike agree whatever they do.
    good = table.bar("widest spread of a coordinate over the lines", float(numpy.ptp(vectors, axis=0).max()), least=0.1)
    return table.bar("largest absolute difference", float(numpy.abs(vectors - expected).max()),
                     most=LARGEST_DIFFERENCE) and good


def cosines(x, y):
    x, y = x.astype(numpy.float64), y.astype(numpy.float64)
    lengths = numpy.linalg.norm(x, axis=1) * numpy.linalg.norm(y, axis=1)
    # Two zero vectors (an empty text) are the same.
    return numpy.where(lengths > 0, (x * y).sum(1) / numpy.maximum(lengths, 1e-300), (x == y).all(1))


def check_precision(precision, vectors, reference):
    found = cosines(vectors, reference)
    mean, percentile = LOWEST_COSINES[precision]
    good = table.bar("%s, cosine with f32: mean" % precision, found.mean(), least=mean)
    return table.bar("%s, cosine with f32: 1st percentile" % precision, numpy.percentile(found, 1),
                     least=percentile) and good


def spearman(settings, scores, first, second, precision):
    path = texts.write_lines(settings.work / "sts.txt", first + second)
    vectors = program.vectors(settings, path, precision)
    found = cosines(vectors[:len(first)], vectors[len(first):])
    return 100 * scipy.stats.spearmanr(found, scores).statistic


def run(settings):
    kinds = kinds_of_lines(settings)
    lines = [line for part in kinds.values() for line in part]
    path = texts.write_lines(settings.work / "fidelity.txt", lines)
    peer = sides.Side("sentence-transformers", settings)
    peer.ask(encode=path, output=settings.work / "peer.npy")
    peer.close()
    precisions = program.usable_precisions(settings)
    reference = program.vectors(settings, path)
    good = check_against_peer(reference, numpy.load(settings.work / "peer.npy"), kinds)
    for precision in precisions[1:]:
        good = check_precision(precision, program.vectors(settings, path, precision), reference) and good
    name, scores, first, second = texts.sts_rows(settings.data)
    measures = {precision: spearman(settings, scores, first, second, precision) for precision in precisions}
    table.heading("Spearman on %s, %d pairs, in points" % (name, len(scores)), *precisions)
    table.row("simile", *("%.3f" % measures[precision] for precision in precisions))
    for precision in precisions[1:]:
        good = table.bar("%s, points away from f32" % precision, abs(measures[precision] - measures["f32"]),
                         most=LARGEST_LOSS[precision]) and good
    return good
