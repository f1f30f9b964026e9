"""PyTorch's own recurrent layers with our parameters put in, so that gradients arrive at ours."""

from typing import Any, Callable

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from models import Tensors

LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
# h and, for an LSTM, c.
State = tuple[torch.Tensor, ...]


def parameters(p: Tensors, prefix: str, suffix: str) -> Tensors:
    """Ours under the names of PyTorch's; our one bias, where there is one, is the sum of its two."""
    bias = p[f"{prefix}.bias"]
    return {
        f"weight_ih{suffix}": p[f"{prefix}.kernel"].T,
        f"weight_hh{suffix}": p[f"{prefix}.recurrent_kernel"].T,
        f"bias_ih{suffix}": bias,
        f"bias_hh{suffix}": p.get(f"{prefix}.recurrent_bias", torch.zeros_like(bias)),
    }


def sizes(p: Tensors, prefix: str) -> tuple[int, int]:
    return p[f"{prefix}.kernel"].shape[0], p[f"{prefix}.recurrent_kernel"].shape[0]


def layers(kind: str, p: Tensors, prefixes: list[str], bidirectional: bool = False) -> Callable[..., Any]:
    """Layers over a sequence, one above the other; `prefixes` name them, with both directions of a layer in turn."""
    directions = 2 if bidirectional else 1
    count = len(prefixes) // directions
    module = LAYERS[kind](*sizes(p, prefixes[0]), count, bidirectional=bidirectional, batch_first=True)
    ours: Tensors = {}
    for index, prefix in enumerate(prefixes):
        layer, backward = divmod(index, directions)
        ours |= parameters(p, prefix, f"_l{layer}" + ("_reverse" if backward else ""))
    return lambda *inputs: torch.func.functional_call(module, ours, inputs)


def cell(kind: str, p: Tensors, prefix: str) -> Callable[[torch.Tensor, State], State]:
    """One step of one layer."""
    module = CELLS[kind](*sizes(p, prefix))
    ours = parameters(p, prefix, "")

    def step(x: torch.Tensor, state: State) -> State:
        result = torch.func.functional_call(module, ours, (x, state if len(state) == 2 else state[0]))
        return result if isinstance(result, tuple) else (result,)

    return step


def encode(
    config: dict[str, Any], p: Tensors, embedded: torch.Tensor, lengths: torch.Tensor
) -> tuple[torch.Tensor, list[State]]:
    """Outputs of packed sequences, [batch, time, units], and of every layer the last state, both directions joined."""
    directions = ["forward", "backward"] if config["bidirectional"] else ["forward"]
    count = config["num_layers"]
    prefixes = [f"encoder.layers.{layer}.{direction}" for layer in range(count) for direction in directions]
    run = layers(config["rnn_type"], p, prefixes, config["bidirectional"])
    packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
    outputs, last = run(packed)
    outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=embedded.shape[1])
    parts = last if isinstance(last, tuple) else (last,)
    rows = [slice(layer * len(directions), (layer + 1) * len(directions)) for layer in range(count)]
    return outputs, [tuple(torch.cat(list(part[both]), 1) for part in parts) for both in rows]
