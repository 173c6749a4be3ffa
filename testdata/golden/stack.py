#!/usr/bin/python3
"""Golden vectors for conv.Stack: layers of one-dimensional convolutions computed by PyTorch, in float64 on the CPU.

Run it as

    /usr/bin/python3 testdata/golden/stack.py

which writes stack.json beside this script. Debian 12's python3-torch and python3-mpmath made the file that is
checked in; the versions are in it. Inputs come from Python's own random.Random, whose random() is promised never
to change, rounded to DIGITS decimals. Another PyTorch, or another processor, may differ in the last digits.

A case has a stack as its file has it, a mode, x as [in][frame], y as [out][frame], and hidden: what each layer but
the last gives, as [channel][frame].

What PyTorch's conv1d means, and what is done about it:

- conv1d is a correlation: z[o][n] = b[o] + Σ_i Σ_k w[o][i][k]·x[i][n+k], without zeros around x. They are put there
  before: none for valid, K-1 on both sides for full, and for same as many before as there are taps before the
  centre, as many behind as there are behind it. conv1d's own padding would centre same on w[(K-1)//2] only.
- A layer of order convolution lists h with y[n] = Σ_k h[k]·x[n+center-k]. It is the correlation by the reversed
  taps, whose centre is K-1-center.
- conv1d refuses an input with fewer frames than taps. The layer then gives no frame, and neither do those behind.

Every layer applies the mode to its own input: beyond the ends of what a layer gives there are zeros, not f(b).
checked() makes sure of each layer against sums and activations written out here.

activations has values z and their f(z), by mpmath to 50 digits, rounded once to float64. The slope of leaky-relu
below 0 is the float64 that is nearest to 0.01, as it is in PyTorch.
"""

import json
import math
import pathlib
import platform
import random

import mpmath
import torch
from torch.nn import functional

DIGITS = 4
SLOPE = 0.01

ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": functional.relu,
    "leaky-relu": lambda z: functional.leaky_relu(z, SLOPE),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softsign": functional.softsign,
}

WRITTEN_OUT = {
    "identity": lambda z: z,
    "relu": lambda z: max(z, 0.0),
    "leaky-relu": lambda z: z if z > 0 else SLOPE * z,
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "softsign": lambda z: z / (1 + abs(z)),
}

PRECISE = {
    "identity": lambda z: z,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky-relu": lambda z: z if z > 0 else SLOPE * z,
    "tanh": mpmath.tanh,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "softsign": lambda z: z / (1 + abs(z)),
}

MAGNITUDES = [
    1e-300, 1e-9, 1e-5, 0.01, 0.1, 0.3, 0.5493, 0.7, 1, 1.7, 2.5, 5, 10, 19.9, 20.1, 37, 40, 100, 300, 700,
]

