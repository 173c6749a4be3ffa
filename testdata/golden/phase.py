#!/usr/bin/python3
"""Golden values for filters.Respond: gain, phase and group delay of a few kernels, by SciPy's freqz and group_delay.

Run it as

    /usr/bin/python3 testdata/golden/phase.py

which writes phase.json beside this script; filters/goldenphase_test.go reads it. Debian 12's python3-scipy made the file that is checked in; the
versions are in it. The centre turns the phase forwards: H(f)·e^(2πif·centre).
"""

import json
import pathlib
import platform

import numpy
import scipy
from scipy import signal

LOG = (0.5 * numpy.logspace(-3, 0, 60)).tolist()
LINEAR = numpy.linspace(0, 0.5, 41).tolist()


def case(name, taps, center, frequencies):
    w = 2 * numpy.pi * numpy.array(frequencies)
    h = signal.freqz(taps, worN=w)[1]
    delay = signal.group_delay((taps, 1), w=w)[1] - center
    turned = h * numpy.exp(1j * w * center)
    return {
        "name": name,
        "taps": list(map(float, taps)),
        "center": center,
        "frequencies": frequencies,
        "real": turned.real.tolist(),
        "imaginary": turned.imag.tolist(),
        "delay": delay.tolist(),
    }


def main():
    random = numpy.random.default_rng(8)
    decay = random.standard_normal(400) * numpy.exp(-numpy.arange(400) / 50)
    golden = {
        "made_by": "testdata/golden/phase.py",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "cases": [
            case("one", [1], 0, LINEAR),
            case("decay", [1, 0.5, 0.25], 0, LINEAR),
            case("low-pass", signal.firwin(31, 0.9), 15, LOG),
            case("low-pass from its begin", signal.firwin(31, 0.9), 0, LOG),
            case("late", [0] * 100 + [1, 0.3], 2, LOG),
            case("room", decay, 7, LOG),
            case("minus", [-2, 0.5], 1, LINEAR),
        ],
    }
    path = pathlib.Path(__file__).resolve().with_suffix(".json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
