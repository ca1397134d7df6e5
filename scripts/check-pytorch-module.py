#!/usr/bin/env python3
"""Runs modules that Assay wrote, with the weights beside them, on given inputs, and says how far their answers are from given ones.

Reads a JSON list of {"name", "module", "weights", "inputs": [{"file", "shape"}], "outputs": [file]}; numbers are float32 files.
Prints one JSON line a module: {"name", "params", "difference"}, the largest difference over the largest expected number, or
{"name", "error"}. Skips with a line without PyTorch.

  python3 scripts/check-pytorch-module.py modules.json
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

types = {"F32": torch.float32, "I64": torch.int64}


def read_tensors(path):
    data = open(path, "rb").read()
    (length,) = struct.unpack("<Q", data[:8])
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = torch.frombuffer(bytearray(data[start:end]), dtype=types[entry["dtype"]]).reshape(entry["shape"]) if end > start else torch.zeros(entry["shape"], dtype=types[entry["dtype"]])
    return tensors


def check(entry):
    spec = importlib.util.spec_from_file_location("network", entry["module"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # The network is the last class of the file.
    network = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, torch.nn.Module)][-1]().eval()
    network.load_state_dict(read_tensors(entry["weights"]), strict=True)
    inputs = [torch.from_numpy(numpy.fromfile(given["file"], dtype=numpy.float32)).reshape(given["shape"]) for given in entry["inputs"]]
    with torch.no_grad():
        answers = network(*inputs)
    difference = 0.0
    for answer, file in zip([answers] if isinstance(answers, torch.Tensor) else answers, entry["outputs"], strict=True):
        expected = numpy.fromfile(file, dtype=numpy.float32)
        given = answer.numpy().ravel()
        difference = max(difference, float(abs(given - expected).max() / max(abs(expected).max(), 1e-30)))
    return {"name": entry["name"], "params": sum(parameter.numel() for parameter in network.parameters()), "difference": difference}


for entry in json.load(open(sys.argv[1])):
    try:
        print(json.dumps(check(entry)), flush=True)
    except Exception as error:  # one module that fails must not hide the others
        print(json.dumps({"name": entry["name"], "error": (str(error).strip().splitlines() or [repr(error)])[-1][:300]}), flush=True)
