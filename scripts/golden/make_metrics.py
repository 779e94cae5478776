#!/usr/bin/env python3
"""Writes tests/golden/metrics.json: metrics as SciPy, scikit-learn and sentence-transformers compute them.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_metrics.py
"""

import math
import unittest.mock

import golden
import numpy as np
from scipy import stats
from sentence_transformers.sentence_transformer.evaluation import (
    BinaryClassificationEvaluator, InformationRetrievalEvaluator, ParaphraseMiningEvaluator)
from sklearn import decomposition, linear_model, metrics, neighbors


def decimals(values, digits=3):
    return np.round(values, digits).tolist()


def correlation_cases():
    generator = np.random.default_rng(1)
    gold = generator.uniform(0, 5, 24)
    noisy = 0.15 * gold + generator.normal(0, 0.25, 24)
    inputs = {"plain": (decimals(gold), decimals(noisy)),
              "ties_in_gold": (np.round(gold).tolist(), decimals(noisy)),
              "ties_in_both": (np.round(gold).tolist(), decimals(noisy, 1)),
              "reversed": ([1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0]),
              "two_rows": ([0.0, 5.0], [0.25, 0.75])}
    return [{"name": name, "gold": x, "predicted": y, "spearman": stats.spearmanr(x, y).statistic,
             "pearson": stats.pearsonr(x, y).statistic} for name, (x, y) in inputs.items()]


def pair_case(name, scores, labels):
    accuracy, accuracy_threshold = BinaryClassificationEvaluator.find_best_acc_and_threshold(scores, labels, True)
    f1, precision, recall, f1_threshold = BinaryClassificationEvaluator.find_best_f1_and_threshold(scores, labels, True)
    return {"name": name, "scores": scores, "labels": labels,
            "average_precision": metrics.average_precision_score(labels, scores),
            "auroc": metrics.roc_auc_score(labels, scores), "accuracy": float(accuracy),
            "accuracy_threshold": float(accuracy_threshold), "f1": float(f1), "f1_precision": float(precision),
            "f1_recall": float(recall), "f1_threshold": float(f1_threshold)}


def pair_cases():
    generator = np.random.default_rng(2)
    labels = generator.integers(0, 2, 30).tolist()
    scores = 0.2 * np.array(labels) + generator.uniform(0, 0.7, 30)
    return [pair_case("plain", decimals(scores), labels), pair_case("ties", decimals(scores, 1), labels),
            pair_case("perfect", [0.9, 0.8, 0.3, 0.1], [1, 1, 0, 0]),
            pair_case("reversed", [0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0]),
            pair_case("all_equal", [0.5] * 5, [1, 0, 1, 0, 0])]


def purity(labels, clusters):
    table = metrics.cluster.contingency_matrix(labels, clusters)
    return table.max(axis=0).sum() / table.sum()


def cluster_case(name, labels, clusters):
    return {"name": name, "labels": labels, "clusters": clusters, "purity": float(purity(labels, clusters)),
            "homogeneity": metrics.homogeneity_score(labels, clusters),
            "completeness": metrics.completeness_score(labels, clusters),
            "v_measure": metrics.v_measure_score(labels, clusters),
            "nmi": metrics.normalized_mutual_info_score(labels, clusters),
            "ami": metrics.adjusted_mutual_info_score(labels, clusters),
            "ari": metrics.adjusted_rand_score(labels, clusters)}


def cluster_cases():
    generator = np.random.default_rng(3)
    labels = generator.integers(0, 4, 40)
    clusters = np.where(generator.uniform(size=40) < 0.6, labels, generator.integers(0, 5, 40))
    labels, clusters = labels.tolist(), clusters.tolist()
    return [cluster_case("plain", labels, clusters), cluster_case("same", labels, labels),
            cluster_case("renamed", [0, 0, 1, 1, 2, 2], [5, 5, 9, 9, 1, 1]),
            cluster_case("one_cluster", [0, 0, 1, 1, 2], [7, 7, 7, 7, 7]),
            cluster_case("one_label", [3, 3, 3, 3], [0, 1, 0, 1]),
            cluster_case("singletons", [0, 0, 1, 1, 2], [0, 1, 2, 3, 4]),
            cluster_case("independent", [0, 0, 1, 1], [0, 1, 0, 1])]


