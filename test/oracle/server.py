"""The Python side of python.ts: a request a line on stdin, its answer a line on stdout, until stdin ends.

A request names a script of this folder; the script's `answer(tensors, options)` returns tensors and a JSON value. One process
answers them all, since importing PyTorch takes longer than most of what it is asked.
"""

import importlib
import json
import sys
import traceback
from typing import Any

import torch


def tensor(shape: list[int], values: list[float], integer: bool) -> torch.Tensor:
    """Float tensors arrive as float64, integers as int64."""
    return torch.tensor(values, dtype=torch.int64 if integer else torch.float64).reshape(shape)


def fields(value: torch.Tensor) -> dict[str, Any]:
    detached = value.detach().to(torch.float64)
    return {"shape": list(detached.shape), "values": detached.reshape(-1).tolist()}


def reply(request: dict[str, Any]) -> str:
    torch.manual_seed(0)
    try:
        script = importlib.import_module(request["script"])
        arrived = {name: tensor(**given) for name, given in request["tensors"].items()}
        tensors, values = script.answer(arrived, request["options"])
        answered = {"tensors": {name: fields(value) for name, value in tensors.items()}, "values": values}
        # NaN and infinities are no JSON: an oracle that produces one is wrong, and says so here.
        return json.dumps(answered, allow_nan=False)
    except Exception:
        return json.dumps({"traceback": traceback.format_exc()})


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answers.write(f"{reply(json.loads(line))}\n")
        answers.flush()
