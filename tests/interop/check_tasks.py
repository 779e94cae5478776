"""Retrieval, reranking, mining, anomalies and the shape of the space, as the Python libraries have them."""

import functools
import unittest.mock

import check_metrics
import interop
import numpy
import torch
from check_metrics import evaluate, read_rows, unit
from scipy import stats
from sentence_transformers.sentence_transformer.evaluation import (
    EmbeddingSimilarityEvaluator, InformationRetrievalEvaluator, ParaphraseMiningEvaluator, RerankingEvaluator)
from sentence_transformers.util import cos_sim
from sklearn import linear_model, metrics

# sentence-transformers sums in float32.
FLOAT32 = 1e-4


def compare(task, found, expected, tolerance=check_metrics.TOLERANCE):
    for metric, value in expected.items():
        off = abs(found[metric] - value)
        interop.report("metrics: %s %s" % (task, metric), off <= tolerance,
                       "%.6f, Python %.6f, difference %.1e" % (found[metric], value, off))


class StandIn:
    """A model for the evaluators whose vectors are given."""

    similarity_fn_name = "cosine"
    similarity = staticmethod(cos_sim)

    def __init__(self, texts, vectors):
        self.rows = dict(zip(texts, vectors))
        self.model_card_data = unittest.mock.MagicMock()

    def encode(self, sentences, convert_to_tensor=False, convert_to_numpy=True, **_):
        x = numpy.array([self.rows[text] for text in ([sentences] if isinstance(sentences, str) else sentences)])
        return torch.tensor(x) if convert_to_tensor or not convert_to_numpy else x

    encode_query = encode_document = encode


def distinct(texts):
    return list(dict.fromkeys(texts))


def write(name, rows):
    path = interop.work_folder() / name
    interop.write_lines(path, ["\t".join(row) for row in rows])
    return path


def question_rows():
    """The first sentence of each group of the odd ones asks for the others; those of four groups are its candidates."""
    groups = {}
    for group, label, text in read_rows("odd.test.tsv"):
        groups.setdefault(group, []).append((label, text))
    names, rows = list(groups), []
    for i, name in enumerate(names):
        usual = [text for label, text in groups[name] if label == "usual"]
        rows += [("1", usual[0], text) for text in usual[1:]]
        for other in (names[(i + j) % len(names)] for j in (1, 2, 3)):
            rows += [("0", usual[0], text) for _, text in groups[other] if text not in usual]
    return rows


def check_retrieval(encode):
    rows = question_rows()
    queries, documents = distinct(row[1] for row in rows), distinct(row[2] for row in rows)
    vectors = encode(queries + documents)
    model = StandIn(queries + documents, vectors)
    relevant = {query: {row[2] for row in rows if row[1] == query and row[0] == "1"} for query in queries}
    path = write("questions.tsv", rows)
    # The ids are the texts, so that documents are told apart as simile does.
    evaluator = InformationRetrievalEvaluator(
        {q: q for q in queries}, {d: d for d in documents}, relevant, mrr_at_k=[10], ndcg_at_k=[10],
        accuracy_at_k=[1], precision_recall_at_k=[1, 5, 10, 100], map_at_k=[100], write_csv=False)
    python = evaluator(model)
    names = ["ndcg@10", "mrr@10", "map@100"] + ["recall@%d" % k for k in (1, 5, 10, 100)] + ["precision@1",
                                                                                            "precision@10"]
    expected = {name.replace("@", "_at_"): python["cosine_" + name] for name in names}
    compare("retrieval", evaluate("retrieval", vectors, "--retrieval", path)[0], expected, FLOAT32)
    ids = {text: "d%d" % i for i, text in enumerate(documents)}
    lists = [write("queries.tsv", [("q%d" % i, q) for i, q in enumerate(queries)]),
             write("corpus.tsv", [(ids[d], d) for d in documents])]
    judgements = interop.work_folder() / "qrels.txt"
    interop.write_lines(judgements, ["q%d 0 %s 1" % (i, ids[d]) for i, q in enumerate(queries) for d in relevant[q]])
    compare("judgements", evaluate("judgements", vectors, "--retrieval", judgements, "--queries", lists[0], "--corpus",
                                   lists[1])[0], expected, FLOAT32)
    samples = [{"query": q, "positive": distinct(r[2] for r in rows if r[1] == q and r[0] == "1"),
                "negative": distinct(r[2] for r in rows if r[1] == q and r[0] == "0")} for q in queries]
    python = RerankingEvaluator(samples, at_k=10, write_csv=False)(model)
    compare("reranking", evaluate("reranking", vectors, "--reranking", path)[0],
            {"map": python["map"], "mrr_at_10": python["mrr@10"], "ndcg_at_10": python["ndcg@10"]}, FLOAT32)


