#!/usr/bin/python3
"""Times NumPy's dense A @ x, 4096 x 4096 in double precision, and prints seconds."""

import ctypes
import os
import statistics
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
    print("best", min(seconds), "median", statistics.median(seconds), "worst", max(seconds))


if __name__ == "__main__":
    main()
