"""Writes src/spaces/flexibert/fixtures/pytorch-layers.json: what PyTorch computes for one FlexiBERT layer of each operation.

Needs PyTorch:  /usr/bin/python3 scripts/make-flexibert-fixture.py
Two texts of 6 tokens, 8 numbers each. Number i of learned tensor k, in the order of the layer, is sin(0.7 (i + 1) + k) / 2; number i of the input
is cos(0.3 i). The layers are written here with torch's own attention-free parts: fft2, unfold, conv1d, layer_norm.
"""
import json
import math
import pathlib

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
root = pathlib.Path(__file__).resolve().parent.parent
BATCH, TOKENS, HIDDEN, HEADS, WIDE = 2, 6, 8, 2, 10


class Weights:
    """Learned tensors in the order they are asked for."""

    def __init__(self):
        self.asked = 0

    def __call__(self, *shape):
        count = math.prod(shape)
        values = torch.sin(0.7 * torch.arange(1, count + 1) + self.asked) / 2
        self.asked += 1
        return values.reshape(shape)

    def linear(self, x, width):
        return F.linear(x, self(width, x.shape[-1]), self(width))

    def norm(self, x):
        return F.layer_norm(x, x.shape[-1:], self(x.shape[-1]), self(x.shape[-1]), 1e-12)


def heads_of(x, heads):
    return x.reshape(BATCH, TOKENS, heads, -1).permute(0, 2, 1, 3)


def attend(q, k, v, heads):
    q, k, v = heads_of(q, heads), heads_of(k, heads), heads_of(v, heads)
    shares = torch.softmax(torch.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(q.shape[-1]), -1)
    return torch.einsum("bhqk,bhkd->bqhd", shares, v)


def cosine(x):
    """Type II along the last axis through a Fourier transform of the mirrored signal."""
    n = x.shape[-1]
    mirrored = torch.cat([x, x.flip(-1)], -1)
    turns = torch.exp(-1j * math.pi * torch.arange(n) / (2 * n))
    return (torch.fft.fft(mirrored)[..., :n] * turns).real


def mix(operation, parameter, x, w):
    if operation == "SA":
        q, k, v = (w.linear(x, HIDDEN) for _ in range(3))
        if parameter == "WMA":
            q = F.linear(q, w(HIDDEN, HIDDEN))
        return attend(q, k, v, HEADS)
    if operation == "LT":
        y = heads_of(w.linear(x, HIDDEN), HEADS)
        y = torch.fft.fft2(y).real if parameter == "DFT" else cosine(cosine(y).transpose(-1, -2)).transpose(-1, -2)
        return y.permute(0, 2, 1, 3)
    heads, width = HEADS // 2, HIDDEN // 2
    q, k, v = (w.linear(x, width) for _ in range(3))
    spans = F.conv1d(x.transpose(1, 2), w(HIDDEN, 1, parameter), padding=parameter // 2, groups=HIDDEN)
    spans = F.conv1d(spans, w(width, HIDDEN, 1), w(width)).transpose(1, 2)
    kernels = w.linear(spans * q, heads * parameter).reshape(BATCH, TOKENS, heads, parameter).softmax(-1)
    values = w.linear(x, width).transpose(1, 2).unsqueeze(-1)
    windows = F.unfold(values, (parameter, 1), padding=(parameter // 2, 0)).transpose(1, 2)
    windows = windows.reshape(BATCH, TOKENS, heads, -1, parameter)
    convolved = torch.einsum("bthdk,bthk->bthd", windows, kernels)
    return torch.cat([attend(q, k, v, heads), convolved], 2)


def layer(operation, parameter, feed_forwards):
    w = Weights()
    x = torch.cos(0.3 * torch.arange(BATCH * TOKENS * HIDDEN)).reshape(BATCH, TOKENS, HIDDEN)
    y = mix(operation, parameter, x, w).reshape(BATCH, TOKENS, HIDDEN)
    if operation != "LT":
        out = w.linear(y, HIDDEN)
        y = w.norm(out + x)
    wide = y
    for _ in range(feed_forwards):
        wide = F.gelu(w.linear(wide, WIDE))
    out = w.linear(wide, HIDDEN)
    return w.norm(out + y)


cases = [("SA", "SDP", 1), ("SA", "WMA", 3), ("LT", "DFT", 1), ("LT", "DCT", 3), ("DSC", 5, 1), ("DSC", 9, 3)]
fixture = [
    {"operation": operation, "parameter": parameter, "feedForwards": count, "output": layer(operation, parameter, count).flatten().tolist()}
    for operation, parameter, count in cases
]
path = root / "src/spaces/flexibert/fixtures/pytorch-layers.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(fixture) + "\n")
print(f"{path.relative_to(root)}: {len(fixture)} layers")