def check_mining(encode):
    rows = [row for row in read_rows("odd.test.tsv") if row[1] == "usual"]
    texts = [row[2] for row in rows]
    vectors = encode(texts)
    names = [str(i) for i in range(len(texts))]
    pairs = [(names[i], names[j]) for i in range(len(rows)) for j in range(i) if rows[i][0] == rows[j][0]]
    python = ParaphraseMiningEvaluator(dict(zip(names, texts)), pairs, write_csv=False)(StandIn(texts, vectors))
    expected = {"mining_" + key: python[key] for key in ("average_precision", "f1", "precision", "recall", "threshold")}
    compare("groups", evaluate("groups", vectors, "--groups", write("usual.tsv", [(r[0], r[2]) for r in rows]))[0],
            expected, FLOAT32)
    path = write("pairs.tsv", [("1", texts[int(j)], texts[int(i)]) for i, j in pairs])
    order = distinct(text for i, j in pairs for text in (texts[int(j)], texts[int(i)]))
    places = [texts.index(text) for text in order]
    compare("mining", evaluate("mining", vectors[places], "--mining", path)[0], expected, FLOAT32)


def check_similarities(encode):
    """Vectors of different lengths: the model's own have length 1."""
    rows = read_rows("sts.test.tsv")
    texts = [text for row in rows for text in row[1:3]]
    vectors = encode(texts)
    vectors = (vectors * numpy.random.default_rng(3).uniform(0.5, 2, (len(vectors), 1))).astype(numpy.float32)
    gold, names = [float(row[0]) for row in rows], ["cosine", "dot", "euclidean", "manhattan"]
    # The same text may stand in several rows, with vectors of different lengths there.
    marked = ["%d %s" % item for item in enumerate(texts)]
    evaluator = EmbeddingSimilarityEvaluator(marked[0::2], marked[1::2], gold, similarity_fn_names=names,
                                             write_csv=False)
    python = evaluator(StandIn(marked, vectors))
    expected = {"%s_%s" % (figure, name): python["%s_%s" % (figure, name)]
                for figure in ("spearman", "pearson") for name in names[1:]}
    expected.update(spearman=python["spearman_cosine"], pearson=python["pearson_cosine"])
    compare("sts", evaluate("raw", vectors, "--sts", interop.CORPORA / "sts.test.tsv")[0], expected, FLOAT32)


def check_anomaly(encode):
    rows = read_rows("odd.test.tsv")
    vectors = encode([row[2] for row in rows])
    x, odd = unit(vectors.astype(numpy.float64)), numpy.array([row[1] == "odd" for row in rows])
    groups = numpy.array([row[0] for row in rows])
    nearest, means = [], []
    for i, row in enumerate(x):
        others = x[(groups == groups[i]) & (numpy.arange(len(x)) != i)]
        nearest.append(numpy.sort(1 - others @ row))
        means.append(1 - unit(others.mean(0, keepdims=True))[0] @ row)
    nearest = numpy.array(nearest)
    expected = {}
    for name, scores in (("mean", means), ("knn1", nearest[:, 0]), ("knn3", nearest[:, 2])):
        expected[name + "_auroc"] = metrics.roc_auc_score(odd, scores)
        expected[name + "_ap"] = metrics.average_precision_score(odd, scores)
    compare("anomaly", evaluate("anomaly", vectors, "--anomaly", interop.CORPORA / "odd.test.tsv")[0], expected)


