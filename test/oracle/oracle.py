"""The Python side of python.ts: a request on stdin, the answer on stdout, PyTorch in float64 between them."""

import json
import sys
from typing import Any, Callable

import torch

Tensors = dict[str, torch.Tensor]


def serve(answer: Callable[[Tensors, Any], tuple[Tensors, Any]]) -> None:
    """Calls `answer(tensors, options)` once; it returns tensors and a JSON value.

    Float tensors arrive as float64, integers as int64.
    """
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    request = json.load(sys.stdin)
    arrived = {name: _tensor(**fields) for name, fields in request["tensors"].items()}
    tensors, values = answer(arrived, request["options"])
    reply = {"tensors": {name: _fields(tensor) for name, tensor in tensors.items()}, "values": values}
    # NaN and infinities are no JSON: an oracle that produces one is wrong, and says so here.
    json.dump(reply, sys.stdout, allow_nan=False)


def _tensor(shape: list[int], values: list[float], integer: bool) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.int64 if integer else torch.float64).reshape(shape)


def _fields(tensor: torch.Tensor) -> dict[str, Any]:
    detached = tensor.detach().to(torch.float64)
    return {"shape": list(detached.shape), "values": detached.reshape(-1).tolist()}
