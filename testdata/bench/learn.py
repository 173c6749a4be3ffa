#!/usr/bin/python3
"""Times learning, by SciPy, by PyTorch and by sigconv, and prints seconds.

Run it as

    /usr/bin/python3 testdata/bench/learn.py [--only least-squares|step] [--sigconv PATH]

on Debian 12 after apt-get install python3-scipy python3-torch, with Go on the path: it builds sigconv, unless
--sigconv names one. It takes a few minutes, 3 GB of memory and, for a while, 350 MB of the temporary folder.

least-squares: the kernel of TAPS taps between two WAV files of 16 bits, MINUTES minutes at RATE Hz, mono, and stereo
with a kernel for each channel. The sounds are noise, and the same noise through TRUE decaying taps with a little more
noise; NumPy draws them from a fixed seed, and other NumPys others. Medians of RUNS.

- SciPy's time is from the files to the taps: wavfile.read, float64, autocorrelation and cross-correlation by real
  FFTs, solve_toeplitz. It comes twice: whole, with one transform of all of a sound, the shortest to write down; and in
  blocks of PART frames, whose spectra are added, much faster. Channels have a processor each. Both count the silence
  before and behind the sounds, a difference of one part in many thousands. The start of Python does not count.
- sigconv's time is that of the whole process, sigconv learn.
- Peak memory is the most that a process ever occupied. SciPy's includes Python.

step: a step of Adam on the layers 1 to 8, 8 to 8 and 8 to 1 channels, of 32 taps each, tanh but for the last, all
valid, on a batch of 16 crops of 8,192 frames and the ESR as the loss: forward, backward, and new weights. PyTorch's
time is the median of STEPS steps after WARMUP that do not count, on all processors. sigconv's are its benchmarks
whose names have Step in them, on average; one with float32 in its name is compared with PyTorch's float32, any other
with float64.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import wave

import numpy
import scipy
from scipy import fft, linalg, signal
from scipy.io import wavfile

sys.dont_write_bytecode = True
from dense import blas

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATE, MINUTES, TAPS, TRUE, RUNS = 44100, 10, 255, 200, 3
BLOCK, PART = 1 << 18, 1 << 16
WIDTHS, LAYER_TAPS, CROPS, FRAMES = (1, 8, 8, 1), 32, 16, 8192
WARMUP, STEPS = 3, 20

# Runs a command in a process with little memory of its own: a child's peak begins at its parent's.
MEASURE = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
seconds = time.perf_counter() - start
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code != 0)
"""


def true_kernels(rng):
    """Decaying taps for each of two channels, that cannot clip."""
    h = rng.standard_normal((2, TRUE)) * numpy.exp(-numpy.arange(TRUE) / 40)
    return h / numpy.abs(h).sum(axis=1, keepdims=True)


def blocks(rng, kernels):
    """The dry and the wet sound, [channel][frame], a block at a time."""
    left, tail = RATE * 60 * MINUTES, numpy.zeros((2, TRUE - 1))
    while left > 0:
        dry = numpy.round(rng.uniform(-16000, 16000, (2, min(left, BLOCK))))
        wet = numpy.stack([signal.oaconvolve(x, h) for x, h in zip(dry, kernels)])
        wet[:, :TRUE - 1] += tail
        tail = wet[:, dry.shape[1]:]
        yield dry, wet[:, :dry.shape[1]] + rng.uniform(-30, 30, dry.shape)
        left -= dry.shape[1]


def write_sounds(folder):
    """Writes dry-1.wav, wet-1.wav, dry-2.wav and wet-2.wav, by their channels, and returns the true kernels."""
    rng = numpy.random.default_rng(5)
    kernels = true_kernels(rng)
    names = [(name, channels) for name in ("dry", "wet") for channels in (1, 2)]
    files = [wave.open(str(folder / f"{name}-{channels}.wav"), "wb") for name, channels in names]
    for file, (_, channels) in zip(files, names):
        file.setparams((channels, 2, RATE, 0, "NONE", None))
    for sounds in blocks(rng, kernels):
        for file, (name, channels) in zip(files, names):
            samples = sounds[name == "wet"][:channels].T
            file.writeframes(numpy.round(samples).astype("<i2").tobytes())
    for file in files:
        file.close()
    return kernels


