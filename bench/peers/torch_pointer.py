"""A pointer network (Vinyals, Fortunato & Jaitly 2015) of PyTorch's own layers."""

from typing import Any

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from peer import Unsupported
from torch_weights import Weights

# Ids of padding, unknown, begin and end come before the first position.
END, FIRST_POSITION = 3, 4


class PointerNetwork(nn.Module):
    def __init__(self, model: dict[str, Any], weights: Weights):
        super().__init__()
        encoder, decoder = model["encoder"], model["decoder"]
        plain = encoder["num_layers"] == decoder["num_layers"] == 1 and encoder["bidirectional"]
        if not plain or decoder["init_hidden"] != "bridge" or encoder["rnn_type"] != "lstm":
            raise Unsupported("only one LSTM layer in both directions, and a bridge")
        self.source_input = weights.linear("encoder.input.kernel", "encoder.input.bias")
        self.encoder = nn.LSTM(
            encoder["embeddings"]["embedding_dim"], encoder["hidden_size"], bidirectional=True, batch_first=True
        )
        weights.recurrent("encoder.layers.0.forward", self.encoder, "_l0")
        weights.recurrent("encoder.layers.0.backward", self.encoder, "_l0_reverse")
        self.bridge = weights.linear("decoder.bridge.kernel", "decoder.bridge.bias")
        self.target_input = weights.linear("decoder.input.kernel", "decoder.input.bias")
        self.begin = weights.parameter("decoder.begin")
        self.decoder = nn.LSTM(
            decoder["embeddings"]["embedding_dim"], decoder["hidden_size"], batch_first=True
        )
        weights.recurrent("decoder.layers.0", self.decoder, "_l0")
        self.key_layer = weights.linear("decoder.pointer.key_kernel")
        self.query_layer = weights.linear("decoder.pointer.query_kernel")
        self.energy_layer = weights.linear("decoder.pointer.energy")
        self.end_key = weights.parameter("decoder.pointer.end_key")

    def forward(self, points, source_lengths, mask, target_input_ids):
        packed = pack_padded_sequence(
            self.source_input(points), source_lengths, batch_first=True, enforce_sorted=False
        )
        outputs, (last, _) = self.encoder(packed)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=points.shape[1])
        first = torch.tanh(self.bridge(torch.cat([last[0], last[1]], 1)))[None]
        vectors = self.target_input(points)
        positions = (target_input_ids[:, 1:] - FIRST_POSITION).clamp(min=0)
        chosen = vectors.gather(1, positions[:, :, None].expand(-1, -1, vectors.shape[2]))
        begins = self.begin.expand(len(points), 1, -1)
        states, _ = self.decoder(torch.cat([begins, chosen], 1), (first, first))
        keys = torch.cat([self.end_key.expand(len(points), 1, -1), self.key_layer(outputs)], 1)
        scores = self.energy_layer(torch.tanh(self.query_layer(states)[:, :, None] + keys[:, None]))[..., 0]
        real = nn.functional.pad(mask, (1, 0), value=True)
        scores = scores.masked_fill(~real[:, None], float("-inf"))
        return nn.functional.pad(scores, (END, 0), value=float("-inf"))
