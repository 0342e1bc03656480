"""Reads files that Martlet has written with the libraries that own their formats, and compares what is in them.

Usage: read_files.py FOLDER. FOLDER/expected.json lists, for each file, the tensors by their path inside of it:
{"all.pt": {"model/0.weight": {"dtype": "float32", "shape": [2, 3], "values": [...]}}}. Exits with 1 at the first difference.
"""
import json
import math
import pathlib
import sys

import numpy
import safetensors.torch
import torch


def load(path):
    if path.suffix == ".safetensors":
        return safetensors.torch.load_file(path)
    if path.suffix == ".npy":
        return {"": torch.from_numpy(numpy.load(path, allow_pickle=False))}
    if path.suffix == ".npz":
        return {name: torch.from_numpy(a) for name, a in numpy.load(path, allow_pickle=False).items()}
    return torch.load(path, weights_only=True)


def find(value, path):
    for part in path.split("/") if path else [""]:
        if isinstance(value, (list, tuple)):
            value = value[int(part)]
        else:
            value = value[part] if part in value else value[int(part)]
    return value


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


folder = pathlib.Path(sys.argv[1])
count = 0
for name, tensors in json.loads((folder / "expected.json").read_text()).items():
    content = load(folder / name)
    for path, expected in tensors.items():
        x = find(content, path)
        if not isinstance(x, torch.Tensor):
            x = torch.tensor(x)
        given = {"dtype": str(x.dtype).removeprefix("torch."), "shape": list(x.shape)}
        values = x.detach().to(torch.float64).reshape(-1).tolist()
        wanted = [float(v) for v in expected["values"]]
        if given != {k: expected[k] for k in given} or len(values) != len(wanted) or not all(map(same, values, wanted)):
            sys.exit(f"{name}: {path}: found {given} {values[:8]}, expected {expected}")
        count += 1
    if name == "views.pt" and content["base"].untyped_storage().data_ptr() != content["column"].untyped_storage().data_ptr():
        sys.exit("views.pt: base and column do not share a storage")
    if name == "training.pt":
        model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2))
        model.load_state_dict(content["model"], strict=True)
        optimizer = torch.optim.Adam(model.parameters())
        optimizer.load_state_dict(content["optimizer"])
        model(torch.ones(2, 3)).sum().backward()
        optimizer.step()
print(count)