def samples(path):
    """A WAV file of 16 bits as float64, [channel][frame]."""
    _, data = wavfile.read(path)
    return numpy.ascontiguousarray(data.reshape(len(data), -1).T) / 32768.0


def whole(x, y):
    """Autocorrelation and cross-correlation by one transform of each sound."""
    size, workers = fft.next_fast_len(x.shape[1] + TAPS - 1, real=True), len(x)
    x, y = fft.rfft(x, size, workers=workers), fft.rfft(y, size, workers=workers)
    y *= x.conj()
    x = x.real ** 2 + x.imag ** 2
    return [fft.irfft(spectrum, size, workers=workers)[:, :TAPS] for spectrum in (x, y)]


def in_blocks(x, y):
    """The same by sums of the spectra of blocks: of each one, and of what its frames meet."""
    size, workers = fft.next_fast_len(PART + TAPS - 1, real=True), len(x)
    auto, cross = numpy.zeros((2, len(x), size // 2 + 1), complex)
    for start in range(0, x.shape[1], PART):
        block = fft.rfft(x[:, start:start + PART], size, workers=workers).conj()
        ahead = slice(start, start + PART + TAPS - 1)
        auto += block * fft.rfft(x[:, ahead], size, workers=workers)
        cross += block * fft.rfft(y[:, ahead], size, workers=workers)
    return [fft.irfft(spectrum, size)[:, :TAPS] for spectrum in (auto, cross)]


def least_squares(correlations, dry, wet):
    """A kernel for each channel by SciPy, the seconds of each run and the bytes of this process."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        h = numpy.array([linalg.solve_toeplitz(*pair) for pair in zip(*correlations(samples(dry), samples(wet)))])
        seconds.append(time.perf_counter() - start)
    return h, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def by_scipy(correlations, dry, wet):
    """least_squares in a process of its own, whose memory is counted."""
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        return pool.submit(least_squares, correlations, dry, wet).result()


def failed(message):
    print("sigconv: failed:", message.strip() or "it says nothing")


def built(folder):
    """The path of a sigconv made of the sources, or None."""
    path = folder / "sigconv"
    run = subprocess.run(["go", "build", "-o", path, "./cmd/sigconv"], cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        failed(run.stderr)
        return None
    return path


def learn(program, dry, wet, kernel):
    """The seconds and the bytes of sigconv learn, or None."""
    command = [sys.executable, "-c", MEASURE, program, "learn", dry, wet]
    command += ["--taps", str(TAPS), "--center", "0", "--delay", "0", "-o", kernel]
    seconds, peak = [], 0
    for _ in range(RUNS):
        kernel.unlink(missing_ok=True)
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode:
            failed(run.stderr)
            return None
        took, kilobytes = run.stdout.split()
        seconds.append(float(took))
        peak = max(peak, int(kilobytes) * 1024)
    return seconds, peak


def learned(kernel):
    """The taps in a text kernel, [channel][tap], or None."""
    try:
        lines = [line.split("#")[0] for line in kernel.read_text().splitlines()]
        rows = [re.split(r"[\s,;]+", line.strip()) for line in lines if line.strip()]
        return numpy.array([[float(v) for v in row] for row in rows]).T
    except (OSError, ValueError):
        return None


def report(name, seconds, peak):
    print(f"{name} {statistics.median(seconds):.4g} s (best {min(seconds):.4g}), peak memory {peak / 1e6:,.0f} MB")


def compare_least_squares(channels, folder, program, kernels):
    dry, wet, kernel = (folder / name for name in (f"dry-{channels}.wav", f"wet-{channels}.wav", "kernel.txt"))
    print(f"least squares, {TAPS} taps, {MINUTES} minutes, {('mono', 'stereo')[channels - 1]}")
    true, medians = numpy.pad(kernels[:channels], ((0, 0), (0, TAPS - TRUE))), {}
    for name, correlations in (("whole", whole), ("in blocks", in_blocks)):
        h, seconds, peak = by_scipy(correlations, dry, wet)
        medians[name] = statistics.median(seconds)
        report(f"SciPy, {name}:", seconds, peak)
        print(f"  its taps differ from the true ones by at most {numpy.abs(h - true).max():.2g}")
    result = program and learn(program, dry, wet, kernel)
    if not result:
        return
    report("sigconv:", *result)
    for name, seconds in medians.items():
        print(f"sigconv ÷ SciPy, {name}: {statistics.median(result[0]) / seconds:.3g}")
    ours = learned(kernel)
    if ours is None or ours.shape != h.shape:
        print("sigconv's taps are not", " by ".join(map(str, h.shape)), "numbers")
    else:
        print(f"sigconv's taps differ from SciPy's by at most {numpy.abs(ours - h).max():.2g}")


def compare_all_least_squares(path):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        kernels = write_sounds(folder)
        program = path.resolve() if path else built(folder)
        for channels in (1, 2):
            compare_least_squares(channels, folder, program, kernels)


def torch_step(torch, dtype):
    """The seconds of each step."""
    torch.manual_seed(5)
    layers = []
    for inputs, outputs in zip(WIDTHS, WIDTHS[1:]):
        layers += [torch.nn.Conv1d(inputs, outputs, LAYER_TAPS, dtype=dtype), torch.nn.Tanh()]
    stack = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(stack.parameters(), lr=1e-3)
    x = 2 * torch.rand(CROPS, WIDTHS[0], FRAMES, dtype=dtype) - 1
    y = 2 * torch.rand(CROPS, WIDTHS[-1], FRAMES - (LAYER_TAPS - 1) * (len(WIDTHS) - 1), dtype=dtype) - 1
    seconds = []
    for _ in range(WARMUP + STEPS):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = (y - stack(x)).square().sum() / y.square().sum()
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    return seconds[WARMUP:]


def steps():
    """The seconds of sigconv's benchmarks by their names."""
    command = ["go", "test", "-run", "^$", "-bench", "Step", "./conv/learn"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = re.findall(r"^Benchmark(\S*)\s+\d+\s+([0-9.]+) ns/op", run.stdout, re.MULTILINE)
    if run.returncode or not found:
        failed(run.stderr + run.stdout)
        return {}
    return {name: float(nanoseconds) * 1e-9 for name, nanoseconds in found}


def compare_steps():
    import torch

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    print("torch", torch.__version__, "threads", torch.get_num_threads())
    print(f"a step of Adam, {CROPS} crops of {FRAMES:,} frames")
    medians = {}
    for name, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        seconds = torch_step(torch, dtype)
        medians[name] = statistics.median(seconds)
        print(f"PyTorch {name} {medians[name]:.4g} s (best {min(seconds):.4g})")
    for name, seconds in steps().items():
        other = "float32" if "float32" in name.lower() else "float64"
        print(f"sigconv {name} {seconds:.4g} s, sigconv ÷ PyTorch {other}: {seconds / medians[other]:.3g}")


def main():
    parser = argparse.ArgumentParser(description="Times learning by SciPy, by PyTorch and by sigconv.")
    parser.add_argument("--only", choices=("least-squares", "step"))
    parser.add_argument("--sigconv", type=pathlib.Path, metavar="PATH", help="the program; built when not given")
    arguments = parser.parse_args()
    print("numpy", numpy.__version__, "scipy", scipy.__version__, "blas", blas(), "cpus", len(os.sched_getaffinity(0)))
    if arguments.only != "step":
        compare_all_least_squares(arguments.sigconv)
    if arguments.only != "least-squares":
        compare_steps()


if __name__ == "__main__":
    main()
