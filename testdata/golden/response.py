#!/usr/bin/python3
"""Golden values for filters.PeakGain: the largest |H(f)| of a few kernels, by SciPy.

Run it as

    /usr/bin/python3 testdata/golden/response.py

which writes response.json beside this script; filters/golden_test.go reads it. Debian 12's python3-scipy
made the file that is checked in; the versions are in it.

|H| is sampled by scipy.signal.freqz at 2^20 steps from 0 to half the sample rate and, around the highest
of them, at 4000 steps more: the peak is found to about 1e-14 of itself. Where places further apart than
SPREAD are as high as the peak to within TIE, the frequency is left null.
"""

import json
import math
import pathlib
import platform
import random

import numpy
import scipy
from scipy import signal

STEPS = 1 << 20
FINE_STEPS = 4000
TIE = 1e-6  # relative; the test asks PeakGain for no more
SPREAD = 1e-4  # cycles a frame; the same


def magnitude(taps, frequencies):
    """|H| at frequencies in cycles a frame."""
    return numpy.abs(signal.freqz(taps, worN=2 * numpy.pi * frequencies)[1])


def coarse(taps):
    w, response = signal.freqz(taps, worN=STEPS + 1, include_nyquist=True)
    return w / (2 * numpy.pi), numpy.abs(response)


def local_maxima(values):
    # Past both ends the response is mirrored, so an end is higher than its missing neighbour.
    rises = numpy.concatenate(([True], values[1:] >= values[:-1]))
    falls = numpy.concatenate((values[:-1] >= values[1:], [True]))
    return numpy.flatnonzero(rises & falls)


def ties(frequencies, values):
    top = local_maxima(values)
    top = top[values[top] >= (1 - TIE) * values.max()]
    return frequencies[top].max() - frequencies[top].min() > SPREAD


def channel_peak(taps):
    """The gain, and the frequency or None."""
    frequencies, values = coarse(taps)
    best = frequencies[values.argmax()]
    step = 0.5 / STEPS
    fine = numpy.linspace(max(best - step, 0), min(best + step, 0.5), FINE_STEPS + 1)
    fine_values = magnitude(taps, fine)
    gain = float(max(fine_values.max(), values.max()))
    if ties(frequencies, values):
        return gain, None
    return gain, float(fine[fine_values.argmax()])


def cosines(taps, tones):
    """A rectangle of cosines (frequency, amplitude), aligned on the middle tap: a peak for each."""
    middle = (taps - 1) / 2
    return [sum(a * math.cos(2 * math.pi * f * (k - middle)) for f, a in tones) * 2 / taps for k in range(taps)]


def echoes(delays):
    taps = [0.0] * (max(delays) + 1)
    for delay, gain in delays.items():
        taps[delay] += gain
    return taps


def kernels():
    rng = random.Random(20260702)
    uniform = lambda count: [2 * rng.random() - 1 for _ in range(count)]
    low_pass = signal.firwin(63, 0.25).tolist()
    noise = uniform(63)
    yield "one tap: flat", [[-0.75]]
    yield "two taps: highest at half the rate", [[0.7, -0.3]]
    yield "two taps: highest at 0", [[0.25, 0.5]]
    yield "five taps: 0 and half the rate tie", [[0.4, 0.0, 1.0, 0.0, 0.3]]
    yield "five random taps", [uniform(5)]
    yield "firwin low-pass: a ripple is highest", [low_pass]
    yield "63 random taps", [noise]
    yield "two channels: the second is louder", [low_pass, noise]
    # An FFT of 256 sees the first, which ends up at 30.47/256, lower than the second.
    yield "two peaks: the higher between two bins", [cosines(63, [(30.7 / 256, 1), (80 / 256, 0.995)])]
    yield "255 random taps", [uniform(255)]
    band_pass = signal.firwin(255, [0.2, 0.3], window=("kaiser", 6), pass_zero=False).tolist()
    yield "firwin band-pass of 255 taps", [band_pass]
    # Dozens of peaks within a few percent of one another. Both delays are multiples of 4, so the
    # response repeats and the highest places tie.
    yield "two echoes: many peaks of almost the same height", [echoes({0: 1.0, 180: 0.5, 236: -0.4})]
    yield "two echoes: one peak barely the highest", [echoes({0: 1.0, 136: -0.2, 247: -0.8})]


def case(name, taps):
    peaks = [channel_peak(channel) for channel in taps]
    gain, frequency = max(peaks, key=lambda peak: peak[0])
    return {"name": name, "gain": gain, "frequency": frequency, "taps": taps}


def main():
    head = {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
    # json writes a float as repr does: the shortest digits that read back as the same number.
    lines = ",\n".join(json.dumps(case(*kernel)) for kernel in kernels())
    text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
    pathlib.Path(__file__).with_name("response.json").write_text(text)


if __name__ == "__main__":
    main()
