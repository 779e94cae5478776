"""simile's exact search and those of scikit-learn and faiss take turns. Called by bench/eval."""

import os
import statistics
import subprocess
import sys
import time

import faiss
import numpy
from sklearn import neighbors

NEIGHBOURS = 10
THREADS, ROUNDS, WIDTH = (int(os.environ[name]) for name in ("THREADS", "ROUNDS", "WIDTH"))
# Sums of a few hundred products of float32 in another order.
SAME_SCORE = 1e-5


def directions(seed, n):
    """n random unit vectors."""
    x = numpy.random.default_rng(seed).standard_normal((n, WIDTH), dtype=numpy.float32)
    return x / numpy.linalg.norm(x, axis=1, keepdims=True)


def save(name, x):
    path = os.path.join(os.environ["WORK"], name)
    numpy.save(path, x)
    return path


def simile(corpus, queries):
    """(seconds, rows found)"""
    found = os.path.join(os.environ["WORK"], "found.npy")
    command = [os.environ["BENCH_NEIGHBOURS"], corpus, queries, str(NEIGHBOURS), str(THREADS), found]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return float(done.stdout), numpy.load(found).astype(numpy.int64)


def timed(call):
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def n_different(corpus, queries, ours, theirs):
    """Rows that one side found and whose score is not that of the row in the other's place."""
    places = numpy.argwhere(ours != theirs)
    scores = [[float(queries[q] @ corpus[side[q, rank]]) for side in (ours, theirs)] for q, rank in places]
    return sum(abs(a - b) > SAME_SCORE for a, b in scores)


def take_turns(title, peer_name, wanted, ours, theirs):
    """Prints both sides' times and their ratio; returns what both found last."""
    times = {"simile": [], peer_name: []}
    found = {}
    for _ in range(ROUNDS):
        for name, call in (("simile", ours), (peer_name, theirs)):
            seconds, found[name] = call()
            times[name].append(seconds)
    ratio = statistics.median(b / a for a, b in zip(times["simile"], times[peer_name]))
    print("%s, %d threads" % (title, THREADS))
    print("%-28s %10s %10s" % ("seconds", "best", "median"))
    for name, values in times.items():
        print("%-28s %10.2f %10.2f" % (name, min(values), statistics.median(values)))
    print("%-28s %10.2f   to reach %.1f%s\n" % ("ratio, median of rounds", ratio, wanted,
                                               "" if ratio >= wanted else ": MISSED"), flush=True)
    return found["simile"], found[peer_name]


def bench_knn():
    n = int(os.environ["KNN_ROWS"])
    x = directions(1, n)
    path = save("rows.npy", x)
    model = neighbors.NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute", metric="euclidean").fit(x)
    found = take_turns("knn: %d other rows of each of %d x %d" % (NEIGHBOURS, n, WIDTH), "scikit-learn brute force", 2,
                       lambda: simile(path, "-"), lambda: timed(lambda: model.kneighbors(return_distance=False)))
    return n_different(x, x, *found)


def bench_search():
    n, n_queries = int(os.environ["CORPUS_ROWS"]), int(os.environ["QUERIES"])
    corpus, queries = directions(2, n), directions(3, n_queries)
    paths = save("corpus.npy", corpus), save("queries.npy", queries)
    faiss.omp_set_num_threads(THREADS)
    index = faiss.IndexFlatIP(WIDTH)
    index.add(corpus)
    found = take_turns("search: %d of %d x %d for %d queries" % (NEIGHBOURS, n, WIDTH, n_queries),
                       "faiss-cpu IndexFlatIP", 1.2, lambda: simile(*paths),
                       lambda: timed(lambda: index.search(queries, NEIGHBOURS)[1]))
    return n_different(corpus, queries, *found)


def main():
    parts = {"knn": bench_knn, "search": bench_search}
    different = {part: parts[part]() for part in sys.argv[1:]}
    for part, n in different.items():
        print("%s: %d rows differ" % (part, n))
    sys.exit(1 if any(different.values()) else 0)


if __name__ == "__main__":
    main()
