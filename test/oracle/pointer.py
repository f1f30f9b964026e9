"""The pointer network of Vinyals, Fortunato & Jaitly 2015 in PyTorch's own layers: loss, gradients and updates."""

from typing import Any

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from oracle import Tensors, serve

ENCODERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
# Ids of padding, unknown, begin and end come before the first position.
BEGIN, END, FIRST_POSITION = 2, 3, 4


def recurrent(kind: str, p: Tensors, prefixes: list[str], bidirectional: bool) -> tuple[nn.Module, dict[str, torch.Tensor]]:
    """PyTorch's layers, and our parameters under the names by which `functional_call` puts them in."""
    sides = ["forward", "backward"][: 2 if bidirectional else 1]
    names = [f"{prefix}.{side}" for prefix in prefixes for side in sides] if "encoder" in prefixes[0] else prefixes
    first = p[f"{names[0]}.kernel"]
    units = p[f"{names[0]}.recurrent_kernel"].shape[0]
    module = ENCODERS[kind](first.shape[0], units, len(prefixes), bidirectional=bidirectional, batch_first=True)
    state: dict[str, torch.Tensor] = {}
    for index, name in enumerate(names):
        layer, side = divmod(index, len(sides))
        suffix = f"_l{layer}" + ("_reverse" if side else "")
        state[f"weight_ih{suffix}"] = p[f"{name}.kernel"].T
        state[f"weight_hh{suffix}"] = p[f"{name}.recurrent_kernel"].T
        state[f"bias_ih{suffix}"] = p[f"{name}.bias"]
        state[f"bias_hh{suffix}"] = p.get(f"{name}.recurrent_bias", torch.zeros_like(p[f"{name}.bias"]))
    return module, state


def read_source(side: str, p: Tensors, batch: Tensors) -> torch.Tensor:
    if f"{side}.input.kernel" in p:
        return batch["source_features"] @ p[f"{side}.input.kernel"] + p[f"{side}.input.bias"]
    return p[f"{side}.embeddings"][batch["source_ids"]]


def logits_of(case: dict[str, Any], p: Tensors, batch: Tensors) -> torch.Tensor:
    """Scores of the end symbol and of every position, -inf at padding: [batch, steps, 1 + source time]."""
    encoder, decoder = case["model"]["encoder"], case["model"]["decoder"]
    lengths = batch["source_lengths"]
    layers = [f"encoder.layers.{layer}" for layer in range(encoder["num_layers"])]
    module, state = recurrent(encoder["rnn_type"], p, layers, encoder["bidirectional"])
    packed = pack_padded_sequence(
        read_source("encoder", p, batch), lengths, batch_first=True, enforce_sorted=False
    )
    outputs, last = torch.func.functional_call(module, state, (packed,))
    time = batch["source_ids"].shape[1]
    outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=time)
    h = last[0] if isinstance(last, tuple) else last
    c = last[1] if isinstance(last, tuple) else None
    directions = 2 if encoder["bidirectional"] else 1
    top = lambda part: torch.cat(list(part[-directions:]), 1)

    count = decoder["num_layers"]
    units = decoder["hidden_size"]
    if decoder["init_hidden"] == "bridge":
        first = torch.tanh(top(h) @ p["decoder.bridge.kernel"] + p["decoder.bridge.bias"])
        first_c = first
    elif decoder["init_hidden"] == "last":
        first, first_c = top(h), top(c) if c is not None else top(h)
    else:
        first = first_c = h.new_zeros(h.shape[1], units)
    module, state = recurrent(
        decoder["rnn_type"], p, [f"decoder.layers.{layer}" for layer in range(count)], False
    )
    start: Any = first.expand(count, -1, -1).contiguous()
    if decoder["rnn_type"] == "lstm":
        start = (start, first_c.expand(count, -1, -1).contiguous())

    vectors = read_source("decoder", p, batch)
    ids = batch["target_input_ids"]
    rows = torch.arange(ids.shape[0])[:, None]
    chosen = vectors[rows, (ids - FIRST_POSITION).clamp(min=0)]
    chosen = torch.where((ids >= FIRST_POSITION)[:, :, None], chosen, torch.zeros_like(chosen))
    chosen = torch.where((ids == BEGIN)[:, :, None], p["decoder.begin"], chosen)
    states, _ = torch.func.functional_call(module, state, (chosen, start))

    query = states @ p["decoder.pointer.query_kernel"]
    energy = p["decoder.pointer.energy"][:, 0]
    keys = outputs @ p["decoder.pointer.key_kernel"]
    positions = torch.tanh(query[:, :, None] + keys[:, None]) @ energy
    end = torch.tanh(query + p["decoder.pointer.end_key"]) @ energy
    real = torch.arange(time)[None] < lengths[:, None]
    positions = positions.masked_fill(~real[:, None], float("-inf"))
    return torch.cat([end[:, :, None], positions], 2)


def loss_of(case: dict[str, Any], p: Tensors, batch: Tensors) -> tuple[torch.Tensor, torch.Tensor]:
    logits = logits_of(case, p, batch)
    lengths = batch["target_lengths"]
    mask = torch.arange(logits.shape[1])[None] < lengths[:, None]
    labels = batch["target_output_ids"] - END
    losses = nn.functional.cross_entropy(logits[mask], labels[mask], reduction="sum")
    return losses, logits


def with_prefix(tensors: Tensors, prefix: str) -> Tensors:
    return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}


def answer(tensors: Tensors, cases: list[dict[str, Any]]) -> tuple[Tensors, Any]:
    result: Tensors = {}
    for index, case in enumerate(cases):
        batch = with_prefix(tensors, f"{index}/batch.")
        p = {name: value.requires_grad_() for name, value in with_prefix(tensors, f"{index}/weight.").items()}
        divisor = int(batch["target_lengths"].sum())
        optimizer = torch.optim.Adam(p.values(), lr=case["learningRate"])
        losses = []
        for update in range(case["updates"]):
            optimizer.zero_grad()
            loss, logits = loss_of(case, p, batch)
            (loss / divisor).backward()
            losses.append(loss.detach())
            if update == 0:
                result[f"{index}/probabilities"] = torch.softmax(logits, 2)
                for name, value in p.items():
                    result[f"{index}/gradient.{name}"] = value.grad.clone()
            optimizer.step()
        result[f"{index}/losses"] = torch.stack(losses)
        for name, value in p.items():
            result[f"{index}/weight.{name}"] = value
    return result, None


serve(answer)
