#!/usr/bin/env python3
"""A trainer for `assay search ... --train 3 --trainer 'python3 examples/train.py DATA_BATCH.bin'`, to copy and change.

Its last argument is the folder of a network: network.py (a PyTorch module), network.safetensors (its first weights), candidate.json.
It prints a line of JSON with the accuracy in percent. This one trains an epoch on a CIFAR-10 batch, on a GPU where there is one.
"""
import gzip
import importlib.util
import json
import pathlib
import struct
import sys

import torch
from torch.nn import functional

data_file, folder = sys.argv[1], pathlib.Path(sys.argv[2])
candidate = json.loads((folder / "candidate.json").read_text())
spec = importlib.util.spec_from_file_location("network", folder / "network.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
network = getattr(module, candidate["class"])()

data = bytearray((folder / "network.safetensors").read_bytes())
start = 8 + struct.unpack("<Q", data[:8])[0]
types = {"F32": torch.float32, "I64": torch.int64}
state = {}
for key, entry in json.loads(data[8:start]).items():
    begin, end = entry["data_offsets"]
    state[key] = torch.frombuffer(data[start + begin : start + end], dtype=types[entry["dtype"]]).reshape(entry["shape"])
network.load_state_dict(state)

with (gzip.open if data_file.endswith(".gz") else open)(data_file, "rb") as file:
    records = torch.frombuffer(bytearray(file.read()), dtype=torch.uint8).view(-1, 3073)
labels = records[:, 0].long()
mean = torch.tensor([125.3, 123.0, 113.9]).view(1, 3, 1, 1)
deviation = torch.tensor([63.0, 62.1, 66.7]).view(1, 3, 1, 1)
images = (records[:, 1:].float().view(-1, 3, 32, 32) - mean) / deviation
held_out = len(images) // 5
device = "cuda" if torch.cuda.is_available() else "cpu"
images, labels, network = images.to(device), labels.to(device), network.to(device)

torch.manual_seed(candidate["seed"])
optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
for batch in torch.randperm(len(images) - held_out, device=device).split(64):
    optimizer.zero_grad()
    loss = functional.cross_entropy(network(images[held_out:][batch]), labels[held_out:][batch])
    loss.backward()
    optimizer.step()

network.eval()
with torch.no_grad():
    right = (torch.cat([network(part).argmax(1) for part in images[:held_out].split(256)]) == labels[:held_out]).sum().item()
print(json.dumps({"accuracy": 100 * right / held_out}))
