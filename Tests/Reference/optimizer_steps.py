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
    "adamax": (torch.optim.Adamax, dict(lr=0.05, weight_decay=0.1)),
    "nadam": (torch.optim.NAdam, dict(lr=0.05, weight_decay=0.1, decoupled_weight_decay=True)),
    "radam": (torch.optim.RAdam, dict(lr=0.05, betas=(0.6, 0.7))),
    "adagrad": (torch.optim.Adagrad, dict(lr=0.1, lr_decay=0.2, initial_accumulator_value=0.1)),
    "adadelta": (torch.optim.Adadelta, dict(lr=0.5, rho=0.7)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=0.05, alpha=0.8, maximize=True)),
    "rmsprop centered momentum": (torch.optim.RMSprop, dict(lr=0.05, alpha=0.5, centered=True, momentum=0.8)),
    "rprop": (torch.optim.Rprop, dict(lr=0.05, step_sizes=(0.01, 0.07))),
    "asgd": (torch.optim.ASGD, dict(lr=0.1, lambd=0.01, t0=2)),
    "adafactor": (torch.optim.Adafactor, dict(lr=0.1, eps=(1e-6, 1e-3), weight_decay=0.1)),
}

for name, (optimizer, kwargs) in cases.items():
    p = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64, requires_grad=True)
    opt = optimizer([p], **kwargs)
    for t in range(5):
        p.grad = torch.tensor([0.1 * (t + 1), -0.2, 0.3 * (-1) ** t / (t + 1)], dtype=torch.float64)
        opt.step()
    print(f'"{name}": {p.tolist()}')
