"""The recurrent encoder-decoder in PyTorch's own layers, packed sequences and all."""

from typing import Any

import torch

from models import Tensors, answers, mask_of
from torch_layers import State, cell, encode

Config = dict[str, Any]


def embed(p: Tensors, name: str, side: Config, ids: torch.Tensor) -> torch.Tensor:
    scale = side["embeddings"]["embedding_dim"] ** 0.5 if side["embeddings"]["scale"] else 1.0
    return torch.nn.functional.embedding(ids, p[name]) * scale


def first_states(decoder: Config, p: Tensors, last: list[State]) -> list[State]:
    kind, count = decoder["init_hidden"], decoder["num_layers"]
    components = 2 if decoder["rnn_type"] == "lstm" else 1
    top = last[-1][0]
    if kind == "bridge":
        first = torch.tanh(top @ p["decoder.bridge.kernel"] + p["decoder.bridge.bias"])
        return [(first,) * components] * count
    if kind == "zero":
        return [(top.new_zeros(top.shape[0], decoder["hidden_size"]),) * components] * count
    states = [last[max(0, len(last) - count + layer)] for layer in range(count)]
    return [(state + state[:1])[:components] for state in states]


class Attention:
    def __init__(self, kind: str, p: Tensors, outputs: torch.Tensor, mask: torch.Tensor):
        self.kind, self.p, self.outputs, self.mask = kind, p, outputs, mask
        projected = kind in ("general", "bahdanau")
        self.keys = outputs @ p["decoder.attention.key_kernel"] if projected else outputs

    def __call__(self, query: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if self.kind == "bahdanau":
            projected = query @ self.p["decoder.attention.query_kernel"]
            scores = (torch.tanh(projected[:, None] + self.keys) @ self.p["decoder.attention.energy"])[:, :, 0]
        else:
            scores = (self.keys @ query[:, :, None])[:, :, 0]
        weights = torch.softmax(scores.masked_fill(~self.mask, float("-inf")), 1)
        return (weights[:, None] @ self.outputs)[:, 0], weights


def forward(case: Config, p: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    model, condition = case["model"], case["condition"]
    encoder, decoder, tied = model["encoder"], model["decoder"], model["tied_embeddings"]
    source_ids, lengths = batch["source_ids"], batch["source_lengths"]
    source = embed(p, "embeddings" if tied else "encoder.embeddings", encoder, source_ids)
    outputs, last = encode(encoder, p, source, lengths)
    target_table = "embeddings" if tied else "decoder.embeddings"
    embedded = embed(p, target_table, decoder, batch["target_input_ids"])
    cells = [cell(decoder["rnn_type"], p, f"decoder.layers.{layer}") for layer in range(decoder["num_layers"])]
    states = first_states(decoder, p, last)
    kind = decoder["attention"]["type"]
    attend = Attention(kind, p, outputs, mask_of(lengths, source_ids.shape[1]))
    output = p[target_table].T if model["tied_softmax"] else p["decoder.output.kernel"]
    attentional = outputs.new_zeros(outputs.shape[0], decoder["hidden_size"])
    logits, attentions = [], []
    for t in range(embedded.shape[1]):
        context = last[-1][0]
        if kind != "none" and condition == "par":
            context, weights = attend(states[-1][0])
        x = [embedded[:, t]]
        if decoder["input_feeding"]:
            x.append(attentional)
        if condition == "par":
            x.append(context)
        below = torch.cat(x, 1)
        for layer, step in enumerate(cells):
            states = [*states[:layer], step(below, states[layer]), *states[layer + 1 :]]
            below = states[layer][0]
        vector = below
        if kind != "none" and condition == "merge":
            context, weights = attend(below)
        if kind != "none" or condition == "merge":
            attentional = vector = torch.tanh(torch.cat([below, context], 1) @ p["decoder.attentional.kernel"])
        logits.append(vector @ output + p["decoder.output.bias"])
        if kind != "none":
            attentions.append(weights)
    others = {"attention": torch.stack(attentions, 1)} if attentions else {}
    return torch.stack(logits, 1), {"encoder_outputs": outputs, **others}


answer = answers(forward)
