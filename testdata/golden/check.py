#!/usr/bin/python3
"""Makes all golden vectors anew, in a temporary folder, and compares them with those that are checked in.

Run it from the root of the project, as CI does, on Debian 12 after apt-get install python3-scipy python3-torch python3-mpmath:

    /usr/bin/python3 testdata/golden/check.py

Another processor may round otherwise, so numbers may differ by a billionth; versions may be others. It prints a line for each
file, and fails where one differs.
"""

import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOLERANCE = 1e-9
HEAD = {"made_by", "python", "numpy", "scipy", "torch", "mpmath"}  # versions


def difference(old, new, place=""):
    """Where two values differ, or None."""
    if isinstance(old, dict) and isinstance(new, dict):
        if old.keys() != new.keys():
            return f"{place}: other keys"
        pairs = ((f"{place}.{k}", old[k], new[k]) for k in old if place or k not in HEAD)
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            return f"{place}: {len(old)} and {len(new)} entries"
        pairs = ((f"{place}[{i}]", a, b) for i, (a, b) in enumerate(zip(old, new)))
    elif isinstance(old, float) and isinstance(new, (int, float)):
        same = math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        return None if same else f"{place}: {old} and {new}"
    else:
        return None if old == new else f"{place}: {old} and {new}"
    return next((d for d in (difference(a, b, p) for p, a, b in pairs) if d), None)


def main():
    here = pathlib.Path(__file__).resolve().parent
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        there = pathlib.Path(folder)
        for script in here.glob("*.py"):
            shutil.copy(script, there)
        for script in sorted(there.glob("*.py")):
            if script.name == "check.py":
                continue
            subprocess.run([sys.executable, str(script)], check=True)
            name = script.with_suffix(".json").name
            found = difference(json.loads((here / name).read_text()), json.loads((there / name).read_text()))
            print(f"{name}: {found or 'the same'}")
            bad += found is not None
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
