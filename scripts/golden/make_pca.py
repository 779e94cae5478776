#!/usr/bin/env python3
"""Writes tests/golden/pca.json: principal components as scikit-learn computes them.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_pca.py
"""

import golden
import numpy as np
from sklearn import decomposition


def case(name, x, n_components):
    fitted = decomposition.PCA(n_components=n_components, svd_solver="full").fit(x)
    points = fitted.transform(x)
    for c in range(n_components):  # simile's sign: the largest loading is positive
        if fitted.components_[c][np.argmax(np.abs(fitted.components_[c]))] < 0:
            points[:, c] = -points[:, c]
    return {"name": name, "n": x.shape[0], "width": x.shape[1], "x": x.ravel().tolist(),
            "points": points.ravel().tolist(), "shares": fitted.explained_variance_ratio_.tolist()}


def cases():
    generator = np.random.default_rng(5)
    scales = 2.0 ** -np.arange(12)
    turn = np.linalg.qr(generator.normal(size=(12, 12)))[0]
    spread = generator.normal(size=(40, 12)) * scales @ turn + 0.5
    flat = generator.normal(size=(20, 5))
    return [case("spread", np.round(spread, 3), 3), case("flat", np.round(flat, 2), 2),
            case("wider_than_long", np.round(generator.normal(size=(6, 30)), 2), 2)]


if __name__ == "__main__":
    golden.write_json(golden.GOLDEN / "pca.json", {"pca": cases()})
