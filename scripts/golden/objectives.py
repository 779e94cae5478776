"""Contrastive objectives as plain formulas over float64 tensors, one term at a time: slow, and easy to check by eye."""

import torch


def similarity(name, x, y):
    """[rows of x, rows of y]."""
    if name == "cosine":
        return torch.nn.functional.normalize(x, dim=1) @ torch.nn.functional.normalize(y, dim=1).T
    if name == "dot":
        return x @ y.T
    # The distance of a row to itself has no gradient: the square root is kept away from 0 there.
    squares = (x[:, None, :] - y[None, :, :]).square().sum(2)
    return -torch.where(squares > 0, squares, torch.ones_like(squares)).sqrt() * (squares > 0)


def cross_entropy(logits, positive, allowed):
    """-log of the share of column `positive` among the columns `allowed` of one row."""
    return torch.logsumexp(logits[allowed], 0) - logits[positive]


def infonce(columns, kind, temperature, symmetric, groups=None):
    """columns [C, N, E]: anchors, positives, hard negatives... Anchor i against all positives and all hard negatives of
    the batch; with `symmetric` also positive i against all anchors, and the mean of both directions. What belongs to
    another row of the same group is in no denominator."""
    n = columns.shape[1]
    anchors, positives = columns[0], columns[1]
    groups = groups or list(range(n))
    forward = similarity(kind, anchors, columns[1:].reshape(-1, columns.shape[2])) / temperature
    backward = similarity(kind, positives, anchors) / temperature

    def allowed(i, width):
        return [j for j in range(width) if j % n == i or groups[j % n] != groups[i]]

    loss = sum(cross_entropy(forward[i], i, allowed(i, forward.shape[1])) for i in range(n)) / n
    if symmetric:
        loss = (loss + sum(cross_entropy(backward[i], i, allowed(i, n)) for i in range(n)) / n) / 2
    return loss


def nt_xent(columns, kind, temperature):
    """columns [2, N, E], two views of each row: every other view of the batch is in the denominator."""
    n = columns.shape[1]
    views = columns.reshape(2 * n, -1)
    logits = similarity(kind, views, views) / temperature
    terms = [cross_entropy(logits[i], (i + n) % (2 * n), [j for j in range(2 * n) if j != i]) for i in range(2 * n)]
    return sum(terms) / (2 * n)


def supcon(columns, kind, temperature, labels):
    """L_out of Khosla et al. 2020 over all views, those of one row with its label: for each anchor the mean over its
    positives outside the log; the anchor itself is in no denominator. The mean is over anchors that have a positive."""
    views = columns.reshape(-1, columns.shape[2])
    labels = labels * columns.shape[0]
    logits = similarity(kind, views, views) / temperature
    terms = []
    for i in range(len(labels)):
        others = [j for j in range(len(labels)) if j != i]
        positives = [j for j in others if labels[j] == labels[i]]
        if positives:
            terms.append(sum(cross_entropy(logits[i], p, others) for p in positives) / len(positives))
    return sum(terms) / len(terms)
