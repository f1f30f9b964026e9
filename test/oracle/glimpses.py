"""Grids of Gaussian filters on pictures, restated in formulas (Gregor et al. 2015, DRAW, eq. 19 to 27)."""

import torch

from models import Tensors


def filters(
    w: Tensors, name: str, h: torch.Tensor, size: int, height: int, width: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """F_Y, F_X and the intensity; pixels and filters are counted from 1, as in the paper."""
    g_x, g_y, log_variance, log_stride, log_gamma = (
        h @ w[f"{name}.kernel"] + w[f"{name}.bias"]
    ).unbind(1)
    stride = (max(height, width) - 1) / (size - 1) * torch.exp(log_stride)

    def along(g: torch.Tensor, length: int) -> torch.Tensor:
        centre = (length + 1) / 2 * (g + 1)
        rows = []
        for i in range(1, size + 1):
            mean = centre + (i - size / 2 - 0.5) * stride
            places = torch.arange(1, length + 1)
            rows.append(torch.exp(-((places - mean[:, None]) ** 2) / (2 * torch.exp(log_variance)[:, None])))
        unnormalised = torch.stack(rows, 1)
        return unnormalised / unnormalised.sum(2, keepdim=True)

    return along(g_y, height), along(g_x, width), torch.exp(log_gamma)


def glimpse(
    w: Tensors, regions: torch.Tensor, grid: tuple[int, int], h: torch.Tensor, size: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """A patch of regions [batch, rows · columns, channels], and how much of each is in its mean."""
    picture = regions.unflatten(1, grid)
    f_y, f_x, gamma = filters(w, "decoder.attention.grid", h, size, *grid)
    patch = torch.einsum("biy,byxc,bjx->bijc", f_y, picture, f_x)
    weights = torch.einsum("biy,bjx->byx", f_y, f_x) / size**2
    return gamma[:, None] * patch.flatten(1), weights.flatten(1)
