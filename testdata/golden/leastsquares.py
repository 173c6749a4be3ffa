#!/usr/bin/python3
"""Golden kernels: the least-squares kernel between two recordings, by mpmath to 50 digits, as SciPy's lstsq finds it.

Run it as

    /usr/bin/python3 testdata/golden/leastsquares.py

which writes leastsquares.json beside this script. Debian 12's python3-scipy and python3-mpmath made the file that is
checked in; the versions are in it. Sounds come from Python's own random.Random, whose random() is promised never to
change, rounded to DIGITS decimals.

Of K taps and a center c, h is the kernel with the least

    Σ_n (y[n] - Σ_k h[k]·x[n+c-k])² + ridge·(trace(XᵀX)/K)·Σ_k h[k]²

The sum goes over the rows n that see nothing beyond the ends of x: n+c-K+1 >= 0 and n+c < N. Where a case has spans
other than null, a row must also lie in one of them: from <= n < to. What a row sees may lie outside. X has these rows
only, x[n+c-k] in its column k, and so has the trace. The sounds are cut out of longer ones: taking x for 0 beyond its
ends gives another kernel.

- h is the solution of the normal equations of the float64 x and y, rounded once to float64. Their coefficients are
  sums without rounding, mpmath's fdot. checked() compares it with scipy.linalg.lstsq, which sees X, and below it
  the square root of the ridge's factor times the identity; and it sees to it that the gradient, by sums written
  out, is 0.
- condition is the largest eigenvalue of XᵀX + ridge·(trace(XᵀX)/K)·I over its smallest: the square of that ratio
  of NumPy's singular values, good to some ten digits.
- error_sum is Σ e² with e[n] = y[n] - Σ_k h[k]·x[n+c-k] over the rows used, by the rounded h and without the ridge.
  esr_db_train is 10·log10(Σ e² / Σ y²) over the same rows, esr_db_heldout over the other rows that see nothing beyond
  the ends. It is null when there are no such rows, or when there is no error at all.

Three cases have sounds and kernels in eighths, so that y is exact, h is the true kernel to the last digit and the error
is 0. In one of them y is noise outside of the spans.

toeplitz has first rows r of symmetric Toeplitz matrices R, the autocorrelations of such sounds, right sides v, and the solutions x
of R·x = v by scipy.linalg.solve_toeplitz, which is Levinson's recursion.
"""

import json
import math
import pathlib
import platform
import random

import mpmath
import numpy
import scipy.linalg

DIGITS = 4

# Name, frames, taps, center, ridge, smoothing, noise or None for eighths, spans or None. Smoothing is the pole of the
# low-pass that x has been through twice, 0 for white noise.
SHAPES = [
    ("one tap: a gain", 40, 1, 0, 0, 0, 0.01, None),
    ("two taps, on the last", 40, 2, 1, 0, 0, 0.3, None),
    ("eighths: the true kernel", 48, 8, 0, 0, 0, None, None),
    ("eighths, as many rows as taps", 41, 21, 10, 0, 0, None, None),
    ("causal", 120, 9, 0, 0, 0, 0.05, None),
    ("causal, a little ridge", 120, 9, 0, 1e-9, 0, 0.05, None),
    ("causal, much ridge", 120, 9, 0, 1e-3, 0, 0.05, None),
    ("middle, rounded to 4 decimals", 300, 32, 15, 0, 0, 0, None),
    ("64 taps, on the last", 600, 64, 63, 0, 0, 0.1, None),
    ("fewer rows than taps, and a ridge", 100, 64, 20, 1e-3, 0, 0.02, None),
    ("smooth, rounded to 4 decimals", 240, 17, 0, 0, 0.9, 0, None),
    ("smooth, noisy", 400, 33, 16, 0, 0.92, 0.01, None),
    ("smooth, noisy, a little ridge", 240, 12, 11, 1e-9, 0.96, 0.02, None),
    ("smooth, noisy, much ridge", 400, 33, 16, 1e-3, 0.92, 0.01, None),
    ("two spans", 160, 7, 3, 0, 0, 0.1, [[0, 70], [100, 160]]),
    ("two spans, eighths, noise outside of them", 160, 16, 0, 0, 0, None, [[20, 75], [90, 150]]),
    ("three spans, one of a single row", 200, 5, 4, 1e-9, 0, 0.05, [[10, 50], [90, 91], [120, 180]]),
    ("three spans shorter than the taps", 200, 24, 12, 1e-3, 0, 0.05, [[30, 45], [80, 100], [150, 165]]),
    ("three spans, smooth", 500, 40, 0, 0, 0.85, 0.02, [[0, 150], [200, 330], [360, 470]]),
]


def uniform(rng, count, most):
    return [most * (2 * rng.random() - 1) for _ in range(count)]


def eighths(values):
    return [round(8 * v) / 8 for v in values]


def rounded(values):
    return [round(v, DIGITS) + 0.0 for v in values]  # no -0


def smooth(values, pole):
    out, last, before = [], 0.0, 0.0
    for v in values:
        last, before = v + 2 * pole * last - pole * pole * before, last
        out.append(last)
    loudest = max(abs(v) for v in out)
    return [v / loudest for v in out]


