#!/usr/bin/env python3
"""Writes tests/golden/objective.json: losses and gradients of the contrastive objectives on small fixed embeddings.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_objective.py
"""

import golden
import objectives
import torch

N, WIDTH = 6, 5
TEMPERATURES = {"cosine": 0.05, "dot": 0.5, "euclidean": 0.25}


def embeddings(n_columns, seed):
    """[C, N, E], of three decimals: positives and hard negatives near their anchors, rows of different lengths."""
    generator = torch.Generator().manual_seed(seed)

    def noise(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    anchors = noise(N, WIDTH)
    columns = torch.stack([anchors] + [anchors + 0.8 * noise(N, WIDTH) for _ in range(n_columns - 1)])
    lengths = 0.5 + torch.rand(n_columns, N, 1, generator=generator, dtype=torch.float64)
    return (columns * lengths * 1000).round() / 1000


def case(name, loss, kind, temperature, values, compute, **options):
    """One row of the file; compute maps embeddings that want a gradient to a loss."""
    x = values.clone().requires_grad_(True)
    value = compute(x)
    value.backward()
    return {"name": name, "loss": loss, "similarity": kind, "temperature": temperature, **options,
            "n_columns": values.shape[0], "n_rows": values.shape[1], "width": values.shape[2],
            "embeddings": values.tolist(), "value": golden.rounded(value.item(), 12),
            "gradient": golden.rounded(x.grad.tolist())}


def infonce_cases():
    for kind, temperature in TEMPERATURES.items():
        for n_columns in (2, 3, 4):
            for symmetric in (False, True):
                name = "infonce_%s_%d_columns_%s" % (kind, n_columns, "both" if symmetric else "one")
                if n_columns < 4 or kind == "cosine":
                    yield case(name, "infonce", kind, temperature, embeddings(n_columns, 1),
                               lambda x: objectives.infonce(x, kind, temperature, symmetric), symmetric=symmetric)
    yield from temperature_cases()
    groups = [0, 1, 1, 2, 0, 1]
    yield case("infonce_cosine_2_columns_both_groups", "infonce", "cosine", 0.05, embeddings(2, 2),
               lambda x: objectives.infonce(x, "cosine", 0.05, True, groups), symmetric=True, groups=groups)


def temperature_cases():
    """Every similarity at a sharp and at a mild temperature, with and without hard negatives."""
    for kind, usual in TEMPERATURES.items():
        for temperature in (0.05, 0.5):
            for n_columns in (2, 3):
                for symmetric in (False, True):
                    name = "infonce_%s_%d_columns_%s_temperature_%g" % (
                        kind, n_columns, "both" if symmetric else "one", temperature)
                    if temperature != usual:
                        yield case(name, "infonce", kind, temperature, embeddings(n_columns, 1),
                                   lambda x: objectives.infonce(x, kind, temperature, symmetric), symmetric=symmetric)


def view_cases():
    for kind, temperature in TEMPERATURES.items():
        yield case("nt_xent_" + kind, "nt-xent", kind, temperature, embeddings(2, 3),
                   lambda x: objectives.nt_xent(x, kind, temperature))
    labels = [0, 1, 0, 2, 1, 0]
    for n_columns in (1, 2):
        yield case("supcon_cosine_%d_columns" % n_columns, "supcon", "cosine", 0.1, embeddings(n_columns, 4),
                   lambda x: objectives.supcon(x, "cosine", 0.1, labels), groups=labels)
    yield case("supcon_dot_1_columns", "supcon", "dot", 0.5, embeddings(1, 5),
               lambda x: objectives.supcon(x, "dot", 0.5, labels), groups=labels)
    yield case("supcon_euclidean_2_columns", "supcon", "euclidean", 0.25, embeddings(2, 6),
               lambda x: objectives.supcon(x, "euclidean", 0.25, labels), groups=labels)


def main():
    golden.write_json(golden.GOLDEN / "objective.json", [*infonce_cases(), *view_cases()])


if __name__ == "__main__":
    main()
