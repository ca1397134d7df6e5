#!/usr/bin/env python3
"""Exports torchvision's classification models (with `--dense` those of segmentation, detection and quantisation instead), random weights, with PyTorch's own exporter, and says what torch counts in each.

One JSON line a model: {"name", "mode", "file", "params", "macs", "input", "outputs"}.
  params   numel of every parameter of the module
  macs     multiply-accumulates of one sample, counted by intercepting the tensor library's convolutions and matrix products as they
           run (so attention counts), with one for every bias a layer adds: nothing of it is shared with Assay
  input, outputs   float32 files: the input and the module's outputs, for checks of complete round trips
Modes: `preserve` folds nothing (batch norms stay apart, tables stay tables), `eval` is the exporter's default, which merges norms into convolutions, `train` exports the
training graph (auxiliary heads, dropout, batch statistics; no logits: dropout makes them random), `dynamic` is `preserve` with a symbolic batch.
Needs Debian's python3-torchvision (0.14, torch 1.13); prints one line and ends well where it is absent.

  python3 scripts/export-torchvision.py --out /tmp/zoo --only resnet18,vit_b_16 --mode preserve
"""
import argparse
import json
import os
import sys
import warnings

try:
    import torch
    import torchvision
    from torch.overrides import TorchFunctionMode
    from torch.utils._python_dispatch import TorchDispatchMode
except ImportError as error:
    print(f"skipped: {error} (Debian: apt-get install python3-torchvision)", file=sys.stderr)
    sys.exit(0)

warnings.filterwarnings("ignore")
aten = torch.ops.aten


class CountProducts(TorchDispatchMode):
    """Adds up the multiply-accumulates of every convolution and matrix product that runs inside, attention's too."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        packet = function.overloadpacket
        if packet in (aten.convolution, aten._convolution):
            self.macs += result.numel() * args[1][0].numel()
        elif packet in (aten.mm, aten.bmm):
            self.macs += result.numel() * args[0].shape[-1]
        elif packet in (aten.addmm, aten.baddbmm):
            self.macs += result.numel() * args[1].shape[-1]
        elif "multi_head_attention" in str(packet):
            raise RuntimeError("a fused kernel hides its products from the counter")
        return result


class CountBiases(TorchFunctionMode):
    """Adds one for every number a layer adds its bias to, whether the tensor library fuses that addition or not."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if function in (torch._C._nn.linear, torch.conv2d):
            bias = args[2] if len(args) > 2 else (kwargs or {}).get("bias")
            self.macs += result.numel() if bias is not None else 0
        elif function is torch.nn.functional.multi_head_attention_forward:
            # Seen from outside only: query, key, value and output projections, all with biases.
            self.macs += 4 * result[0].numel()
        return result


# Swin V2 zeroes the key's part of a bias in place, for which PyTorch 1.13 has no ONNX form.
torch.onnx.register_custom_op_symbolic("aten::zero", lambda g, self: g.op("Mul", self, g.op("Constant", value_t=torch.tensor(0.0))), 9)


class Detector(torch.nn.Module):
    """The part of a detector that is a network: its backbone with its pyramid, and the head over all levels. Boxes are decoded outside."""

    def __init__(self, model):
        super().__init__()
        self.backbone = model.backbone
        self.head = model.rpn.head if hasattr(model, "rpn") else model.head

    def forward(self, image):
        levels = list(self.backbone(image).values())
        found = self.head(levels)
        return tuple(found.values()) if isinstance(found, dict) else tuple(answer for answers in found for answer in answers)


class Segmenter(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, image):
        return tuple(self.model(image).values())


def create(kind, name, options):
    if kind == "segmentation":
        return Segmenter(getattr(torchvision.models.segmentation, name)(weights=None, weights_backbone=None))
    if kind == "detection":
        return Detector(getattr(torchvision.models.detection, name)(weights=None, weights_backbone=None))
    if kind == "quantization":
        return getattr(torchvision.models.quantization, name)(weights=None, quantize=False, **options)
    return torchvision.models.get_model(name, weights=None, **options)


