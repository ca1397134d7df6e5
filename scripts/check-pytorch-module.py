#!/usr/bin/env python3
"""Runs a module that Assay wrote, with the weights beside it, on a given input, and says how far its answer is from a given one.

Prints one JSON line {"params", "difference"}: the largest difference over the largest expected number. Skips with a line without PyTorch.

  python3 scripts/check-pytorch-module.py net.py net.safetensors net.input net.logits 1,3,224,224
"""
import importlib.util
import json
import struct
import sys

try:
    import numpy
    import torch
except ImportError as error:
    print(f"skipped: {error} (Debian: apt-get install python3-torch)", file=sys.stderr)
    sys.exit(0)

torch.set_num_threads(1)
file, weights, given, expected, shape = sys.argv[1:6]
spec = importlib.util.spec_from_file_location("network", file)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
# The network is the last class of the file.
network = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, torch.nn.Module)][-1]().eval()

data = open(weights, "rb").read()
(length,) = struct.unpack("<Q", data[:8])
state = {}
for name, entry in json.loads(data[8 : 8 + length]).items():
    start, end = (8 + length + offset for offset in entry["data_offsets"])
    state[name] = torch.frombuffer(bytearray(data[start:end]), dtype=torch.float32).reshape(entry["shape"])
found = network.load_state_dict(state, strict=False)
# Running statistics that nobody gave stay as they are made: mean 0, variance 1.
missing = [key for key in found.missing_keys if not key.endswith(("num_batches_tracked", "running_mean", "running_var"))]
if missing or found.unexpected_keys:
    sys.exit(f"state dict does not fit: missing {missing}, unexpected {found.unexpected_keys}")

image = torch.from_numpy(numpy.fromfile(given, dtype=numpy.float32)).reshape([int(side) for side in shape.split(",")])
answer = numpy.fromfile(expected, dtype=numpy.float32)
with torch.no_grad():
    logits = network(image).numpy().ravel()
difference = float(abs(logits - answer).max() / abs(answer).max())
print(json.dumps({"params": sum(parameter.numel() for parameter in network.parameters()), "difference": difference}))
