#!/usr/bin/python3
"""Golden values for the windows, filters and equalizers of filters/design, by SciPy.

Run it as

    /usr/bin/python3 testdata/golden/design.py

which writes design.json beside this script; filters/design/golden_test.go reads it. Debian 12's python3-scipy made the file that is checked
in; the versions are in it.
"""

import json
import pathlib
import platform

import numpy
import scipy
from scipy import signal

WINDOWS = ["hann", "hamming", "blackman", "blackmanharris", "flattop", ("kaiser", 0.0), ("kaiser", 8.0), ("kaiser", 14.5), "boxcar"]
RATE = 48000


def named(window):
    """The name that sigconv has for a window of SciPy's."""
    if isinstance(window, tuple):
        return f"{window[0]}:{window[1]:g}"
    return {"boxcar": "rect"}.get(window, window)


def windows():
    return [
        {"window": named(w), "taps": signal.get_window(w, n, fftbins=False).tolist()}
        for w in WINDOWS
        for n in (1, 2, 3, 16, 33)
    ]


def filters():
    cases = []
    for kind, edges, odd in (
        ("lowpass", [4000], False),
        ("lowpass", [0.5], False),
        ("lowpass", [23900], False),
        ("highpass", [4000], True),
        ("highpass", [20], True),
        ("bandpass", [300, 3400], False),
        ("bandpass", [11000, 12000], False),
        ("bandstop", [300, 3400], True),
        ("bandstop", [9000, 9100], True),
    ):
        for taps in (1, 3, 15, 63) if odd else (1, 2, 3, 16, 63):
            for window in ("hamming", "blackmanharris", ("kaiser", 6.5)):
                h = signal.firwin(taps, edges, window=window, pass_zero=kind, fs=RATE)
                cases.append({"kind": kind, "edges": edges, "window": named(window), "taps": h.tolist()})
    return cases


def equalizers():
    """firwin2 interpolates gains over the frequency, which the test does too."""
    cases = []
    for frequencies, gains in (
        ([0, 1000, 5000, 24000], [1, 1, 0.25, 0.5]),
        ([0, 100, 12000, 24000], [0, 1, 2, 0]),
    ):
        for taps in (3, 15, 64, 129):
            if taps % 2 == 0 and gains[-1] != 0:
                continue
            for window in ("hamming", ("kaiser", 6.5)):
                h = signal.firwin2(taps, frequencies, gains, window=window, fs=RATE)
                bins = 2 ** int(numpy.ceil(numpy.log2(taps)))
                sampled = numpy.interp(numpy.linspace(0, RATE / 2, bins + 1), frequencies, gains)
                cases.append({"gains": sampled.tolist(), "window": named(window), "taps": h.tolist()})
    return cases


def main():
    golden = {
        "made_by": "testdata/golden/design.py",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "rate": RATE,
        "windows": windows(),
        "filters": filters(),
        "equalizers": equalizers(),
    }
    path = pathlib.Path(__file__).resolve().with_suffix(".json")
    path.write_text(json.dumps(golden, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
