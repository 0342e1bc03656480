#!/usr/bin/env python3
"""Compares the speed of martlet-bench's workloads with the committed table and names those that have become slower.

  scripts/bench-check.py [--only gemm,train] [--tolerance 1.25] [--rounds 3] [--peer COMMAND] [--update]

Each workload keeps its fastest run of all rounds, so that a busy neighbour hurts little, and one that looks slow is measured again
before it is called slow. Times are divided by what the machine needs for work that has nothing of Martlet in it
(`calibrate/…`: arithmetic and memory, the slower of the two), so that the table serves other machines of the same kind.
With --peer (a program that prints the same lines, as the PyTorch peer does) the ratios peer / ours are compared instead.
--update writes the table; with --peer it writes the ratios too. Exit status: 0 when nothing regressed, 1 when something did.
"""
import argparse, json, math, pathlib, shlex, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "bench-baseline.json"
OURS = str(ROOT / ".build" / "release" / "martlet-bench")


def arguments():
    p = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    p.add_argument("--only", default="", help="prefixes of names, separated by commas")
    p.add_argument("--tolerance", type=float, default=1.25, help="how many times slower is still no regression")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--budget", type=float, default=0.3, help="seconds for each workload and round")
    p.add_argument("--ours", default=OURS, help="the benchmark program")
    p.add_argument("--peer", help="a program to compare with")
    p.add_argument("--update", action="store_true", help="write the table")
    return p.parse_args()


def measure(command, only, budget, best):
    """One round: lowers the times in `best` to those of the fastest run of each workload."""
    words = shlex.split(command) + ["--budget", str(budget)] + (["--only", only] if only else [])
    run = subprocess.run(words, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{command} ended with status {run.returncode}:\n{run.stderr[-2000:]}")
    for line in run.stdout.splitlines():
        if line.startswith("{"):
            result = json.loads(line)
            if "us" in result:
                name = result["name"]
                best[name] = min(best.get(name, math.inf), result.get("min_us", result["us"]))


def slowdowns(table, ours, peer):
    """How many times slower than the table each workload is, by ratios to the peer where there is one."""
    calibration = [name for name in ours if name.startswith("calibrate/")]
    machine = max(ours[name] / table[name]["us"] for name in calibration)
    found = {}
    for name, row in table.items():
        if name not in ours or name in calibration:
            continue
        if peer:
            if "ratio" in row and name in peer:
                found[name] = row["ratio"] / (peer[name] / ours[name])
        else:
            found[name] = ours[name] / row["us"] / machine
    return found


def with_calibration(only):
    return f"calibrate,{only}" if only else ""


def update(ours, peer):
    table = json.loads(TABLE.read_text()) if TABLE.exists() else {}
    for name, us in ours.items():
        row = {"us": round(us, 3)}
        if name in peer:
            row["ratio"] = round(peer[name] / us, 2)
        elif "ratio" in table.get(name, {}):
            row["ratio"] = table[name]["ratio"]
        table[name] = row
    lines = [f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(table.items())]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{TABLE.relative_to(ROOT)}: {len(ours)} workloads written")


def main():
    a = arguments()
    ours, peer = {}, {}

    def round_of(only):
        measure(a.ours, with_calibration(only), a.budget, ours)
        if a.peer:
            measure(a.peer, only, a.budget, peer)

    for _ in range(a.rounds):
        round_of(a.only)
    if a.update:
        return update(ours, peer)

    table = json.loads(TABLE.read_text())
    for _ in range(2):
        slow = [name for name, s in slowdowns(table, ours, peer).items() if s > a.tolerance]
        if not slow:
            break
        round_of(",".join(slow))

    found = slowdowns(table, ours, peer)
    if not found:
        sys.exit("no workload was compared: none of the table has been measured")
    prefixes = tuple(a.only.split(","))
    missing = [name for name in table if name.startswith(prefixes) and name not in ours and not name.startswith("calibrate/")]
    slow = {name: s for name, s in found.items() if s > a.tolerance}
    for name, s in sorted(slow.items(), key=lambda item: -item[1]):
        print(f"slower: {name:44s} {s:5.2f} times the table's {'share of the peer' if a.peer else 'time'}, now {ours[name]:.2f} us")
    for name in missing:
        print(f"missing: {name}")
    mean = math.exp(sum(map(math.log, found.values())) / len(found))
    print(f"{len(found)} workloads, {mean:.2f} times the table's on average, {len(slow)} slower by more than {a.tolerance:g} times")
    sys.exit(1 if slow or missing else 0)


if __name__ == "__main__":
    main()