def dense_names():
    modules = {
        "segmentation": torchvision.models.segmentation,
        "detection": torchvision.models.detection,
        "quantization": torchvision.models.quantization,
    }
    return [
        f"{kind}.{name}"
        for kind, module in modules.items()
        for name in sorted(vars(module))
        if name.islower() and not name.startswith("_") and callable(getattr(module, name)) and getattr(getattr(module, name), "__module__", "").startswith("torchvision.models")
    ]


def build(full, mode):
    kind, _, name = full.rpartition(".")
    options = {}
    if name in ("googlenet", "inception_v3"):
        # The auxiliary heads run in training only: in the other modes the file cannot hold them, so the module is built without.
        options = {"init_weights": False, "aux_logits": mode == "train"}
    torch.manual_seed(0)
    model = create(kind, name, options)
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            torch.nn.init.uniform_(module.running_mean, -0.1, 0.1)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.1, 0.1)
    with torch.no_grad():
        for parameter in model.parameters():
            # Zeros and ones of the usual initialisation would hide errors: a head of zeros answers zero for any input.
            if parameter.numel() > 1 and parameter.min() == parameter.max():
                parameter.add_(torch.empty_like(parameter).uniform_(-0.1, 0.1))
    return model.train() if mode == "train" else model.eval()


def side(name):
    """Side of the input. Inception's published recipe is the one that is not evaluated at 224 for a reason of its structure."""
    return 299 if name.endswith("inception_v3") else 300 if name.endswith("ssd300_vgg16") else 224


def export(name, mode, out, opset):
    model = build(name, mode)
    length = side(name)
    torch.manual_seed(1)
    batch = 2 if mode == "train" else 1
    image = torch.randn(batch, 3, length, length)
    params = sum(parameter.numel() for parameter in model.parameters())
    outputs = None
    with CountBiases() as biases, CountProducts() as products:
        # Gradients on: without, torch.nn.MultiheadAttention takes a fused path that neither counts nor exports.
        answer = model(image)
    if mode != "train":
        answers = answer if isinstance(answer, tuple) else (answer,)
        outputs = [os.path.join(out, f"{name}.{mode}.output{i}") for i in range(len(answers))]
        for path, one in zip(outputs, answers):
            one.detach().numpy().tofile(path)
    given = os.path.join(out, f"{name}.{mode}.input")
    image.numpy().tofile(given)
    folder = os.path.join(out, f"{name}.{mode}")
    big = params * 4 > 2**31 - 2**20
    if big:
        os.makedirs(folder, exist_ok=True)
    file = os.path.join(folder, "model.onnx") if big else f"{folder}.onnx"
    training = {"preserve": "PRESERVE", "dynamic": "PRESERVE", "eval": "EVAL", "train": "TRAINING"}[mode]
    torch.onnx.export(
        model,
        image,
        file,
        opset_version=opset,
        training=getattr(torch.onnx.TrainingMode, training),
        do_constant_folding=mode == "eval",
        input_names=["image"],
        output_names=["logits"] if outputs is None or len(outputs) == 1 else [f"output{i}" for i in range(len(outputs))],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}} if mode == "dynamic" else None,
    )
    macs = (products.macs + biases.macs) // batch
    print(json.dumps({"name": name, "mode": mode, "file": file, "params": params, "macs": macs, "input": given, "outputs": outputs}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default="/tmp/assay-torchvision")
    parser.add_argument("--only", default="", help="model names, separated by commas")
    parser.add_argument("--mode", default="preserve", choices=["preserve", "eval", "train", "dynamic"])
    parser.add_argument("--opset", type=int, default=13)
    parser.add_argument("--dense", action="store_true", help="models of segmentation, detection and quantisation")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    names = given.only.split(",") if given.only else dense_names() if given.dense else torchvision.models.list_models(module=torchvision.models)
    if given.list:
        print("\n".join(names))
        return
    torch.set_num_threads(given.threads)
    os.makedirs(given.out, exist_ok=True)
    for name in names:
        try:
            export(name, given.mode, given.out, given.opset)
        except Exception as error:  # one model that PyTorch cannot export must not stop the others
            print(json.dumps({"name": name, "mode": given.mode, "error": str(error).strip().splitlines()[0][:300]}), flush=True)


main()
