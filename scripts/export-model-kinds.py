#!/usr/bin/env python3
"""Writes small models of many kinds as ONNX files, the kinds that people bring: exported by PyTorch, and written by hand in the forms of other
exporters, runtimes and operator sets. Random weights. One JSON line a model: {"name", "file", "shape", "set", "within"}: lengths that
the file leaves open, inputs that never change, and how far outputs may lie apart (for files that round activations).

  python3 scripts/export-model-kinds.py --out /tmp/kinds [--only lstm,gpt]

Needs Debian's python3-onnx, and python3-torchvision for the exported ones; what is absent is left out with a line.
"""
import argparse
import json
import math
import os
import sys
import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

try:
    import torch
    import torchvision
    from torch import nn
    from torch.nn import functional as F
except ImportError as error:
    print(f"without exported models: {error} (Debian: apt-get install python3-torchvision)", file=sys.stderr)
    torch = None

warnings.filterwarnings("ignore")
rng = np.random.default_rng(0)
KINDS = {}


def kind(**how):
    def register(function):
        KINDS[function.__name__.replace("_", "-")] = (function, how)
        return function

    return register


def exported(**how):
    """A function that returns a module and its example inputs; exported by PyTorch."""

    def register(function):
        if torch is None:
            return function

        def write(path):
            torch.manual_seed(0)
            module, inputs = function()
            options = {k: v for k, v in how.items() if k in ("input_names", "output_names", "dynamic_axes")}
            torch.onnx.export(module.eval(), inputs, path, opset_version=how.get("opset", 14), do_constant_folding=how.get("fold", True), **options)

        KINDS[function.__name__.replace("_", "-")] = (write, how)
        return function

    return register


# ---------------------------------------------------------------- written by hand


def weight(name, *dims, scale=0.3, dtype=np.float32):
    return numpy_helper.from_array((rng.standard_normal(dims) * scale).astype(dtype), name)


def value(name, array, dtype):
    return numpy_helper.from_array(np.array(array, dtype=dtype), name)


def ints(name, *values):
    return value(name, values, np.int64)


N = helper.make_node


def ms(op, inputs, outputs, **attributes):
    return N(op, inputs, outputs, domain="com.microsoft", **attributes)


def save(path, nodes, weights, inputs=None, outputs=("y",), opset=17, domains=(), ir=None, out_types=None):
    inputs = inputs or [("x", TensorProto.FLOAT, ("batch", 3, 16, 16))]
    out_types = out_types or {}
    # Files of the first versions list their weights among the inputs.
    old = [helper.make_tensor_value_info(w.name, w.data_type, w.dims) for w in weights] if opset < 7 else []
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(n, t, d) for n, t, d in inputs] + old,
        [helper.make_tensor_value_info(n, out_types.get(n, TensorProto.FLOAT), None) for n in outputs],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)] + [helper.make_opsetid(d, v) for d, v in domains])
    model.ir_version = ir or (3 if opset < 7 else 8 if opset < 19 else 10)
    onnx.save(model, path)
    if opset < 7:
        # No runtime in use has these operator sets: outputs are compared with those of the same graph in operator set 8.
        save(f"{path}.converted", modern(nodes), weights + [ints("to4", 1, -1, 1, 1)], inputs, outputs, opset=8, ir=4)


def modern(nodes):
    """Nodes of operator sets 5 and 6 as those of 8: broadcasting is that of NumPy, nothing says that it is inference."""
    made = []
    for node in nodes:
        given = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        inputs = list(node.input)
        if "broadcast" in given and given.get("axis") == 1:
            made.append(N("Reshape", [inputs[1], "to4"], [inputs[1] + "/4"]))
            inputs[1] += "/4"
        if node.op_type == "PRelu":
            made.append(N("Reshape", [inputs[1], "to4"], [inputs[1] + "/4"]))
            inputs[1] += "/4"
        old = ["broadcast", "is_test", "consumed_inputs", *(["axis"] if "broadcast" in given else [])]
        made.append(N(node.op_type, inputs, list(node.output), **{k: v for k, v in given.items() if k not in old}))
    return made


MS = (("com.microsoft", 1),)
ML = (("ai.onnx.ml", 3),)
IMAGE = [("x", TensorProto.FLOAT, ("batch", 3, 16, 16))]
TOKENS = [("ids", TensorProto.INT64, ("batch", 8))]
WORDS = [("x", TensorProto.FLOAT, ("batch", 8, 16))]


