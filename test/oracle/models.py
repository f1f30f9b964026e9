"""What every oracle of models does with its formulas: one pass with all gradients, then updates by PyTorch's optimizers."""

from typing import Any, Callable

import torch
from torch.nn import functional as F

Tensors = dict[str, torch.Tensor]
Config = dict[str, Any]
# Of a case as its test describes it, the parameters and the batch: the logits, and what else is compared.
Forward = Callable[[Config, Tensors, Tensors], tuple[torch.Tensor, Tensors]]

# Every constant that a config can't set is PyTorch's own default.
OPTIMIZERS: dict[str, Callable[[list[torch.Tensor], Config], torch.optim.Optimizer]] = {
    "adam": lambda p, o: torch.optim.Adam(p, betas=tuple(o["adam_betas"]), **common_options(o)),
    "adamw": lambda p, o: torch.optim.AdamW(p, betas=tuple(o["adam_betas"]), **common_options(o)),
    "sgd": lambda p, o: torch.optim.SGD(
        p, momentum=o["momentum"], nesterov=o["nesterov"], **common_options(o)
    ),
    "adadelta": lambda p, o: torch.optim.Adadelta(p, **common_options(o)),
    "adagrad": lambda p, o: torch.optim.Adagrad(p, **common_options(o)),
    "rmsprop": lambda p, o: torch.optim.RMSprop(p, momentum=o["momentum"], **common_options(o)),
}


def common_options(training: Config) -> Config:
    # AdamW's default decay is not 0.
    return {"lr": training["learning_rate"], "weight_decay": training["weight_decay"]}


def mask_of(lengths: torch.Tensor, time: int) -> torch.Tensor:
    """True at what is real: [batch, time]."""
    return torch.arange(time)[None] < lengths[:, None]


def loss_sum(logits: torch.Tensor, batch: Tensors, smoothing: float = 0.0) -> torch.Tensor:
    ids = batch["target_output_ids"]
    losses = F.cross_entropy(logits.transpose(1, 2), ids, reduction="none", label_smoothing=smoothing)
    return losses[mask_of(batch["target_lengths"], ids.shape[1])].sum()


def divisor(normalization: str, target_lengths: torch.Tensor) -> int:
    if normalization == "tokens":
        return int(target_lengths.sum())
    return int((target_lengths > 0).sum()) if normalization == "batch" else 1


class Comparison:
    """One case: what modelCases.ts sends under its index."""

    def __init__(self, forward: Forward, case: Config, given: Tensors):
        self.forward, self.case = forward, case
        self.training = case["training"]
        self.batch = with_prefix(given, "batch.")
        weights = with_prefix(given, "weight.")
        self.trained = {name: weights[name].requires_grad_() for name in case["trainable"]}
        # Those that are not trained too.
        self.weights = weights

    def backward(self) -> tuple[torch.Tensor, torch.Tensor, Tensors]:
        logits, others = self.forward(self.case["options"], self.weights, self.batch)
        smoothed = loss_sum(logits, self.batch, self.training["label_smoothing"])
        (smoothed / divisor(self.training["normalization"], self.batch["target_lengths"])).backward()
        # What is reported is the plain loss.
        return loss_sum(logits, self.batch).detach(), logits, others

    def first_pass(self) -> Tensors:
        loss, logits, others = self.backward()
        gradients = {
            f"gradient.{name}": torch.zeros_like(value) if value.grad is None else value.grad.clone()
            for name, value in self.trained.items()
        }
        return {"loss_sum": loss, "logits": logits, **others, **gradients}

    def updates(self) -> Tensors:
        """Updates by the same batch: losses, norms of the gradients before clipping, the last weights."""
        trained = list(self.trained.values())
        optimizer = OPTIMIZERS[self.training["optimizer"]](trained, self.training)
        losses, norms = [], []
        for _ in range(self.case["updates"]):
            optimizer.zero_grad()
            losses.append(self.backward()[0])
            norms.append(torch.nn.utils.clip_grad_norm_(trained, self.training.get("clip_grad_norm", float("inf"))))
            if "clip_grad_val" in self.training:
                torch.nn.utils.clip_grad_value_(trained, self.training["clip_grad_val"])
            optimizer.step()
        weights = {f"weight.{name}": value for name, value in self.trained.items()}
        return {**weights, "losses": torch.stack(losses), "norms": torch.stack(norms)}

    def answer(self) -> Tensors:
        return {**self.first_pass(), **(self.updates() if self.case["updates"] else {})}


def with_prefix(tensors: Tensors, prefix: str) -> Tensors:
    return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}


def answers(forward: Forward) -> Callable[[Tensors, list[Config]], tuple[Tensors, Any]]:
    """The `answer` of a script whose formulas are `forward`."""

    def answer(tensors: Tensors, cases: list[Config]) -> tuple[Tensors, Any]:
        result: Tensors = {}
        for index, case in enumerate(cases):
            comparison = Comparison(forward, case, with_prefix(tensors, f"{index}/"))
            result.update({f"{index}/{name}": value for name, value in comparison.answer().items()})
        return result, None

    return answer