def blobs(generator, n, n_classes, width, spread):
    labels = np.arange(n) % n_classes
    centres = np.random.default_rng(99).normal(size=(n_classes, width))
    return sixty_fourths(centres[labels] + spread * generator.normal(size=(n, width))), labels


def sixty_fourths(values):
    """Rounded so that float32 holds them exactly."""
    return np.round(64 * values) / 64


def grouping_cases():
    points, labels = blobs(np.random.default_rng(4), 24, 3, 4, 0.7)
    labels[-1] = 3  # a label of one: its silhouette is 0
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    centroids = [unit[labels == label].mean(0) for label in range(4)]
    distances = metrics.pairwise.cosine_distances(centroids)
    return [{"name": "plain", "points": points.tolist(), "labels": labels.tolist(),
             "silhouette": float(metrics.silhouette_score(points, labels, metric="cosine")),
             "separation": float(distances[np.triu_indices(4, 1)].mean()),
             "davies_bouldin": float(metrics.davies_bouldin_score(unit, labels))}]


def neighbours_of_all(points):
    """Cosine of all rows, a row itself lowest, and the order from the nearest to the farthest."""
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -np.inf)
    return similarity, np.argsort(-similarity, axis=1, kind="stable")


def neighbour_votes(points, labels, k):
    """Leave one out by cosine: (accuracy, whether any vote or any edge of a neighbourhood is a tie)."""
    similarity, order = neighbours_of_all(points)
    hits, tie = 0, False
    for i, row in enumerate(order):
        votes = np.sort(np.bincount(labels[row[:k]], minlength=2))
        tie |= votes[-1] == votes[-2] or similarity[i, row[k - 1]] - similarity[i, row[k]] < 1e-5
        hits += np.bincount(labels[row[:k]]).argmax() == labels[i]
    return hits / len(labels), tie


def leave_one_out(points, labels, k):
    """The same by scikit-learn."""
    hits = 0
    for i in range(len(labels)):
        rest = np.arange(len(labels)) != i
        model = neighbors.KNeighborsClassifier(k, metric="cosine", algorithm="brute").fit(points[rest], labels[rest])
        hits += model.predict(points[i:i + 1])[0] == labels[i]
    return hits / len(labels)


def nearest_of_tied(labels):
    """The most frequent of the neighbours' labels, best neighbour first; of tied ones, the one that comes first."""
    counts = np.bincount(labels)
    return next(label for label in labels if counts[label] == counts.max())


def tied_case():
    """The first seed where votes tie, the rule for that matters, and the order of the neighbours is beyond doubt."""
    for seed in range(1000):
        points, labels = blobs(np.random.default_rng(seed), 30, 3, 4, 1.0)
        similarity, order = neighbours_of_all(points)
        ranked = np.take_along_axis(similarity, order[:, :11], axis=1)
        hits = {k: np.mean([nearest_of_tied(labels[row[:k]]) == labels[i] for i, row in enumerate(order)])
                for k in (1, 5, 10)}
        matters = all(hits[k] != leave_one_out(points, labels, k) for k in (5, 10))
        if matters and (ranked[:, :-1] - ranked[:, 1:]).min() > 1e-5:
            break
    assert matters and hits[1] == leave_one_out(points, labels, 1)
    return {"name": "tied_votes", "points": points.tolist(), "labels": labels.tolist(),
            **{"knn%d_accuracy" % k: float(accuracy) for k, accuracy in hits.items()}}


def knn_cases():
    """The first seed where no vote and no neighbourhood is a tie, so that no tie rule matters; then one with ties."""
    for seed in range(1000):
        points, labels = blobs(np.random.default_rng(seed), 40, 3, 5, 1.0)
        results = {k: neighbour_votes(points, labels, k) for k in (1, 5, 10)}
        if not any(tie for _, tie in results.values()):
            break
    for k, (accuracy, _) in results.items():
        assert leave_one_out(points, labels, k) == accuracy < 1
    return [{"name": "leave_one_out", "points": points.tolist(), "labels": labels.tolist(),
             **{"knn%d_accuracy" % k: float(accuracy) for k, (accuracy, _) in results.items()}}, tied_case()]


