"""The figures of simile eval are those of SciPy, scikit-learn and sentence-transformers on the same vectors."""

import json
import re

import interop
import numpy
from scipy import stats
from sentence_transformers.sentence_transformer.evaluation import BinaryClassificationEvaluator
from sklearn import linear_model, metrics, neighbors

# simile sums in double over the same float32 vectors of unit length; its table prints four digits.
TOLERANCE = 1e-6
PRINTED = 0.5e-4 + TOLERANCE


def read_rows(name):
    return [line.split("\t") for line in interop.read_lines(interop.CORPORA / name)]


def unit(vectors):
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def cosines(x, y):
    return (x.astype(numpy.float64) * y.astype(numpy.float64)).sum(1)


def evaluate(name, vectors, *files):
    """The metrics of one task, from the JSON file and as the table prints them."""
    path = interop.work_folder() / "vectors.npy"
    numpy.save(path, vectors)
    out = interop.work_folder() / (name + ".json")
    table = interop.simile("eval", "--vectors", path, "--json", out, *files).decode("utf-8")
    return json.loads(out.read_text())[0], read_table(table)


def read_table(table):
    """The figures of a table: lines of a name, a value and its interval."""
    found = re.findall(r"^  ([a-z]\w+) +(-?\d+\.\d+) ", table, re.MULTILINE)
    return {name: float(value) for name, value in found}


def compare(task, found, expected):
    """Reports each metric of `expected`; found: what evaluate() gives."""
    for metric, value in expected.items():
        exact, printed = found[0][metric], found[1][metric]
        good = abs(exact - value) <= TOLERANCE and abs(printed - value) <= PRINTED
        interop.report("metrics: %s %s" % (task, metric), good,
                       "%.4f, Python %.10f, difference %.1e" % (printed, value, abs(exact - value)))


def check_sts(encode):
    rows = read_rows("sts.test.tsv")
    vectors = encode([text for row in rows for text in row[1:3]])
    gold, x = [float(row[0]) for row in rows], unit(vectors)
    scores = cosines(x[0::2], x[1::2])
    compare("sts", evaluate("sts", vectors, "--sts", interop.CORPORA / "sts.test.tsv"),
            {"spearman": stats.spearmanr(gold, scores).statistic, "pearson": stats.pearsonr(gold, scores).statistic})


def check_pairs(encode):
    """Pairs scored 3 and above belong together."""
    rows = read_rows("sts.test.tsv")
    vectors = encode([text for row in rows for text in row[1:3]])
    labels, x = [int(float(row[0]) >= 3) for row in rows], unit(vectors)
    path = interop.work_folder() / "pairs.tsv"
    interop.write_lines(path, ["%d\t%s\t%s" % (label, *row[1:3]) for label, row in zip(labels, rows)])
    scores = cosines(x[0::2], x[1::2])
    compare("pairs", evaluate("pairs", vectors, "--pairs", path), {
        "average_precision": metrics.average_precision_score(labels, scores),
        "accuracy": BinaryClassificationEvaluator.find_best_acc_and_threshold(scores, labels, True)[0],
        "f1": BinaryClassificationEvaluator.find_best_f1_and_threshold(scores, labels, True)[0]})


def check_triples(encode):
    """Positive and negative change places in every third row: the corpus is so hard that all rows may be wrong."""
    rows = read_rows("triples.test.tsv")
    rows = [[row[0], row[2], row[1]] if i % 3 == 0 else row for i, row in enumerate(rows)]
    path = interop.work_folder() / "triples.tsv"
    interop.write_lines(path, ["\t".join(row) for row in rows])
    vectors = encode([text for row in rows for text in row])
    x = unit(vectors)
    right = cosines(x[0::3], x[1::3]) > cosines(x[0::3], x[2::3])
    compare("triples", evaluate("triples", vectors, "--triples", path), {"accuracy": float(right.mean())})


def votes(k):
    """Majority among k neighbours, on a tie the label of the nearest of the tied: a row nearer than another outweighs
    all rows behind it, but no whole vote."""
    return neighbors.KNeighborsClassifier(k, metric="cosine", algorithm="brute",
                                          weights=lambda d: numpy.ones_like(d) + 1e-3 * 0.5**numpy.arange(d.shape[1]))


def check_neighbours(encode):
    test, train = read_rows("sentiment.test.tsv"), read_rows("sentiment.train.tsv")
    y, z = [row[0] for row in test], [row[0] for row in train]
    vectors = encode([row[1] for row in test + train])
    # Double here and float32 in simile give one order of neighbours unless two of them are closer than float32 can tell.
    x = unit(vectors.astype(numpy.float64))
    a, b = x[:len(test)], x[len(test):]
    path = interop.CORPORA / "sentiment.test.tsv"
    given = {"knn%d_accuracy" % k: votes(k).fit(b, z).score(a, y) for k in (1, 5, 10)}
    probe = linear_model.LogisticRegression(max_iter=1000, tol=1e-8).fit(b, z)
    given["probe_accuracy"] = probe.score(a, y)
    compare("labelled", evaluate("labelled", vectors, "--labelled", path, "--train",
                                 interop.CORPORA / "sentiment.train.tsv"), given)
    left_out = {"knn%d_accuracy" % k: float(numpy.mean(votes(k).fit(a, y).predict(None) == y)) for k in (1, 5, 10)}
    compare("one left out", evaluate("left_out", vectors[:len(test)], "--labelled", path), left_out)


