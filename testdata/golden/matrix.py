#!/usr/bin/python3
"""Golden matrices: the Toeplitz matrix of a kernel, by SciPy, and what it makes of an input.

Run it as

    /usr/bin/python3 testdata/golden/matrix.py

which writes matrix.json beside this script. Debian 12's python3-scipy made the file that is checked in;
the versions are in it. Taps and inputs come from numpy's default_rng(4): another NumPy may draw others.

Row i of a matrix is output i, column j is input j, and y = matrix · x + bias.

- A convolution is y[i] = Σ_k h[k]·x[i+s-k] + bias, where x is 0 outside of its n frames. s is 0 for full
  (n+K-1 rows), center for same (n rows) and K-1 for valid (n-K+1 rows, none if n < K).
- A correlation lists a[k], and its valid is y[i] = Σ_k a[k]·x[i+k] + bias: the lecture's matrix, a1 a2 a3 0 …
  above 0 a1 a2 a3 …. In any mode it is the convolution by the reversed taps with the centre K-1-center.
- full and valid do not depend on center, which is listed all the same.

What SciPy's functions mean, and what is done about it:

- linalg.toeplitz makes the valid matrix of a correlation.
- linalg.convolution_matrix makes the others, but it has max(n, K) rows for same, centred on (min(n, K)-1)//2, and
  swaps its arguments for valid when the kernel is the longer one. For other centres and for n < K, same is
  the rows center … center+n-1 of its full, and valid has no rows.
- signal.convolve makes y for a convolution, signal.correlate for a valid correlation. Where the mode means
  something else, and for every other correlation, y is a slice of signal.convolve's full.

check() makes sure that matrix · x + bias is y, and that the matrix is the one of the sums above.

collapse is about kernels one after another, all of them convolutions: product, their numpy.convolve, is the
one kernel that does the same, with the sum of their centers as its center. So it is for full and valid, and for
same where the input begins and ends in enough silence: a same after a same has lost what the first left out.
"""

import functools
import json
import pathlib
import platform

import numpy
import scipy
from scipy import linalg, signal

TOLERANCE = 1e-13

# Kernels by taps, and the tap that is 0 or None; inputs; the centre; the bias. Each is made in both
# orders and in every mode.
SHAPES = [
    # The kernel is the longer one.
    (2, None, 1, "first", 0.0),
    (3, 1, 2, "middle", 0.0),
    (16, None, 8, "last", 0.0),
    (7, 2, 5, "first", 0.5),
    (16, 6, 5, "middle", 0.5),
    (4, None, 1, "last", 0.5),
    # Both are as long. Fewer than three taps have no three centres.
    (1, None, 1, "first", 0.0),
    (7, None, 7, "middle", 0.0),
    (2, None, 2, "last", 0.0),
    (2, None, 2, "first", 0.5),
    (1, None, 1, "middle", 0.5),
    (7, 4, 7, "last", 0.5),
    (7, None, 7, "first", 0.5),
    # The input is the longer one.
    (4, 2, 5, "first", 0.0),
    (16, None, 24, "middle", 0.0),
    (3, None, 8, "last", 0.0),
    (7, 3, 24, "first", 0.5),
    (4, None, 8, "middle", 0.5),
    (2, None, 5, "last", 0.5),
    (1, None, 8, "first", 0.5),
]

# Kernels to collapse: taps and centre of each.
CHAINS = [
    [(1, 0), (3, 1)],
    [(2, 0), (2, 1)],
    [(3, 1), (4, 1)],
    [(7, 3), (16, 15)],
    [(1, 0), (1, 0), (1, 0)],
    [(2, 1), (3, 0), (4, 3)],
    [(16, 7), (7, 0), (3, 1)],
]


