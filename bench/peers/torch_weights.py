"""Puts our parameters into modules of PyTorch."""

import torch
from torch import nn

from peer import Arrays


class Weights:
    """Our parameters, which `restore` puts into PyTorch's once more."""

    def __init__(self, ours: Arrays):
        self.ours = ours
        self.shared: list[tuple[nn.Parameter, torch.Tensor]] = []

    def load(self, name: str, parameter: nn.Parameter, transposed: bool = False) -> None:
        values = torch.from_numpy(self.ours[name].copy())
        self.shared.append((parameter, values.T.contiguous() if transposed else values))

    def linear(self, kernel: str, bias: str | None = None) -> nn.Linear:
        rows, columns = self.ours[kernel].shape
        layer = nn.Linear(rows, columns, bias=bias is not None)
        self.load(kernel, layer.weight, transposed=True)
        if bias is not None:
            self.load(bias, layer.bias)
        return layer

    def convolution(self, kernel: str, bias: str) -> nn.Conv2d:
        """With zeros around, so that there are as many places as before."""
        values = self.ours[kernel]
        height, width, channels_in, channels = values.shape
        layer = nn.Conv2d(channels_in, channels, (height, width), padding=(height // 2, width // 2))
        kernels = torch.from_numpy(values.copy()).permute(3, 2, 0, 1).contiguous()
        self.shared.append((layer.weight, kernels))
        self.load(bias, layer.bias)
        return layer

    def embedding(self, name: str) -> nn.Embedding:
        layer = nn.Embedding(*self.ours[name].shape)
        self.load(name, layer.weight)
        return layer

    def parameter(self, name: str) -> nn.Parameter:
        parameter = nn.Parameter(torch.empty(self.ours[name].shape))
        self.load(name, parameter)
        return parameter

    def recurrent(self, prefix: str, module: nn.Module, suffix: str) -> None:
        self.load(f"{prefix}.kernel", getattr(module, f"weight_ih{suffix}"), transposed=True)
        self.load(f"{prefix}.recurrent_kernel", getattr(module, f"weight_hh{suffix}"), transposed=True)
        self.load(f"{prefix}.bias", getattr(module, f"bias_ih{suffix}"))
        hidden_bias = getattr(module, f"bias_hh{suffix}")
        if f"{prefix}.recurrent_bias" in self.ours:
            self.load(f"{prefix}.recurrent_bias", hidden_bias)
        else:
            # Our one bias is the sum of PyTorch's two.
            nn.init.zeros_(hidden_bias)
            hidden_bias.requires_grad_(False)

    def restore(self) -> None:
        with torch.no_grad():
            for parameter, initial in self.shared:
                parameter.copy_(initial)
