"""Learning rates of PyTorch's own schedulers, for a script of epochs and validations."""

from typing import Any

import torch
from torch.optim import lr_scheduler

from models import Tensors


def rates(case: dict[str, Any]) -> list[float]:
    """The rate of every update; `epochs` and `validations` say after which updates the scheduler takes a step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], case["learning_rate"])
    kind, options = case["kind"], case["options"]
    scheduler = getattr(lr_scheduler, kind)(optimizer, **options)
    found = []
    for update in range(1, case["updates"] + 1):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if kind == "ReduceLROnPlateau":
            if str(update) in case["validations"]:
                scheduler.step(case["validations"][str(update)])
        elif kind == "CosineAnnealingLR" or update % case["updates_in_epoch"] == 0:
            scheduler.step()
    return found


def answer(tensors: Tensors, cases: list[dict[str, Any]]) -> tuple[Tensors, Any]:
    return {}, [rates(case) for case in cases]
