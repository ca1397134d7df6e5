"""The published algorithms of the gradient proxies in PyTorch, on NAS-Bench-201 networks of 10 classes.

Written for this comparison, after the descriptions of the papers and their code. Requests, besides those of request_loop:
  {"arch": "|op~0|+...", "proxy": name}                -> {"seconds": s, "cpu": s of the processor, "value": v}
The seconds cover building the network and scoring it. Images are two batches, of which all but ZiCo read the first.
"""
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

import nas_bench_201
from request_loop import serve

nas_bench_201.norm = nn.BatchNorm2d


def layers(network):
    return [module for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]


def gradients(network, images, labels):
    loss = functional.cross_entropy(network(images), labels)
    return torch.autograd.grad(loss, [layer.weight for layer in layers(network)], allow_unused=True)


def grad_norm(network, images, labels):
    return sum(float(g.norm()) for g in gradients(network, images, labels) if g is not None)


def snip(network, images, labels):
    weights = [layer.weight for layer in layers(network)]
    return sum(float((w * g).abs().sum()) for w, g in zip(weights, gradients(network, images, labels)) if g is not None)


def plain(network, images, labels):
    weights = [layer.weight for layer in layers(network)]
    return sum(float((w * g).sum()) for w, g in zip(weights, gradients(network, images, labels)) if g is not None)


def fisher(network, images, labels):
    outputs = []
    for layer in layers(network):
        layer.weight.requires_grad_(False)
        layer.register_forward_hook(lambda _, __, y: outputs.append(y))
    loss = functional.cross_entropy(network(images.requires_grad_(True)), labels)
    found = torch.autograd.grad(loss, outputs, allow_unused=True)
    images.requires_grad_(False)
    return sum(float(((a * g).flatten(2).sum(2) if a.dim() > 2 else a * g).pow(2).mean(0).sum()) / 2 for a, g in zip(outputs, found) if g is not None)


def jacobian(network, images):
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    x = images.clone().requires_grad_(True)
    network(x).sum().backward()
    return numpy.corrcoef(x.grad.flatten(1).numpy())


def jacob_cov(network, images, labels):
    v = numpy.linalg.eigvalsh(jacobian(network, images)).clip(0) + 1e-5
    return float(-(numpy.log(v) + 1 / v).sum())


def epe(network, images, labels):
    matrix = jacobian(network, images)
    members = [numpy.flatnonzero(labels.numpy() == c) for c in range(10)]
    return float(sum(abs(numpy.log(abs(matrix[numpy.ix_(own, own)]) + 1e-5).sum()) for own in members))


def zico(network, images, labels, second):
    a, b = gradients(network, images, labels), gradients(network, second, labels)
    value = 0.0
    for pair in zip(a, b):
        both = torch.stack(pair)
        deviation = both.std(0, unbiased=False)
        kept = deviation != 0
        total = float((both.abs().mean(0)[kept] / deviation[kept]).sum())
        value += numpy.log(total) if total > 0 else 0
    return float(value)


proxies = {"grad-norm": grad_norm, "snip": snip, "plain": plain, "fisher": fisher, "jacob-cov": jacob_cov, "epe": epe}


def answer(request, images):
    torch.manual_seed(1)
    half = len(images) // 2
    labels = torch.randint(10, (half,))
    started, begun = time.perf_counter(), time.process_time()
    network = nas_bench_201.make_network(request["arch"], classes=10)
    if request["proxy"] == "zico":
        value = zico(network, images[:half], labels, images[half:])
    else:
        value = proxies[request["proxy"]](network, images[:half].clone(), labels)
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - begun, "value": value}


serve(answer)
