#!/usr/bin/python3
"""Golden runs of an optimiser: STEPS steps of Adam and of SGD on stacks by PyTorch, in float64 on the CPU.

Run it as

    /usr/bin/python3 testdata/golden/training.py

which writes training.json beside this script. Debian 12's python3-torch and python3-mpmath made the file that is
checked in; the versions are in it. stack.py and backprop.py, beside this script too, make the stacks and the losses,
out of Python's own random.Random, rounded to a few decimals. Another PyTorch, or another processor, may differ in the
last digits.

A case has the stack at the start, of order convolution, with a bias everywhere; the batch, crops with x as
[in][frame] and y as [out][frame]; and after STEPS steps on that same batch the final weights as
[layer][out][in][tap] and the final bias as [layer][out]. Every layer is in mode valid, so that y is shorter than x.
The loss is esr or mse as backprop.py says, with its sums over all crops together. losses has it before each step,
gradient_norms the root of the sum of the squares of all derivatives together, by weights and biases, before clipping.

A step is torch.nn.utils.clip_grad_norm_ to clip, over all parameters together, and then torch.optim.Adam, or SGD with
momentum. checked() compares the run with one by its definition, from PyTorch's derivatives g and their norm:

- clipping: g = g·min(1, clip / (norm + 1e-6)). That 1e-6 is PyTorch's own, and shows.
- adam, step t = 1, 2, …: m = β1·m + (1-β1)·g, v = β2·v + (1-β2)·g²,
  p = p - lr·(m / (1-β1^t)) / (√(v / (1-β2^t)) + eps), where betas is [β1, β2]
- sgd: u = momentum·u + g, p = p - lr·u. u is g in the first step, and nothing is damped.
"""

import json
import math
import pathlib
import platform
import random
import sys

import torch

sys.dont_write_bytecode = True
from backprop import FIRST, LAST, LOSSES, MIDDLE, checked, listed, output, parameters, random_convolutions, uniform

DIGITS = 4
STEPS, CROPS, CLIP = 10, 3, 1.0
BETAS, EPSILON, MOMENTUM = (0.9, 0.999), 1e-8, 0.9

# Name, how many steps clip, optimizer, lr, loss, loudness, frames, input channels, layers: output channels, taps,
# centre, activation. y is what another stack of the same shape gives, times the loudness.
SHAPES = [
    ("a kernel", "none", "sgd", 1e-2, "mse", 0.2, 60, 1, [(1, 9, FIRST, "tanh")]),
    ("1 to 3 to 1", "all", "sgd", 1e-2, "esr", 0.3, 60, 1, [(3, 8, FIRST, "tanh"), (1, 5, FIRST, "identity")]),
    ("1 to 4 to 4 to 1", "none", "adam", 1e-3, "mse", 0.2, 64, 1, [
        (4, 5, FIRST, "tanh"), (4, 3, FIRST, "tanh"), (1, 4, FIRST, "tanh")]),
    ("2 to 5 to 2", "all", "adam", 1e-3, "esr", 0.2, 60, 2, [(5, 3, MIDDLE, "tanh"), (2, 4, LAST, "tanh")]),
    ("1 to 8 to 8 to 1", "all", "adam", 1e-2, "esr", 0.3, 60, 1, [
        (8, 5, FIRST, "tanh"), (8, 3, FIRST, "tanh"), (1, 5, FIRST, "identity")]),
    ("1 to 2 to 1", "some", "adam", 1e-2, "esr", 1.4, 56, 1, [(2, 13, LAST, "tanh"), (1, 2, FIRST, "identity")]),
]


def crops(rng, frames, inputs, shapes, loudness):
    """Sounds, and what a stack that is to be learned makes of them."""
    teacher = parameters(random_convolutions(rng, inputs, shapes))
    like = [{"activation": activation} for _, _, _, activation in shapes]
    batch = []
    for _ in range(CROPS):
        x = [uniform(rng, frames, 1) for _ in range(inputs)]
        y = output({"layers": like}, teacher, torch.tensor(x)).tolist()
        batch.append({"x": x, "y": [[round(loudness * v, DIGITS) + 0.0 for v in row] for row in y]})
    return batch