def check_grouping(encode):
    test, train, dev = (read_rows("sentiment.%s.tsv" % part) for part in ("test", "train", "dev"))
    vectors = encode([row[1] for row in test + train + dev])
    x = unit(vectors.astype(numpy.float64))
    a, b, c = numpy.split(x, [len(test), len(test) + len(train)])
    y, z, w = (numpy.array([row[0] for row in rows]) for rows in (test, train, dev))
    centroids = [a[y == label].mean(0) for label in numpy.unique(y)]
    distances = metrics.pairwise.cosine_distances(centroids)
    grid = [linear_model.LogisticRegression(C=10.0**k, max_iter=5000, tol=1e-8).fit(b, z) for k in range(-3, 4)]
    best = max(grid, key=lambda probe: probe.score(c, w))
    ends = (z == "negative") | (z == "positive")
    line = linear_model.LogisticRegression(max_iter=1000, tol=1e-8).fit(b[ends], z[ends]).decision_function(a)
    ranks = numpy.array([["negative", "neutral", "positive"].index(label) for label in y])
    sizes, areas = [], []
    for low, high in ((0, 1), (0, 2), (1, 2)):
        both = (ranks == low) | (ranks == high)
        sizes.append((ranks == low).sum() * (ranks == high).sum())
        areas.append(metrics.roc_auc_score(ranks[both] == high, line[both]))
    found = evaluate("grouping", vectors, "--labelled", interop.CORPORA / "sentiment.test.tsv", "--train",
                     interop.CORPORA / "sentiment.train.tsv", "--dev", interop.CORPORA / "sentiment.dev.tsv")[0]
    compare("grouping", found, {"silhouette": metrics.silhouette_score(a, y, metric="cosine"),
                                "separation": distances[numpy.triu_indices(3, 1)].mean(),
                                "davies_bouldin": metrics.davies_bouldin_score(a, y)})
    # Probes end near the optimum: a row at the border, or two rows at one place of the line, may fall either way.
    compare("probe", found, {"tuned_probe_accuracy": best.score(a, y), "tuned_probe_c": best.C}, 0.002)
    compare("probe", found, {"order_accuracy": numpy.average(areas, weights=sizes)}, 1e-4)


def check_space(encode):
    rows = read_rows("sentiment.test.tsv")
    vectors = encode([row[1] for row in rows])
    x = unit(vectors.astype(numpy.float64))
    values = numpy.linalg.svd(x - x.mean(0), compute_uv=False)
    values = values[values > 1e-7]
    size = x.shape[1]
    variances = numpy.linalg.eigvalsh(numpy.cov(x.T))
    scaled = numpy.sqrt(size) * variances / numpy.linalg.norm(variances)
    defect = numpy.linalg.norm(scaled - 1) / numpy.sqrt(2 * (size - numpy.sqrt(size)))
    share = (size - defect**2 * (size - numpy.sqrt(size)))**2 / size**2
    similarity = x @ x.T
    numpy.fill_diagonal(similarity, -numpy.inf)
    counts = numpy.bincount(numpy.argsort(-similarity, axis=1)[:, :10].ravel(), minlength=len(x))
    compare("space", evaluate("space", vectors, "--labelled", interop.CORPORA / "sentiment.test.tsv")[0], {
        "isotropy": (size * share - 1) / (size - 1), "hubness": stats.skew(counts),
        "effective_rank": numpy.exp(stats.entropy(values / values.sum()))}, 1e-4)


def main():
    @functools.cache
    def encode_once(lines):
        return interop.encode(interop.minilm(), list(lines), "texts")

    def encode(lines):
        return encode_once(tuple(lines))

    for check in (check_similarities, check_retrieval, check_mining, check_anomaly, check_grouping, check_space):
        check(encode)
    interop.finish()


if __name__ == "__main__":
    main()
