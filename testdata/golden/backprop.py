#!/usr/bin/python3
"""Golden gradients of conv.Stack: losses of stacks and their derivatives by PyTorch, in float64 on the CPU.

Run it as

    /usr/bin/python3 testdata/golden/backprop.py

which writes backprop.json beside this script. Debian 12's python3-torch and python3-mpmath made the file that is
checked in; the versions are in it. stack.py, beside this script too, makes the stacks, out of Python's own
random.Random, rounded to a few decimals. Another PyTorch, or another processor, may differ in the last digits.

A case has a stack as its file has it, of order convolution and with a bias everywhere; x as [in][frame]; and y, what
the stack should give, as [out][frame]. Every layer is in mode valid: of its input's N frames and K taps it gives the
N-K+1 outputs that see no frame beyond the ends, and its center moves nothing. y[o][j] belongs to output j.

loss is, with the sums over all channels and frames together and ŷ for what the stack gives,

- esr: Σ (y-ŷ)² / Σ y²
- mse: the mean of (y-ŷ)²

and the others are its derivatives: weights as [layer][out][in][tap], with the taps in the order of the stack's,
bias as [layer][out], and dx as [in][frame].

PyTorch's conv1d is a correlation. The weights are flipped on their way into it, and their gradients come back in the
order of the convolution. checked() compares all of them with the chain rule written out: with g[o][n] for the
derivative by z[o][n] = b[o] + Σ_i Σ_k w[o][i][k]·x[i][n+K-1-k],

    by b[o] it is Σ_n g[o][n], by w[o][i][k] it is Σ_n g[o][n]·x[i][n+K-1-k],
    by x[i][m] it is Σ_o Σ_k g[o][m-K+1+k]·w[o][i][k], and so on to the layer before.
"""

import json
import math
import pathlib
import platform
import random
import sys

import torch
from torch.nn import functional

sys.dont_write_bytecode = True
from stack import ACTIVATIONS, BIAS, CONV, FIRST, LAST, MIDDLE, SLOPE, WRITTEN_OUT, random_stack, uniform

# Of an activation's derivative, by z and by f(z).
SLOPES = {
    "identity": lambda z, f: 1.0,
    "relu": lambda z, f: 1.0 if z > 0 else 0.0,
    "leaky-relu": lambda z, f: 1.0 if z > 0 else SLOPE,
    "tanh": lambda z, f: 1 - f * f,
    "sigmoid": lambda z, f: f * (1 - f),
    "softsign": lambda z, f: (1 - abs(f)) ** 2,
}

LOSSES = {
    "esr": lambda result, y: (y - result).square().sum() / y.square().sum(),
    "mse": lambda result, y: (y - result).square().mean(),
}

# Name, loss, frames, input channels, layers: output channels, taps, centre, activation.
SHAPES = [
    ("one tap: a gain", "mse", 60, 1, [(1, 1, FIRST, "identity")]),
    ("a kernel", "esr", 100, 1, [(1, 13, MIDDLE, "identity")]),
    ("a long kernel", "mse", 150, 1, [(1, 33, LAST, "identity")]),
    ("relu", "esr", 60, 1, [(1, 3, FIRST, "relu")]),
    ("leaky-relu", "mse", 60, 1, [(1, 5, LAST, "leaky-relu")]),
    ("tanh", "esr", 60, 1, [(1, 8, MIDDLE, "tanh")]),
    ("sigmoid", "mse", 60, 1, [(1, 2, FIRST, "sigmoid")]),
    ("softsign", "esr", 60, 1, [(1, 3, MIDDLE, "softsign")]),
    ("one output frame", "esr", 60, 1, [(1, 33, FIRST, "tanh"), (1, 28, LAST, "identity")]),
    ("3 to 2, one tap: a mixer", "esr", 60, 3, [(2, 1, FIRST, "identity")]),
    ("5 to 3", "mse", 60, 5, [(3, 5, MIDDLE, "softsign")]),
    ("2 to 2, 33 taps", "esr", 100, 2, [(2, 33, MIDDLE, "leaky-relu")]),
    ("1 to 2 to 1", "mse", 100, 1, [(2, 13, FIRST, "relu"), (1, 8, LAST, "sigmoid")]),
    ("1 to 3 to 1", "esr", 100, 1, [(3, 8, FIRST, "tanh"), (1, 8, FIRST, "identity")]),
    ("1 to 4 to 1", "esr", 80, 1, [(4, 5, MIDDLE, "sigmoid"), (1, 33, MIDDLE, "identity")]),
    ("2 to 5 to 2", "mse", 70, 2, [(5, 3, LAST, "leaky-relu"), (2, 2, FIRST, "softsign")]),
    ("1 to 8 to 8 to 1", "esr", 90, 1, [
        (8, 5, FIRST, "tanh"), (8, 3, FIRST, "tanh"), (1, 8, FIRST, "identity")]),
    ("1 to 4 to 4 to 1", "mse", 90, 1, [
        (4, 8, MIDDLE, "softsign"), (4, 13, LAST, "relu"), (1, 2, MIDDLE, "identity")]),
    ("2 to 3 to 5 to 2, a mixer in the middle", "esr", 60, 2, [
        (3, 13, FIRST, "sigmoid"), (5, 1, FIRST, "leaky-relu"), (2, 3, LAST, "tanh")]),
    ("four layers", "esr", 120, 1, [
        (3, 33, MIDDLE, "relu"), (2, 8, FIRST, "tanh"), (4, 5, LAST, "softsign"), (1, 3, MIDDLE, "identity")]),
    ("four layers, 4 to 8 to 4 to 1 to 2", "mse", 60, 4, [
        (8, 2, LAST, "tanh"), (4, 3, MIDDLE, "sigmoid"), (1, 8, FIRST, "leaky-relu"), (2, 5, FIRST, "identity")]),
    ("four layers without activations", "mse", 60, 1, [
        (2, 3, FIRST, "identity"), (3, 5, MIDDLE, "identity"), (2, 2, LAST, "identity"), (1, 8, FIRST, "identity")]),
]


