#!/usr/bin/python3
"""Golden values for filters/design.Equiripple, by SciPy's remez.

Run it as

    /usr/bin/python3 testdata/golden/remez.py

which writes remez.json beside this script; filters/design/equiripple_test.go reads it. Debian 12's python3-scipy made the file that is checked in;
the versions are in it. SciPy's extrema lie on a grid, so its kernels are the best ones only as far as the grid is fine: here it has 512 places for each
coefficient.
"""

import json
import pathlib
import platform

import numpy
import scipy
from scipy import signal

RATE = 48000
CASES = [
    ("low-pass", [(0, 4000, 1, 1), (6000, 24000, 0, 1)], (3, 7, 8, 31, 32, 63, 101)),
    ("weighted low-pass", [(0, 4000, 1, 1), (5000, 24000, 0, 10)], (16, 63, 127)),
    ("high-pass", [(0, 8000, 0, 5), (10000, 24000, 1, 1)], (9, 45)),
    ("band-pass", [(0, 3000, 0, 1), (5000, 9000, 1, 2), (11000, 24000, 0, 4)], (24, 55)),
    ("band-stop", [(0, 3000, 1, 1), (5000, 9000, 0, 2), (11000, 24000, 1, 1)], (41, 61)),
    ("steps", [(0, 2000, 0.5, 1), (4000, 8000, 1, 1), (11000, 15000, 0.25, 3), (18000, 24000, 0, 1)], (33, 64)),
]


def main():
    cases = []
    for name, bands, lengths in CASES:
        edges = [edge for low, high, _, _ in bands for edge in (low, high)]
        gains = [gain for _, _, gain, _ in bands]
        weights = [weight for _, _, _, weight in bands]
        for taps in lengths:
            h = signal.remez(taps, edges, gains, weight=weights, fs=RATE, grid_density=512, maxiter=200)
            cases.append({"name": name, "bands": [list(map(float, b)) for b in bands], "taps": h.tolist()})
    golden = {
        "made_by": "testdata/golden/remez.py",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "rate": RATE,
        "cases": cases,
    }
    path = pathlib.Path(__file__).resolve().with_suffix(".json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
