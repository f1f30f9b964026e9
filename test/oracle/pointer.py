"""The pointer network of Vinyals, Fortunato & Jaitly 2015 in PyTorch's own layers: loss, gradients and updates."""

from typing import Any

import torch

from models import Tensors, answers, mask_of
from torch_layers import encode, layers

# Ids of padding, unknown, begin and end come before the first position.
BEGIN, END, FIRST_POSITION = 2, 3, 4
# Scores of what is never chosen.
NEVER = -1e30


def read_source(side: str, p: Tensors, batch: Tensors) -> torch.Tensor:
    if f"{side}.input.kernel" in p:
        return batch["source_features"] @ p[f"{side}.input.kernel"] + p[f"{side}.input.bias"]
    return p[f"{side}.embeddings"][batch["source_ids"]]


def forward(case: dict[str, Any], p: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    """Scores of all ids, [batch, steps, 4 + source time], and the probabilities of the end symbol and of every position."""
    encoder, decoder = case["model"]["encoder"], case["model"]["decoder"]
    lengths = batch["source_lengths"]
    time = batch["source_ids"].shape[1]
    outputs, last = encode(encoder, p, read_source("encoder", p, batch), lengths)
    top = last[-1]

    count = decoder["num_layers"]
    if decoder["init_hidden"] == "bridge":
        first = (torch.tanh(top[0] @ p["decoder.bridge.kernel"] + p["decoder.bridge.bias"]),) * 2
    elif decoder["init_hidden"] == "last":
        first = (top + top)[:2]
    else:
        first = (top[0].new_zeros(len(lengths), decoder["hidden_size"]),) * 2
    start = [part.expand(count, -1, -1).contiguous() for part in first]

    vectors = read_source("decoder", p, batch)
    ids = batch["target_input_ids"]
    rows = torch.arange(ids.shape[0])[:, None]
    chosen = vectors[rows, (ids - FIRST_POSITION).clamp(min=0)]
    chosen = torch.where((ids >= FIRST_POSITION)[:, :, None], chosen, torch.zeros_like(chosen))
    chosen = torch.where((ids == BEGIN)[:, :, None], p["decoder.begin"], chosen)
    run = layers(decoder["rnn_type"], p, [f"decoder.layers.{layer}" for layer in range(count)])
    states, _ = run(chosen, tuple(start) if decoder["rnn_type"] == "lstm" else start[0])

    query = states @ p["decoder.pointer.query_kernel"]
    energy = p["decoder.pointer.energy"][:, 0]
    keys = outputs @ p["decoder.pointer.key_kernel"]
    positions = torch.tanh(query[:, :, None] + keys[:, None]) @ energy
    end = torch.tanh(query + p["decoder.pointer.end_key"]) @ energy
    real = mask_of(lengths, time)
    positions = positions.masked_fill(~real[:, None], NEVER)
    logits = torch.cat([end.new_full((*end.shape, END), NEVER), end[:, :, None], positions], 2)
    probabilities = torch.softmax(logits, 2)[:, :, END:]
    return logits, {
        # What the decoder reads when it has pointed somewhere.
        "encoder_outputs": vectors * real[:, :, None],
        "probabilities": probabilities,
        "attention": probabilities[:, :, 1:],
    }


answer = answers(forward)
