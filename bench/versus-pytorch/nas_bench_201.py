"""NAS-Bench-201's network in PyTorch, all channels in full, as the benchmark defines it; and epsilon's two runs of it.

Written for this comparison. Requests, besides those of request_loop:
  {"arch": "|op~0|+...", "weights": [1e-7, 1]}          -> {"seconds": s, "outputs": [[...], [...]]}
The seconds cover what a user of the original definition does for one cell: building the network once, and per weight setting
every parameter and running the batch.
"""
import time

import torch
from torch import nn

from request_loop import serve


def norm(channels):
    return nn.BatchNorm2d(channels, track_running_stats=False)


def relu_conv_bn(channels_in, channels_out, kernel, stride=1):
    conv = nn.Conv2d(channels_in, channels_out, kernel, stride, padding=(kernel - 1) // 2, bias=False)
    return nn.Sequential(nn.ReLU(), conv, norm(channels_out))


class Zero(nn.Module):
    def forward(self, x):
        return x * 0


def make_op(name, channels):
    if name == "none":
        return Zero()
    if name == "skip_connect":
        return nn.Identity()
    if name == "avg_pool_3x3":
        return nn.AvgPool2d(3, 1, padding=1, count_include_pad=False)
    return relu_conv_bn(channels, channels, int(name[-1]))


class Cell(nn.Module):
    def __init__(self, genotype, channels):
        super().__init__()
        self.nodes = nn.ModuleList(nn.ModuleList(make_op(op, channels) for op in ops) for ops in genotype)

    def forward(self, x):
        states = [x]
        for ops in self.nodes:
            states.append(sum(op(state) for op, state in zip(ops, states)))
        return states[-1]


class Reduction(nn.Module):
    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.main = nn.Sequential(relu_conv_bn(channels_in, channels_out, 3, 2), relu_conv_bn(channels_out, channels_out, 3))
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(channels_in, channels_out, 1, bias=False))

    def forward(self, x):
        return self.shortcut(x) + self.main(x)


def make_network(arch, channels=16, cells=5, classes=1):
    genotype = [[token.split("~")[0] for token in node.strip("|").split("|")] for node in arch.split("+")]
    layers = [nn.Conv2d(3, channels, 3, padding=1, bias=False), norm(channels)]
    for stage in range(3):
        if stage > 0:
            layers.append(Reduction(channels, 2 * channels))
            channels *= 2
        layers += [Cell(genotype, channels) for _ in range(cells)]
    layers += [norm(channels), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*layers, nn.Linear(channels, classes))


@torch.no_grad()
def outputs(network, weight, images):
    for name, parameter in network.named_parameters():
        parameter.fill_(weight if name.endswith("weight") else 0)
    return network(images).flatten()


def answer(request, images):
    started = time.perf_counter()
    network = make_network(request["arch"])
    rows = [outputs(network, weight, images) for weight in request["weights"]]
    return {"seconds": time.perf_counter() - started, "outputs": [row.tolist() for row in rows]}


if __name__ == "__main__":
    serve(answer)
