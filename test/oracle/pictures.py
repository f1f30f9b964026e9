"""Models of pictures, restated in formulas: the spatial LSTM of Graves et al. 2007, and the canvas of Gregor et al. 2015."""

import torch

import captions
from glimpses import filters, glimpse
from models import Config, Tensors, answers, mask_of


def spatial(case: Config, w: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    """A language model over pixels; of every layer, all states are kept and looked up."""
    decoder = case["model"]["decoder"]
    units, row = decoder["hidden_size"], decoder["row_length"]
    sequence = w["decoder.embeddings"][batch["target_input_ids"]]
    size, time = sequence.shape[:2]
    for layer in range(decoder["num_layers"]):
        name = f"decoder.layers.{layer}"
        h, c = [], []
        zero = torch.zeros(size, units)
        for t in range(time):
            left, above = t - 1, t - (row - 1)
            h_left, c_left = (h[left], c[left]) if left >= 0 else (zero, zero)
            h_above, c_above = (h[above], c[above]) if above >= 0 else (zero, zero)
            recurrent = w[f"{name}.recurrent_kernel"]
            sums = sequence[:, t] @ w[f"{name}.kernel"] + w[f"{name}.bias"]
            sums = sums + h_left @ recurrent[:units] + h_above @ recurrent[units:]
            i, f, v, g, o = sums.chunk(5, 1)
            c.append(
                torch.sigmoid(f) * c_left + torch.sigmoid(v) * c_above + torch.sigmoid(i) * torch.tanh(g)
            )
            h.append(torch.sigmoid(o) * torch.tanh(c[-1]))
        sequence = torch.stack(h, 1)
    logits = sequence @ w["decoder.output.kernel"] + w["decoder.output.bias"]
    return logits, {"encoder_outputs": torch.zeros(size, batch["source_ids"].shape[1], 1)}


def lstm(w: Tensors, name: str, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor):
    sums = x @ w[f"{name}.kernel"] + h @ w[f"{name}.recurrent_kernel"] + w[f"{name}.bias"]
    i, f, g, o = sums.chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def encode(case: Config, w: Tensors, batch: Tensors) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Outputs, last state and mask of an LSTM of one layer over words."""
    vectors = w["encoder.embeddings"][batch["source_ids"]]
    units = case["model"]["encoder"]["hidden_size"]
    h = c = torch.zeros(len(vectors), units)
    mask = mask_of(batch["source_lengths"], vectors.shape[1])
    outputs = []
    for t in range(vectors.shape[1]):
        new_h, new_c = lstm(w, "encoder.layers.0.forward", vectors[:, t], h, c)
        real = mask[:, t, None]
        h, c = torch.where(real, new_h, h), torch.where(real, new_c, c)
        outputs.append(torch.where(real, new_h, 0.0))
    return torch.stack(outputs, 1), h, mask


def attend(case: Config, w: Tensors, outputs, mask, h: torch.Tensor) -> torch.Tensor:
    kind = case["model"]["decoder"]["attention"]["type"]
    sums = (outputs @ w["decoder.attention.key_kernel"]) + (h @ w["decoder.attention.query_kernel"])[:, None]
    assert kind == "bahdanau"
    scores = (torch.tanh(sums) @ w["decoder.attention.energy"])[:, :, 0].masked_fill(~mask, -1e30)
    weights = torch.softmax(scores, 1) * mask
    return (weights[:, :, None] * outputs).sum(1)


def draw(case: Config, w: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    decoder = case["model"]["decoder"]
    (height, width), steps, n = (decoder["draw"][key] for key in ("image_size", "steps", "patch_size"))
    has_picture = case["model"]["encoder"]["type"] == "image"
    if has_picture:
        outputs, summary, grid = captions.encode(case, w, batch["source_features"])
    else:
        outputs, summary, mask = encode(case, w, batch)
    attention = decoder["attention"]

    def read(h: torch.Tensor) -> torch.Tensor:
        if attention["type"] == "none":
            return summary
        if attention["type"] == "glimpse":
            return glimpse(w, outputs, grid, h, attention["patch_size"])[0]
        return attend(case, w, outputs, mask, h)

    size, levels = len(summary), len(w["decoder.canvas"])
    h = c = torch.tanh(summary @ w["decoder.bridge.kernel"] + w["decoder.bridge.bias"])
    canvas = w["decoder.canvas"].expand(size, height, width, levels)
    for _ in range(steps):
        h, c = lstm(w, "decoder.layers.0", read(h), h, c)
        f_y, f_x, gamma = filters(w, "decoder.write.grid", h, n, height, width)
        patch = h @ w["decoder.write.patch.kernel"] + w["decoder.write.patch.bias"]
        # Columns of the kernel run over rows of the patch, levels, columns of the patch.
        written = torch.einsum("byh,bylx,bxw->bhwl", f_y, patch.reshape(size, n, levels, n), f_x)
        canvas = canvas + written / gamma[:, None, None, None]
    never = -1e4
    pixels = canvas.reshape(size, height * width, levels)
    rows = torch.cat([torch.full((size, height * width, 4), never), pixels], 2)
    end = torch.tensor([never] * 3 + [0.0] + [never] * levels)
    time = batch["target_input_ids"].shape[1]
    logits = torch.cat([rows, end.expand(size, time, 4 + levels)], 1)[:, :time]
    return logits, {"encoder_outputs": outputs}


def forward(case: Config, w: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    return {"spatial": spatial, "draw": draw}[case["kind"]](case, w, batch)


answer = answers(forward)
