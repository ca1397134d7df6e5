"""The request loop of both comparisons: one JSON line a request from standard input, one JSON line an answer.

  {"images": path of raw float32, "batch": n}   -> {"threads": n, "torch": version}
  anything else                                 -> what `answer` makes of it, or {"seconds": s, "undefined": reason} where it fails

Numbers that JSON cannot write are given as the strings NaN, Infinity and -Infinity.
"""
import json
import math
import os
import sys
import time

import torch


def writable(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: writable(own) for key, own in value.items()}
    return [writable(own) for own in value] if isinstance(value, (list, tuple)) else value


def attempt(answer, request, images):
    started = time.perf_counter()
    try:
        return answer(request, images)
    except (ArithmeticError, ValueError, RuntimeError, StopIteration) as error:
        return {"seconds": time.perf_counter() - started, "undefined": f"{type(error).__name__}: {error}"}


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
            given = attempt(answer, request, images)
        print(json.dumps(writable(given)), flush=True)
