#!/usr/bin/env python3
"""Compares the peak resident memory of each workload, run in a process of its own, with a peer's; prints a table in Markdown.

  scripts/peak-memory.py --peer 'python3 peer_torch.py' [--only train] [--budget 0.5]

"of it the work" is what is above a process that only starts. Exit status: 0 when no workload takes more than the peer's, whole or above the start; else 1.
"""
import argparse, json, os, pathlib, shlex, subprocess, sys

OURS = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release" / "martlet-bench"
NOTHING = "startup"  # what both programs do at least


def run(command, only, budget):
    """The lines that a process printed and its peak in MiB."""
    words = shlex.split(command) + ["--only", only, "--budget", str(budget)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = [json.loads(line) for line in process.stdout if line.startswith("{")]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} --only {only} ended with status {process.returncode}")
    return lines, usage.ru_maxrss / 1024


def main():
    p = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    p.add_argument("--ours", default=str(OURS), help="the benchmark program")
    p.add_argument("--peer", required=True)
    p.add_argument("--only", default="train", help="a prefix of names")
    p.add_argument("--budget", type=float, default=0.5, help="seconds for each workload")
    a = p.parse_args()

    names = [line["name"] for line in run(a.ours, a.only, 0.01)[0] if line["name"].startswith(a.only)]
    starts = [run(command, NOTHING, a.budget)[1] for command in (a.ours, a.peer)]
    more = 0
    print("| workload | Martlet, MiB | of it the work | PyTorch, MiB | of it the work |\n|---|---:|---:|---:|---:|")
    for name in names:
        ours, theirs = (run(command, name, a.budget)[1] for command in (a.ours, a.peer))
        own, other = ours - starts[0], theirs - starts[1]
        more += ours > theirs or own > other
        print(f"| {name} | {ours:.0f} | {own:.0f} | {theirs:.0f} | {other:.0f} |", flush=True)
    print(f"\nA process that only starts: {starts[0]:.0f} and {starts[1]:.0f} MiB. {more} of {len(names)} workloads take more than the peer's.")
    sys.exit(1 if more else 0)


if __name__ == "__main__":
    main()