def random_convolutions(rng, inputs, shapes):
    return random_stack(rng, None, inputs, [(out, k, center, CONV, f, BIAS) for out, k, center, f in shapes])


def parameters(stack):
    """The weights and the biases of each layer, as tensors with gradients."""
    return [tuple(torch.tensor(layer[key], requires_grad=True) for key in ("weights", "bias"))
            for layer in stack["layers"]]


def output(stack, pairs, x):
    """What x, as [in][frame] or [crop][in][frame], becomes."""
    for layer, (weights, bias) in zip(stack["layers"], pairs):
        x = ACTIVATIONS[layer["activation"]](functional.conv1d(x, weights.flip(2), bias))
    return x


def backwards(layer, x, f, g):
    """The derivatives by weights, bias and x, of a layer that gives f and of which g are the derivatives by z."""
    taps, frames = len(layer["weights"][0][0]), range(len(f[0]))
    dw = [[[math.fsum(row[n] * channel[n + taps - 1 - k] for n in frames) for k in range(taps)]
           for channel in x] for row in g]
    dx = [[[] for _ in channel] for channel in x]
    for row, kernels in zip(g, layer["weights"]):
        for kernel, terms in zip(kernels, dx):
            for n in frames:
                for k, tap in enumerate(kernel):
                    terms[n + taps - 1 - k].append(row[n] * tap)
    return dw, [math.fsum(row) for row in g], [[math.fsum(terms) for terms in channel] for channel in dx]


def forwards(layer, x):
    """z of a layer by its definition."""
    taps = len(layer["weights"][0][0])
    return [[math.fsum([bias] + [tap * channel[n + taps - 1 - k] for kernel, channel in zip(kernels, x)
                                 for k, tap in enumerate(kernel)]) for n in range(len(x[0]) - taps + 1)]
            for kernels, bias in zip(layer["weights"], layer["bias"])]


def written_out(stack, x, y, name):
    """The loss and its derivatives by their definition."""
    signals, sums = [x], []
    for layer in stack["layers"]:
        sums.append(forwards(layer, signals[-1]))
        signals.append([[WRITTEN_OUT[layer["activation"]](z) for z in row] for row in sums[-1]])
    e = [[a - b for a, b in zip(*rows)] for rows in zip(signals[-1], y)]
    scale = 1 / (math.fsum(v * v for row in y for v in row) if name == "esr" else len(y) * len(y[0]))
    loss = scale * math.fsum(v * v for row in e for v in row)
    g = [[2 * scale * v for v in row] for row in e]
    weights, bias = [], []
    for layer, x, z, f in reversed(list(zip(stack["layers"], signals, sums, signals[1:]))):
        slope = SLOPES[layer["activation"]]
        g = [[d * slope(*at) for d, *at in zip(*rows)] for rows in zip(g, z, f)]
        dw, db, g = backwards(layer, x, f, g)
        weights.insert(0, dw)
        bias.insert(0, db)
    return {"loss": loss, "weights": weights, "bias": bias, "dx": g}


def flat(values):
    return [w for v in values for w in flat(v)] if isinstance(values, list) else [values]


def checked(result, expected):
    assert result.keys() == expected.keys()
    for key in result:
        a, b = flat(result[key]), flat(expected[key])
        most = 1e-13 * max(map(abs, b))
        assert len(a) == len(b) and all(abs(u - v) <= most for u, v in zip(a, b)), key
    return result


def case(rng, name, loss, frames, inputs, shapes):
    stack = random_convolutions(rng, inputs, shapes)
    x = [uniform(rng, frames, 1) for _ in range(inputs)]
    frames -= sum(taps - 1 for _, taps, _, _ in shapes)
    y = [uniform(rng, frames, 1) for _ in range(shapes[-1][0])]
    pairs, tensor = parameters(stack), torch.tensor(x, requires_grad=True)
    value = LOSSES[loss](output(stack, pairs, tensor), torch.tensor(y))
    value.backward()
    weights, bias = [[p.grad.tolist() for p in column] for column in zip(*pairs)]
    result = {"loss": value.item(), "weights": weights, "bias": bias, "dx": tensor.grad.tolist()}
    checked(result, written_out(stack, x, y, loss))
    return {
        "name": f"{name}, {loss}",
        "stack": stack,
        "x": x,
        "y": y,
        "loss_name": loss,
        "loss": result["loss"],
        "gradients": {"weights": weights, "bias": bias},
        "dx": result["dx"],
    }


def listed(entries):
    # json writes a float as repr does: the shortest digits that read back as the same number.
    return "[\n" + ",\n".join(json.dumps(e, separators=(",", ":")) for e in entries) + "\n]"


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    rng = random.Random(20261124)
    head = {"python": platform.python_version(), "torch": torch.__version__}
    text = '{"made_by": ' + json.dumps(head) + ', "cases": ' + listed(case(rng, *shape) for shape in SHAPES) + "}\n"
    pathlib.Path(__file__).with_name("backprop.json").write_text(text)


if __name__ == "__main__":
    main()
