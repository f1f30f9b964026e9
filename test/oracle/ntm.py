"""A Neural Turing Machine written out from the formulas of Graves, Wayne & Danihelka 2014: loss, gradients and updates."""

from typing import Any

import torch
from torch.nn import functional as F

from models import Tensors, answers


class Machine:
    def __init__(self, weights: Tensors, ntm: dict[str, Any], encoder: dict[str, Any], input_size: int):
        self.w, self.ntm, self.kind = weights, ntm, encoder["rnn_type"]
        self.units, self.input_size = encoder["hidden_size"], input_size

    def begin(self, batch: int) -> dict[str, torch.Tensor]:
        rows, width = self.ntm["memory_rows"], self.ntm["memory_width"]
        heads = self.ntm["read_heads"] + self.ntm["write_heads"]
        memory = self.w.get("machine.memory", torch.full((rows, width), 1e-6)).expand(batch, rows, width)
        weightings = torch.zeros(batch, heads, rows)
        weightings[:, :, 0] = 1
        return {
            "memory": memory,
            "weightings": weightings,
            "reads": memory[:, :1].expand(batch, self.ntm["read_heads"], width),
            "h": torch.zeros(batch, self.units),
            "c": torch.zeros(batch, self.units),
        }

    def control(self, x: torch.Tensor, state: Tensors) -> tuple[torch.Tensor, torch.Tensor]:
        inputs = torch.cat([x, state["reads"].flatten(1)], 1)
        total = inputs @ self.w["machine.controller.kernel"] + self.w["machine.controller.bias"]
        if self.ntm["controller"] == "feed_forward":
            return torch.tanh(total), state["c"]
        recurrent = state["h"] @ self.w["machine.controller.recurrent_kernel"]
        if self.kind == "gru":
            x_r, x_z, x_n = total.chunk(3, 1)
            h_r, h_z, h_n = (recurrent + self.w["machine.controller.recurrent_bias"]).chunk(3, 1)
            n = torch.tanh(x_n + torch.sigmoid(x_r + h_r) * h_n)
            z = torch.sigmoid(x_z + h_z)
            return (1 - z) * n + z * state["h"], state["c"]
        i, f, g, o = (total + recurrent).chunk(4, 1)
        c = torch.sigmoid(f) * state["c"] + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def step(self, x: torch.Tensor, state: Tensors) -> tuple[torch.Tensor, Tensors]:
        width, readers, writers = (self.ntm[name] for name in ("memory_width", "read_heads", "write_heads"))
        heads, reach = readers + writers, self.ntm["shift_range"]
        h, c = self.control(x, state)
        raw = h @ self.w["machine.heads.kernel"] + self.w["machine.heads.bias"]
        sizes = [heads * width, writers * width, heads, heads, heads, writers * width, heads * (2 * reach + 1)]
        keys, adds, beta, gamma, gate, erase, moves = raw.split(sizes, 1)
        memory = state["memory"]
        weightings = []
        for head in range(heads):
            key = torch.tanh(keys[:, head * width : (head + 1) * width])
            norms = ((key**2).sum(1, keepdim=True) + 1e-6) * ((memory**2).sum(2) + 1e-6)
            cosine = (memory * key[:, None]).sum(2) / torch.sqrt(norms)
            content = torch.softmax(F.softplus(beta[:, head, None]) * cosine, 1)
            g = torch.sigmoid(gate[:, head, None])
            gated = g * content + (1 - g) * state["weightings"][:, head]
            shift = torch.softmax(moves[:, head * (2 * reach + 1) : (head + 1) * (2 * reach + 1)], 1)
            shifted = sum(
                shift[:, reach + offset, None] * torch.roll(gated, offset, 1)
                for offset in range(-reach, reach + 1)
            )
            sharp = (shifted + 1e-12) ** (1 + F.softplus(gamma[:, head, None]))
            weightings.append(sharp / sharp.sum(1, keepdim=True))
        reads = torch.stack([(w[:, :, None] * memory).sum(1) for w in weightings[:readers]], 1)
        for head, w in enumerate(weightings[readers:]):
            e = torch.sigmoid(erase[:, head * width : (head + 1) * width])
            memory = memory * (1 - w[:, :, None] * e[:, None])
        for head, w in enumerate(weightings[readers:]):
            memory = memory + w[:, :, None] * torch.tanh(adds[:, None, head * width : (head + 1) * width])
        after = {
            "memory": memory,
            "weightings": torch.stack(weightings, 1),
            "reads": reads,
            "h": h,
            "c": c,
        }
        return torch.cat([h, reads.flatten(1)], 1), after


def widen(x: torch.Tensor, size: int) -> torch.Tensor:
    return F.pad(x, (0, size - x.shape[-1]))


def forward(case: dict[str, Any], weights: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    encoder, decoder = case["model"]["encoder"], case["model"]["decoder"]
    source, target = weights["encoder.embeddings"], weights.get("decoder.embeddings")
    size = max(source.shape[1], 0 if target is None else target.shape[1])
    machine = Machine(weights, case["ntm"], encoder, size)
    ids, lengths = batch["source_ids"], batch["source_lengths"]
    state = machine.begin(len(ids))
    outputs, written = [], []
    for t in range(ids.shape[1]):
        output, after = machine.step(widen(source[ids[:, t]], size), state)
        real = t < lengths
        outputs.append(torch.where(real[:, None], output, 0.0))
        state = {
            name: torch.where(real.reshape(-1, *[1] * (value.dim() - 1)), after[name], value)
            for name, value in state.items()
        }
        writing = after["weightings"][:, case["ntm"]["read_heads"] :].mean(1)
        written.append(torch.where(real[:, None], writing, 0.0))
    keys = torch.stack(written, 1)
    logits, attention = [], []
    for ids_t in batch["target_input_ids"].unbind(1):
        x = torch.zeros(len(ids), size) if target is None else widen(target[ids_t], size)
        output, state = machine.step(x, state)
        scores = output @ weights["decoder.output.kernel"] + weights["decoder.output.bias"]
        logits.append(bit_logits(case["patterns"], scores) if decoder["output"] == "bits" else scores)
        reading = state["weightings"][:, : case["ntm"]["read_heads"]].mean(1)
        shares = (keys * reading[:, None]).sum(2)
        attention.append(shares / (shares.sum(1, keepdim=True) + 1e-12))
    encoder_outputs = torch.stack(outputs, 1)
    return torch.stack(logits, 1), {"encoder_outputs": encoder_outputs, "attention": torch.stack(attention, 1)}


def bit_logits(patterns: list[list[int] | None], scores: torch.Tensor) -> torch.Tensor:
    """A pattern's log probability as independent bits; the other tokens have a score each, behind those of the bits."""
    width = next(len(bits) for bits in patterns if bits is not None)
    columns, others = [], width
    for bits in patterns:
        if bits is None:
            columns.append(scores[:, others])
            others += 1
        else:
            z = scores[:, :width]
            columns.append(sum(F.logsigmoid(z[:, b] if bit else -z[:, b]) for b, bit in enumerate(bits)))
    return torch.stack(columns, 1)


answer = answers(forward)
