#!/usr/bin/env python3
"""The workloads data/* and files/* of martlet-bench with PyTorch, torchvision and safetensors: a JSON line each.

  scripts/peer-data.py [--budget 1] [--only data/tensors] [--folder FOLDER]

Without a folder, which scripts/data-speed.py makes, only those that need no files run. Saving has no PyTorch in it: its peer is `cp` of the same file.
"""
import argparse, json, os, statistics, subprocess, time
import torch
from torch.utils.data import ConcatDataset, DataLoader, TensorDataset

parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
parser.add_argument("--budget", type=float, default=1.0, help="seconds for each workload")
parser.add_argument("--only", default="", help="names to run, by prefix, separated by commas")
parser.add_argument("--folder", help="where cifar2, weights.pt and weights.safetensors are")
arguments = parser.parse_args()


def epoch(loader):
    for x, y in loader:
        pass


def tensors(shuffle, workers):
    dataset = TensorDataset(torch.randn(50_000, 784), torch.randint(0, 10, (50_000,)))
    loader = DataLoader(dataset, batch_size=64, shuffle=shuffle, num_workers=workers)
    return lambda: epoch(loader)


def cifar2():
    from torchvision import datasets, transforms
    augment = transforms.Compose([
        transforms.RandomHorizontalFlip(), transforms.RandomVerticalFlip(), transforms.RandomRotation(45), transforms.ToTensor()])
    parts = [datasets.ImageFolder(f"{arguments.folder}/cifar2/{part}", transform=augment) for part in ("train", "test")]
    loader = DataLoader(ConcatDataset(parts), batch_size=50, shuffle=True, num_workers=2)
    return lambda: epoch(loader)


def touch(weights):
    """Reads every value, so that what is mapped or put off is read after all."""
    for x in weights.values():
        x.sum().item()


def load_pt():
    return lambda: touch(torch.load(arguments.folder + "/weights.pt", weights_only=True))


def map_safetensors():
    from safetensors.torch import load_file
    return lambda: load_file(arguments.folder + "/weights.safetensors")


def load_safetensors():
    from safetensors.torch import load_file
    return lambda: touch(load_file(arguments.folder + "/weights.safetensors"))


def copy(ending, target):
    return lambda: subprocess.run(["cp", f"{arguments.folder}/weights.{ending}", f"{arguments.folder}/{target}"], check=True)


workloads = {
    "data/tensors_64": lambda: tensors(shuffle=False, workers=0),
    "data/tensors_64_shuffled": lambda: tensors(shuffle=True, workers=0),
    "data/tensors_64_shuffled_2_workers": lambda: tensors(shuffle=True, workers=2),
}
if arguments.folder:
    workloads |= {
        "data/cifar2_2_workers": cifar2,
        "files/load_pt": load_pt,
        "files/map_safetensors": map_safetensors,
        "files/load_safetensors": load_safetensors,
        "files/save_over_pt": lambda: copy("pt", "copy.pt"),
        "files/save_over_safetensors": lambda: copy("safetensors", "copy.safetensors"),
        "files/save_new_pt": lambda: copy("pt", "new"),
        "files/save_new_safetensors": lambda: copy("safetensors", "new"),
    }

for name, make in workloads.items():
    if not name.startswith(tuple(arguments.only.split(","))):
        continue
    work, times = make(), []
    work()
    while len(times) < 3 or (sum(times) < arguments.budget and len(times) < 200):
        if name.startswith("files/save_new"):
            os.remove(arguments.folder + "/new")
        os.sync()  # what an earlier run has left to be written must not slow this one down
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    line = {"name": name, "us": statistics.median(times) * 1e6, "min_us": min(times) * 1e6, "runs": len(times)}
    print(json.dumps(line), flush=True)
