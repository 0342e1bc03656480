#!/usr/bin/env python3
"""Turns what compare.py measured into the table of docs/performance.md: Martlet, PyTorch, speed-up, the machine's limit, the share of it.

  scripts/performance-table.py COMPARED.json [MORE.json …] --limits LIMITS.json [--write]

COMPARED.json is what `compare.py --json` writes (of several files the later ones win), LIMITS.json what `limits.py --json` writes in the same run. The
limit is the time that arithmetic at the measured peak or memory at the measured bandwidth needs, whichever is longer (scripts/workload_costs.py).
--write puts the table into docs/performance.md, between its two marks.
"""
import argparse, json, math, pathlib, re, sys
from workload_costs import COSTS

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- table: scripts/performance-table.py -->", "<!-- end of table -->"


def time_text(us):
    if us < 10:
        return f"{us:.2f} µs"
    return f"{us:.0f} µs" if us < 1000 else f"{us / 1000:.1f} ms"


def row(name, ours, peer, limits):
    limit = COSTS[name].seconds(limits) if name in COSTS else None
    share = f"{time_text(limit * 1e6)} | {limit * 1e6 / ours:.0%}" if limit else "– | –"
    return f"| {name} | {time_text(ours)} | {time_text(peer)} | {peer / ours:.1f}× | {share} |".replace("%", " %")


def table(ours, peer, limits):
    names = [name for name in peer if name in ours]
    lines = ["| workload | Martlet | PyTorch | speed-up | limit | of it |", "|---|---:|---:|---:|---:|---:|"]
    lines += [row(name, ours[name], peer[name], limits) for name in names]
    ratios = [peer[name] / ours[name] for name in names]
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    lines += ["", f"{len(ratios)} workloads, geometric mean {mean:.2f}×, the least {min(ratios):.2f}×. Limits on {limits['threads']} threads: "
              f"{limits['float32']:.0f} GFLOP/s (float32); in memory {limits['memory']['read']:.0f} GB/s reading, {limits['memory']['add']:.0f} with three "
              f"streams, {limits['memory']['two_moments']:.0f} with Adam's seven; in the last-level cache {limits['cache']['read']:.0f} and {limits['cache']['add']:.0f}."]
    return "\n".join(lines)


def main():
    p = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    p.add_argument("compared", nargs="+", type=pathlib.Path)
    p.add_argument("--limits", required=True, type=pathlib.Path)
    p.add_argument("--write", action="store_true", help="into docs/performance.md")
    a = p.parse_args()
    ours, peer = {}, {}
    for path in a.compared:
        data = json.loads(path.read_text())
        ours |= data["ours"]
        peer |= data["peer"]
    if not ours.keys() & peer.keys():
        sys.exit("no workload was measured on both sides")
    text = table(ours, peer, json.loads(a.limits.read_text()))
    if not a.write:
        return print(text)
    page, count = re.subn(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n\n{text}\n\n{END}", PAGE.read_text(), flags=re.DOTALL)
    if count != 1:
        sys.exit(f"{PAGE} has no place for the table")
    PAGE.write_text(page)


if __name__ == "__main__":
    main()