@kind(within=0.1)
def qdq_cnn(path):
    def qdq(x, scale, name, zero="zu"):
        return [N("QuantizeLinear", [x, scale, zero], [name + "_q"]), N("DequantizeLinear", [name + "_q", scale, zero], [name])]

    nodes = [
        *qdq("x", "sx", "xd"),
        N("DequantizeLinear", ["w8", "sw", "zw"], ["w"], axis=0),
        N("DequantizeLinear", ["b32", "sb", "zb"], ["b"], axis=0),
        N("Conv", ["xd", "w", "b"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        N("Relu", ["c"], ["r"]),
        *qdq("r", "sx", "rd"),
        N("GlobalAveragePool", ["rd"], ["g"]),
        *qdq("g", "sx", "gd"),
        N("Flatten", ["gd"], ["f"]),
        N("DequantizeLinear", ["v8", "sv", "zv"], ["v"], axis=0),
        N("Gemm", ["f", "v"], ["o"], transB=1),
        *qdq("o", "sx", "y"),
    ]
    save(
        path,
        nodes,
        [
            value("sx", 0.03, np.float32),
            value("zu", 128, np.uint8),
            value("w8", rng.integers(-120, 120, (8, 3, 3, 3)), np.int8),
            value("sw", np.full(8, 0.003), np.float32),
            value("zw", np.zeros(8), np.int8),
            value("b32", rng.integers(-500, 500, 8), np.int32),
            value("sb", np.full(8, 0.0001), np.float32),
            value("zb", np.zeros(8), np.int32),
            value("v8", rng.integers(-120, 120, (5, 8)), np.int8),
            value("sv", np.full(5, 0.01), np.float32),
            value("zv", np.zeros(5), np.int8),
        ],
        opset=13,
    )


@kind(within=0.2)
def qlinear_cnn(path):
    nodes = [
        N("QuantizeLinear", ["x", "s", "z"], ["q"]),
        N("QLinearConv", ["q", "s", "z", "w", "sw", "zw", "s", "z", "b"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        N("QLinearConv", ["c", "s", "z", "dw", "sw", "zw", "s", "z"], ["d"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=8),
        ms("QLinearAdd", ["c", "s", "z", "d", "s", "z", "s", "z"], ["a"]),
        ms("QLinearLeakyRelu", ["a", "s", "z", "s", "z"], ["l"], alpha=0.1),
        ms("QLinearSigmoid", ["l", "s", "z", "s", "z"], ["sg"]),
        ms("QLinearMul", ["l", "s", "z", "sg", "s", "z", "s", "z"], ["m"]),
        N("MaxPool", ["m"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
        ms("QLinearAveragePool", ["p", "s", "z", "s", "z"], ["ap"], kernel_shape=[2, 2], strides=[2, 2]),
        ms("QLinearConcat", ["s", "z", "ap", "s", "z", "ap", "s", "z"], ["cc"], axis=1),
        ms("QLinearGlobalAveragePool", ["cc", "s", "z", "s", "z"], ["g"]),
        N("Flatten", ["g"], ["f"]),
        ms("QGemm", ["f", "s", "z", "v", "sv", "zv", "gb", "s", "z"], ["o"], transB=1),
        N("QLinearMatMul", ["o", "s", "z", "u", "su", "zu8", "s", "z"], ["mm"]),
        N("DequantizeLinear", ["mm", "s", "z"], ["y"]),
    ]
    i8 = lambda name, *dims: value(name, rng.integers(-100, 100, dims), np.int8)
    save(
        path,
        nodes,
        [
            value("s", 0.03, np.float32),
            value("z", 128, np.uint8),
            i8("w", 8, 3, 3, 3),
            i8("dw", 8, 1, 3, 3),
            value("sw", 0.003, np.float32),
            value("zw", 0, np.int8),
            value("b", rng.integers(-500, 500, 8), np.int32),
            i8("v", 6, 16),
            value("sv", 0.01, np.float32),
            value("zv", 0, np.int8),
            value("gb", rng.integers(-50, 50, 6), np.int32),
            i8("u", 6, 4),
            value("su", 0.01, np.float32),
            value("zu8", 0, np.int8),
        ],
        opset=13,
        domains=MS,
    )


@kind(within=0.1)
def dynamic_quantised_mlp(path):
    nodes = [
        N("Flatten", ["x"], ["f"]),
        N("DynamicQuantizeLinear", ["f"], ["q", "s", "z"]),
        N("MatMulInteger", ["q", "w", "z", "zw"], ["m"]),
        N("Cast", ["m"], ["mf"], to=1),
        N("Mul", ["s", "sw"], ["ss"]),
        N("Mul", ["mf", "ss"], ["d"]),
        N("Add", ["d", "b"], ["a"]),
        N("Relu", ["a"], ["r"]),
        ms("DynamicQuantizeMatMul", ["r", "w2", "sw2", "zw2", "b2"], ["y"]),
    ]
    save(
        path,
        nodes,
        [
            value("w", rng.integers(0, 255, (768, 12)), np.uint8),
            value("zw", 127, np.uint8),
            value("sw", 0.003, np.float32),
            weight("b", 12),
            value("w2", rng.integers(-100, 100, (12, 5)), np.int8),
            value("sw2", 0.004, np.float32),
            value("zw2", 0, np.int8),
            weight("b2", 5),
        ],
        opset=13,
        domains=MS,
    )


@kind(within=0.1)
def dynamic_quantised_conv(path):
    nodes = [
        N("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]),
        N("ConvInteger", ["q", "w", "z", "zw"], ["m"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]),
        N("Cast", ["m"], ["mf"], to=1),
        N("Mul", ["s", "sw"], ["ss"]),
        N("Mul", ["mf", "ss"], ["d"]),
        N("Add", ["d", "b"], ["a"]),
        N("Relu", ["a"], ["r"]),
        N("GlobalAveragePool", ["r"], ["g"]),
        N("Flatten", ["g"], ["y"]),
    ]
    save(
        path,
        nodes,
        [
            value("w", rng.integers(-100, 100, (8, 3, 3, 3)), np.int8),
            value("zw", 0, np.int8),
            value("sw", 0.003, np.float32),
            weight("b", 1, 8, 1, 1),
        ],
        opset=13,
    )


@kind(within=0.1)
def dynamic_quantised_lstm(path):
    h, e = 8, 16
    nodes = [
        N("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
        ms("DynamicQuantizeLSTM", ["t", "w", "r", "b", "", "", "", "", "ws", "wz", "rs", "rz"], ["l"], hidden_size=h),
        N("Squeeze", ["l", "one"], ["sq"]),
        N("Transpose", ["sq"], ["y"], perm=[1, 0, 2]),
    ]
    save(
        path,
        nodes,
        [
            value("w", rng.integers(0, 255, (1, e, 4 * h)), np.uint8),
            value("r", rng.integers(0, 255, (1, h, 4 * h)), np.uint8),
            weight("b", 1, 8 * h),
            value("ws", [0.004], np.float32),
            value("wz", [127], np.uint8),
            value("rs", [0.004], np.float32),
            value("rz", [127], np.uint8),
            ints("one", 1),
        ],
        inputs=WORDS,
        domains=MS,
    )


@kind(within=2e-2)
def float16_cnn(path):
    f16 = np.float16
    nodes = [
        N("Cast", ["x"], ["h"], to=TensorProto.FLOAT16),
        N("Conv", ["h", "w", "b"], ["c"], kernel_shape=[3, 3]),
        N("Relu", ["c"], ["r"]),
        N("GlobalAveragePool", ["r"], ["g"]),
        N("Flatten", ["g"], ["f"]),
        N("Gemm", ["f", "v", "vb"], ["o"], transB=1),
        N("Cast", ["o"], ["y"], to=TensorProto.FLOAT),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3, dtype=f16), weight("b", 8, dtype=f16), weight("v", 5, 8, dtype=f16), weight("vb", 5, dtype=f16)])


def bfloat(name, *dims):
    bits = ((rng.standard_normal(dims) * 0.3).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return helper.make_tensor(name, TensorProto.BFLOAT16, dims, bits.tobytes(), raw=True)


@kind(within=2e-2)
def bfloat16_weights(path):
    nodes = [
        N("Cast", ["w16"], ["w"], to=1),
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3]),
        N("Relu", ["c"], ["r"]),
        N("GlobalAveragePool", ["r"], ["g"]),
        N("Flatten", ["g"], ["f"]),
        N("Cast", ["v16"], ["v"], to=1),
        N("MatMul", ["f", "v"], ["y"]),
    ]
    save(path, nodes, [bfloat("w16", 8, 3, 3, 3), bfloat("v16", 8, 5)])


def packed4(name, dims, signed=True):
    count = int(np.prod(dims))
    data = rng.integers(0, 256, (count + 1) // 2).astype(np.uint8)
    tensor = TensorProto()
    tensor.name = name
    tensor.data_type = 22 if signed else 21
    tensor.dims.extend(dims)
    tensor.raw_data = data.tobytes()
    return tensor


@kind()
def int4_blocks(path):
    """Operator set 21: int4 weights, one scale a block of 16."""
    nodes = [
        N("DequantizeLinear", ["w4", "s"], ["w"], axis=0, block_size=16),
        N("MatMul", ["x", "w"], ["m"]),
        N("Relu", ["m"], ["r"]),
        N("DequantizeLinear", ["v4", "vs", "vz"], ["v"], axis=1),
        N("MatMul", ["r", "v"], ["y"]),
    ]
    save(
        path,
        nodes,
        [packed4("w4", (32, 8)), value("s", np.full((2, 8), 0.02), np.float32), packed4("v4", (8, 6), False), value("vs", np.full(6, 0.02), np.float32), packed4("vz", (6,), False)],
        inputs=[("x", TensorProto.FLOAT, ("batch", 4, 32))],
        opset=21,
    )


@kind(within=1e-2)
def matmul_nbits(path):
    """What runtimes write for language models: weights of 4 bits, packed in blocks."""
    k, n, block = 64, 24, 32
    blob = rng.integers(0, 256, (n, k // block, block // 2)).astype(np.uint8)
    nodes = [
        ms("MatMulNBits", ["x", "b", "s"], ["m"], K=k, N=n, bits=4, block_size=block),
        N("Relu", ["m"], ["r"]),
        ms("MatMulNBits", ["r", "b2", "s2", "z2"], ["y"], K=n, N=16, bits=4, block_size=16),
    ]
    save(
        path,
        nodes,
        [
            value("b", blob, np.uint8),
            value("s", np.full(n * k // block, 0.02), np.float32),
            value("b2", rng.integers(0, 256, (16, 2, 8)), np.uint8),
            value("s2", np.full(16 * 2, 0.02), np.float32),
            value("z2", rng.integers(0, 256, 16), np.uint8),
        ],
        inputs=[("x", TensorProto.FLOAT, ("batch", 4, k))],
        domains=MS,
    )


def embedded(hidden=16, vocabulary=20):
    return [weight("table", vocabulary, hidden), weight("places", 8, hidden), weight("segments", 2, hidden), weight("es", hidden, scale=0.1), weight("et", hidden)]


@kind(set={"mask": 1})
def ort_bert(path):
    """What ONNX Runtime's optimiser makes of BERT."""
    h = 16
    nodes = [
        ms("EmbedLayerNormalization", ["ids", "segment", "table", "places", "segments", "es", "et", "mask"], ["e", "mi"], epsilon=1e-5),
        ms("Attention", ["e", "qkv", "qkvb", "mi"], ["a"], num_heads=4),
        N("MatMul", ["a", "ow"], ["o"]),
        ms("SkipLayerNormalization", ["o", "e", "g1", "b1", "ob"], ["n"], epsilon=1e-5),
        N("MatMul", ["n", "fw"], ["f"]),
        ms("FastGelu", ["f", "fb"], ["gl"]),
        N("MatMul", ["gl", "pw"], ["p"]),
        ms("SkipLayerNormalization", ["p", "n", "g2", "b2", "pb"], ["y"], epsilon=1e-5),
    ]
    save(
        path,
        nodes,
        [*embedded(), weight("qkv", h, 3 * h), weight("qkvb", 3 * h), weight("ow", h, h), weight("ob", h), weight("g1", h), weight("b1", h), weight("fw", h, 32), weight("fb", 32), weight("pw", 32, h), weight("pb", h), weight("g2", h), weight("b2", h)],
        inputs=[("ids", TensorProto.INT32, ("batch", 8)), ("segment", TensorProto.INT32, ("batch", 8)), ("mask", TensorProto.INT32, ("batch", 8))],
        domains=MS,
    )


@kind()
def ort_multi_head(path):
    h = 16
    nodes = [
        N("MatMul", ["x", "wq"], ["q"]),
        N("MatMul", ["x", "wk"], ["k"]),
        N("MatMul", ["x", "wv"], ["v"]),
        ms("MultiHeadAttention", ["q", "k", "v", "b"], ["a"], num_heads=4),
        ms("SkipLayerNormalization", ["a", "x", "g", "gb"], ["n"], epsilon=1e-5),
        N("MatMul", ["n", "wf"], ["f"]),
        ms("BiasGelu", ["f", "fb"], ["gl"]),
        ms("FusedMatMul", ["gl", "wp"], ["y"], transB=1, alpha=0.5),
    ]
    save(path, nodes, [weight("wq", h, h), weight("wk", h, h), weight("wv", h, h), weight("b", 3 * h), weight("g", h), weight("gb", h), weight("wf", h, 32), weight("fb", 32), weight("wp", h, 32)], inputs=WORDS, domains=MS)


@kind(shape={"x": [1, 8, 64], "past_k": [1, 2, 4, 16], "past_v": [1, 2, 4, 16]}, set={"seq": 11, "total": 12})
def ort_llama(path):
    """Grouped-query attention, rotary positions and simplified norms, as builders of language models write them."""
    h, d = 64, 16
    angles = np.outer(np.arange(16), 1 / 10000 ** (np.arange(d // 2) / (d // 2)))
    nodes = [
        N("SimplifiedLayerNormalization", ["x", "g"], ["n"], epsilon=1e-5, axis=-1),
        N("MatMul", ["n", "wq"], ["q"]),
        N("MatMul", ["n", "wk"], ["k"]),
        N("MatMul", ["n", "wv"], ["v"]),
        ms("GroupQueryAttention", ["q", "k", "v", "past_k", "past_v", "seq", "total", "cos", "sin"], ["a", "now_k", "now_v"], num_heads=4, kv_num_heads=2, do_rotary=1),
        N("MatMul", ["a", "wo"], ["o"]),
        ms("SkipSimplifiedLayerNormalization", ["o", "x", "g2"], ["m", "", "", "r"], epsilon=1e-5),
        N("MatMul", ["m", "wg"], ["gate"]),
        N("MatMul", ["m", "wu"], ["up"]),
        N("Sigmoid", ["gate"], ["sg"]),
        N("Mul", ["gate", "sg"], ["si"]),
        N("Mul", ["si", "up"], ["mid"]),
        N("MatMul", ["mid", "wd"], ["dn"]),
        N("Add", ["dn", "r"], ["y"]),
    ]
    save(
        path,
        nodes,
        [weight("g", h), weight("g2", h), weight("wq", h, 64), weight("wk", h, 32), weight("wv", h, 32), weight("wo", 64, h), weight("wg", h, 48), weight("wu", h, 48), weight("wd", 48, h), value("cos", np.cos(angles), np.float32), value("sin", np.sin(angles), np.float32)],
        inputs=[("x", TensorProto.FLOAT, ("batch", 8, h)), ("past_k", TensorProto.FLOAT, ("batch", 2, 4, d)), ("past_v", TensorProto.FLOAT, ("batch", 2, 4, d)), ("seq", TensorProto.INT32, ("batch", 1)), ("total", TensorProto.INT32, ())],
        outputs=("y", "now_k", "now_v"),
        domains=MS,
    )


@kind()
def ort_fused_cnn(path):
    nodes = [
        ms("FusedConv", ["x", "w", "b"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2], activation="Relu"),
        ms("FusedConv", ["c", "d", "db"], ["e"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=8, activation="Clip", activation_params=[0.0, 6.0]),
        ms("FusedConv", ["e", "p", "pb", "c"], ["f"], kernel_shape=[1, 1], activation="LeakyRelu", activation_params=[0.1]),
        N("GlobalAveragePool", ["f"], ["g"]),
        N("Flatten", ["g"], ["h"]),
        ms("FusedGemm", ["h", "v", "vb"], ["i"], transB=1, activation="Relu"),
        ms("QuickGelu", ["i"], ["y"], alpha=1.702),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), weight("b", 8), weight("d", 8, 1, 3, 3), weight("db", 8), weight("p", 8, 8, 1, 1), weight("pb", 8), weight("v", 6, 8), weight("vb", 6)], domains=MS)


def subgraph(nodes, outputs, inputs=(), weights=()):
    return helper.make_graph(
        nodes,
        "s",
        [helper.make_tensor_value_info(n, t, d) for n, t, d in inputs],
        [helper.make_tensor_value_info(n, t, d) for n, t, d in outputs],
        weights,
    )


@kind()
def if_known(path):
    then = subgraph([N("Relu", ["c"], ["t"])], [("t", TensorProto.FLOAT, None)])
    other = subgraph([N("Sigmoid", ["c"], ["e"])], [("e", TensorProto.FLOAT, None)])
    squeezed = subgraph([N("Squeeze", ["g", "axes"], ["sq"])], [("sq", TensorProto.FLOAT, None)])
    kept = subgraph([N("Identity", ["g"], ["id"])], [("id", TensorProto.FLOAT, None)])
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3]),
        N("If", ["yes"], ["r"], then_branch=then, else_branch=other),
        N("GlobalAveragePool", ["r"], ["g"]),
        N("Shape", ["g"], ["s"]),
        N("Gather", ["s", "three"], ["last"], axis=0),
        N("Equal", ["last", "one"], ["is"]),
        N("If", ["is"], ["z"], then_branch=squeezed, else_branch=kept),
        N("MatMul", ["z", "v"], ["y"]),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), value("yes", True, bool), value("three", 3, np.int64), value("one", 1, np.int64), ints("axes", 2, 3), weight("v", 8, 5)])


@kind()
def loop_known(path):
    """A loop of a known number of rounds."""
    body = subgraph(
        [N("Identity", ["go"], ["go_on"]), N("MatMul", ["h", "u"], ["m"]), N("Tanh", ["m"], ["h_next"]), N("Identity", ["h_next"], ["kept"])],
        [("go_on", TensorProto.BOOL, ()), ("h_next", TensorProto.FLOAT, ("batch", 8)), ("kept", TensorProto.FLOAT, ("batch", 8))],
        [("i", TensorProto.INT64, ()), ("go", TensorProto.BOOL, ()), ("h", TensorProto.FLOAT, ("batch", 8))],
    )
    nodes = [
        N("Flatten", ["x"], ["f"]),
        N("MatMul", ["f", "w"], ["h0"]),
        N("Loop", ["three", "true", "h0"], ["h3", "all"], body=body),
        N("MatMul", ["h3", "v"], ["y"]),
    ]
    save(path, nodes, [weight("w", 768, 8, scale=0.05), weight("u", 8, 8), weight("v", 8, 5), value("three", 3, np.int64), value("true", True, bool)])


@kind()
def scan_rnn(path):
    body = subgraph(
        [N("MatMul", ["xt", "wi"], ["a"]), N("MatMul", ["h", "wh"], ["b"]), N("Add", ["a", "b"], ["s"]), N("Tanh", ["s"], ["h_next"]), N("Identity", ["h_next"], ["out"])],
        [("h_next", TensorProto.FLOAT, (1, 8)), ("out", TensorProto.FLOAT, (1, 8))],
        [("h", TensorProto.FLOAT, (1, 8)), ("xt", TensorProto.FLOAT, (1, 16))],
    )
    nodes = [
        N("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
        N("Scan", ["h0", "t"], ["hn", "hs"], body=body, num_scan_inputs=1),
        N("MatMul", ["hn", "v"], ["y"]),
    ]
    save(path, nodes, [weight("wi", 16, 8), weight("wh", 8, 8), weight("v", 8, 5), value("h0", np.zeros((1, 8)), np.float32)], inputs=[("x", TensorProto.FLOAT, (1, 8, 16))])


@kind()
def opset_5(path):
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        N("Add", ["c", "b"], ["a"], broadcast=1, axis=1),
        N("BatchNormalization", ["a", "g", "h", "m", "v"], ["n"], is_test=1, epsilon=1e-5, spatial=1, consumed_inputs=[0, 0, 0, 1, 1]),
        N("Relu", ["n"], ["r"]),
        N("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
        N("Dropout", ["p"], ["d"], is_test=1, ratio=0.5),
        N("Pad", ["d"], ["q"], pads=[0, 0, 1, 1, 0, 0, 1, 1], mode="constant", value=0.0),
        N("AveragePool", ["q"], ["av"], kernel_shape=[2, 2], strides=[2, 2]),
        N("Reshape", ["av", "to"], ["f"]),
        N("Gemm", ["f", "k", "kb"], ["e"], broadcast=1, transB=1),
        N("Mul", ["e", "two"], ["t"], broadcast=1),
        N("Clip", ["t"], ["cl"], min=-3.0, max=3.0),
        N("Slice", ["cl"], ["sl"], axes=[1], starts=[0], ends=[4]),
        N("Softmax", ["sl"], ["y"]),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), weight("b", 8), weight("g", 8), weight("h", 8), weight("m", 8), value("v", np.ones(8), np.float32), ints("to", 0, -1), weight("k", 6, 200, scale=0.1), weight("kb", 6), value("two", [2.0], np.float32)], inputs=[("x", TensorProto.FLOAT, (1, 3, 16, 16))], opset=5)


@kind()
def opset_6(path):
    nodes = [
        N("Conv", ["x", "w", "cb"], ["c"], kernel_shape=[3, 3], auto_pad="SAME_UPPER", strides=[2, 2]),
        N("BatchNormalization", ["c", "g", "h", "m", "v"], ["n"], is_test=1, epsilon=1e-5),
        N("PRelu", ["n", "sl"], ["r"]),
        N("Mul", ["r", "s"], ["q"], broadcast=1, axis=1),
        N("ConvTranspose", ["q", "u"], ["up"], kernel_shape=[2, 2], strides=[2, 2]),
        N("Concat", ["up", "x"], ["cc"], axis=1),
        N("ReduceMean", ["cc"], ["f"], axes=[2, 3], keepdims=0),
        N("Gemm", ["f", "k", "kb"], ["e"], broadcast=1),
        N("Unsqueeze", ["e"], ["e0"], axes=[2]),
        N("Squeeze", ["e0"], ["e1"], axes=[2]),
        N("Sub", ["e1", "one"], ["y"], broadcast=1),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), weight("cb", 8), weight("g", 8), weight("h", 8), weight("m", 8), value("v", np.ones(8), np.float32), weight("sl", 8), weight("s", 8), weight("u", 8, 4, 2, 2), weight("k", 7, 6), weight("kb", 6), value("one", [1.0], np.float32)], inputs=[("x", TensorProto.FLOAT, (1, 3, 16, 16))], opset=6)


@kind()
def upsample_9(path):
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]),
        N("Upsample", ["c", "sc"], ["u"], mode="nearest"),
        N("Upsample", ["c", "sc"], ["l"], mode="linear"),
        N("Concat", ["u", "l", "x"], ["cc"], axis=1),
        N("Conv", ["cc", "v"], ["y"], kernel_shape=[1, 1]),
    ]
    save(path, nodes, [weight("w", 4, 3, 3, 3), value("sc", [1, 1, 2, 2], np.float32), weight("v", 2, 11, 1, 1)], opset=9, ir=4)


@kind()
def trees_tail(path):
    """A network whose features a forest classifies."""
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3]),
        N("Relu", ["c"], ["r"]),
        N("GlobalAveragePool", ["r"], ["g"]),
        N("Flatten", ["g"], ["f"]),
        N(
            "TreeEnsembleClassifier",
            ["f"],
            ["label", "scores"],
            domain="ai.onnx.ml",
            class_ids=[0, 1],
            class_nodeids=[1, 2],
            class_treeids=[0, 0],
            class_weights=[1.0, 1.0],
            classlabels_int64s=[0, 1],
            nodes_falsenodeids=[2, 0, 0],
            nodes_featureids=[0, 0, 0],
            nodes_hitrates=[1.0, 1.0, 1.0],
            nodes_missing_value_tracks_true=[0, 0, 0],
            nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"],
            nodes_nodeids=[0, 1, 2],
            nodes_treeids=[0, 0, 0],
            nodes_truenodeids=[1, 0, 0],
            nodes_values=[0.5, 0.0, 0.0],
            post_transform="NONE",
        ),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3)], outputs=("label", "scores"), domains=ML, out_types={"label": TensorProto.INT64})


