#!/usr/bin/env python3
"""Measures what this machine can do at most, with scripts/limits.c: multiply-adds in registers, and bandwidth by kind of pass.

  scripts/limits.py [--threads N] [--rounds 3] [--json FILE]

Each figure is the best of all rounds, in 10⁹ operations or bytes a second. With --json they also go to FILE, where better ones stay.
"""
import argparse, json, os, pathlib, subprocess, tempfile

SOURCE = pathlib.Path(__file__).resolve().with_name("limits.c")


def merge(best, more):
    for key, value in more.items():
        if isinstance(value, dict):
            merge(best.setdefault(key, {}), value)
        else:
            best[key] = max(value, best.get(key, 0))
    return best


def measure(threads, rounds):
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "limits"
        subprocess.run(["cc", "-O3", "-march=native", "-pthread", str(SOURCE), "-o", str(program)], check=True)
        best = {}
        for _ in range(rounds):
            merge(best, json.loads(subprocess.run([program, str(threads)], capture_output=True, text=True, check=True).stdout))
        return best


def main():
    p = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    p.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--json", type=pathlib.Path)
    a = p.parse_args()
    best = measure(a.threads, a.rounds)
    if a.json:
        if a.json.exists():
            merge(best, json.loads(a.json.read_text()))
        a.json.write_text(json.dumps(best, indent=1) + "\n")
    print(json.dumps(best, indent=1))


if __name__ == "__main__":
    main()