def purity(labels, clusters):
    table = metrics.cluster.contingency_matrix(labels, clusters)
    return table.max(axis=0).sum() / table.sum()


def check_clusters():
    """Three tight, distant groups, which every k-means finds, under labels that are partly wrong."""
    generator = numpy.random.default_rng(5)
    groups = generator.integers(0, 3, 300)
    vectors = (numpy.eye(3, 16)[groups] + 0.01 * generator.normal(size=(300, 16))).astype(numpy.float32)
    labels = numpy.where(generator.uniform(size=300) < 0.7, groups, generator.integers(0, 3, 300))
    path = interop.work_folder() / "groups.tsv"
    interop.write_lines(path, ["label%d\ttext %d" % (label, i) for i, label in enumerate(labels)])
    compare("clusters", evaluate("clusters", vectors, "--labelled", path), {
        "v_measure": metrics.v_measure_score(labels, groups), "purity": purity(labels, groups),
        "nmi": metrics.normalized_mutual_info_score(labels, groups),
        "ari": metrics.adjusted_rand_score(labels, groups)})


def drawn_difference(statistic, *series):
    """The percentile interval and the two-sided p of the statistic over draws of rows by NumPy."""
    generator, n = numpy.random.default_rng(7), len(series[0])
    draws = numpy.array([statistic(*[x[rows] for x in series])
                         for rows in generator.integers(0, n, (5000, n))])
    p = min(1.0, 2 * (1 + min((draws <= 0).sum(), (draws >= 0).sum())) / (1 + len(draws)))
    return numpy.percentile(draws, [2.5, 97.5]), p, draws.std()


def check_difference(task, metric, found, exact, drawn):
    """simile draws 1,000 times: its ends are off by about 0.1 standard errors each, its p by √(p(1 − p)/1000)·2."""
    (low, high), p, error = drawn
    off = abs(found[metric + "_difference"] - exact)
    interop.report("difference: %s %s" % (task, metric), off <= TOLERANCE, "off by %.1e" % off)
    ends = max(abs(found[metric + "_difference_low"] - low), abs(found[metric + "_difference_high"] - high)) / error
    interop.report("interval: %s %s" % (task, metric), ends <= 0.4, "off by %.2f standard errors" % ends)
    slack = 4 * 2 * (max(p, 0.01) * (1 - p) / 1000)**0.5
    interop.report("p: %s %s" % (task, metric), abs(found[metric + "_p"] - p) <= slack,
                   "%.3f, NumPy %.3f" % (found[metric + "_p"], p))


def evaluate_both(name, first, second, *files):
    folder = interop.work_folder()
    numpy.save(folder / "first.npy", first)
    numpy.save(folder / "second.npy", second)
    out = folder / (name + ".json")
    interop.simile("eval", "--vectors", folder / "first.npy", "--against", folder / "second.npy", "--json", out, *files)
    return json.loads(out.read_text())[0]


def check_significance(encode):
    """Whole vectors against their first 64 and 256 numbers."""
    rows, test = read_rows("sts.test.tsv"), read_rows("sentiment.test.tsv")
    gold = numpy.array([float(row[0]) for row in rows])
    vectors = encode([text for row in rows for text in row[1:3]])
    a, b = unit(vectors), unit(vectors[:, :256])
    first, second = cosines(a[0::2], a[1::2]), cosines(b[0::2], b[1::2])

    def ahead(x, y, z):
        return stats.spearmanr(x, y).statistic - stats.spearmanr(x, z).statistic

    found = evaluate_both("sts_both", vectors, vectors[:, :256], "--sts", interop.CORPORA / "sts.test.tsv")
    check_difference("sts", "spearman", found, ahead(gold, first, second),
                     drawn_difference(ahead, gold, first, second))
    y = [row[0] for row in test]
    vectors = encode([row[1] for row in test])
    x = unit(vectors.astype(numpy.float64))
    z = unit(vectors[:, :64].astype(numpy.float64))
    right = [(votes(10).fit(v, y).predict(None) == y).astype(float) for v in (x, z)]
    found = evaluate_both("labelled_both", vectors, vectors[:, :64], "--labelled", interop.CORPORA / "sentiment.test.tsv")
    check_difference("labelled", "knn10_accuracy", found, float((right[0] - right[1]).mean()),
                     drawn_difference(lambda v, w: (v - w).mean(), *right))
    exact = stats.permutation_test(right, lambda v, w: (v - w).mean(), permutation_type="samples", n_resamples=5000,
                                   random_state=3).pvalue
    interop.report("p: near that of scipy.stats.permutation_test", abs(found["knn10_accuracy_p"] - exact) <= 0.1,
                   "%.3f, permuted %.3f" % (found["knn10_accuracy_p"], exact))


def main():
    def encode(lines):
        return interop.encode(interop.minilm(), lines, "texts")

    check_sts(encode)
    check_pairs(encode)
    check_triples(encode)
    check_neighbours(encode)
    check_clusters()
    check_significance(encode)
    interop.finish()


if __name__ == "__main__":
    main()
