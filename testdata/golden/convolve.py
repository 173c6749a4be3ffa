#!/usr/bin/python3
"""Golden vectors for conv: convolutions and correlations computed by SciPy.

Run it as

    /usr/bin/python3 testdata/golden/convolve.py

which writes convolve.json beside this script; conv/golden_test.go reads it. Debian 12's python3-scipy made
the file that is checked in; the versions are in it. Inputs come from Python's own random.Random, whose
random() is promised never to change. Another NumPy may add in another order and differ in the last digits.

What SciPy's modes mean, and what is done about it:

- full is sigconv's full.
- same is centred relative to the first argument, also when the kernel is the longer one: it is
  full[(K-1)//2 : (K-1)//2+n], sigconv's same with the centre Middle. checked() makes sure of it for every
  case against sums written out here, and no shape had to be left out.
- valid swaps its arguments when the kernel is the longer one. sigconv's valid then has no frame, so
  valid and correlate are left empty.
- correlate(x, a, 'valid') is y[n] = Σ_k a[k]·x[n+k], the lecture's order, with the taps of h as a.
  (Its 'same' is not used: for an even length it is centred on a[K//2], not on a[(K-1)//2] as PyTorch's.)
"""

import json
import pathlib
import platform
import random

import numpy
import scipy
from scipy import signal

# Input and kernel lengths: kernels shorter and longer than the input, of even and odd length.
SHAPES = [
    (1, 1), (1, 2), (1, 3), (1, 64),
    (2, 1), (2, 2), (2, 3), (2, 4), (2, 9),
    (7, 1), (7, 2), (7, 3), (7, 4), (7, 9), (7, 64),
    (64, 1), (64, 3), (64, 4), (64, 9), (64, 64), (64, 400),
    (301, 2), (301, 9), (301, 64), (301, 400),
]

# Long enough for several transforms of the FFT engine. Small integers keep the file small, and every
# result is exact.
LONG = (3000, 64)


def uniform(rng, count):
    return [2 * rng.random() - 1 for _ in range(count)]


def integers(rng, count):
    return [int(19 * rng.random()) - 9 for _ in range(count)]


def written_out(x, h):
    """The full convolution by its definition, to judge SciPy's idea of where a mode begins."""
    y = [0] * (len(x) + len(h) - 1)
    for n, v in enumerate(x):
        for k, c in enumerate(h):
            y[n + k] += c * v
    return y


def checked(result, expected):
    assert len(result) == len(expected) and numpy.allclose(result, expected, rtol=0, atol=1e-11)
    return result.tolist()


def case(x, h):
    n, taps = len(x), len(h)
    full = written_out(x, h)
    middle = (taps - 1) // 2
    c = {
        "x": x,
        "h": h,
        "full": checked(signal.convolve(x, h, mode="full", method="direct"), full),
        "same": checked(signal.convolve(x, h, mode="same", method="direct"), full[middle:middle + n]),
        "valid": [],
        "correlate": [],
    }
    if taps <= n:
        lecture = written_out(x, h[::-1])
        c["valid"] = checked(signal.convolve(x, h, mode="valid", method="direct"), full[taps - 1:n])
        c["correlate"] = checked(signal.correlate(x, h, mode="valid", method="direct"), lecture[taps - 1:n])
    return c


def cases():
    rng = random.Random(20260701)
    for n, taps in SHAPES:
        yield case(uniform(rng, n), uniform(rng, taps))
    yield case(integers(rng, LONG[0]), integers(rng, LONG[1]))


def main():
    head = {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
    # json writes a float as repr does: the shortest digits that read back as the same number.
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases())
    text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
    pathlib.Path(__file__).with_name("convolve.json").write_text(text)


if __name__ == "__main__":
    main()
