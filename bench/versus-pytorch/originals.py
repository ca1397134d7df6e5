"""The published algorithms of ePADS, NASWOT, SWAP, Zen-score and synflow in PyTorch, on NAS-Bench-201 networks.

Written for this comparison, after the descriptions of the papers and their code: hooks on every ReLU call, codes as floats, NASWOT's backward pass
that marks ReLUs, SWAP's search for unique columns, synflow's double precision and backward pass.
Requests, besides those of request_loop:
  {"arch": "|op~0|+...", "proxy": name}                -> {"seconds": s, "value": v}
With "channelsLast" network and images lie with their channels last, which ePADS alone can read.
The seconds cover building the network and scoring it.
"""
import math
import time

import numpy
import torch
from torch import nn

import nas_bench_201
from request_loop import serve

nas_bench_201.norm = nn.BatchNorm2d


def relus(network):
    return [module for module in network.modules() if isinstance(module, nn.ReLU)]


def layers(network):
    return [module for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]


def normal_weights(network):
    for layer in layers(network):
        nn.init.normal_(layer.weight)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)


@torch.no_grad()
def epads(network, images, generator):
    batch = len(images)
    noisy = torch.cat([images, images + torch.randn(images.shape, generator=generator)])
    total = [0.0]

    def hook(module, inputs, output):
        own, copy = (inputs[0] > 0).float().split(batch)
        permuted = own[torch.randperm(batch, generator=generator)]
        total[0] += (permuted - own).abs().sum().item() * (copy - own).abs().sum().item()

    for relu in relus(network):
        relu.register_forward_hook(hook)
    network(noisy)
    return math.log(total[0])


def naswot(network, images, generator):
    batch = len(images)
    kernel = numpy.zeros((batch, batch))

    def mark(module, grad_input, grad_output):
        module.visited = True

    def hook(module, inputs, output):
        nonlocal kernel
        if not getattr(module, "visited", False):
            return
        on = (inputs[0].view(batch, -1) > 0).float()
        kernel = kernel + (on @ on.t()).numpy() + ((1 - on) @ (1 - on.t())).numpy()

    for relu in relus(network):
        relu.register_backward_hook(mark)
    inputs = images.clone().requires_grad_(True)
    network(inputs).backward(torch.ones(batch, 1))
    for relu in relus(network):
        relu.register_forward_hook(hook)
    network(images.clone())
    return float(numpy.linalg.slogdet(kernel)[1])


@torch.no_grad()
def swap(network, images, generator):
    normal_weights(network)
    codes = []
    for relu in relus(network):
        relu.register_forward_hook(lambda module, inputs, output: codes.append(output.sign().view(len(output), -1)))
    network(images[:16])
    return float(len(torch.unique(torch.cat(codes, dim=1).t(), dim=0)))


@torch.no_grad()
def zen(network, images, generator):
    normal_weights(network)
    features = []
    pool = next(module for module in network.modules() if isinstance(module, nn.AdaptiveAvgPool2d))
    pool.register_forward_hook(lambda module, inputs, output: features.append(inputs[0]))
    first = torch.randn(images.shape, generator=generator)
    network(first)
    network(first + 0.01 * torch.randn(images.shape, generator=generator))
    distance = (features[0] - features[1]).abs().sum(dim=[1, 2, 3]).mean()
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    return (distance.log() + sum(0.5 * module.running_var.mean().log() for module in norms)).item()


def logsynflow(network, images, generator):
    network = network.double()
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.BatchNorm2d):
                setattr(module, name, nn.Identity())
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.abs_()
    network(torch.ones(1, *images.shape[1:], dtype=torch.float64)).sum().backward()
    value = sum((layer.weight * layer.weight.grad).abs().sum().item() for layer in layers(network) if layer.weight.grad is not None)
    return math.log(value) if value > 0 else 0.0


proxies = {"epads": epads, "naswot": naswot, "swap": swap, "zen": zen, "logsynflow": logsynflow}

generator = torch.Generator()


def answer(request, images):
    torch.manual_seed(1)
    generator.manual_seed(1)
    started = time.perf_counter()
    network = nas_bench_201.make_network(request["arch"])
    if request.get("channelsLast"):
        network = network.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    value = proxies[request["proxy"]](network, images, generator)
    return {"seconds": time.perf_counter() - started, "value": value}


serve(answer)