def probe_case(name, n_classes):
    """The first seed where no test row is near the border, so that the accuracy does not hang on the optimiser."""
    for seed in range(1000):
        generator = np.random.default_rng(seed)
        train, train_labels = blobs(generator, 48, n_classes, 5, 1.0)
        test, test_labels = blobs(generator, 36, n_classes, 5, 1.0)
        model = linear_model.LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit(train, train_labels)
        probabilities = model.predict_proba(test)
        ordered = np.sort(probabilities, axis=1)
        accuracy = model.score(test, test_labels)
        if (ordered[:, -1] - ordered[:, -2]).min() > 0.02 and accuracy < 1:
            break
    return {"name": name, "train": train.tolist(), "train_labels": train_labels.tolist(), "test": test.tolist(),
            "test_labels": test_labels.tolist(), "accuracy": float(accuracy), "coefficients": model.coef_.tolist(),
            "intercepts": model.intercept_.tolist(), "probabilities": golden.rounded(probabilities.tolist(), 6)}


def geometry_cases():
    generator = np.random.default_rng(5)
    x = np.round(generator.normal(size=(10, 4)), 3)
    y = np.round(x + 0.4 * generator.normal(size=(10, 4)), 3)
    u, v = (z / np.linalg.norm(z, axis=1, keepdims=True) for z in (x, y))
    squares = [((u[i] - u[j]) ** 2).sum() for i in range(len(u)) for j in range(i)]
    return [{"name": "plain", "x": x.tolist(), "y": y.tolist(), "alignment": float(((u - v) ** 2).sum(1).mean()),
             "uniformity": math.log(np.exp(-2 * np.array(squares)).mean())}]


def iso_score(x):
    """Step by step as in the paper."""
    size = x.shape[1]
    variances = np.diag(np.cov(decomposition.PCA(n_components=size).fit_transform(x).T))
    scaled = np.sqrt(size) * variances / np.linalg.norm(variances)
    defect = np.linalg.norm(scaled - 1) / np.sqrt(2 * (size - np.sqrt(size)))
    share = (size - defect**2 * (size - np.sqrt(size)))**2 / size**2
    return (size * share - 1) / (size - 1)


def space_case(name, rows, width):
    generator = np.random.default_rng(7)
    x = sixty_fourths(generator.normal(size=(rows, width)) * np.linspace(0.2, 1.5, width) + 0.3)
    values = np.linalg.svd(x - x.mean(0), compute_uv=False)
    values = values[values > 1e-9]
    iso = iso_score(x) if rows > width else None
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    counts = np.bincount(neighbours_of_all(unit)[1][:, :5].ravel(), minlength=rows)
    return {"name": name, "x": x.tolist(), "isotropy": iso, "hubness5": float(stats.skew(counts)),
            "effective_rank": float(np.exp(stats.entropy(values / values.sum())))}


def order_cases():
    generator = np.random.default_rng(8)
    ranks = generator.integers(0, 3, 40)
    positions = np.round(ranks * 0.4 + generator.normal(size=40), 1)  # with ties
    sizes, areas = [], []
    for low in range(3):
        for high in range(low + 1, 3):
            both = (ranks == low) | (ranks == high)
            sizes.append((ranks == low).sum() * (ranks == high).sum())
            areas.append(metrics.roc_auc_score(ranks[both] == high, positions[both]))
    return [{"name": "three_ranks", "positions": positions.tolist(), "ranks": ranks.tolist(),
             "agreement": float(np.average(areas, weights=sizes))}]