@kind()
def ml_head(path):
    """Scaled features before a network of matrix products, as tools for tables write them."""
    nodes = [
        N("Scaler", ["x"], ["s"], domain="ai.onnx.ml", offset=[0.5, 0.1, 0.2, 0.3], scale=[2.0, 1.0, 0.5, 1.5]),
        N("MatMul", ["s", "w"], ["m"]),
        N("Add", ["m", "b"], ["a"]),
        N("Relu", ["a"], ["r"]),
        N("Gemm", ["r", "v", "vb"], ["o"]),
        N("Softmax", ["o"], ["y"], axis=1),
        N("ArgMax", ["y"], ["label"], axis=1, keepdims=0),
    ]
    save(path, nodes, [weight("w", 4, 16), weight("b", 16), weight("v", 16, 3), weight("vb", 3)], inputs=[("x", TensorProto.FLOAT, ("batch", 4))], outputs=("label", "y"), domains=ML, out_types={"label": TensorProto.INT64})


@kind()
def detector_nms(path):
    """Two scales of a one-stage detector, decoded boxes, and the suppression of overlapping ones."""
    nodes = [
        N("Conv", ["x", "w1", "b1"], ["c1"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]),
        N("Sigmoid", ["c1"], ["s1"]),
        N("Mul", ["c1", "s1"], ["a1"]),
        N("Conv", ["a1", "w2", "b2"], ["c2"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]),
        N("LeakyRelu", ["c2"], ["a2"], alpha=0.1),
        N("Resize", ["a2", "", "sc"], ["up"], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"),
        N("Concat", ["up", "a1"], ["cc"], axis=1),
        N("Conv", ["cc", "h1"], ["o1"], kernel_shape=[1, 1]),
        N("Conv", ["a2", "h2"], ["o2"], kernel_shape=[1, 1]),
        N("Reshape", ["o1", "to"], ["f1"]),
        N("Reshape", ["o2", "to"], ["f2"]),
        N("Concat", ["f1", "f2"], ["all"], axis=2),
        N("Transpose", ["all"], ["rows"], perm=[0, 2, 1]),
        N("Slice", ["rows", "zero", "four", "two"], ["xywh"]),
        N("Slice", ["rows", "four", "seven", "two"], ["logit"]),
        N("Sigmoid", ["logit"], ["prob"]),
        N("Exp", ["xywh"], ["boxes"]),
        N("Transpose", ["prob"], ["scores"], perm=[0, 2, 1]),
        N("NonMaxSuppression", ["boxes", "scores", "most", "iou", "least"], ["chosen"]),
        N("Gather", ["chosen", "column"], ["which"], axis=1),
        N("Squeeze", ["which", "one"], ["index"]),
        N("Gather", ["boxes", "index"], ["found"], axis=1),
    ]
    save(
        path,
        nodes,
        [weight("w1", 8, 3, 3, 3), weight("b1", 8), weight("w2", 16, 8, 3, 3), weight("b2", 16), value("sc", [1, 1, 2, 2], np.float32), weight("h1", 7, 24, 1, 1), weight("h2", 7, 16, 1, 1), ints("to", 0, 7, -1), ints("zero", 0), ints("four", 4), ints("seven", 7), ints("two", 2), ints("most", 10), value("iou", [0.5], np.float32), value("least", [0.1], np.float32), ints("column", 2), ints("one", 1)],
        outputs=("found", "chosen"),
        out_types={"chosen": TensorProto.INT64},
    )


@kind()
def several_outputs(path):
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        N("Relu", ["c"], ["features"]),
        N("GlobalAveragePool", ["features"], ["g"]),
        N("Flatten", ["g"], ["f"]),
        N("Gemm", ["f", "a", "ab"], ["age"]),
        N("Gemm", ["f", "s", "sb"], ["sl"]),
        N("Softmax", ["sl"], ["sex"], axis=1),
        N("Conv", ["features", "m"], ["mask"], kernel_shape=[1, 1]),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), weight("a", 8, 1), weight("ab", 1), weight("s", 8, 2), weight("sb", 2), weight("m", 1, 8, 1, 1)], outputs=("age", "sex", "mask", "features"))


