#!/usr/bin/env python3
"""Writes tests/golden/step/: whole training steps of the model in tests/golden/bert, in float64 (README.md there).

Run it with the peers environment (scripts/peers), after make_bert.py:
    build/peers/bin/python scripts/golden/make_step.py
"""

import golden
import model
import objectives
import torch

FOLDER = golden.GOLDEN / "step"
TEMPERATURE, CLIP, STEPS = 0.05, 1.0, 3
RATE, BETAS, EPSILON, DECAY = 1e-3, (0.9, 0.999), 1e-8, 0.01

PAIRS = [
    ["the cat was happy", "the happy cat"],
    ["a good film", "it was a great movie!"],
    ["the train will be there at night", "we will see the train that night"],
    ["snow and wind", "cold wind with snow"],
    ["she made poor food", "the food she made was bad"],
    ["the child wanted to play", "playing is what the child wants"],
    ["big house by the sea", "a large home near the sea"],
    ["do you love old books?", "you like an old book"],
]
TRIPLES = [
    ["the cat was happy", "the happy cat", "the dog was sad"],
    ["a good film", "it was a great movie!", "it was a bad movie"],
    ["the train will be there at night", "we will see the train that night", "the bus comes in a day"],
    ["snow and wind", "cold wind with snow", "hot sun, no rain"],
    ["she made poor food", "the food she made was bad", "she made great food for us"],
    ["the child wanted to play", "playing is what the child wants", "the child could not sleep"],
]


def make_optimiser(bert):
    """AdamW; weight decay on tensors of two dimensions only."""
    trained = {name: p for name, p in bert.named_parameters() if not name.startswith("pooler.")}
    groups = [{"params": [p for p in trained.values() if p.dim() == 2], "weight_decay": DECAY},
              {"params": [p for p in trained.values() if p.dim() == 1], "weight_decay": 0.0}]
    return trained, torch.optim.AdamW(groups, lr=RATE, betas=BETAS, eps=EPSILON)


def loss_of(bert, rows):
    """Symmetric InfoNCE over the columns of rows."""
    columns = torch.stack([model.embed(bert, column) for column in zip(*rows)])
    return objectives.infonce(columns, "cosine", TEMPERATURE, symmetric=True)


def run(name, rows):
    bert = model.load_model()
    trained, optimiser = make_optimiser(bert)
    report = {"rows": rows, "ids": [[model.token_ids(text) for text in row] for row in rows], "steps": []}
    for step in range(1, STEPS + 1):
        optimiser.zero_grad()
        loss = loss_of(bert, rows)
        loss.backward()
        if step == 1:
            report["gradients"] = {key: {"norm": golden.rounded(p.grad.norm().item()),
                                         "first": golden.rounded(p.grad.flatten()[:4].tolist())}
                                   for key, p in sorted(trained.items())}
        norm = torch.nn.utils.clip_grad_norm_(trained.values(), CLIP)
        optimiser.step()
        report["steps"].append({"loss": golden.rounded(loss.item(), 12),
                                "gradient_norm": golden.rounded(norm.item(), 12)})
        if step in (1, STEPS):
            golden.write_tensors(FOLDER / ("%s.step%d.safetensors" % (name, step)), trained)
    golden.write_json(FOLDER / (name + ".json"), report)


def main():
    run("pairs", PAIRS)
    run("triples", TRIPLES)


if __name__ == "__main__":
    main()
