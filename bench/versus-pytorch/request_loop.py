"""The request loop of both comparisons: one JSON line a request from standard input, one JSON line an answer.

  {"images": path of raw float32, "batch": n}   -> {"threads": n, "torch": version}
  anything else                                 -> what `answer` makes of it
"""
import json
import os
import sys

import torch


def serve(answer):
    """Answers until standard input ends. `answer(request, images)` is timed by itself: only it knows what belongs to its seconds."""
    torch.set_num_threads(int(os.environ.get("TORCH_THREADS", os.cpu_count())))
    images = None
    for line in sys.stdin:
        request = json.loads(line)
        if "images" in request:
            with open(request["images"], "rb") as file:
                images = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).view(request["batch"], 3, 32, 32)
            given = {"threads": torch.get_num_threads(), "torch": torch.__version__}
        else:
            given = answer(request, images)
        print(json.dumps(given), flush=True)
