#!/usr/bin/python3
"""Times a batch of many short sounds, by sigconv, by a shell loop over SoX and by cp, and prints seconds.

Run it as

    /usr/bin/python3 testdata/bench/batch.py [--files N] [--runs N] [--folder FOLDER] [--sigconv PATH]

with Go on the path: it builds sigconv, unless --sigconv names one. It takes a few minutes and, for a while, some 400 MB in
FOLDER, which is to be one with room for them: by default the temporary folder. The figures of README are of /dev/shm, which is memory, so that the
programs are compared and not the disk's moods; those of file and full are of a disk.

The sounds are FILES files of a second of noise, mono, 16 bits, 48 kHz, from a fixed seed; the kernel is samples/lowpass.txt,
63 taps. Every run writes to a new folder, which is removed behind it, so that all find the memory that they write to in the
same state. The programs take turns, and medians count.

- cp is cp -r, which syncs nothing.
- none, file and full are sigconv batch with --sync none, file (its default) and full; they are whole processes.
- one core is --sync none held to one processor by taskset.
- finished is the same batch again, which skips all files.
- SoX is a loop of bash, three times: plain is sox "$f" "$out/$f" fir kernel.txt; without dither has -D; with names calls them
  "$(basename "$f" .wav)-lowpass.wav", as sigconv does.
"""

import argparse
import array
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import wave

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATE = 48000


def write_sounds(folder, files):
    """Writes the sounds: one minute of noise, of which each takes a second at another place."""
    noise = random.Random(20261123)
    minute = array.array("h", (noise.randrange(-8192, 8192) for _ in range(60 * RATE)))
    if sys.byteorder == "big":
        minute.byteswap()
    for i in range(files):
        at = i * 1021 % (59 * RATE)
        with wave.open(str(folder / f"{i:05}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(minute[at : at + RATE].tobytes())


def seconds(command):
    """The seconds that a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def show(name, times, beside):
    """Prints the times of a command, and how they compare with cp's."""
    median = statistics.median(times)
    runs = " ".join(f"{t:.2f}" for t in times)
    print(f"{name:12} {median:8.2f} s  {median / beside:6.2f} times cp   ({runs})", flush=True)
    return median


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--files", type=int, default=2000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--folder")
    options.add_argument("--sigconv")
    options = options.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        program = options.sigconv or str(folder / "sigconv")
        if not options.sigconv:
            subprocess.run(["go", "build", "-o", program, "./cmd/sigconv"], cwd=ROOT, check=True)
        sounds = folder / "sounds"
        sounds.mkdir()
        write_sounds(sounds, options.files)
        os.sync()
        kernel = str(ROOT / "samples" / "lowpass.txt")

        def batch(out, *flags):
            return [program, "batch", str(sounds), kernel, "-o", str(out), "-q", *flags]

        commands = {
            "cp": lambda out: ["cp", "-r", str(sounds), str(out)],
            "none": lambda out: batch(out, "--sync", "none"),
            "one core": lambda out: ["taskset", "-c", "0", *batch(out, "--sync", "none")],
            "file": batch,
            "full": lambda out: batch(out, "--sync", "full"),
        }
        times = {name: [] for name in [*commands, "finished"]}
        for run in range(options.runs):
            for name, command in commands.items():
                out = folder / f"{name}-{run}"
                times[name].append(seconds(command(out)))
                if name == "none":
                    times["finished"].append(seconds(batch(out)))
                shutil.rmtree(out)
        cp = statistics.median(times["cp"])
        medians = {name: show(name, runs, cp) for name, runs in times.items()}
        print(f"two cores: {medians['one core'] / medians['none']:.2f} times one")
        if not shutil.which("sox"):
            return
        loops = {
            "SoX": 'sox "$f" "$2/$f" fir "$3"',
            "SoX -D": 'sox -D "$f" "$2/$f" fir "$3"',
            "SoX, names": 'sox "$f" "$2/$(basename "$f" .wav)-lowpass.wav" fir "$3"',
        }
        for name, body in loops.items():
            out = folder / "sox"
            out.mkdir()
            loop = f'cd "$1"; for f in *.wav; do {body}; done'
            sox = show(name, [seconds(["bash", "-c", loop, "bash", str(sounds), str(out), kernel])], cp)
            shutil.rmtree(out)
            for sync in ("none", "file", "full"):
                print(f"{'':12} {sox / medians[sync]:.1f} times as long as {sync}")


if __name__ == "__main__":
    main()
