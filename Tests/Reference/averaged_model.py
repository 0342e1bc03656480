"""Prints the averages of a parameter that moves 1, 2, 4, 8: the numbers of AveragedModelTests.swift.

    python Tests/Reference/averaged_model.py
"""

import torch
from torch.optim.swa_utils import AveragedModel, SWALR, get_ema_multi_avg_fn, update_bn

for name, fn in {"swa": None, "ema": get_ema_multi_avg_fn(0.9)}.items():
    model = torch.nn.Linear(1, 1, bias=False).double()
    averaged = AveragedModel(model, multi_avg_fn=fn)
    for value in [1.0, 2.0, 4.0, 8.0]:
        model.weight.data.fill_(value)
        averaged.update_parameters(model)
    print(name, averaged.module.weight.item(), averaged.n_averaged.item(), list(averaged.state_dict()))

net = torch.nn.Sequential(torch.nn.BatchNorm1d(2))
batches = [torch.arange(6.0).view(3, 2), torch.arange(6.0).view(3, 2) * -2 + 1]
net(batches[0] * 100)
update_bn(batches, net)
print("update_bn", net[0].running_mean.tolist(), net[0].running_var.tolist(), net[0].num_batches_tracked.item(), net[0].momentum)

for strategy in ["cos", "linear"]:
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    sched = SWALR(opt, swa_lr=0.2, anneal_epochs=4, anneal_strategy=strategy)
    rates = [sched.get_last_lr()[0]]
    for _ in range(5):
        opt.step()
        sched.step()
        rates.append(sched.get_last_lr()[0])
    print("swalr", strategy, rates)
