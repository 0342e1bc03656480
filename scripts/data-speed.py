#!/usr/bin/env python3
"""Measures data loading and files beside Python, on the same files, and compares with what is demanded.

  scripts/data-speed.py [--python PYTHON] [--cifar2 ARCHIVE] [--only data/tensors,files] [--rounds 3] [--budget 1]

PYTHON has torch, torchvision and safetensors. martlet-bench and scripts/peer-data.py run in turn, and each side keeps its best median.
Saving is compared with `cp`, which unlike `save` does not wait for the disk: over an earlier file, and where there is none.
Exit status: 0 when every workload reaches its floor.
"""
import argparse, json, math, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOORS = {  # how many times the peer's speed
    "data/tensors_64": 5, "data/tensors_64_shuffled": 5, "data/tensors_64_shuffled_2_workers": 5, "data/cifar2_2_workers": 3,
    "files/load_pt": 1, "files/map_safetensors": 0, "files/load_safetensors": 1,
    "files/save_over_pt": 0.8, "files/save_over_safetensors": 0.8, "files/save_new_pt": 0.8, "files/save_new_safetensors": 0.8,
}
MOST_US = {"files/map_safetensors": 20_000}
MAKE_WEIGHTS = """
import sys, torch
from safetensors.torch import save_file
weights = {}
for i in range(30):
    weights[f"layers.{i}.weight"], weights[f"layers.{i}.bias"] = torch.randn(4096, 1024), torch.randn(1024)
torch.save(weights, sys.argv[1] + "/weights.pt")
save_file(weights, sys.argv[1] + "/weights.safetensors")
"""


def arguments():
    p = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    p.add_argument("--python", default=sys.executable)
    p.add_argument("--cifar2", default=str(ROOT / "../shared/data/cifar2.tar.gz"), help="the archive with cifar2/train and cifar2/test")
    p.add_argument("--ours", default=str(ROOT / ".build/release/martlet-bench"))
    p.add_argument("--only", default="data,files", help="prefixes of names, separated by commas")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--budget", type=float, default=1.0, help="seconds for each workload and round")
    return p.parse_args()


def measure(command, a, folder, best):
    run = subprocess.run(command + ["--only", a.only, "--budget", str(a.budget), "--folder", folder], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{command[-1]} ended with status {run.returncode}:\n{run.stderr[-2000:]}")
    for line in run.stdout.splitlines():
        result = json.loads(line)
        best[result["name"]] = min(best.get(result["name"], math.inf), result["us"])


def main():
    a = arguments()
    names = [n for n in FLOORS if n.startswith(tuple(a.only.split(",")))]
    ours, peer = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-xzf", a.cifar2, "-C", folder], check=True)
        subprocess.run([a.python, "-c", MAKE_WEIGHTS, folder], check=True)
        for _ in range(a.rounds):
            measure([a.ours], a, folder, ours)
            measure([a.python, str(ROOT / "scripts/peer-data.py")], a, folder, peer)

    print(f"{'workload':38s}{'Martlet':>12s}{'peer':>12s}{'speed-up':>10s}{'floor':>8s}")
    short = []
    for name in names:
        ratio = peer[name] / ours[name]
        if ratio < FLOORS[name] or ours[name] > MOST_US.get(name, math.inf):
            short.append(name)
        print(f"{name:38s}{ours[name] / 1e3:9.1f} ms{peer[name] / 1e3:9.1f} ms{ratio:9.2f}x{FLOORS[name]:7g}x{'  <' if name in short else ''}")
    for name, most in MOST_US.items():
        if name in names:
            print(f"{name}: at most {most / 1e3:g} ms are allowed")
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