def mining_cases():
    """Sentences are vectors here: the evaluator is given the pairs that its search would find."""
    x, groups = blobs(np.random.default_rng(9), 30, 10, 6, 0.6)
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    names = [str(i) for i in range(len(x))]
    together = [(a, b) for a in names for b in names if a < b and groups[int(a)] == groups[int(b)]]
    pairs = sorted(((float(unit[i] @ unit[j]), i, j) for i in range(len(x)) for j in range(i)), reverse=True)
    evaluator = ParaphraseMiningEvaluator(dict(zip(names, names)), together, write_csv=False)
    with unittest.mock.patch("%s.paraphrase_mining" % ParaphraseMiningEvaluator.__module__, lambda *_, **__: pairs):
        found = evaluator(unittest.mock.MagicMock())
    return [{"name": "groups", "points": x.tolist(), "labels": groups.tolist(),
             **{key: found[key] for key in ("average_precision", "f1", "precision", "recall", "threshold")}}]


def ranking_cases():
    generator = np.random.default_rng(6)
    cases = []
    for name, grades in (("binary", 2), ("graded", 4)):
        queries = []
        for _ in range(5):
            relevance = np.where(generator.uniform(size=15) < 0.3, generator.integers(1, grades, 15), 0)
            relevance[generator.integers(15)] = grades - 1
            scores = generator.permutation(1000)[:15] / 1000
            queries.append({"scores": scores.tolist(), "relevance": relevance.tolist()})
        cases.append(ranking_case(name, queries))
    cases.append(ranking_case("late", [{"scores": [i / 20 for i in range(14)], "relevance": [1] + [0] * 13}]))
    return cases


def ranking_case(name, queries):
    ndcg, reciprocal, precision = [], [], []
    for query in queries:
        relevance, scores = np.array(query["relevance"]), np.array(query["scores"])
        ndcg.append(metrics.ndcg_score([relevance], [scores], k=10))
        reciprocal.append(1 / (1 + np.flatnonzero(relevance[np.argsort(-scores)])[0]))
        precision.append(metrics.average_precision_score(relevance > 0, scores))
    return {"name": name, "queries": queries, "ndcg10": float(np.mean(ndcg)), "mrr": float(np.mean(reciprocal)),
            "mrr10": float(np.mean([r if r >= 0.1 else 0 for r in reciprocal])), "map": float(np.mean(precision)),
            **retrieval_figures(queries)}


def retrieval_figures(queries):
    """sentence-transformers' figures at 5 of what is relevant or not."""
    names = [str(i) for i in range(len(queries))]
    documents = {str(i): "" for i in range(len(queries[0]["scores"]))}
    relevant = {name: {str(i) for i, grade in enumerate(query["relevance"]) if grade > 0}
                for name, query in zip(names, queries)}
    evaluator = InformationRetrievalEvaluator(
        dict(zip(names, names)), documents, relevant, mrr_at_k=[5], ndcg_at_k=[5], accuracy_at_k=[5],
        precision_recall_at_k=[5], map_at_k=[5])
    hits = [[{"corpus_id": str(i), "score": score} for i, score in enumerate(query["scores"])] for query in queries]
    found = evaluator.compute_metrics(hits)
    return {"map5": found["map@k"][5], "mrr5": found["mrr@k"][5], "recall5": found["recall@k"][5],
            "precision5": found["precision@k"][5]}


def tidy(value):
    """Every number with at most twelve significant digits, and 0 for what is rounding noise."""
    if isinstance(value, dict):
        return {key: tidy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [tidy(item) for item in value]
    if isinstance(value, float):
        return golden.rounded(float(value), 12) if abs(value) > 1e-12 else 0.0
    return value


def main():
    golden.write_json(golden.GOLDEN / "metrics.json", tidy({
        "correlation": correlation_cases(), "pairs": pair_cases(), "clusters": cluster_cases(),
        "grouping": grouping_cases(), "knn": knn_cases(), "order": order_cases(), "mining": mining_cases(),
        "space": [space_case("more_rows", 30, 6), space_case("fewer_rows", 7, 12)],
        "probe": [probe_case("two_classes", 2), probe_case("three_classes", 3)],
        "geometry": geometry_cases(), "ranking": ranking_cases()}))


if __name__ == "__main__":
    main()
