#!/usr/bin/python3
"""Golden vectors for meter.Spectrogram: short-time spectra and their mean after Welch, by SciPy.

Run it as

    /usr/bin/python3 testdata/golden/spectrogram.py

which writes spectrogram.json beside this script; audioio/meter/goldenspectrogram_test.go reads it. Debian 12's
python3-scipy made the file that is checked in; the versions are in it. Sounds come from Python's own random.Random,
whose random() is promised never to change, rounded to DIGITS decimals.

A case has the samples as [channel][frame]. The columns lie hop frames apart, as many as frames/hop rounded, and
symmetrically in the sound; beyond its ends are zeros. SciPy's scaling 'spectrum' gives a sine of full scale the power
1/2, and it is made 0 dB. welch has the windows that lie within the sound, or is null where there is none.
"""

import json
import pathlib
import platform
import random

import numpy
import scipy
from scipy import signal

DIGITS = 4
FLOOR = 1e-12  # -120 dB
RATE, WINDOW = 1000, 64

# Name, channels, frames, columns at most: hops of half a window, and of more than one; shorter than a window, and than
# half a hop.
CASES = [
    ("overlapping", 1, 500, 1000),
    ("stereo", 2, 330, 1000),
    ("far apart", 2, 601, 5),
    ("one column", 1, 200, 1),
    ("short", 1, 50, 1000),
    ("tiny", 1, 3, 1000),
]


def levels(power):
    """dB of powers, the mean over channels of which is that of a full-scale sine where it is 1/2."""
    return (10 * numpy.log10(numpy.maximum(2 * power.mean(axis=0), FLOOR))).tolist()


def case(name, channels, frames, columns):
    rng = random.Random(name)
    x = [[round(rng.uniform(-1, 1), DIGITS) for _ in range(frames)] for _ in range(channels)]
    hop = max(WINDOW // 2, -(-frames // columns))
    count = max(1, (frames + hop // 2) // hop)
    first = (frames - (count - 1) * hop) // 2 - WINDOW // 2  # begin of the first window
    options = dict(window="hann", nperseg=WINDOW, noverlap=WINDOW - hop, detrend=False, scaling="spectrum")
    after = max(0, first + (count - 1) * hop + WINDOW - frames)
    padded = numpy.pad(numpy.array(x), ((0, 0), (max(0, -first), after)))[:, max(0, first):]
    power = signal.spectrogram(padded[:, : (count - 1) * hop + WINDOW], mode="psd", **options)[2]
    assert power.shape == (channels, WINDOW // 2 + 1, count)

    inside = [j for j in range(count) if first + j * hop >= 0 and first + j * hop + WINDOW <= frames]
    welch = None
    if inside:
        begin, end = first + inside[0] * hop, first + inside[-1] * hop + WINDOW
        welch = levels(signal.welch(numpy.array(x)[:, begin:end], **options)[1])
    return {
        "name": name, "rate": RATE, "columns": columns, "x": x,
        "window": WINDOW, "hop": hop, "levels": numpy.transpose(levels(power)).tolist(), "welch": welch,
    }


def main():
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
    lines = ",\n".join(json.dumps(case(*c), separators=(",", ":")) for c in CASES)
    text = '{"made_by": ' + json.dumps(versions) + ', "cases": [\n' + lines + "\n]}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