class Adam:
    """Adam on a list of numbers, by its definition."""

    def __init__(self, count):
        self.t, self.m, self.v = 0, [0.0] * count, [0.0] * count

    def step(self, p, g, lr):
        self.t += 1
        self.m = [BETAS[0] * m + (1 - BETAS[0]) * d for m, d in zip(self.m, g)]
        self.v = [BETAS[1] * v + (1 - BETAS[1]) * d * d for v, d in zip(self.v, g)]
        a, b = (1 - beta ** self.t for beta in BETAS)
        return [w - lr * (m / a) / (math.sqrt(v / b) + EPSILON) for w, m, v in zip(p, self.m, self.v)]


class SGD:
    """SGD with momentum on a list of numbers, by its definition."""

    def __init__(self, count):
        self.u = [0.0] * count

    def step(self, p, g, lr):
        self.u = [MOMENTUM * u + d for u, d in zip(self.u, g)]
        return [w - lr * u for w, u in zip(p, self.u)]


def optimizer_of(name, tensors, lr):
    """PyTorch's, the one by its definition, and what to know of them."""
    count = sum(p.numel() for p in tensors)
    if name == "adam":
        known = {"betas": BETAS, "eps": EPSILON}
        return torch.optim.Adam(tensors, lr=lr, **known), Adam(count), known
    known = {"momentum": MOMENTUM}
    return torch.optim.SGD(tensors, lr=lr, **known), SGD(count), known


def numbers(tensors):
    return [v for p in tensors for v in p.flatten().tolist()]


def case(rng, name, clipped, optimizer, lr, loss, loudness, frames, inputs, shapes):
    stack = random_convolutions(rng, inputs, shapes)
    batch = crops(rng, frames, inputs, shapes, loudness)
    x, y = (torch.tensor([crop[key] for crop in batch]) for key in ("x", "y"))
    pairs = parameters(stack)
    tensors = [p for pair in pairs for p in pair]
    theirs, ours, known = optimizer_of(optimizer, tensors, lr)
    p, losses, norms = numbers(tensors), [], []
    for _ in range(STEPS):
        theirs.zero_grad()
        value = LOSSES[loss](output(stack, pairs, x), y)
        value.backward()
        g = numbers(q.grad for q in tensors)
        norm = torch.nn.utils.clip_grad_norm_(tensors, CLIP).item()
        theirs.step()
        checked({"norm": [norm]}, {"norm": [math.sqrt(math.fsum(d * d for d in g))]})
        p = ours.step(p, [d * min(1, CLIP / (norm + 1e-6)) for d in g], lr)
        losses.append(value.item())
        norms.append(norm)
    weights, bias = [[q.tolist() for q in column] for column in zip(*pairs)]
    checked({"final": numbers(tensors)}, {"final": p})
    assert losses[-1] < losses[0]
    clips = sum(norm > CLIP for norm in norms)
    assert clipped == {0: "none", STEPS: "all"}.get(clips, "some")
    return {
        "name": f"{name}, {optimizer} {lr:g}, {loss}, {clipped} clipped",
        "stack": stack,
        "batch": batch,
        "optimizer": optimizer,
        "lr": lr,
        **known,
        "clip": CLIP,
        "loss_name": loss,
        "losses": losses,
        "gradient_norms": norms,
        "final": {"weights": weights, "bias": bias},
    }


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    rng = random.Random(20261125)
    head = {"python": platform.python_version(), "torch": torch.__version__}
    text = '{"made_by": ' + json.dumps(head) + ', "cases": ' + listed(case(rng, *shape) for shape in SHAPES) + "}\n"
    pathlib.Path(__file__).with_name("training.json").write_text(text)


if __name__ == "__main__":
    main()
