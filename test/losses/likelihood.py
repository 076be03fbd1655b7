"""Writes likelihood.json: what PyTorch makes of training with log_softmax and nll_loss.

    python3 likelihood.py > likelihood.json      (PyTorch 2.6)

A network with two outputs that end in log_softmax; the second one reads the first. Of each: losses before each of four steps of SGD, and
all weights after it, in Keras's layout.
"""

import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def spread(shape, factor):
    """Numbers from -1 to 1 that look random, the same in TypeScript."""
    size = 1
    for length in shape:
        size *= length
    return torch.tensor([((i * i * factor + i * 13) % 101) / 50 - 1 for i in range(size)]).reshape(shape)


def run(others):
    """others: with the second output, which reads the first."""
    x, labels, more = spread((6, 4), 7), torch.tensor([0, 2, 1, 1, 0, 2]), torch.tensor([1, 0, 1, 1, 0, 0])
    shapes = {"first/weight": (4, 3), "first/bias": (3,)}
    if others:
        shapes |= {"second/weight": (3, 2), "second/bias": (2,)}
    weights = {name: spread(shape, 37).requires_grad_() for name, shape in shapes.items()}
    steps = []
    for _ in range(4):
        first = F.log_softmax(x @ weights["first/weight"] + weights["first/bias"], 1)
        losses = [F.nll_loss(first, labels)]
        if others:
            second = F.log_softmax(first @ weights["second/weight"] + weights["second/bias"], 1)
            losses.append(F.nll_loss(second, more))
        loss = losses[0] + (0.5 * losses[1] if others else 0)
        grads = torch.autograd.grad(loss, list(weights.values()))
        weights = {name: (w - 0.5 * g).detach().requires_grad_() for (name, w), g in zip(weights.items(), grads)}
        steps.append(
            {"losses": [one.item() for one in losses], "weights": {name: w.flatten().tolist() for name, w in weights.items()}}
        )
    right = (F.log_softmax(x @ weights["first/weight"] + weights["first/bias"], 1).argmax(1) == labels).double().mean().item()
    return {"steps": steps, "accuracy": right}


print(json.dumps({"one": run(False), "two": run(True)}))
