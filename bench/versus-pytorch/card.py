"""ePADS, gradients and training steps of NAS-Bench-201 cells in PyTorch, on a device.

Written for this comparison, after the descriptions of the papers and their code. Requests, besides those of request_loop:
  {"what": "epads" | "gradients", "archs": [...], "device": d, "channels": c, "cells": n}             -> {"seconds": s}
  {"what": "train", "archs": [one], "steps": n, "device": d, "channels": c, "cells": n}               -> {"seconds": s}
  {"what": "product", "side": n, "device": d}                                                         -> {"seconds": s}
The seconds of a list cover building each network, moving it to the device and scoring it; those of training, steps after a first one.
TensorFloat-32 is off, as it is for Assay.
"""
import math
import time

import torch
from torch import nn
from torch.nn import functional

import nas_bench_201
from request_loop import serve

nas_bench_201.norm = nn.BatchNorm2d
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = False


def finish(device):
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


@torch.no_grad()
def epads(network, images):
    batch = len(images)
    noisy = torch.cat([images, images + torch.randn(images.shape, device=images.device)])
    total = []

    def hook(module, inputs, output):
        own, copy = (inputs[0] > 0).float().split(batch)
        permuted = own[torch.randperm(batch, device=images.device)]
        total.append((permuted - own).abs().sum() * (copy - own).abs().sum())

    for module in network.modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(hook)
    network(noisy)
    return math.log(float(sum(total)))


def gradients(network, images):
    weights = [module.weight for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    labels = torch.arange(len(images), device=images.device) % 10
    loss = functional.cross_entropy(network(images), labels)
    found = torch.autograd.grad(loss, weights, allow_unused=True)
    pairs = [(w, g) for w, g in zip(weights, found) if g is not None]
    return float(sum(g.norm() for _, g in pairs)), float(sum((w * g).abs().sum() for w, g in pairs))


def answer(request, images):
    device = request["device"]
    if request["what"] == "product":
        a = torch.full((request["side"], request["side"]), 0.5, device=device)
        a @ a
        started = finish(device)
        for _ in range(5):
            a @ a
        return {"seconds": (finish(device) - started) / 5}
    images = images.to(device)
    make = lambda arch: nas_bench_201.make_network(arch, request["channels"], request["cells"], classes=10).to(device)
    if request["what"] == "train":
        network = make(request["archs"][0])
        optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)
        labels = torch.arange(len(images), device=device) % 10
        for step in range(request["steps"] + 1):
            if step == 1:
                started = finish(device)
            optimizer.zero_grad()
            loss = functional.cross_entropy(network(images), labels)
            loss.backward()
            optimizer.step()
        return {"seconds": finish(device) - started}
    score = {"epads": epads, "gradients": gradients}[request["what"]]
    started = finish(device)
    for arch in request["archs"]:
        score(make(arch), images)
    return {"seconds": finish(device) - started}


serve(answer)
