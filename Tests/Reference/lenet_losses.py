"""Writes the losses of 50 training steps of the LeNet-style network, by PyTorch, as the Swift array of LeNetLosses.swift.

Weights, images and labels come from a hash of their position, which the test computes too (`numbers` in Tests/Support):
both sides start from the same bits and see the same batches.

    python Tests/Reference/lenet_losses.py > Tests/MartletNNTests/LeNetLosses.swift
"""

import torch
from torch import nn
import torch.nn.functional as F

MASK = (1 << 64) - 1


def numbers(count, seed, low, high):
    out = []
    for i in range(count):
        z = (seed * 0x9E3779B97F4A7C15 + (i + 1) * 0xD1B54A32D192ED03) & MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        out.append(low + (high - low) * ((z >> 11) * 2.0**-53))
    return out


def tensor(shape, seed, low, high):
    count = 1
    for n in shape:
        count *= n
    return torch.tensor(numbers(count, seed, low, high), dtype=torch.float64).float().view(shape)


def network():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def losses(optimizer):
    net = network()
    with torch.no_grad():
        for k, p in enumerate(net.parameters()):
            fan_in = p[0].numel() if p.dim() > 1 else 100
            bound = fan_in**-0.5
            p.copy_(tensor(p.shape, k + 1, -bound, bound))
    opt = optimizer(net.parameters())
    result = []
    for step in range(50):
        y = torch.tensor([int(v) for v in numbers(16, 1000 + step % 5, 0, 10)])
        # A class's mean image plus noise, so that there is something to learn.
        x = torch.stack([tensor((1, 7, 7), 2000 + int(c), -1, 1) for c in y])
        x = x.repeat_interleave(4, 2).repeat_interleave(4, 3) + tensor((16, 1, 28, 28), 3000 + step, -0.5, 0.5)
        opt.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        opt.step()
        result.append(loss.item())
    return result


def swift_array(name, values):
    rows = [", ".join(f"{v:.9g}" for v in values[i : i + 6]) for i in range(0, len(values), 6)]
    return f"  static let {name}: [Double] = [\n    " + ",\n    ".join(rows) + ",\n  ]"


torch.set_num_threads(1)
print("/// What PyTorch reaches from the same weights and batches; written by Tests/Reference/lenet_losses.py.")
print("enum LeNetLosses {")
print(swift_array("sgd", losses(lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9))))
print(swift_array("adam", losses(lambda p: torch.optim.Adam(p, lr=1e-3))))
print("}")
