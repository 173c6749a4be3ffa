#!/usr/bin/python3
"""Golden values for filters/design.MinimumPhase, by SciPy and NumPy.

Run it as

    /usr/bin/python3 testdata/golden/minimumphase.py

which writes minimumphase.json beside this script; filters/design/minimumphase_test.go reads it. Debian 12's python3-scipy made the file that is
checked in; the versions are in it.

SciPy 1.10's minimum_phase takes the root of the gains, so it is given the kernel's convolution with its mirror image. Where zeros lie close to the unit circle
it is not exact; the exact answer there is that of the zeros themselves, those outside put inside, which NumPy finds for short kernels.
"""

import json
import pathlib
import platform

import numpy
import scipy
from scipy import signal


def by_scipy(taps):
    squared = numpy.convolve(taps, taps[::-1])
    return signal.minimum_phase(squared, method="homomorphic", n_fft=1 << 16)


def by_zeros(taps):
    zeros = numpy.roots(taps)
    outside = numpy.abs(zeros) > 1
    gain = taps[0] * numpy.prod(numpy.abs(zeros[outside]))
    zeros[outside] = 1 / zeros[outside].conj()
    return numpy.atleast_1d(numpy.real(numpy.poly(zeros))) * abs(gain)


def main():
    random = numpy.random.default_rng(11)
    cases = []
    for taps in ([1], [0.5, 1], [0.25, -1, 0.5], [3, -1, 0.5, 0.1, 2.5], random.standard_normal(12).tolist()):
        cases.append({"name": "zeros", "taps": taps, "want": by_zeros(numpy.array(taps, float)).tolist()})
    # The cepstrum of these has decayed where SciPy cuts it.
    shelf = signal.firwin2(63, [0, 0.2, 0.6, 1], [1, 1, 0.4, 0.4], window=("kaiser", 8))
    decay = numpy.exp(-numpy.arange(200) / 6.0) * random.standard_normal(200) * 0.15
    decay[0] = 1
    for name, taps in (("shelf", shelf), ("decay", decay)):
        cases.append({"name": name, "taps": taps.tolist(), "want": by_scipy(taps).tolist()})
    golden = {
        "made_by": "testdata/golden/minimumphase.py",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "cases": cases,
    }
    path = pathlib.Path(__file__).resolve().with_suffix(".json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