@kind()
def channels_last(path):
    """What converters of Keras write: channels last at the border, transposes around each convolution."""
    nodes = [
        N("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2]),
        N("Conv", ["t", "w", "b"], ["c"], kernel_shape=[3, 3], auto_pad="SAME_UPPER", strides=[2, 2]),
        N("Transpose", ["c"], ["u"], perm=[0, 2, 3, 1]),
        N("Add", ["u", "bias"], ["ub"]),
        N("Relu", ["ub"], ["r"]),
        N("ReduceMean", ["r"], ["g"], axes=[1, 2], keepdims=0),
        N("MatMul", ["g", "v"], ["y"]),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), weight("b", 8), weight("bias", 8), weight("v", 8, 5)], inputs=[("x", TensorProto.FLOAT, ("batch", 16, 16, 3))], opset=13)


@kind()
def attention_23(path):
    """Operator set 23: attention, root-mean-square norms and rotary positions as operators."""
    h, d = 16, 4
    angles = np.outer(np.arange(8), 1 / 10000 ** (np.arange(d // 2) / (d // 2)))
    nodes = [
        N("RMSNormalization", ["x", "g"], ["n"], axis=-1, epsilon=1e-5),
        N("MatMul", ["n", "wq"], ["q"]),
        N("MatMul", ["n", "wk"], ["k"]),
        N("MatMul", ["n", "wv"], ["v"]),
        N("Attention", ["q", "k", "v"], ["a"], q_num_heads=4, kv_num_heads=4, is_causal=1),
        N("MatMul", ["a", "wo"], ["o"]),
        N("Add", ["o", "x"], ["r"]),
        N("MatMul", ["r", "wf"], ["f"]),
        N("Gelu", ["f"], ["gl"], approximate="tanh"),
        N("MatMul", ["gl", "wp"], ["y"]),
    ]
    save(path, nodes, [weight("g", h), weight("wq", h, h), weight("wk", h, h), weight("wv", h, h), weight("wo", h, h), weight("wf", h, 32), weight("wp", 32, h)], inputs=WORDS, opset=23)


@kind()
def odd_activations(path):
    names = ["Elu", "Selu", "Celu", "Softplus", "Softsign", "Mish", "HardSwish", "HardSigmoid", "ThresholdedRelu", "Erf"]
    nodes = [N("Conv", ["x", "w"], ["h0"], kernel_shape=[3, 3])]
    for i, name in enumerate(names):
        nodes.append(N(name, [f"h{i}"], [f"h{i + 1}"]))
    nodes += [
        N("Abs", [f"h{len(names)}"], ["ab"]),
        N("Sqrt", ["ab"], ["sq"]),
        N("ReduceMax", ["sq", "space"], ["mx"], keepdims=1),
        N("ReduceL2", ["sq", "channel"], ["l2"], keepdims=1),
        N("Softplus", ["mx"], ["mp"]),
        N("Div", ["sq", "mp"], ["dv"]),
        N("Max", ["dv", "l2"], ["mm"]),
        N("Pow", ["mm", "half"], ["pw"]),
        N("LogSoftmax", ["pw"], ["y"], axis=1),
    ]
    save(path, nodes, [weight("w", 6, 3, 3, 3), value("half", 0.5, np.float32), ints("space", 2, 3), ints("channel", 1)], opset=18)


@kind()
def group_instance_lrn(path):
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3]),
        N("LRN", ["c"], ["l"], size=3, alpha=1e-3, beta=0.75, bias=1.0),
        N("InstanceNormalization", ["l", "g", "b"], ["i"], epsilon=1e-5),
        N("Conv", ["i", "v"], ["d"], kernel_shape=[3, 3], dilations=[2, 2], group=2),
        N("GlobalMaxPool", ["d"], ["m"]),
        N("Flatten", ["m"], ["f"]),
        N("LpNormalization", ["f"], ["y"], axis=1, p=2),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), weight("g", 8), weight("b", 8), weight("v", 8, 4, 3, 3)])


