"""The figures of simile eval are those of SciPy, scikit-learn and sentence-transformers on the same vectors."""

import json

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
    printed = {}
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) >= 5:
            printed[fields[3]] = float(fields[4])
    return json.loads(out.read_text())[0], printed


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


def main():
    def encode(lines):
        return interop.encode(interop.minilm(), lines, "texts")

    check_sts(encode)
    check_pairs(encode)
    check_triples(encode)
    check_neighbours(encode)
    check_clusters()
    interop.finish()


if __name__ == "__main__":
    main()
