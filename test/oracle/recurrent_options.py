"""Recurrent layers with every option, written out from the papers' formulas: loss, gradients and updates of a small model.

The decoder is always one layer with general attention beside its outputs, started by a bridge from the encoder's summary.
"""

from typing import Any

import torch
from torch.nn import functional as F

from models import Tensors, answers, mask_of

State = tuple[torch.Tensor, ...]


def normalize(x: torch.Tensor, gain: torch.Tensor, widths: list[int]) -> torch.Tensor:
    return torch.cat([F.layer_norm(part, part.shape[-1:]) for part in x.split(widths, -1)], -1) * gain


class Cell:
    """One layer in one direction; the formulas of the cells without options are those of PyTorch's layers."""

    def __init__(self, weights: Tensors, name: str, side: dict[str, Any]):
        self.kind = side["rnn_type"]
        self.reset_first = side["gru_reset"] == "before"
        self.norm = side["layer_norm"]
        self.units = side["hidden_size"]
        self.p = {
            key[len(name) + 1 :]: value for key, value in weights.items() if key.startswith(f"{name}.")
        }

    def first(self, batch: int) -> State:
        names = ["initial_h", "initial_c"] if self.kind == "lstm" else ["initial_h"]
        zero = self.p["bias"].new_zeros(self.units)
        return tuple(self.p.get(name, zero).expand(batch, self.units) for name in names)

    def step(self, x: torch.Tensor, state: State, factors: torch.Tensor | float = 1.0) -> State:
        return getattr(self, self.kind)(x @ self.p["kernel"], state, factors)

    def rnn(self, x: torch.Tensor, state: State, factors) -> State:
        total = x + (state[0] * factors) @ self.p["recurrent_kernel"]
        if self.norm:
            total = normalize(total, self.p["recurrent_norm"], [self.units])
        return (torch.tanh(total + self.p["bias"]),)

    def lstm(self, x: torch.Tensor, state: State, factors) -> State:
        h, c = state
        recurrent = (h * factors) @ self.p["recurrent_kernel"]
        if self.norm:
            x = normalize(x, self.p["input_norm"], [4 * self.units])
            recurrent = normalize(recurrent, self.p["recurrent_norm"], [4 * self.units])
        i, f, g, o = (x + recurrent + self.p["bias"]).chunk(4, -1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        shown = c
        if self.norm:
            shown = normalize(c, self.p["memory_norm"], [self.units]) + self.p["memory_norm_bias"]
        return torch.sigmoid(o) * torch.tanh(shown), c

    def gru(self, x: torch.Tensor, state: State, factors) -> State:
        (h,) = state
        units, kept = self.units, state[0] * factors
        if self.norm:
            x = normalize(x, self.p["input_norm"], [2 * units, units])
        x_r, x_z, x_n = (x + self.p["bias"]).chunk(3, -1)
        if self.reset_first:
            gates = kept @ self.p["recurrent_kernel"]
            if self.norm:
                gates = normalize(gates, self.p["recurrent_norm"], [2 * units])
            h_r, h_z = gates.chunk(2, -1)
            candidate = (torch.sigmoid(x_r + h_r) * kept) @ self.p["recurrent_candidate_kernel"]
            if self.norm:
                candidate = normalize(candidate, self.p["candidate_norm"], [units])
            n = torch.tanh(x_n + candidate)
        else:
            products = kept @ self.p["recurrent_kernel"]
            if self.norm:
                products = normalize(products, self.p["recurrent_norm"], [2 * units, units])
            h_r, h_z, h_n = (products + self.p["recurrent_bias"]).chunk(3, -1)
            n = torch.tanh(x_n + torch.sigmoid(x_r + h_r) * h_n)
        z = torch.sigmoid(x_z + h_z)
        return ((1 - z) * n + z * h,)


def run_over(cell: Cell, x: torch.Tensor, mask: torch.Tensor, backward: bool, factors) -> tuple:
    """`x` is [time, batch, size]; padding keeps the state."""
    state = cell.first(x.shape[1])
    outputs = [None] * len(x)
    for t in reversed(range(len(x))) if backward else range(len(x)):
        new = cell.step(x[t], state, 1.0 if factors is None else factors[t])
        state = tuple(torch.where(mask[:, t, None], a, b) for a, b in zip(new, state))
        outputs[t] = state[0]
    return torch.stack(outputs), state[0]


def encode(config: dict[str, Any], weights: Tensors, batch: Tensors) -> tuple:
    ids = batch["source_ids"]
    mask = mask_of(batch["source_lengths"], ids.shape[1])
    x = weights["encoder.embeddings"][ids].transpose(0, 1)
    for layer in range(config["num_layers"]):
        name = f"encoder.layers.{layer}"
        inputs = x * batch.get(f"dropout.{name}", 1.0)
        both = layer == 0 if config["bidirectional"] == "bottom" else config["bidirectional"]
        parts = [
            run_over(
                Cell(weights, f"{name}.{direction}", config),
                inputs,
                mask,
                direction == "backward",
                batch.get(f"dropout.{name}.{direction}.recurrent"),
            )
            for direction in (["forward", "backward"] if both else ["forward"])
        ]
        outputs = torch.cat([part[0] for part in parts], -1)
        last = torch.cat([part[1] for part in parts], -1)
        x = outputs + x if config["residual"] and layer > 0 and outputs.shape == x.shape else outputs
    outputs = x.transpose(0, 1)
    if "encoder.projection.kernel" in weights:
        outputs = outputs @ weights["encoder.projection.kernel"] + weights["encoder.projection.bias"]
    outputs = outputs * mask[:, :, None]
    if config["pooling"] == "none":
        return outputs, last, mask
    hidden = torch.tanh(outputs @ weights["encoder.pooling.kernel"] + weights["encoder.pooling.bias"])
    scores = (hidden @ weights["encoder.pooling.energy"])[:, :, 0].masked_fill(~mask, float("-inf"))
    return outputs, (torch.softmax(scores, 1)[:, :, None] * outputs).sum(1), mask


def decode(config: dict[str, Any], weights: Tensors, batch: Tensors, encoded: tuple) -> tuple:
    outputs, summary, mask = encoded
    cell = Cell(weights, "decoder.layers.0", config)
    h = torch.tanh(summary @ weights["decoder.bridge.kernel"] + weights["decoder.bridge.bias"])
    state: State = (h, h) if config["rnn_type"] == "lstm" else (h,)
    keys = outputs @ weights["decoder.attention.key_kernel"]
    logits, attention = [], []
    for ids in batch["target_input_ids"].unbind(1):
        state = cell.step(weights["decoder.embeddings"][ids], state)
        scores = (keys @ state[0][:, :, None])[:, :, 0].masked_fill(~mask, float("-inf"))
        attention.append(torch.softmax(scores, 1))
        context = (attention[-1][:, None] @ outputs)[:, 0]
        attentional = torch.tanh(torch.cat([state[0], context], 1) @ weights["decoder.attentional.kernel"])
        logits.append(attentional @ weights["decoder.output.kernel"] + weights["decoder.output.bias"])
    return torch.stack(logits, 1), torch.stack(attention, 1)


def forward(case: dict[str, Any], weights: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    model = case["model"]
    encoded = encode(model["encoder"], weights, batch)
    logits, attention = decode(model["decoder"], weights, batch, encoded)
    return logits, {"encoder_outputs": encoded[0], "attention": attention}


answer = answers(forward)