@kind()
def sparse_and_random(path):
    """A variational autoencoder: noise inside, a transposed decoder."""
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[4, 4], strides=[4, 4]),
        N("Relu", ["c"], ["r"]),
        N("Flatten", ["r"], ["f"]),
        N("Gemm", ["f", "mu"], ["m"]),
        N("Gemm", ["f", "lv"], ["v"]),
        N("Mul", ["v", "half"], ["h"]),
        N("Exp", ["h"], ["sd"]),
        N("RandomNormalLike", ["sd"], ["noise"], seed=1.0),
        N("Mul", ["noise", "sd"], ["n"]),
        N("Add", ["m", "n"], ["z"]),
        N("Gemm", ["z", "up"], ["u"]),
        N("Reshape", ["u", "to"], ["mp"]),
        N("ConvTranspose", ["mp", "d"], ["dd"], kernel_shape=[4, 4], strides=[4, 4]),
        N("Sigmoid", ["dd"], ["y"]),
    ]
    save(path, nodes, [weight("w", 4, 3, 4, 4), weight("mu", 64, 6), weight("lv", 64, 6), value("half", 0.5, np.float32), weight("up", 6, 64), ints("to", -1, 4, 4, 4), weight("d", 4, 3, 4, 4)], outputs=("y", "m"))


