"""A Neural Turing Machine (Graves, Wayne & Danihelka 2014) on bits, all heads at once, written for speed in eager PyTorch."""

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from peer import Unsupported
from torch_weights import Weights

SPECIAL_SYMBOLS = 4


class Machine(nn.Module):
    def __init__(self, model: dict[str, Any], size: dict[str, Any], weights: Weights):
        super().__init__()
        encoder, decoder = model["encoder"], model["decoder"]
        self.ntm = ntm = encoder["ntm"]
        reads_previous = decoder["previous_output"] or decoder["output"] != "bits"
        if ntm["controller"] != "feed_forward" or ntm["write_heads"] != 1 or reads_previous:
            raise Unsupported("only a feed-forward controller with one writing head that sees no previous output")
        self.readers, self.width, self.rows = ntm["read_heads"], ntm["memory_width"], ntm["memory_rows"]
        self.heads = self.readers + 1
        self.register_buffer("table", torch.from_numpy(weights.ours["encoder.embeddings"].copy()))
        self.controller = weights.linear("machine.controller.kernel", "machine.controller.bias")
        self.interface = weights.linear("machine.heads.kernel", "machine.heads.bias")
        self.output = weights.linear("decoder.output.kernel", "decoder.output.bias")
        reach = ntm["shift_range"]
        self.shifts = 2 * reach + 1
        # Where what comes to each row was before each shift.
        places = torch.arange(self.rows)[None] - torch.arange(-reach, reach + 1)[:, None]
        self.register_buffer("places", places % self.rows)
        self.register_buffer("patterns", patterns(size["bits"]))

    def forward(self, ids, lengths, mask, target_input_ids):
        batch = len(ids)
        columns = self.table.shape[1]
        kernel, bias = self.controller.weight, self.controller.bias
        projected = F.linear(self.table[ids], kernel[:, :columns], bias)
        read_kernel = kernel[:, columns:].T
        memory = torch.full((batch, self.rows, self.width), 1e-6)
        weightings = torch.zeros(batch, self.heads, self.rows)
        weightings[:, :, 0] = 1
        state = (memory, weightings, memory[:, :1].expand(-1, self.readers, -1).flatten(1))
        for x, real in zip(projected.unbind(1), mask.unbind(1)):
            _, after = self.step(torch.addmm(x, state[2], read_kernel), state)
            state = (
                torch.where(real[:, None, None], after[0], state[0]),
                torch.where(real[:, None, None], after[1], state[1]),
                torch.where(real[:, None], after[2], state[2]),
            )
        outputs = []
        for _ in range(target_input_ids.shape[1]):
            hidden, state = self.step(torch.addmm(bias, state[2], read_kernel), state)
            outputs.append(torch.cat([hidden, state[2]], 1))
        return self.logits(self.output(torch.stack(outputs, 1)))

    def step(self, total, state):
        memory, before, _ = state
        heads, readers, width = self.heads, self.readers, self.width
        hidden = torch.tanh(total)
        sizes = [(heads + 1) * width, 2 * heads, heads + width, heads * self.shifts]
        contents, positive, unit, moves = self.interface(hidden).split(sizes, 1)
        keys, added = torch.tanh(contents).split([heads * width, width], 1)
        strengths, sharpness = F.softplus(positive).split(heads, 1)
        gates, erase = torch.sigmoid(unit).split([heads, width], 1)
        shifts = torch.softmax(moves.view(-1, heads, self.shifts), 2)
        keys = keys.view(-1, heads, width)
        key_scale = strengths * torch.rsqrt((keys * keys).sum(2) + 1e-6)
        row_scale = torch.rsqrt((memory * memory).sum(2) + 1e-6)
        content = torch.softmax(
            torch.bmm(keys, memory.transpose(1, 2)) * key_scale[:, :, None] * row_scale[:, None], 2
        )
        gated = torch.lerp(before, content, gates[:, :, None])
        shifted = (shifts[:, :, None] @ gated[:, :, self.places])[:, :, 0]
        weightings = torch.softmax((sharpness[:, :, None] + 1) * torch.log(shifted + 1e-12), 2)
        reads = torch.bmm(weightings[:, :readers], memory).flatten(1)
        writing = weightings[:, readers:].transpose(1, 2)
        memory = memory - memory * (writing * erase[:, None]) + writing * added[:, None]
        return hidden, (memory, weightings, reads)

    def logits(self, scores):
        width = self.patterns.shape[0]
        bits, others = scores.split([width, SPECIAL_SYMBOLS], 2)
        return torch.cat([others, bits @ self.patterns - F.softplus(bits).sum(2, keepdim=True)], 2)


def patterns(bits: int) -> torch.Tensor:
    """All patterns as columns `[bits, 2^bits]`, rising."""
    values = torch.arange(2**bits)
    return ((values[None] >> torch.arange(bits - 1, -1, -1)[:, None]) & 1).float()