def center_of(word, count):
    return {"first": 0, "middle": (count - 1) // 2, "last": count - 1}[word]


def draw(rng, count):
    return rng.uniform(-1, 1, count)


def as_convolution(taps, order, center):
    """The taps and the centre of the convolution that does the same."""
    if order == "correlation":
        return taps[::-1], len(taps) - 1 - center
    return taps, center


def scipy_means_the_same(taps, mode, center, n):
    """Whether a mode of linalg.convolution_matrix is ours."""
    if mode == "same":
        return center == (len(taps) - 1) // 2 and n >= len(taps)
    return mode == "full" or n >= len(taps)


def matrix_of(taps, order, center, mode, n):
    count = len(taps)
    if mode == "valid" and n < count:
        return numpy.zeros((0, n))
    if mode == "valid" and order == "correlation":
        column = numpy.concatenate((taps[:1], numpy.zeros(n - count)))
        row = numpy.concatenate((taps, numpy.zeros(n - count)))
        return linalg.toeplitz(column, row)
    h, middle = as_convolution(taps, order, center)
    if scipy_means_the_same(h, mode, middle, n):
        return linalg.convolution_matrix(h, n, mode)
    return linalg.convolution_matrix(h, n, "full")[middle:middle + n]


def output_of(taps, order, center, mode, x):
    n, count = len(x), len(taps)
    if mode == "valid" and n < count:
        return numpy.zeros(0)
    if order == "convolution" and (mode != "same" or center == (count - 1) // 2):
        return signal.convolve(x, taps, mode=mode, method="direct")
    if order == "correlation" and mode == "valid":
        return signal.correlate(x, taps, mode="valid", method="direct")
    h, middle = as_convolution(taps, order, center)
    full = signal.convolve(x, h, mode="full", method="direct")
    return full if mode == "full" else full[middle:middle + n]


def written_out(taps, order, center, mode, n):
    """The matrix by its definition, to judge SciPy's."""
    count = len(taps)
    h, middle = as_convolution(taps, order, center)
    rows = {"full": n + count - 1, "same": n, "valid": max(n - count + 1, 0)}[mode]
    shift = {"full": 0, "same": middle, "valid": count - 1}[mode]
    m = numpy.zeros((rows, n))
    for i in range(rows):
        for k in range(count):
            if 0 <= i + shift - k < n:
                m[i, i + shift - k] = h[k]
    return m


def check(matrix, x, bias, y, expected):
    assert matrix.shape == expected.shape and (matrix == expected).all()
    assert y.shape == (len(matrix),)
    assert numpy.allclose(matrix @ x + bias, y, rtol=0, atol=TOLERANCE)


def case(taps, order, center, mode, x, bias):
    n, count = len(x), len(taps)
    matrix = matrix_of(taps, order, center, mode, n)
    y = output_of(taps, order, center, mode, x) + bias
    check(matrix, x, bias, y, written_out(taps, order, center, mode, n))
    return {
        "name": f"{mode} {order} of {n} by {count}, centre {center}, bias {bias:g}",
        "taps": taps.tolist(),
        "order": order,
        "center": center,
        "mode": mode,
        "n": n,
        "x": x.tolist(),
        "bias": bias,
        "matrix": matrix.tolist(),
        "y": y.tolist(),
    }


def cases(rng):
    for count, zero, n, word, bias in SHAPES:
        taps, x = draw(rng, count), draw(rng, n)
        if zero is not None:
            taps[zero] = 0.0
        for order in ("convolution", "correlation"):
            for mode in ("valid", "same", "full"):
                yield case(taps, order, center_of(word, count), mode, x, bias)


def check_collapse(kernels, centers, product, x):
    """That the matrices of the kernels, multiplied, are the matrix of the product."""
    silence = numpy.zeros(len(product))
    x = numpy.concatenate((silence, x, silence))
    for mode in ("full", "valid", "same"):
        y = x
        for taps, center in zip(kernels, centers):
            y = matrix_of(taps, "convolution", center, mode, len(y)) @ y
        once = matrix_of(product, "convolution", sum(centers), mode, len(x)) @ x
        assert y.shape == once.shape and numpy.allclose(y, once, rtol=0, atol=TOLERANCE)


def collapses(rng):
    for chain in CHAINS:
        kernels = [draw(rng, count) for count, _ in chain]
        centers = [center for _, center in chain]
        product = functools.reduce(numpy.convolve, kernels)
        check_collapse(kernels, centers, product, draw(rng, 24))
        yield {
            "name": "convolutions by " + ", ".join(str(count) for count, _ in chain),
            "kernels": [taps.tolist() for taps in kernels],
            "centers": centers,
            "product": product.tolist(),
            "center": sum(centers),
        }


def listed(entries):
    # json writes a float as repr does: the shortest digits that read back as the same number.
    return "[\n" + ",\n".join(json.dumps(e, separators=(",", ":")) for e in entries) + "\n]"


def main():
    rng = numpy.random.default_rng(4)
    head = {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
    text = '{"made_by": ' + json.dumps(head) + ', "cases": ' + listed(cases(rng))
    text += ', "collapse": ' + listed(collapses(rng)) + "}\n"
    pathlib.Path(__file__).with_name("matrix.json").write_text(text)


if __name__ == "__main__":
    main()
