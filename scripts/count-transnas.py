#!/usr/bin/env python3
"""Params and output shapes of TransNAS-Bench-101's networks, counted by PyTorch on the benchmark's own code.

Takes a checkout of yawen-d/TransNASBench; prints the table that src/spaces/transnas/tasks.test.ts holds. Needs PyTorch
(Debian: apt-get install python3-torch).

  python3 scripts/count-transnas.py path/to/TransNASBench
"""
import json
import sys
import types
from pathlib import Path

import torch

sys.path.insert(0, str(Path(sys.argv[1]) / "lib"))
# What its modules import and a count does not use.
sys.modules["torchsummary"] = types.SimpleNamespace(summary=None)
sys.modules["models.utils"] = types.SimpleNamespace(merge_list=None)
from models.net_infer.net_macro import MacroNet  # noqa: E402
from models.task_models.decoder import FFDecoder, GenerativeDecoder, SegmentationDecoder, SiameseDecoder  # noqa: E402

decoders = {
    "class_scene": lambda dim: FFDecoder(dim, 47),
    "class_object": lambda dim: FFDecoder(dim, 75),
    "room_layout": lambda dim: FFDecoder(dim, 9),
    "jigsaw": lambda dim: SiameseDecoder(dim, 1000, num_pieces=9),
    "segmentsemantic": lambda dim: SegmentationDecoder(dim, (256, 256), target_num_channel=17),
    "normal": lambda dim: GenerativeDecoder(dim, (256, 256)),
    "autoencoder": lambda dim: GenerativeDecoder(dim, (256, 256)),
}

for code in ["64-41414-1_32_031", "64-4231-basic", "64-1124-basic", "64-444311-basic"]:
    encoder = MacroNet(code, structure="backbone", input_dim=(256, 256)).eval()
    with torch.no_grad():
        features = encoder(torch.zeros(1, 3, 256, 256))
        patch = encoder(torch.zeros(1, 3, 64, 64))
    for task, make in decoders.items():
        decoder = make(encoder.output_dim).eval()
        with torch.no_grad():
            output = decoder(torch.cat([patch] * 9, 1) if task == "jigsaw" else features)
        params = sum(p.numel() for module in (encoder, decoder) for p in module.parameters())
        print(json.dumps([code, task, params, list(output.shape)]), flush=True)
