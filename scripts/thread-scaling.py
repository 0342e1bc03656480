#!/usr/bin/env python3
"""Times the workloads with one thread and with more and prints how much the others gain.

  scripts/thread-scaling.py [--only gemm,train] [--threads 2] [--rounds 3] [--budget 0.2] [--peer COMMAND] [--least 1.7]

The two numbers of threads run in turn, group by group; each keeps its best median. With --peer (a program that takes the same options) its gain stands
beside ours. `<` marks a gain below --least, `!` a workload that more threads slow down by more than a twentieth; any of these makes the exit status 1.
"""
import argparse, json, math, pathlib, shlex, subprocess, sys

OURS = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release" / "martlet-bench"
GROUPS = "dispatch,elementwise,index,reduce,gemm,conv,pool,norm,rnn,attention,embedding,optim,random,train"


def measure(command, only, threads, budget, best):
    words = shlex.split(command) + ["--only", only, "--threads", str(threads), "--budget", str(budget)]
    for line in subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines():
        result = json.loads(line)
        if "us" in result and result["name"].startswith(only):
            best[result["name"]] = min(result["us"], best.get(result["name"], math.inf))


def main():
    p = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    p.add_argument("--only", default=GROUPS, help="prefixes of names, separated by commas")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--budget", type=float, default=0.2, help="seconds for each workload and round")
    p.add_argument("--ours", default=str(OURS), help="the benchmark program")
    p.add_argument("--peer", help="a program to compare with")
    p.add_argument("--least", type=float, default=1.7, help="what large workloads should gain")
    a = p.parse_args()

    commands = [a.ours] + ([a.peer] if a.peer else [])
    one, more = [{} for _ in commands], [{} for _ in commands]
    for group in a.only.split(","):
        for _ in range(a.rounds):
            for command, alone, together in zip(commands, one, more):
                measure(command, group, 1, a.budget, alone)
                measure(command, group, a.threads, a.budget, together)

    slower = 0
    print(f"{'workload':44s}{'1 thread us':>14s}{f'{a.threads} threads us':>14s}{'gain':>9s}" + (f"{'peer':>9s}" if a.peer else ""))
    for name, us in one[0].items():
        gain = us / more[0][name]
        slower += gain < 0.95
        mark = " !" if gain < 0.95 else " <" if gain < a.least else ""
        peer = f"{one[1][name] / more[1][name]:8.2f}x" if a.peer and name in one[1] else ""
        print(f"{name:44s}{us:14.2f}{more[0][name]:14.2f}{gain:8.2f}x{peer}{mark}")
    print(f"\n{len(one[0])} workloads, {slower} slower with {a.threads} threads")
    sys.exit(1 if slower else 0)


if __name__ == "__main__":
    main()
