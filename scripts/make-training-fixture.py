"""Writes src/training/fixtures/pytorch-losses.json: the losses of 20 steps of PyTorch, from weights and images that a formula gives.

Needs PyTorch and a built checkout:  /usr/bin/python3 scripts/make-training-fixture.py
The network is the NAS-Bench-201 cell below with 8 channels and one cell a stage, as `assay export --to pytorch --weights reference` writes it.
"""
import importlib.util
import json
import math
import pathlib
import struct
import subprocess
import tempfile

import numpy
import torch
from torch.nn import functional

root = pathlib.Path(__file__).resolve().parent.parent
cell = "|nor_conv_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|"
space = "nas-bench-201:C=8:N=1"
steps, batch, classes = 20, 32, 10


def uniform(seed, count):
    """mulberry32 in counter form, as src/core/reference-rng.ts has it."""
    with numpy.errstate(over="ignore"):
        j = numpy.arange(1, count + 1, dtype=numpy.uint32)
        t = numpy.uint32(seed) + j * numpy.uint32(0x6D2B79F5)
        t = (t ^ (t >> numpy.uint32(15))) * (t | numpy.uint32(1))
        t = t ^ (t + (t ^ (t >> numpy.uint32(7))) * (t | numpy.uint32(61)))
        return (t ^ (t >> numpy.uint32(14))).astype(numpy.float64) / 4294967296


def image(i):
    """Noise around a grey that tells the class, i modulo 10."""
    return (2 * uniform(9000 + i, 3072) - 1 + (i % classes - 4.5) / 4.5).astype(numpy.float32).reshape(3, 32, 32)


def load(folder):
    command = ["node", str(root / "bin/assay.cjs"), "export", cell, "--space", space, "--to", "pytorch", "--weights", "reference"]
    subprocess.run([*command, "--out", str(folder / "net.py")], check=True)
    spec = importlib.util.spec_from_file_location("net", folder / "net.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    data = bytearray((folder / "net.safetensors").read_bytes())
    start = 8 + struct.unpack("<Q", data[:8])[0]
    types = {"F32": torch.float32, "I64": torch.int64}
    state = {}
    for key, entry in json.loads(data[8:start]).items():
        begin, end = entry["data_offsets"]
        state[key] = torch.frombuffer(data[start + begin : start + end], dtype=types[entry["dtype"]]).reshape(entry["shape"])
    network = module.NasBench201()
    network.load_state_dict(state)
    return network


def train(network, optimizer, rate, smoothing):
    losses = []
    network.train()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        images = torch.from_numpy(numpy.stack([image(i) for i in range(step * batch, (step + 1) * batch)]))
        labels = torch.arange(step * batch, (step + 1) * batch) % classes
        optimizer.zero_grad()
        loss = functional.cross_entropy(network(images), labels, label_smoothing=smoothing)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    network.eval()
    with torch.no_grad():
        images = torch.from_numpy(numpy.stack([image(i) for i in range(32)]))
        judged = functional.cross_entropy(network(images), torch.arange(32) % classes)
    return {"losses": losses, "validationLoss": judged.item()}


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    results = {}
    network = load(folder)
    sgd = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-3)
    results["sgd"] = train(network, sgd, lambda step: 0.005 * (1 + math.cos(math.pi * step / steps)), 0.1)
    network = load(folder)
    adamw = torch.optim.AdamW(network.parameters(), lr=3e-4, weight_decay=0.01)
    results["adamw"] = train(network, adamw, lambda step: 3e-4, 0.0)

written = {"torch": torch.__version__, "cell": cell, "space": space, "steps": steps, "batch": batch, **results}
(root / "src/training/fixtures/pytorch-losses.json").write_text(json.dumps(written, indent=2) + "\n")
