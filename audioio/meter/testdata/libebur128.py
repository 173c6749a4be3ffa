#!/usr/bin/python3
"""Golden values for the loudness and true-peak meters, by libebur128.

Run it from the root of the project as

    /usr/bin/python3 audioio/meter/testdata/libebur128.py

on Debian 12 after apt-get install python3-numpy libebur128-1. It writes libebur128.json beside this script;
audioio/meter/golden_test.go reads it, and makes the same sounds. CI does not make it anew.

The library is fed 10 ms at a time and read after each: "momentary" and "short_term" are the largest of these readings, the
latter of every tenth. Its own loudness range is of one block a second; "range" is that of Tech 3342 over its short-term
loudness every 100 ms.
"""

import ctypes
import json
import math
import pathlib
import platform
import struct

import numpy

MODE_M, MODE_S, MODE_I, MODE_TRUE_PEAK = 1, 3, 5, 49
SECONDS = 8
SURROUNDS = {3: 0, 4: 4, 5: 5}  # channel of 5.1 -> libebur128's names: unused, left and right surround
HERE = pathlib.Path(__file__).resolve().parent

library = ctypes.CDLL("libebur128.so.1")
library.ebur128_init.restype = ctypes.c_void_p


def mixed(seed, frames):
    """SplitMix64 of a counter, as numbers from -1 to 1."""
    with numpy.errstate(over="ignore"):
        z = (numpy.arange(frames, dtype=numpy.uint64) + numpy.uint64(seed << 32)) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z ^= z >> numpy.uint64(31)
    return (z >> numpy.uint64(11)).astype(float) * 2.0**-52 - 1


def noise(rate, channels, seconds, seed):
    """Noise that is smoothed, and whose level wanders over 40 dB."""
    frames = rate * seconds
    time = numpy.arange(frames) / rate
    sound = []
    for c in range(channels):
        white = mixed(seed + c, frames) * 10 ** (numpy.sin(2 * time + c) - 1.2)
        sound.append(numpy.convolve(white, [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16])[:frames])
    return numpy.array(sound)


def chunks_of(file):
    """The chunks of a WAV file; the module wave reads no extensible format."""
    at = 12
    while at < len(file):
        name, size = struct.unpack_from("<4sI", file, at)
        yield name, file[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def stored(name, seconds):
    """A shipped sound, over and over until it lasts so many seconds."""
    chunks = dict(chunks_of((HERE.parents[2] / "samples" / name).read_bytes()))
    channels, rate, _, _, bits = struct.unpack_from("<HIIHH", chunks[b"fmt "], 2)
    width = bits // 8
    raw = numpy.frombuffer(chunks[b"data"], dtype=numpy.uint8).reshape(-1, width)
    value = sum(raw[:, i].astype(numpy.int64) << (8 * i) for i in range(width))
    value -= (value >> (8 * width - 1)) << (8 * width)
    once = (value / 2.0 ** (8 * width - 1)).reshape(-1, channels).T
    return rate, numpy.tile(once, -(-seconds * rate // once.shape[1]))


def value(state, name):
    out = ctypes.c_double()
    if getattr(library, name)(state, ctypes.byref(out)) != 0:
        raise ValueError(name)
    return out.value


def loudness_range(short_term):
    """EBU Tech 3342 on loudness values."""
    loud = numpy.array([s for s in short_term if s > -70])
    gate = 10 * math.log10(numpy.mean(10 ** (loud / 10))) - 20
    loud = numpy.sort(loud[loud > gate])
    low, high = (loud[math.floor((len(loud) - 1) * p + 0.5)] for p in (0.10, 0.95))
    return high - low


def measure(rate, sound):
    channels, frames = sound.shape
    state = ctypes.c_void_p(library.ebur128_init(channels, ctypes.c_ulong(rate), MODE_S | MODE_I | MODE_TRUE_PEAK))
    if channels == 6:
        for channel, position in SURROUNDS.items():
            library.ebur128_set_channel(state, channel, position)
    momentary, short_term = [], []
    at, tick = 0, 0
    while (end := ((tick + 1) * rate + 50) // 100) <= frames:
        block = numpy.ascontiguousarray(sound[:, at:end].T)
        library.ebur128_add_frames_double(state, block.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(end - at))
        at, tick = end, tick + 1
        if tick >= 40:
            momentary.append(value(state, "ebur128_loudness_momentary"))
        if tick >= 300 and tick % 10 == 0:
            short_term.append(value(state, "ebur128_loudness_shortterm"))
    peaks = []
    for channel in range(channels):
        out = ctypes.c_double()
        library.ebur128_true_peak(state, ctypes.c_uint(channel), ctypes.byref(out))
        peaks.append(out.value)
    return {
        "integrated": value(state, "ebur128_loudness_global"),
        "momentary": max(momentary),
        "short_term": max(short_term),
        "range": loudness_range(short_term),
        "true_peak": max(peaks),
    }


def main():
    cases = []
    for name in ("riff.wav", "click.wav", "room.wav"):
        rate, sound = stored(name, SECONDS)
        cases.append({"file": name, "seconds": SECONDS, "rate": rate, "channels": len(sound), "seed": 0} | measure(rate, sound))
    for seed, (rate, channels) in enumerate(
        [(8000, 1), (22050, 2), (44100, 2), (48000, 6), (88200, 2), (96000, 1), (192000, 2)], start=1
    ):
        sound = noise(rate, channels, SECONDS, 100 * seed)
        cases.append({"file": "", "seconds": SECONDS, "rate": rate, "channels": channels, "seed": 100 * seed} | measure(rate, sound))
    version = [ctypes.c_int() for _ in range(3)]
    library.ebur128_get_version(*(ctypes.byref(v) for v in version))
    file = {
        "made_by": "audioio/meter/testdata/libebur128.py",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "libebur128": ".".join(str(v.value) for v in version),
        "cases": cases,
    }
    (HERE / "libebur128.json").write_text(json.dumps(file, indent=1) + "\n")


if __name__ == "__main__":
    main()
