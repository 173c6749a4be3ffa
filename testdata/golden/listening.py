#!/usr/bin/python3
"""Golden values for the statistics of listening tests, cmd/sigconv/internal/listen/stats, by SciPy, NumPy and mpmath.

Run it as

    /usr/bin/python3 testdata/golden/listening.py

which writes listening.json beside this script; golden_test.go of that package reads it. Debian 12's python3-scipy and
python3-mpmath made the file that is checked in; the versions are in it. Scores come from Python's own random.Random, whose
random() is promised never to change.

- tails: the chance p of k or more successes in n trials at a rate. mpmath adds up all terms with 60 digits and rounds once;
  a string, so that check.py compares all digits, of the smallest too. SciPy's binom.sf agrees to 1e-9 of itself.
- two_sided: binomtest against 1/2. intervals: beta.ppf; binomtest's proportion_ci, method exact, agrees to 1e-8.
- summaries: mean, numpy.percentile by its default, linear, and Student's t times scipy.stats.sem. The quantile is mpmath's
  to 60 digits, since t.ppf agrees to 1e-8 only.
- wilcoxon: counted is wilcoxon(method="exact") where nothing ties; where something does, for which SciPy has no exact
  method, the p-values of all ways to draw the signs are counted one by one, ranks by rankdata, zeros by Pratt. approximate
  is wilcoxon(method="approx", zero_method="pratt", correction=True).
- holm: adjusted by the definition, max over j <= i of min(1, (m-j+1) p_j) for p_1 <= ... <= p_m.
"""

import itertools
import json
import math
import pathlib
import platform
import random
import warnings

import mpmath
import numpy
import scipy
from scipy import stats

