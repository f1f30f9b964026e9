"""The recurrent encoder-decoder as it is written for speed in PyTorch: whole sequences where the model allows it,
packed sequences instead of masks, the optimizer as it comes."""

import os
from typing import Any

import numpy as np
import torch
from torch import nn

from peer import Arrays, Unsupported, serve
from torch_encoders import LAYERS, ImageEncoder, RecurrentEncoder
from torch_machine import Machine
from torch_pointer import PointerNetwork
from torch_weights import Weights

CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
IGNORED = -100
# Numbers of each source position, where they are no tokens.
FEATURES = "source_features"


class Seq2Seq(nn.Module):
    def __init__(self, model: dict[str, Any], encoder_layers: nn.Module, weights: Weights):
        super().__init__()
        encoder, decoder = model["encoder"], model["decoder"]
        self.attention = decoder["attention"]["type"]
        self.layers = decoder["num_layers"]
        self.hidden = decoder["hidden_size"]
        self.lstm = decoder["rnn_type"] == "lstm"
        self.input_feeding = decoder["input_feeding"]
        self.by_steps = decoder["condition"] == "par"
        if encoder["rnn_type"] != decoder["rnn_type"] or self.attention == "none":
            raise Unsupported("only models of one cell with attention")
        if self.by_steps and self.layers > 1 or self.input_feeding and not self.by_steps:
            raise Unsupported("input feeding only into one layer that reads the context")

        self.encoder = encoder_layers
        self.target_embedding = weights.embedding("decoder.embeddings")
        layer = LAYERS[decoder["rnn_type"]]
        inputs = weights.ours["decoder.layers.0.kernel"].shape[0]
        if self.by_steps:
            self.decoder = CELLS[decoder["rnn_type"]](inputs, self.hidden)
            weights.recurrent("decoder.layers.0", self.decoder, "")
        else:
            dropout = decoder["dropout"] if self.layers > 1 else 0.0
            self.decoder = layer(inputs, self.hidden, self.layers, dropout=dropout, batch_first=True)
            for index in range(self.layers):
                weights.recurrent(f"decoder.layers.{index}", self.decoder, f"_l{index}")
        self.bridge = None
        if decoder["init_hidden"] == "bridge":
            self.bridge = weights.linear("decoder.bridge.kernel", "decoder.bridge.bias")
        if self.attention in ("general", "bahdanau"):
            self.key_layer = weights.linear("decoder.attention.key_kernel")
        if self.attention == "bahdanau":
            self.query_layer = weights.linear("decoder.attention.query_kernel")
            self.energy_layer = weights.linear("decoder.attention.energy")
        self.attentional_layer = weights.linear("decoder.attentional.kernel")
        self.output = weights.linear("decoder.output.kernel", "decoder.output.bias")
        self.target_dropout = nn.Dropout(decoder["dropout"])
        self.output_dropout = nn.Dropout(decoder["hidden_dropout"])

    def first_state(self, last: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        """`[layers, batch, hidden]` for h and, in an LSTM, c."""
        if self.bridge is None:
            return tuple(part[-self.layers :].contiguous() for part in last)
        first = torch.tanh(self.bridge(last[0][-1])).expand(self.layers, -1, -1).contiguous()
        return (first, first) if self.lstm else (first,)

    def forward(self, source, source_lengths, mask, target_input_ids):
        outputs, last, mask = self.encoder(source, source_lengths, mask)
        keys = self.key_layer(outputs) if self.attention in ("general", "bahdanau") else outputs
        embedded = self.target_dropout(self.target_embedding(target_input_ids))
        state = self.first_state(last)
        decode = self.decode_steps if self.by_steps else self.decode_sequence
        return self.output(self.output_dropout(decode(embedded, state, outputs, keys, mask)))

    def decode_sequence(self, embedded, state, outputs, keys, mask):
        hidden, _ = self.decoder(embedded, state if self.lstm else state[0])
        scores = hidden @ keys.transpose(1, 2)
        weights = torch.softmax(scores.masked_fill(~mask[:, None], float("-inf")), 2)
        return torch.tanh(self.attentional_layer(torch.cat([hidden, weights @ outputs], 2)))

    def decode_steps(self, embedded, state, outputs, keys, mask):
        state = tuple(part[0] for part in state)
        attentional = state[0].new_zeros(state[0].shape)
        vectors = []
        for x in embedded.unbind(1):
            h = state[0]
            if self.attention == "bahdanau":
                scores = self.energy_layer(torch.tanh(self.query_layer(h)[:, None] + keys))[:, :, 0]
            else:
                scores = (keys @ h[:, :, None])[:, :, 0]
            weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), 1)
            context = (weights[:, None] @ outputs)[:, 0]
            rest = (attentional, context) if self.input_feeding else (context,)
            result = self.decoder(torch.cat((x, *rest), 1), state if self.lstm else state[0])
            state = result if self.lstm else (result,)
            attentional = torch.tanh(self.attentional_layer(torch.cat([state[0], context], 1)))
            vectors.append(attentional)
        return torch.stack(vectors, 1)


def build(model: dict[str, Any], size: dict[str, Any], weights: Weights) -> nn.Module:
    if model["encoder"]["type"] == "ntm":
        return Machine(model, size, weights)
    if "picture" in size:
        return Seq2Seq(model, ImageEncoder(model["encoder"], size["picture"], weights), weights)
    if "featureSize" in size:
        return PointerNetwork(model, weights)
    return Seq2Seq(model, RecurrentEncoder(model["encoder"], weights), weights)


class TorchTrainer:
    def __init__(self, case: dict[str, Any], weights: Arrays, batch: Arrays):
        self.weights = Weights(weights)
        self.model = build(case["model"], case["size"], self.weights)
        self.training = case["training"]
        ids = {name: values for name, values in batch.items() if name != FEATURES}
        tensors = {name: torch.from_numpy(values.astype(np.int64)) for name, values in ids.items()}
        self.source = (
            torch.from_numpy(batch[FEATURES]) if FEATURES in batch else tensors["source_ids"],
            tensors["source_lengths"],
            positions(tensors["source_ids"]) < tensors["source_lengths"][:, None],
        )
        self.target_input_ids = tensors["target_input_ids"]
        padding = positions(tensors["target_output_ids"]) >= tensors["target_lengths"][:, None]
        self.target_output_ids = tensors["target_output_ids"].masked_fill(padding, IGNORED).reshape(-1)
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]

    def reset(self) -> None:
        self.weights.restore()
        betas = tuple(self.training["adam_betas"])
        self.optimizer = torch.optim.Adam(self.parameters, self.training["learning_rate"], betas)

    def loss(self) -> float:
        return self.step()

    def step(self) -> float:
        self.optimizer.zero_grad()
        logits = self.model(*self.source, self.target_input_ids)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), self.target_output_ids, ignore_index=IGNORED)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, self.training["clip_grad_norm"])
        self.optimizer.step()
        return loss.item()


def positions(ids: torch.Tensor) -> torch.Tensor:
    return torch.arange(ids.shape[1])[None]


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.set_num_interop_threads(1)
    serve("PyTorch", torch.__version__, TorchTrainer)
