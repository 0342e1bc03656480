"""Prints where PyTorch's optimisers take a parameter in five steps: the numbers of OptimizerStepTests.swift.

    python Tests/Reference/optimizer_steps.py
"""

import torch

cases = {
    "sgd": (torch.optim.SGD, dict(lr=0.1)),
    "sgd momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    "sgd nesterov": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True)),
    "sgd dampening": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, dampening=0.3)),
    "sgd weight decay": (torch.optim.SGD, dict(lr=0.1, momentum=0.5, weight_decay=0.2)),
    "sgd maximize": (torch.optim.SGD, dict(lr=0.1, maximize=True, weight_decay=0.2)),
    "adam": (torch.optim.Adam, dict(lr=0.05)),
    "adam weight decay": (torch.optim.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.3)),
    "adam amsgrad": (torch.optim.Adam, dict(lr=0.05, betas=(0.5, 0.6), amsgrad=True)),
    "adam maximize": (torch.optim.Adam, dict(lr=0.05, maximize=True)),
    "adamw": (torch.optim.AdamW, dict(lr=0.05)),
    "adamw weight decay": (torch.optim.AdamW, dict(lr=0.05, weight_decay=0.5, amsgrad=True)),
}

for name, (optimizer, kwargs) in cases.items():
    p = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64, requires_grad=True)
    opt = optimizer([p], **kwargs)
    for t in range(5):
        p.grad = torch.tensor([0.1 * (t + 1), -0.2, 0.3 * (-1) ** t / (t + 1)], dtype=torch.float64)
        opt.step()
    print(f'"{name}": {p.tolist()}')
