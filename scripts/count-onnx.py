"""
Counts what an ONNX file stores as learned, by a rule of its own, for studies/npm-models.mjs: every float tensor that a node outside of
branches reads, an initializer or (but in PyTorch's files) the value of a Constant, without running statistics of batch norms, without
the arguments of operators (scales, bounds) and without stored integers' scales. One number alone counts at a weight's place only.
Prints one JSON object a file.
Usage: python3 scripts/count-onnx.py FILE ...
"""
import json
import sys

import onnx

FLOATS = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.DOUBLE, onnx.TensorProto.BFLOAT16)
INTEGERS = (onnx.TensorProto.INT8, onnx.TensorProto.UINT8)
ARGUMENTS = {
    "Resize": (1, 2, 3),
    "Upsample": (1,),
    "Clip": (1, 2),
    "Pad": (1, 2, 3),
    "Pow": (1,),
    "QuantizeLinear": (1, 2),
    "DequantizeLinear": (1, 2),
    "DynamicQuantizeLSTM": (8, 9, 10, 11),
    "DynamicQuantizeMatMul": (2, 3),
    "MatMulIntegerToFloat": (2, 3, 4, 5),
    "BatchNormalization": (3, 4),
    "ConvInteger": (2, 3),
    "MatMulInteger": (2, 3),
}


WEIGHTS = {"Conv": (1, 2), "ConvTranspose": (1, 2), "Gemm": (1, 2), "PRelu": (1,), "BatchNormalization": (1, 2)}


def size(dims):
    product = 1
    for length in dims:
        product *= length
    return product


def count(path):
    model = onnx.load(path, load_external_data=False)
    graph = model.graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and model.producer_name != "pytorch":
            for attribute in node.attribute:
                if attribute.name == "value":
                    stored[node.output[0]] = attribute.t
    read = set()
    branches = 0
    for node in graph.node:
        branches += sum(1 for attribute in node.attribute if attribute.type == onnx.AttributeProto.GRAPH)
        for place, name in enumerate(node.input):
            if name not in stored or place in ARGUMENTS.get(node.op_type, ()):
                continue
            if size(stored[name].dims) > 1 or place in WEIGHTS.get(node.op_type, ()):
                read.add(name)
    kept = [stored[name] for name in read if stored[name].data_type in FLOATS + INTEGERS]
    return {
        "file": path,
        "params": sum(size(tensor.dims) for tensor in kept),
        "branches": branches,
        "integers": any(tensor.data_type in INTEGERS for tensor in kept),
    }


for path in sys.argv[1:]:
    print(json.dumps(count(path)))