@kind()
def grid_sample_net(path):
    """A spatial transformer: a grid that the network computes."""
    nodes = [
        N("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        N("Conv", ["x", "gw"], ["gc"], kernel_shape=[1, 1]),
        N("Tanh", ["gc"], ["gt"]),
        N("Transpose", ["gt"], ["grid"], perm=[0, 2, 3, 1]),
        N("GridSample", ["c", "grid"], ["s"]),
        N("Conv", ["s", "v"], ["y"], kernel_shape=[3, 3]),
    ]
    save(path, nodes, [weight("w", 8, 3, 3, 3), weight("gw", 2, 3, 1, 1), weight("v", 4, 8, 3, 3)])


# ---------------------------------------------------------------- exported by PyTorch

if torch is not None:

    def block(i, o, stride=1, act=nn.ReLU):
        return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), act())

    image = lambda *dims: torch.randn(*dims)

    class UNet(nn.Module):
        def __init__(self, up):
            super().__init__()
            self.a, self.b, self.c = block(3, 8), block(8, 16, 2), block(16, 32, 2)
            if up == "transposed":
                self.u1, self.u2 = nn.ConvTranspose2d(32, 16, 2, 2), nn.ConvTranspose2d(16, 8, 2, 2)
            else:
                make = lambda i, o: nn.Sequential(nn.Upsample(scale_factor=2, mode=up, **({} if up == "nearest" else {"align_corners": up == "bilinear"})), nn.Conv2d(i, o, 1))
                self.u1, self.u2 = make(32, 16), make(16, 8)
            self.d1, self.d2, self.head = block(32, 16), block(16, 8), nn.Conv2d(8, 2, 1)

        def forward(self, x):
            a = self.a(x)
            b = self.b(a)
            c = self.c(b)
            d = self.d1(torch.cat([self.u1(c), b], 1))
            return self.head(self.d2(torch.cat([self.u2(d), a], 1)))

    @exported(fold=False)
    def unet_transposed():
        return UNet("transposed"), image(1, 3, 32, 32)

    @exported(dynamic_axes={"x": {0: "batch"}}, input_names=["x"])
    def unet_bilinear():
        return UNet("bilinear"), image(1, 3, 32, 32)

    @exported()
    def unet_bicubic():
        return UNet("bicubic"), image(1, 3, 32, 32)

    @exported()
    def unet_nearest():
        return UNet("nearest"), image(1, 3, 32, 32)

    @exported(dynamic_axes={"x": {0: "batch", 2: "h", 3: "w"}}, input_names=["x"], shape={"x": [1, 3, 32, 32]})
    def segmentation_any_size():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.b, self.h = nn.Sequential(block(3, 8, 2), block(8, 16, 2)), nn.Conv2d(16, 3, 1)

            def forward(self, x):
                return F.interpolate(self.h(self.b(x)), size=x.shape[-2:], mode="bilinear", align_corners=False).argmax(1)

        return Net(), image(1, 3, 32, 32)

    @exported()
    def fpn_pyramid():
        from torchvision.ops import FeaturePyramidNetwork

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.b, self.c = block(3, 8, 2), block(8, 16, 2), block(16, 32, 2)
                self.fpn = FeaturePyramidNetwork([8, 16, 32], 16)
                self.cls, self.box = nn.Conv2d(16, 6, 3, 1, 1), nn.Conv2d(16, 8, 3, 1, 1)

            def forward(self, x):
                a = self.a(x)
                b = self.b(a)
                maps = self.fpn({"0": a, "1": b, "2": self.c(b)})
                flat = lambda t: t.permute(0, 2, 3, 1).flatten(1, 2)
                return torch.cat([flat(self.cls(m)) for m in maps.values()], 1).sigmoid(), torch.cat([flat(self.box(m)) for m in maps.values()], 1)

        return Net(), image(1, 3, 32, 32)

    @exported()
    def yolo_like():
        class C3(nn.Module):
            def __init__(self, w):
                super().__init__()
                self.m, self.o = block(w // 2, w // 2, act=nn.SiLU), nn.Conv2d(w + w // 2, w, 1)

            def forward(self, x):
                a, b = x.chunk(2, 1)
                return F.silu(self.o(torch.cat([a, b, self.m(b) + b], 1)))

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.stem, self.c, self.down, self.d = block(3, 16, 2, nn.SiLU), C3(16), block(16, 32, 2, nn.SiLU), C3(32)
                self.lat, self.h1, self.h2 = nn.Conv2d(96, 32, 1), nn.Conv2d(48, 21, 1), nn.Conv2d(32, 21, 1)

            def decode(self, t, stride):
                n, _, h, w = t.shape
                t = t.view(n, 3, 7, h, w).permute(0, 1, 3, 4, 2).sigmoid()
                gy, gx = torch.meshgrid(torch.arange(h), torch.arange(w))
                grid = torch.stack([gx, gy], -1).float()
                xy = (t[..., :2] * 2 - 0.5 + grid) * stride
                wh = (t[..., 2:4] * 2) ** 2 * 8.0
                return torch.cat([xy, wh, t[..., 4:]], -1).view(n, -1, 7)

            def forward(self, x):
                p = self.c(self.stem(x))
                q = self.d(self.down(p))
                m1 = F.max_pool2d(q, 5, 1, 2)
                q = self.lat(torch.cat([q, m1, F.max_pool2d(m1, 5, 1, 2)], 1))
                u = torch.cat([F.interpolate(q, scale_factor=2.0), p], 1)
                return torch.cat([self.decode(self.h1(u), 2), self.decode(self.h2(q), 4)], 1)

        return Net(), image(1, 3, 32, 32)

    class Recurrent(nn.Module):
        def __init__(self, cell, **how):
            super().__init__()
            self.r = cell(16, 12, batch_first=True, **how)
            self.o = nn.Linear(12 * (2 if how.get("bidirectional") else 1), 5)

        def forward(self, x):
            return self.o(self.r(x)[0])

    for cell in ("LSTM", "GRU", "RNN"):
        for name, how in {"": {}, "-bidirectional": {"bidirectional": True}, "-two-layers": {"num_layers": 2, "bidirectional": True}}.items():

            def make(cell=cell, how=how):
                return Recurrent(getattr(nn, cell), **how), image(1, 8, 16)

            make.__name__ = f"{cell.lower()}{name}"
            exported(**({"dynamic_axes": {"x": {0: "batch"}}, "input_names": ["x"]} if name == "" else {}))(make)

    @exported()
    def lstm_last_state():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.r, self.o = nn.Embedding(30, 16), nn.LSTM(16, 12), nn.Linear(12, 2)

            def forward(self, ids):
                _, (h, _) = self.r(self.e(ids).transpose(0, 1))
                return self.o(h[-1]).log_softmax(1)

        return Net(), torch.randint(0, 30, (1, 8))

    @exported()
    def crnn_text():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.c = nn.Sequential(block(1, 8), nn.MaxPool2d(2), block(8, 16), nn.MaxPool2d((2, 1)), block(16, 16), nn.AdaptiveAvgPool2d((1, None)))
                self.r, self.o = nn.LSTM(16, 12, bidirectional=True), nn.Linear(24, 11)

            def forward(self, x):
                return self.o(self.r(self.c(x).squeeze(2).permute(2, 0, 1))[0]).log_softmax(2)

        return Net(), image(1, 1, 16, 32)

    class BertLayer(nn.Module):
        def __init__(self, d=16, h=4):
            super().__init__()
            self.h, self.q, self.k, self.v, self.o = h, nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
            self.n1, self.n2, self.f, self.p = nn.LayerNorm(d, eps=1e-12), nn.LayerNorm(d, eps=1e-12), nn.Linear(d, 32), nn.Linear(32, d)

        def forward(self, x, mask):
            split = lambda t: t.view(t.size(0), -1, self.h, t.size(-1) // self.h).permute(0, 2, 1, 3)
            q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
            s = q @ k.transpose(-1, -2) / math.sqrt(q.size(-1)) + mask
            c = (s.softmax(-1) @ v).permute(0, 2, 1, 3).contiguous()
            x = self.n1(x + self.o(c.view(c.size(0), c.size(1), -1)))
            return self.n2(x + self.p(F.gelu(self.f(x))))

    class Bert(nn.Module):
        def __init__(self, pool=False):
            super().__init__()
            self.w, self.s, self.t = nn.Embedding(30, 16, padding_idx=0), nn.Embedding(8, 16), nn.Embedding(2, 16)
            self.n, self.l, self.pool = nn.LayerNorm(16), nn.ModuleList([BertLayer(), BertLayer()]), pool
            self.c = nn.Linear(16, 3)
            self.register_buffer("ids", torch.arange(8)[None])

        def forward(self, input_ids, attention_mask, token_type_ids):
            m = (1.0 - attention_mask[:, None, None, :].float()) * -10000.0
            x = self.n(self.w(input_ids) + self.s(self.ids[:, : input_ids.size(1)]) + self.t(token_type_ids))
            for l in self.l:
                x = l(x, m)
            if self.pool:
                w = attention_mask[..., None].float()
                return F.normalize((x * w).sum(1) / w.sum(1).clamp(min=1e-9), dim=1)
            return self.c(torch.tanh(x[:, 0]))

    names = ["input_ids", "attention_mask", "token_type_ids"]
    texts = lambda: (torch.randint(0, 30, (1, 8)), torch.ones(1, 8, dtype=torch.long), torch.zeros(1, 8, dtype=torch.long))

    @exported(input_names=names, dynamic_axes={n: {0: "batch", 1: "sequence"} for n in names}, shape={"input_ids": [1, 8]})
    def bert_classifier():
        return Bert(), texts()

    @exported(input_names=names, dynamic_axes={n: {0: "batch"} for n in names})
    def sentence_embedding():
        return Bert(pool=True), texts()

    class GptLayer(nn.Module):
        def __init__(self, d=16, h=4):
            super().__init__()
            self.h, self.qkv, self.o, self.n1, self.n2 = h, nn.Linear(d, 3 * d), nn.Linear(d, d), nn.LayerNorm(d), nn.LayerNorm(d)
            self.f, self.p = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
            self.register_buffer("bias", torch.tril(torch.ones(16, 16, dtype=torch.uint8)).view(1, 1, 16, 16))

        def forward(self, x, past=None):
            q, k, v = self.qkv(self.n1(x)).split(x.size(-1), 2)
            split = lambda t: t.view(t.size(0), t.size(1), self.h, -1).permute(0, 2, 1, 3)
            q, k, v = split(q), split(k), split(v)
            if past is not None:
                k, v = torch.cat([past[0], k], -2), torch.cat([past[1], v], -2)
            w = q @ k.transpose(-1, -2) / math.sqrt(q.size(-1))
            m = self.bias[:, :, k.size(-2) - q.size(-2) : k.size(-2), : k.size(-2)].bool()
            w = torch.where(m, w, torch.tensor(-1e4))
            a = (w.softmax(-1) @ v).permute(0, 2, 1, 3).contiguous().view(x.shape)
            x = x + self.o(a)
            return x + self.p(F.gelu(self.f(self.n2(x)))), torch.stack([k, v])

    class Gpt(nn.Module):
        def __init__(self, pasts):
            super().__init__()
            self.w, self.s, self.l, self.n = nn.Embedding(30, 16), nn.Embedding(16, 16), nn.ModuleList([GptLayer(), GptLayer()]), nn.LayerNorm(16)
            self.pasts = pasts

        def forward(self, ids, *pasts):
            start = pasts[0].size(-2) if pasts else 0
            x = self.w(ids) + self.s(torch.arange(start, start + ids.size(1)))
            kept = []
            for i, l in enumerate(self.l):
                x, now = l(x, pasts[i] if pasts else None)
                kept.append(now)
            logits = self.n(x) @ self.w.weight.t()
            return (logits, *kept) if self.pasts else logits

    @exported(input_names=["ids"], dynamic_axes={"ids": {0: "batch", 1: "length"}}, shape={"ids": [1, 8]})
    def gpt_decoder():
        return Gpt(False), torch.randint(0, 30, (1, 8))

    @exported(input_names=["ids", "past0", "past1"], output_names=["logits", "present0", "present1"], dynamic_axes={"ids": {0: "batch", 1: "length"}, "past0": {1: "batch", 3: "past"}, "past1": {1: "batch", 3: "past"}}, shape={"ids": [1, 1], "past0": [1, 2, 4, 6, 4]})
    def gpt_with_past():
        return Gpt(True), (torch.randint(0, 30, (1, 1)), image(2, 1, 4, 6, 4), image(2, 1, 4, 6, 4))

    @exported(input_names=["ids"])
    def llama_decoder():
        class Norm(nn.Module):
            def __init__(self, d):
                super().__init__()
                self.w = nn.Parameter(torch.ones(d) + 0.1 * torch.randn(d))

            def forward(self, x):
                return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.w

        class Layer(nn.Module):
            def __init__(self, d=32, h=4, g=2):
                super().__init__()
                self.h, self.g, self.n1, self.n2 = h, g, Norm(d), Norm(d)
                self.q, self.k, self.v, self.o = (nn.Linear(d, w, bias=False) for w in (d, d // h * g, d // h * g, d))
                self.a, self.b, self.c = nn.Linear(d, 64, bias=False), nn.Linear(d, 64, bias=False), nn.Linear(64, d, bias=False)

            def forward(self, x, cos, sin, mask):
                n, t, d = x.shape
                y = self.n1(x)
                q = self.q(y).view(n, t, self.h, -1).transpose(1, 2)
                k = self.k(y).view(n, t, self.g, -1).transpose(1, 2)
                v = self.v(y).view(n, t, self.g, -1).transpose(1, 2)
                turn = lambda u: torch.cat([-u[..., u.shape[-1] // 2 :], u[..., : u.shape[-1] // 2]], -1)
                q, k = q * cos + turn(q) * sin, k * cos + turn(k) * sin
                wide = lambda u: u[:, :, None].expand(n, self.g, self.h // self.g, t, d // self.h).reshape(n, self.h, t, d // self.h)
                s = q @ wide(k).transpose(2, 3) / math.sqrt(d // self.h) + mask
                x = x + self.o((s.softmax(-1) @ wide(v)).transpose(1, 2).reshape(n, t, d))
                y = self.n2(x)
                return x + self.c(F.silu(self.a(y)) * self.b(y))

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.l, self.n, self.o = nn.Embedding(30, 32), nn.ModuleList([Layer(), Layer()]), Norm(32), nn.Linear(32, 30, bias=False)

            def forward(self, ids):
                t = ids.shape[1]
                x = self.e(ids)
                inv = 1 / 10000 ** (torch.arange(0, 8, 2).float() / 8)
                f = torch.arange(t).float()[:, None] * inv[None]
                f = torch.cat([f, f], -1)
                mask = torch.full((t, t), float("-inf")).triu(1)
                for l in self.l:
                    x = l(x, f.cos(), f.sin(), mask)
                return self.o(self.n(x))

        return Net(), torch.randint(0, 30, (1, 8))

    @exported()
    def transformer_encoder():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.t = nn.Embedding(30, 16), nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, dropout=0.0, batch_first=True, activation="gelu"), 2)

            def forward(self, ids):
                self.t.train()
                for m in self.t.modules():
                    if isinstance(m, nn.Dropout):
                        m.p = 0.0
                return self.t(self.e(ids)).mean(1)

        return Net(), torch.randint(0, 30, (1, 8))

    @exported(opset=14)
    def encoder_decoder():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.t, self.o = nn.Embedding(30, 16), nn.Transformer(16, 4, 1, 1, 32, dropout=0.0, batch_first=True), nn.Linear(16, 30)

            def forward(self, source, target):
                m = torch.full((6, 6), float("-inf")).triu(1)
                self.t.train()
                return self.o(self.t(self.e(source), self.e(target), tgt_mask=m))

        return Net(), (torch.randint(0, 30, (1, 8)), torch.randint(0, 30, (1, 6)))

    @exported()
    def t5_relative_bias():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.b, self.q, self.k, self.v, self.o = nn.Embedding(30, 16), nn.Embedding(8, 4), *(nn.Linear(16, 16, bias=False) for _ in range(4))

            def forward(self, ids):
                x = self.e(ids)
                t = ids.shape[1]
                d = torch.arange(t)[None] - torch.arange(t)[:, None]
                far = (2 + (torch.log(d.abs().float().clamp(min=1) / 2) / math.log(4) * 2).long()).clamp(max=3)
                bucket = (d > 0).long() * 4 + torch.where(d.abs() < 2, d.abs(), far)
                split = lambda u: u.view(1, t, 4, 4).transpose(1, 2)
                s = split(self.q(x)) @ split(self.k(x)).transpose(2, 3) + self.b(bucket).permute(2, 0, 1)[None]
                return self.o((s.softmax(-1) @ split(self.v(x))).transpose(1, 2).reshape(1, t, 16))

        return Net(), torch.randint(0, 30, (1, 8))

    @exported()
    def roberta_positions():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.w, self.p, self.o = nn.Embedding(30, 16), nn.Embedding(12, 16), nn.Linear(16, 2)

            def forward(self, ids):
                m = ids.ne(1).int()
                return self.o((self.w(ids) + self.p((torch.cumsum(m, 1) * m).long() + 1)).mean(1))

        return Net(), torch.randint(2, 30, (1, 8))

    @exported()
    def wave_net_1d():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.i = nn.Conv1d(1, 8, 10, 5, bias=False)
                self.g = nn.GroupNorm(8, 8)
                self.d = nn.ModuleList([nn.utils.weight_norm(nn.Conv1d(8, 16, 3, dilation=2**i)) for i in range(3)])
                self.p = nn.Conv1d(8, 8, 1)
                self.o = nn.Linear(8, 4)

            def forward(self, x):
                x = F.gelu(self.g(self.i(x)))
                for c in self.d:
                    y = c(F.pad(x, (2 * c.dilation[0], 0)))
                    a, b = y.chunk(2, 1)
                    x = x + self.p(torch.tanh(a) * torch.sigmoid(b))
                return self.o(x.transpose(1, 2)).mean(1)

        return Net(), image(1, 1, 200)

    @exported()
    def glu_conformer():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.sub = nn.Sequential(nn.Conv2d(1, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 8, 3, 2), nn.ReLU())
                self.l, self.n, self.a, self.d, self.bn, self.b = nn.Linear(8 * 4, 16), nn.LayerNorm(16), nn.Conv1d(16, 32, 1), nn.Conv1d(16, 16, 5, 1, 2, groups=16), nn.BatchNorm1d(16), nn.Conv1d(16, 16, 1)
                self.m = nn.MultiheadAttention(16, 4, batch_first=True)
                self.o = nn.Linear(16, 10)

            def forward(self, x):
                x = self.sub(x[:, None])
                x = self.l(x.transpose(1, 2).flatten(2))
                y = self.n(x)
                x = x + self.m(y, y, y, need_weights=False)[0]
                y = F.glu(self.a(self.n(x).transpose(1, 2)), 1)
                x = x + self.b(F.silu(self.bn(self.d(y)))).transpose(1, 2)
                return self.o(x).log_softmax(-1)

        return Net(), image(1, 40, 20)

    @exported()
    def volumes_3d():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a = nn.Sequential(nn.Conv3d(1, 8, 3, 1, 1), nn.BatchNorm3d(8), nn.ReLU(), nn.MaxPool3d(2), nn.Conv3d(8, 16, (1, 3, 3), padding=(0, 1, 1)), nn.InstanceNorm3d(16, affine=True), nn.LeakyReLU(0.01))
                self.u, self.h = nn.ConvTranspose3d(16, 8, 2, 2), nn.Conv3d(8, 3, 1)

            def forward(self, x):
                return self.h(self.u(self.a(x))), F.interpolate(self.a(x), scale_factor=2.0, mode="trilinear", align_corners=False)

        return Net(), image(1, 1, 8, 16, 16)

    @exported()
    def super_resolution():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.b, self.c = nn.Conv2d(3, 16, 3, 1, 1), nn.Conv2d(16, 16, 3, 1, 1), nn.Conv2d(16, 12, 3, 1, 1)
                self.p = nn.PReLU(16)

            def forward(self, x):
                y = self.p(self.a(x))
                y = y + self.b(y) * 0.1
                return (F.pixel_shuffle(self.c(y), 2) + F.interpolate(x, scale_factor=2.0, mode="bicubic", align_corners=False)).clamp(0, 1)

        return Net(), image(1, 3, 16, 16)

    @exported()
    def style_transfer():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.n, self.b, self.o = nn.Conv2d(3, 8, 9), nn.InstanceNorm2d(8, affine=True), nn.Conv2d(8, 8, 3, 2), nn.Conv2d(8, 3, 9)

            def forward(self, x):
                y = F.relu(self.n(self.a(F.pad(x, (4, 4, 4, 4), mode="reflect"))))
                y = self.b(F.pad(y, (1, 1, 1, 1), mode="replicate"))
                y = F.interpolate(y, scale_factor=2.0, mode="nearest")
                return torch.tanh(self.o(F.pad(y, (4, 4, 4, 4), mode="reflect"))) * 127.5 + 127.5

        return Net(), image(1, 3, 32, 32)

    @exported()
    def generator():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.l = nn.Linear(10, 16 * 16)
                self.n = nn.Sequential(nn.ConvTranspose2d(16, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 3, 3, 2, 1, output_padding=1), nn.Tanh())

            def forward(self, z):
                return self.n(self.l(z).view(-1, 16, 4, 4))

        return Net(), image(1, 10)

    @exported()
    def two_towers():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.c, self.v, self.o = nn.Sequential(block(3, 8, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten()), nn.Linear(6, 8), nn.Linear(16, 1)

            def forward(self, image, facts):
                return self.o(torch.cat([self.c(image), F.relu(self.v(facts))], 1))

        return Net(), (image(1, 3, 16, 16), image(1, 6))

    @exported()
    def siamese():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.c = nn.Sequential(block(3, 8, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))

            def forward(self, a, b):
                a, b = self.c(a), self.c(b)
                return F.cosine_similarity(a, b), (a - b).pow(2).sum(1).sqrt()

        return Net(), (image(1, 3, 16, 16), image(1, 3, 16, 16))

    @exported()
    def swin_like():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.n, self.qkv, self.o, self.m = nn.Conv2d(3, 16, 4, 4), nn.LayerNorm(16), nn.Linear(16, 48), nn.Linear(16, 16), nn.Linear(64, 32, bias=False)
                self.bias = nn.Parameter(torch.randn(4, 4, 4) * 0.1)

            def forward(self, x):
                x = self.e(x).permute(0, 2, 3, 1)
                n, h, w, c = x.shape
                y = torch.roll(self.n(x), (-1, -1), (1, 2))
                y = y.view(n, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 4, c)
                q, k, v = self.qkv(y).reshape(-1, 4, 3, 4, 4).permute(2, 0, 3, 1, 4).unbind(0)
                a = (q @ k.transpose(-2, -1) * 0.5 + self.bias[None]).softmax(-1)
                y = self.o((a @ v).transpose(1, 2).reshape(-1, 4, c)).view(n, h // 2, w // 2, 2, 2, c).permute(0, 1, 3, 2, 4, 5).reshape(n, h, w, c)
                x = x + torch.roll(y, (1, 1), (1, 2))
                x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1)
                return self.m(x).mean((1, 2))

        return Net(), image(1, 3, 32, 32)

    @exported()
    def vit_einsum():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.p, self.c = nn.Conv2d(3, 16, 8, 8), nn.Parameter(torch.randn(1, 17, 16)), nn.Parameter(torch.randn(1, 1, 16))
                self.q, self.k, self.v, self.o, self.h = *(nn.Linear(16, 16) for _ in range(4)), nn.Linear(16, 5)

            def forward(self, x):
                x = self.e(x).flatten(2).transpose(1, 2)
                x = torch.cat([self.c.expand(x.shape[0], -1, -1), x], 1) + self.p
                s = lambda u: u.reshape(u.shape[0], u.shape[1], 4, 4)
                a = torch.einsum("bqhd,bkhd->bhqk", s(self.q(x)), s(self.k(x))).mul(0.5).softmax(-1)
                y = torch.einsum("bhqk,bkhd->bqhd", a, s(self.v(x))).reshape(x.shape)
                return self.h((x + self.o(y))[:, 0])

        return Net(), image(1, 3, 32, 32)

    @exported()
    def mobile_vit():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.c, self.t, self.o = block(3, 16, 4), nn.Linear(16, 16), nn.Conv2d(16, 4, 1)

            def forward(self, x):
                x = self.c(x)
                n, c, h, w = x.shape
                y = x.reshape(n * c * h // 2, 2, w // 2, 2).transpose(1, 2).reshape(n, c, h * w // 4, 4).permute(0, 3, 2, 1)
                y = self.t(y.softmax(2) * y).permute(0, 3, 2, 1)
                y = y.reshape(n * c * h // 2, w // 2, 2, 2).transpose(1, 2).reshape(n, c, h, w)
                return self.o(x + y)

        return Net(), image(1, 3, 32, 32)

    @exported()
    def shuffle_channels():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.g, self.h = block(3, 16, 2), nn.Conv2d(16, 16, 1, groups=4), nn.Linear(16, 5)

            def forward(self, x):
                y = self.g(self.a(x))
                n, c, h, w = y.shape
                y = y.view(n, 4, c // 4, h, w).transpose(1, 2).reshape(n, c, h, w)
                return self.h(F.hardswish(y).mean((2, 3)))

        return Net(), image(1, 3, 16, 16)

    @exported()
    def point_net():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.b, self.o = nn.Conv1d(3, 16, 1), nn.Conv1d(16, 32, 1), nn.Linear(32, 4)

            def forward(self, x):
                y = F.relu(self.a(x))
                g = self.b(y).max(2)[0]
                return self.o(g), torch.cat([y, g[..., None].expand(-1, -1, x.shape[2])], 1)

        return Net(), image(1, 3, 20)

    @exported()
    def graph_network():
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                a = torch.rand(6, 6) > 0.5
                self.register_buffer("a", (a | a.t()).float() / 6)
                self.x, self.y = nn.Linear(5, 8), nn.Linear(8, 3)

            def forward(self, x):
                return self.a @ self.y(F.elu(self.a @ self.x(x)))

        return Net(), image(1, 6, 5)

    @exported()
    def mixture_of_depth():
        """Squeeze-excitation, stochastic depth as scaling, hard sigmoid, several dilations: DeepLab's pyramid."""

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.s = block(3, 8, 2, nn.Hardswish)
                self.b = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=d, dilation=d, bias=False) for d in (1, 2, 4)])
                self.p, self.f, self.e = nn.Conv2d(8, 8, 1), nn.Conv2d(32, 16, 1), nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(16, 4, 1), nn.ReLU(), nn.Conv2d(4, 16, 1), nn.Hardsigmoid())
                self.h = nn.Conv2d(16, 3, 1)

            def forward(self, x):
                y = self.s(x)
                g = F.interpolate(self.p(F.adaptive_avg_pool2d(y, 1)), size=y.shape[-2:], mode="bilinear", align_corners=False)
                y = self.f(torch.cat([*(b(y) for b in self.b), g], 1))
                return F.interpolate(self.h(y * self.e(y)), size=x.shape[-2:], mode="bilinear", align_corners=False)

        return Net(), image(1, 3, 32, 32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    wanted = arguments.only.split(",") if arguments.only else list(KINDS)
    for name in wanted:
        write, how = KINDS[name]
        path = os.path.join(arguments.out, f"{name}.onnx")
        try:
            write(path)
        except Exception as error:
            print(f"{name} is not written: {type(error).__name__}: {str(error).splitlines()[0]}", file=sys.stderr)
            continue
        print(json.dumps({"name": name, "file": path, **{k: how[k] for k in ("shape", "set", "within") if k in how}}), flush=True)


main()