FIRST, MIDDLE, LAST = (lambda taps: 0), (lambda taps: (taps - 1) // 2), (lambda taps: taps - 1)
CONV, CORR = "convolution", "correlation"
BIAS, NONE = True, False

# Name, mode, rate or None, frames, input channels, layers: output channels, taps, centre, order, activation, bias.
SHAPES = [
    ("one tap: a gain", "same", None, 7, 1, [(1, 1, FIRST, CONV, "identity", NONE)]),
    ("one frame, and most of the taps beside it", "same", 48000, 1, 1, [(1, 8, MIDDLE, CORR, "identity", BIAS)]),
    ("a correlation", "same", 44100, 64, 1, [(1, 5, MIDDLE, CORR, "tanh", BIAS)]),
    ("a convolution", "same", 44100, 64, 1, [(1, 8, MIDDLE, CONV, "relu", BIAS)]),
    ("causal", "same", None, 64, 1, [(1, 3, FIRST, CONV, "leaky-relu", NONE)]),
    ("two taps, on the last", "same", None, 7, 1, [(1, 2, LAST, CORR, "softsign", BIAS)]),
    ("33 taps on 7 frames", "full", None, 7, 1, [(1, 33, LAST, CONV, "sigmoid", BIAS)]),
    ("valid leaves one frame", "valid", None, 64, 1, [
        (1, 33, MIDDLE, CORR, "tanh", BIAS), (1, 32, MIDDLE, CONV, "identity", BIAS)]),
    ("1 to 2 to 1, correlations", "same", 48000, 150, 1, [
        (2, 3, MIDDLE, CORR, "relu", BIAS), (1, 3, MIDDLE, CORR, "identity", BIAS)]),
    ("1 to 2 to 1, convolutions", "full", 48000, 64, 1, [
        (2, 5, FIRST, CONV, "sigmoid", BIAS), (1, 2, LAST, CONV, "tanh", NONE)]),
    ("1 to 2 to 1, both orders", "valid", None, 64, 1, [
        (2, 8, LAST, CORR, "softsign", NONE), (1, 5, FIRST, CONV, "leaky-relu", BIAS)]),
    ("1 to 2 to 1, one frame", "full", None, 1, 1, [
        (2, 3, FIRST, CONV, "tanh", BIAS), (1, 8, LAST, CORR, "sigmoid", BIAS)]),
    ("1 to 2 to 1, a sound shorter than the taps", "same", None, 7, 1, [
        (2, 33, FIRST, CORR, "sigmoid", BIAS), (1, 33, LAST, CONV, "softsign", NONE)]),
    ("2 to 3", "same", None, 64, 2, [(3, 5, LAST, CONV, "relu", BIAS)]),
    ("2 to 3, one tap: a mixer", "valid", 48000, 7, 2, [(3, 1, FIRST, CORR, "identity", BIAS)]),
    ("2 to 3, 33 taps", "valid", None, 64, 2, [(3, 33, MIDDLE, CORR, "leaky-relu", NONE)]),
    ("2 to 3, two taps", "full", None, 7, 2, [(3, 2, MIDDLE, CONV, "softsign", BIAS)]),
    ("2 to 3, 33 taps, full", "full", 48000, 150, 2, [(3, 33, FIRST, CORR, "tanh", BIAS)]),
    ("2 to 4 to 2 to 3, the second layer leaves nothing", "valid", None, 7, 2, [
        (4, 5, MIDDLE, CONV, "tanh", BIAS), (2, 5, MIDDLE, CORR, "sigmoid", BIAS), (3, 1, FIRST, CORR, "relu", BIAS)]),
    ("1 to 4 to 4 to 2", "same", 96000, 64, 1, [
        (4, 8, MIDDLE, CORR, "leaky-relu", BIAS), (4, 3, LAST, CONV, "tanh", BIAS),
        (2, 2, FIRST, CORR, "identity", NONE)]),
    ("1 to 4 to 4 to 2, valid", "valid", None, 64, 1, [
        (4, 5, FIRST, CONV, "relu", BIAS), (4, 8, MIDDLE, CORR, "softsign", NONE),
        (2, 3, LAST, CONV, "sigmoid", BIAS)]),
    ("1 to 4 to 4 to 2, full", "full", None, 7, 1, [
        (4, 3, LAST, CORR, "sigmoid", BIAS), (4, 5, MIDDLE, CORR, "relu", BIAS),
        (2, 8, FIRST, CONV, "identity", BIAS)]),
    ("1 to 4 to 4 to 2, one tap in the middle layer", "same", None, 7, 1, [
        (4, 2, FIRST, CORR, "softsign", BIAS), (4, 1, FIRST, CONV, "relu", BIAS), (2, 5, LAST, CORR, "tanh", NONE)]),
    ("four layers", "same", 48000, 150, 1, [
        (1, 33, MIDDLE, CONV, "softsign", BIAS), (2, 8, FIRST, CORR, "relu", BIAS), (2, 3, LAST, CONV, "sigmoid", BIAS),
        (1, 5, MIDDLE, CORR, "identity", BIAS)]),
    ("four layers, valid", "valid", None, 150, 2, [
        (2, 33, LAST, CORR, "tanh", NONE), (3, 2, MIDDLE, CONV, "leaky-relu", BIAS),
        (1, 8, FIRST, CORR, "softsign", BIAS), (2, 5, MIDDLE, CONV, "sigmoid", NONE)]),
    ("four layers without activations", "full", None, 64, 2, [
        (1, 3, FIRST, CONV, "identity", NONE), (2, 5, MIDDLE, CORR, "identity", NONE),
        (3, 2, LAST, CORR, "identity", NONE), (1, 8, MIDDLE, CONV, "identity", BIAS)]),
]


def uniform(rng, count, most):
    return [round(most * (2 * rng.random() - 1), DIGITS) + 0.0 for _ in range(count)]  # no -0


def random_layer(rng, inputs, shape):
    outputs, taps, center, order, activation, biased = shape
    most = 3 / math.sqrt(inputs * taps)  # so that z is about as large as 1
    layer = {"order": order, "center": center(taps), "activation": activation}
    if biased:
        layer["bias"] = uniform(rng, outputs, 0.5)
    layer["weights"] = [[uniform(rng, taps, most) for _ in range(inputs)] for _ in range(outputs)]
    return layer


def random_stack(rng, rate, inputs, shapes):
    stack = {"format": "sigconv-stack/1"}
    if rate:
        stack["rate"] = rate
    stack["layers"] = []
    for shape in shapes:
        stack["layers"].append(random_layer(rng, inputs, shape))
        inputs = shape[0]
    return stack


def padding(mode, taps, before):
    """The zeros before and behind, when before taps are listed before the centre of a correlation."""
    return {"valid": (0, 0), "same": (before, taps - 1 - before), "full": (taps - 1, taps - 1)}[mode]


def output(layer, mode, x):
    weights = torch.tensor(layer["weights"])
    bias = torch.tensor(layer["bias"]) if "bias" in layer else None
    taps, center = weights.shape[2], layer["center"]
    if layer["order"] == CONV:
        weights, center = weights.flip(2), taps - 1 - center
    padded = functional.pad(torch.tensor(x), padding(mode, taps, center))
    if padded.shape[1] < taps:
        return [[] for _ in weights]
    z = functional.conv1d(padded[None], weights, bias)[0]
    return ACTIVATIONS[layer["activation"]](z).tolist()


def written_out(layer, mode, x):
    """A layer by its definition: output n of same lies on input n, and the other modes begin and end elsewhere."""
    frames, center, taps = len(x[0]), layer["center"], len(layer["weights"][0][0])
    sign = 1 if layer["order"] == CORR else -1
    before, behind = (center, taps - 1 - center)[::sign]  # how far a tap sees into the past, and ahead
    first = {"valid": before, "same": 0, "full": -behind}[mode]
    last = {"valid": frames - behind, "same": frames, "full": frames + before}[mode]
    y = []
    for o, kernels in enumerate(layer["weights"]):
        y.append([])
        for n in range(first, last):
            terms = [layer["bias"][o] if "bias" in layer else 0.0]
            for kernel, channel in zip(kernels, x):
                for k, tap in enumerate(kernel):
                    i = n + sign * (k - center)
                    if 0 <= i < frames:
                        terms.append(tap * channel[i])
            y[-1].append(WRITTEN_OUT[layer["activation"]](math.fsum(terms)))
    return y


def checked(result, expected):
    assert len(result) == len(expected)
    for a, b in zip(result, expected):
        assert len(a) == len(b) and all(abs(u - v) <= 1e-14 for u, v in zip(a, b))
    return result


def case(rng, name, mode, rate, frames, inputs, shapes):
    stack = random_stack(rng, rate, inputs, shapes)
    x = [uniform(rng, frames, 1) for _ in range(inputs)]
    signals = [x]
    for layer in stack["layers"]:
        signals.append(checked(output(layer, mode, signals[-1]), written_out(layer, mode, signals[-1])))
    return {"name": name, "mode": mode, "stack": stack, "x": x, "y": signals[-1], "hidden": signals[1:-1]}


def cases():
    rng = random.Random(20260703)
    for shape in SHAPES:
        yield case(rng, *shape)


def rounded(v):
    numerator, denominator = mpmath.libmp.to_rational(v._mpf_)
    return numerator / denominator  # Python rounds the quotient of two integers to the nearest


def activations():
    z = sorted([float(-m) for m in MAGNITUDES] + [0.0] + [float(m) for m in MAGNITUDES])
    with mpmath.workdps(50):
        return {name: {"z": z, "f": [rounded(f(mpmath.mpf(v))) for v in z]} for name, f in PRECISE.items()}


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    head = {"python": platform.python_version(), "torch": torch.__version__, "mpmath": mpmath.__version__}
    # json writes a float as repr does: the shortest digits that read back as the same number.
    compact = lambda v: json.dumps(v, separators=(",", ":"))
    functions = ",\n".join(json.dumps(name) + ":" + compact(v) for name, v in activations().items())
    lines = ",\n".join(compact(c) for c in cases())
    text = json.dumps(head)[:-1] + ', "activations": {\n' + functions + '\n}, "cases": [\n' + lines + "\n]}\n"
    pathlib.Path(__file__).with_name("stack.json").write_text(text)


if __name__ == "__main__":
    main()
