"""Captions of pictures: PyTorch's own convolutions and pooling, then the decoder of decoders.py."""

import torch
from torch.nn import functional as F

from decoders import Decoder
from glimpses import glimpse
from models import Config, Tensors, answers

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "linear": lambda x: x}


def pad_as_tensorflow(x: torch.Tensor, size: int, stride: int) -> torch.Tensor:
    """Zeros around [batch, channels, height, width], so that there are ceil(length / stride) places; the odd one behind."""
    around = []
    for length in (x.shape[3], x.shape[2]):
        places = -(-length // stride)
        total = max((places - 1) * stride + size - length, 0)
        around += [total // 2, total - total // 2]
    return F.pad(x, around)


Grid = tuple[int, int]


def encode(case: Config, w: Tensors, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, Grid]:
    """The regions [batch, rows · columns, size], the picture in one vector, and rows and columns."""
    height, width, channels = case["picture"]
    encoder = case["model"]["encoder"]
    x = features[:, :height].reshape(-1, height, width, channels).permute(0, 3, 1, 2)
    for index, layer in enumerate(encoder["conv"]):
        name = f"encoder.conv.{index}"
        kernel = w[f"{name}.kernel"].permute(3, 2, 0, 1)
        x = pad_as_tensorflow(x, layer["kernel_size"], layer["stride"])
        x = F.conv2d(x, kernel, w[f"{name}.bias"], stride=layer["stride"])
        x = F.max_pool2d(ACTIVATIONS[layer["activation"]](x), layer["pool_size"])
    regions, grid = x.permute(0, 2, 3, 1).flatten(1, 2), (x.shape[2], x.shape[3])
    if "encoder.projection.kernel" in w:
        regions = regions @ w["encoder.projection.kernel"] + w["encoder.projection.bias"]
    if encoder["pooling"] == "attention":
        hidden = torch.tanh(regions @ w["encoder.pooling.kernel"] + w["encoder.pooling.bias"])
        weights = torch.softmax((hidden @ w["encoder.pooling.energy"])[:, :, 0], 1)
        return regions, (weights[:, :, None] * regions).sum(1), grid
    return regions, regions.mean(1), grid


class GlimpseDecoder(Decoder):
    grid: Grid

    def attend(self, query, step: int, coverage) -> tuple[torch.Tensor, torch.Tensor]:
        return glimpse(self.w, self.outputs, self.grid, query, self.attention["patch_size"])


def forward(case: Config, w: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    regions, summary, grid = encode(case, w, batch["source_features"])
    mask = torch.ones(regions.shape[:2], dtype=torch.bool)
    sees_patches = case["model"]["decoder"]["attention"]["type"] == "glimpse"
    kind = GlimpseDecoder if sees_patches else Decoder
    decoder = kind(case, w, batch["source_ids"], regions, summary, [], mask)
    if isinstance(decoder, GlimpseDecoder):
        decoder.grid = grid
    logits, attention = decoder.run(batch["target_input_ids"])
    shown = {"encoder_outputs": regions}
    return logits, shown if attention is None else {**shown, "attention": attention}


answer = answers(forward)
