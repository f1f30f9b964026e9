"""Encoders of PyTorch's own layers: what a decoder attends to, what its first state is made of, and what is real of it."""

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from peer import Unsupported
from torch_weights import Weights

LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
Encoded = tuple[torch.Tensor, tuple[torch.Tensor, ...], torch.Tensor]


class RecurrentEncoder(nn.Module):
    def __init__(self, encoder: dict[str, Any], weights: Weights):
        super().__init__()
        self.directions = 2 if encoder["bidirectional"] else 1
        self.embedding = weights.embedding("encoder.embeddings")
        self.dropout = nn.Dropout(encoder["dropout"])
        self.layers = LAYERS[encoder["rnn_type"]](
            encoder["embeddings"]["embedding_dim"],
            encoder["hidden_size"],
            encoder["num_layers"],
            bidirectional=encoder["bidirectional"],
            dropout=encoder["dropout"] if encoder["num_layers"] > 1 else 0.0,
            batch_first=True,
        )
        for index in range(encoder["num_layers"]):
            weights.recurrent(f"encoder.layers.{index}.forward", self.layers, f"_l{index}")
            if encoder["bidirectional"]:
                weights.recurrent(f"encoder.layers.{index}.backward", self.layers, f"_l{index}_reverse")

    def forward(self, ids: torch.Tensor, lengths: torch.Tensor, mask: torch.Tensor) -> Encoded:
        embedded = self.dropout(self.embedding(ids))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.layers(packed)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=ids.shape[1])
        states = last if isinstance(last, tuple) else (last,)
        return outputs, tuple(self.joined(part) for part in states), mask

    def joined(self, part: torch.Tensor) -> torch.Tensor:
        """`[layers, batch, hidden]`, both directions beside each other."""
        if self.directions == 1:
            return part
        by_layer = part.view(-1, 2, *part.shape[1:])
        return torch.cat([by_layer[:, 0], by_layer[:, 1]], 2)


class ImageEncoder(nn.Module):
    """Convolutions of stride 1 whose windows have a middle; each place of the last is a region."""

    def __init__(self, encoder: dict[str, Any], picture: dict[str, int], weights: Weights):
        super().__init__()
        layers = encoder["conv"]
        if any(one["stride"] != 1 or one["kernel_size"] % 2 == 0 for one in layers):
            raise Unsupported("only convolutions of stride 1 with windows of odd size")
        if any(one["activation"] != "relu" for one in layers) or encoder["pooling"] != "none":
            raise Unsupported("only rectified convolutions, and the mean of the regions")
        self.shape = (picture["height"], picture["width"], picture["channels"])
        self.pools = [one["pool_size"] for one in layers]
        self.layers = nn.ModuleList(
            weights.convolution(f"encoder.conv.{index}.kernel", f"encoder.conv.{index}.bias")
            for index in range(len(layers))
        )

    def forward(self, pixels: torch.Tensor, lengths: torch.Tensor, mask: torch.Tensor) -> Encoded:
        images = pixels.view(-1, *self.shape).permute(0, 3, 1, 2).contiguous()
        for layer, pool in zip(self.layers, self.pools):
            images = F.max_pool2d(F.relu(layer(images)), pool)
        regions = images.flatten(2).transpose(1, 2)
        every = torch.ones(regions.shape[:2], dtype=torch.bool)
        return regions, (regions.mean(1)[None],), every
