#!/usr/bin/python3
"""Times the dense product A·x, 4096 × 4096 in double precision, by NumPy and by sigconv, and prints seconds.

Run it as

    /usr/bin/python3 testdata/bench/dense.py

on Debian 12 after apt-get install python3-numpy, with Go on the path. NumPy's is the median of 20 products.
"""

import ctypes
import os
import pathlib
import re
import statistics
import subprocess
import time

import numpy

SIZE, RUNS = 4096, 20


def blas():
    """The OpenBLAS in this process: its file, its own description and its threads, or None."""
    for line in open("/proc/self/maps"):
        path = line.split()[-1]
        if "blas" in os.path.basename(path):
            lib = ctypes.CDLL(path)
            if hasattr(lib, "openblas_get_config"):
                lib.openblas_get_config.restype = ctypes.c_char_p
                return os.path.realpath(path), lib.openblas_get_config().decode(), lib.openblas_get_num_threads()
    return None


def sigconv():
    """The seconds that filters.Dense.MulVec takes on average, by its benchmark."""
    command = ["go", "test", "-run", "^$", "-bench", f"Dense/rows/{SIZE}$", "./filters"]
    root = pathlib.Path(__file__).resolve().parents[2]
    out = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"([0-9.]+) ns/op", out)[1]) * 1e-9


def main():
    rng = numpy.random.default_rng(4)
    a = rng.standard_normal((SIZE, SIZE))
    x = rng.standard_normal(SIZE)
    a @ x  # not timed: starts the threads
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        a @ x
        seconds.append(time.perf_counter() - start)
    print("numpy", numpy.__version__, "blas", blas(), "cpus", len(os.sched_getaffinity(0)))
    median, ours = statistics.median(seconds), sigconv()
    print(f"NumPy {median:.4g} s (best {min(seconds):.4g}), sigconv {ours:.4g} s: {ours / median:.3g} times as long")


if __name__ == "__main__":
    main()