TAILS = [  # n, rate, numbers of successes
    (1, 0.5, [0, 1]),
    (10, 0.5, [0, 1, 5, 8, 9, 10]),
    (16, 0.5, [11, 12, 16]),
    (16, 0.7, [1, 8, 11, 12, 16]),
    (49, 0.1, [1, 5, 6, 30, 49]),
    (50, 0.9, [1, 30, 45, 46, 50]),
    (51, 0.5, [1, 25, 26, 32, 51]),
    (51, 0.001, [1, 2, 51]),
    (51, 0.999, [1, 40, 50, 51]),
    (60, 1e-9, [1, 2, 30]),
    (100, 0.5, [1, 20, 50, 51, 59, 80, 100]),
    (100, 0.7, [5, 59, 70, 71, 90, 100]),
    (1000, 0.5, [1, 400, 500, 501, 527, 700, 930, 999]),
    (1000, 0.3, [200, 300, 301, 330, 700]),
    (10000, 0.5, [4500, 5000, 5001, 5083, 5200, 6000, 6800]),
    (10000, 0.7, [6500, 7000, 7001, 7076, 7500, 8500]),
    (10000, 0.01, [1, 80, 100, 101, 150, 400]),
    (10000, 0.9999, [9900, 9998, 9999, 10000]),
]
TWO_SIDED = [(0, 1), (3, 10), (5, 10), (9, 10), (10, 10), (12, 16), (20, 30), (44, 101), (5200, 10000)]
INTERVALS = [
    (k, n, confidence)
    for n in (1, 2, 10, 16, 32, 51, 100, 1000)
    for k in sorted({0, 1, n // 3, n // 2, 7 * n // 8, n - 1, n})
    for confidence in (0.8, 0.95, 0.999)
]
SUMMARIES = [2, 3, 4, 5, 10, 16, 31, 100, 1000]  # how many scores
COUNTED = [1, 2, 5, 6, 10, 20, 35, 50]  # how many differences, none of which tie
TIED = [  # differences with ties and zeros, few enough to count one by one
    [0],
    [0, 0, 0],
    [1, 1],
    [1, -1, 0],
    [5, 5, 5, -5, 5, 5],
    [0, 0, 3, 4, -1, 5, 6, 7],
    [2, -2, 4, 4, -1, 0, 9, 12, 12, -12, 3],
    [10, 15, 0, 5, 20, -5, 10, 10, 0, 25, -10, 5, 15],
    [-1, -1, -2, -2, -3, 3, -4, -4, -5, -5, -6, 7, 0, 0, 0, -9],
]
APPROXIMATE = [(60, 0), (80, 3), (120, 10), (300, 25)]  # differences, and how many of them are 0
HOLM = [[], [0.03], [0.01, 0.02, 0.03, 0.04, 0.05], [0.04, 0.01, 0.03, 0.01], [0.6, 0.001, 0.6, 0.2], [1, 0, 1]]


def at_least(k, n, rate):
    """Σ_{i≥k} C(n,i) p^i q^(n-i), with 60 digits."""
    p = mpmath.mpf(rate)
    q = 1 - p
    term = mpmath.binomial(n, k) * p**k * q ** (n - k)
    terms = [term]
    for i in range(k, n):
        term = term * (n - i) / (i + 1) * p / q
        terms.append(term)
    return float(mpmath.fsum(terms))


def tails():
    for n, rate, successes in TAILS:
        for k in successes:
            p = at_least(k, n, rate)
            assert p > 1e-300
            assert math.isclose(p, stats.binom.sf(k - 1, n, rate), rel_tol=1e-9)
            yield {"k": k, "n": n, "rate": rate, "p": repr(p)}


def two_sided():
    for k, n in TWO_SIDED:
        yield {"k": k, "n": n, "p": float(stats.binomtest(k, n).pvalue)}


def intervals():
    for k, n, confidence in INTERVALS:
        tail = (1 - confidence) / 2
        low = stats.beta.ppf(tail, k, n - k + 1) if k > 0 else 0
        high = stats.beta.isf(tail, k + 1, n - k) if k < n else 1
        found = stats.binomtest(k, n).proportion_ci(confidence, method="exact")
        assert math.isclose(found.low, low, rel_tol=1e-8) and math.isclose(found.high, high, rel_tol=1e-8)
        yield {"k": k, "n": n, "confidence": confidence, "low": float(low), "high": float(high)}


def student(p, freedom):
    """The quantile of p > 1/2 of Student's t."""
    near = stats.t.ppf(p, freedom)
    beyond = lambda t: mpmath.betainc(freedom / 2, 0.5, 0, freedom / (freedom + t * t), regularized=True) / 2
    quantile = float(mpmath.findroot(lambda t: beyond(t) - (1 - mpmath.mpf(p)), near))
    assert math.isclose(quantile, near, rel_tol=1e-8)
    return quantile


def summaries(rng):
    for count in SUMMARIES:
        scores = [float(rng.randrange(101)) for _ in range(count)]
        mean, error = numpy.mean(scores), stats.sem(scores)
        first, median, third = numpy.percentile(scores, [25, 50, 75])
        for confidence in (0.95, 0.99):
            half = student((1 + confidence) / 2, count - 1) * error
            yield {
                "scores": scores,
                "confidence": confidence,
                "mean": float(mean),
                "low": float(mean - half),
                "high": float(mean + half),
                "median": float(median),
                "first": float(first),
                "third": float(third),
            }


def untied(rng, count):
    signs = [1 if rng.random() < 0.7 else -1 for _ in range(count)]
    magnitudes = sorted(range(1, count + 1), key=lambda _: rng.random())
    return [float(s * m) for s, m in zip(signs, magnitudes)]


def one_by_one(differences):
    """The two-sided p-value, by all ways to draw the signs. Ranks are multiples of 1/2, so their sums are exact."""
    ranks = stats.rankdata(numpy.abs(differences))
    kept = [(rank, d) for rank, d in zip(ranks, differences) if d != 0]
    expectation = sum(rank for rank, _ in kept) / 2
    found = abs(sum(rank for rank, d in kept if d > 0) - expectation)
    signs = itertools.product((0, 1), repeat=len(kept))
    far = sum(abs(sum(s * rank for s, (rank, _) in zip(way, kept)) - expectation) >= found for way in signs)
    return far / 2 ** len(kept)


def rounded_differences(rng, count, zeros):
    """Differences that tie, above 0 more often than below."""
    nonzero = [rng.randrange(1, 30) * (1 if rng.random() < 0.6 else -1) for _ in range(count - zeros)]
    return [float(d) for d in [0] * zeros + nonzero]


def wilcoxon(rng):
    for count in COUNTED:
        d = untied(rng, count)
        yield {"differences": d, "exact": True, "p": float(stats.wilcoxon(d, method="exact").pvalue)}
        if count <= 10:
            assert one_by_one(d) == stats.wilcoxon(d, method="exact").pvalue
    for d in TIED:
        yield {"differences": d, "exact": True, "p": float(one_by_one(d))}
    for shape in APPROXIMATE:
        d = rounded_differences(rng, *shape)
        found = stats.wilcoxon(d, method="approx", zero_method="pratt", correction=True)
        yield {"differences": d, "exact": False, "p": float(found.pvalue)}


def holm():
    for p in HOLM:
        rising, m = sorted(p), len(p)
        adjusted = [max(min(1.0, (m - j) * rising[j]) for j in range(i + 1)) for i in range(m)]
        yield {"p": p, "adjusted": [float(adjusted[rising.index(v)]) for v in p]}


def main():
    rng = random.Random(20261124)
    head = {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "mpmath": mpmath.__version__,
    }
    with mpmath.workdps(60), warnings.catch_warnings():
        warnings.simplefilter("error")
        parts = {
            "tails": list(tails()),
            "two_sided": list(two_sided()),
            "intervals": list(intervals()),
            "summaries": list(summaries(rng)),
            "wilcoxon": list(wilcoxon(rng)),
            "holm": list(holm()),
        }
    # json writes a float as repr does: the shortest digits that read back as the same number.
    text = '{"made_by": ' + json.dumps(head)
    for name, cases in parts.items():
        text += f',\n"{name}": [\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]"
    pathlib.Path(__file__).with_name("listening.json").write_text(text + "}\n")


if __name__ == "__main__":
    main()
