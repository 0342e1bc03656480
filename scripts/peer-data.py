#!/usr/bin/env python3
"""The workloads data/* of martlet-bench with PyTorch: an epoch of 50,000 rows of 784 numbers in batches of 64, a JSON line each.

  scripts/peer-data.py [--budget 1]
"""
import argparse, json, statistics, time
import torch
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--budget", type=float, default=1.0, help="seconds for each workload")
budget = parser.parse_args().budget

dataset = TensorDataset(torch.randn(50_000, 784), torch.randint(0, 10, (50_000,)))


def epoch(loader):
    start = time.perf_counter()
    for x, y in loader:
        pass
    return time.perf_counter() - start


for name, shuffle, workers in (
    ("tensors_64", False, 0), ("tensors_64_shuffled", True, 0), ("tensors_64_shuffled_2_workers", True, 2),
):
    loader = DataLoader(dataset, batch_size=64, shuffle=shuffle, num_workers=workers)
    one = epoch(loader)
    times = [epoch(loader) for _ in range(max(5, min(200, int(budget / one))))]
    line = {"name": "data/" + name, "us": statistics.median(times) * 1e6, "min_us": min(times) * 1e6, "runs": len(times)}
    print(json.dumps(line), flush=True)
