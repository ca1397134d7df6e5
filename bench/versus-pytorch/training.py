"""Training steps in PyTorch, as NAS-Bench-201 trains: SGD with Nesterov momentum and weight decay, cross-entropy.

Written for this comparison. Requests, besides those of request_loop:
  {"arch": "|op~0|+...", "steps": n, "rate": r}  -> {"seconds": s, "cpu": s, "losses": [...]}
A step before the clock starts is not counted: it allocates memory. `cpu` is the time of all threads.
"""
import time

import torch
from torch import nn
from torch.nn import functional

import nas_bench_201
from request_loop import serve

nas_bench_201.norm = nn.BatchNorm2d


def answer(request, images):
    torch.manual_seed(1)
    network = nas_bench_201.make_network(request["arch"], classes=10)
    optimizer = torch.optim.SGD(network.parameters(), lr=request["rate"], momentum=0.9, nesterov=True, weight_decay=5e-4)
    labels = torch.arange(len(images)) % 10
    losses = []
    for step in range(request["steps"] + 1):
        if step == 1:
            started, cpu = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        loss = functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "losses": losses[1:]}


serve(answer)