def sounds(rng, frames, taps, center, pole, noise, spans):
    """x and y out of the middle of longer ones."""
    x = uniform(rng, frames + 2 * taps, 1)
    h = uniform(rng, taps, 1)
    if noise is None:
        x, h, hiss = eighths(x), eighths(h), [0.0] * frames
    else:
        x, hiss = rounded(smooth(x, pole) if pole else x), uniform(rng, frames, noise)
    inside = range(taps, taps + frames)
    y = [math.fsum(tap * x[n + center - k] for k, tap in enumerate(h)) for n in inside]
    y = [v + e for v, e in zip(y, hiss)]
    if noise is not None:
        return x[taps:-taps], rounded(y)
    for n in range(frames):
        if spans and not within(spans, n):
            y[n] = eighths(uniform(rng, 1, 1))[0]
    return x[taps:-taps], y


def within(spans, n):
    return any(begin <= n < end for begin, end in spans)


def matrix(x, taps, center, rows):
    return [[x[n + center - k] for k in range(taps)] for n in rows]


def transposed(m):
    return [list(column) for column in zip(*m)]


def solution(m, y, ridge):
    """The kernel, rounded, and the factor of the ridge."""
    taps = len(m[0])
    columns = [[mpmath.mpf(v) for v in column] for column in transposed(m)]
    y = [mpmath.mpf(v) for v in y]
    normal = mpmath.matrix(taps, taps)
    for i in range(taps):
        for j in range(i, taps):
            normal[i, j] = normal[j, i] = mpmath.fdot(columns[i], columns[j])
    factor = mpmath.mpf(ridge) * mpmath.fsum(normal[i, i] for i in range(taps)) / taps
    for i in range(taps):
        normal[i, i] += factor
    right = mpmath.matrix([mpmath.fdot(column, y) for column in columns])
    return [float(v) + 0.0 for v in mpmath.lu_solve(normal, right)], float(factor)


def errors(m, y, h):
    """Σ e² and Σ y², without rounding e."""
    h = [mpmath.mpf(v) for v in h]
    e = [v - mpmath.fdot(row, h) for row, v in zip(m, map(mpmath.mpf, y))]
    return mpmath.fdot(e, e), mpmath.fdot(y, y)


def decibels(error, power):
    return float(10 * mpmath.log10(error / power)) if error else None


def checked(h, m, y, factor):
    """The condition, after a look at h."""
    tall = numpy.concatenate((numpy.array(m), math.sqrt(factor) * numpy.eye(len(h))))
    singular = numpy.linalg.svd(tall, compute_uv=False)
    condition = float((singular[0] / singular[-1]) ** 2)
    found = scipy.linalg.lstsq(tall, numpy.array(y + [0.0] * len(h)))[0]
    assert numpy.abs(found - h).max() <= 1e-14 * max(condition, 100)
    e = [math.fsum([v] + [-a * b for a, b in zip(row, h)]) for row, v in zip(m, y)]
    for tap, column in zip(h, transposed(m)):
        terms = [a * b for a, b in zip(column, e)] + [-factor * tap]
        assert abs(math.fsum(terms)) <= 1e-13 * math.fsum(map(abs, h)) * math.fsum(v * v for v in column)
    return condition


def case(rng, name, frames, taps, center, ridge, pole, noise, spans):
    x, y = sounds(rng, frames, taps, center, pole, noise, spans)
    rows = range(taps - 1 - center, frames - center)
    used = [n for n in rows if spans is None or within(spans, n)]
    others = [n for n in rows if n not in used]
    m, right = matrix(x, taps, center, used), [y[n] for n in used]
    h, factor = solution(m, right, ridge)
    condition = checked(h, m, right, factor)
    error, power = errors(m, right, h)
    assert (error == 0) == (noise is None)
    heldout = None
    if others:
        heldout = decibels(*errors(matrix(x, taps, center, others), [y[n] for n in others], h))
    return {
        "name": name,
        "x": x,
        "y": y,
        "taps": taps,
        "center": center,
        "ridge": ridge,
        "spans": spans,
        "h": h,
        "condition": condition,
        "esr_db_train": decibels(error, power),
        "esr_db_heldout": heldout,
        "error_sum": float(error),
    }


# Sizes and poles of toeplitz.
TOEPLITZ = [(1, 0), (2, 0), (17, 0), (64, 0.5), (100, 0.9)]


def toeplitz(rng, size, pole):
    x, _ = sounds(rng, 4 * size, 1, 0, pole, 0, None)
    r = [math.fsum(a * b for a, b in zip(x, x[lag:])) for lag in range(size)]
    v = [round(2 * rng.random() - 1, DIGITS) for _ in range(size)]
    return {"r": r, "v": v, "x": scipy.linalg.solve_toeplitz(r, v).tolist()}


def main():
    rng = random.Random(20261123)
    head = {"python": platform.python_version(), "scipy": scipy.__version__, "mpmath": mpmath.__version__}
    # json writes a float as repr does: the shortest digits that read back as the same number.
    with mpmath.workdps(50):
        lines = [json.dumps(case(rng, *shape), separators=(",", ":")) for shape in SHAPES]
    solved = [json.dumps(toeplitz(rng, *s), separators=(",", ":")) for s in TOEPLITZ]
    text = '{"made_by": ' + json.dumps(head) + ', "cases": [\n' + ",\n".join(lines) + "\n],\n"
    text += '"toeplitz": [\n' + ",\n".join(solved) + "\n]}\n"
    pathlib.Path(__file__).with_name("leastsquares.json").write_text(text)


if __name__ == "__main__":
    main()
