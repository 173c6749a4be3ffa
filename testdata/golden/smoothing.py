#!/usr/bin/python3
"""Golden vectors for the smoothers of filters/design: bells by SciPy, and Savitzky-Golay by exact fractions and SciPy.

Run it as

    /usr/bin/python3 testdata/golden/smoothing.py

which writes smoothing.json beside this script; filters/design/smooth_test.go reads it. Debian 12's python3-scipy made the
file that is checked in; the versions are in it.

SciPy 1.10.1 fits powers of x by least squares, and loses digits with the order and the taps: at 301 taps and order 8 it is wrong
by 0.02. So the taps are those of the normal equations, solved in fractions, which is exact; SciPy has to agree up to order 4, and for
11 taps and fewer. A smoother is symmetric and its taps are of the form Σ a(j)·x^2j, so half of the equations is enough.
"""

import json
import pathlib
import platform
from fractions import Fraction

import numpy
import scipy
from scipy import signal

BELLS = [(1, 0.5), (2, 0.3), (2, 2), (3, 1), (8, 1.5), (31, 5), (64, 10.5), (101, 0.2), (127, 1000)]
SMOOTHERS = [(taps, order) for taps in (1, 3, 5, 11, 31, 101) for order in range(min(taps, 10))]
SMOOTHERS += [(301, 2), (301, 4), (301, 9), (31, 20), (31, 28), (31, 30), (101, 50), (101, 100), (151, 60), (501, 40)]
SOUND = 1e-9  # the error up to which SciPy agrees


def solve(matrix, right):
    """Gauss's elimination in fractions."""
    n = len(matrix)
    rows = [row + [r] for row, r in zip(matrix, right)]
    for i in range(n):
        pivot = next(j for j in range(i, n) if rows[j][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(i + 1, n):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i])]
    x = [Fraction(0)] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - sum(rows[i][j] * x[j] for j in range(i + 1, n))) / rows[i][i]
    return x


def smoother(taps, order):
    middle, terms = taps // 2, order // 2 + 1
    moments = [sum(x ** (2 * j) for x in range(-middle, middle + 1)) for j in range(2 * terms - 1)]
    matrix = [[Fraction(moments[i + j]) for j in range(terms)] for i in range(terms)]
    a = solve(matrix, [Fraction(1)] + [Fraction(0)] * (terms - 1))
    half = []
    for x in range(middle + 1):
        value = Fraction(0)
        for c in reversed(a):
            value = value * (x * x) + c
        half.append(float(value))
    return half[:0:-1] + half


def smoother_case(taps, order):
    exact = smoother(taps, order)
    if order <= 4 or order < 10 and taps <= 11:
        error = abs(signal.savgol_coeffs(taps, order) - exact).max()
        assert error < SOUND, (taps, order, error)
    return {"taps": taps, "order": order, "half": exact[taps // 2 :]}  # from the middle on


def bell_case(taps, deviation):
    weights = signal.get_window(("gaussian", deviation), taps, fftbins=False)
    return {"taps": taps, "deviation": deviation, "kernel": (weights / weights.sum()).tolist()}


def main():
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
    rows = lambda cases: ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    bells = rows(bell_case(*c) for c in BELLS)
    smoothers = rows(smoother_case(*c) for c in SMOOTHERS)
    text = f'{{"made_by": {json.dumps(versions)}, "gaussian": [\n{bells}\n], "savitzky_golay": [\n{smoothers}\n]}}\n'
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
