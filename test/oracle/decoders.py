"""Encoder and decoder of every option, restated in formulas: loss, gradients and updates of many cases."""

from typing import Any

import torch

from models import Tensors, answers, mask_of

Config = dict[str, Any]
# h and, for an LSTM, c.
State = tuple[torch.Tensor, ...]


def cell_step(config: Config, w: Tensors, name: str, x: torch.Tensor, state: State) -> State:
    """One step of the cell named `name`; gates in the order i, f, g, o or r, z, n."""
    kernel, recurrent, bias = w[f"{name}.kernel"], w[f"{name}.recurrent_kernel"], w[f"{name}.bias"]
    h = state[0]
    if config["rnn_type"] == "rnn":
        return (torch.tanh(x @ kernel + h @ recurrent + bias),)
    if config["rnn_type"] == "lstm":
        i, f, g, o = (x @ kernel + h @ recurrent + bias).chunk(4, 1)
        c = torch.sigmoid(f) * state[1] + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
    xr, xz, xn = (x @ kernel + bias).chunk(3, 1)
    if config["gru_reset"] == "before":
        hr, hz = (h @ recurrent).chunk(2, 1)
        r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
        n = torch.tanh(xn + (r * h) @ w[f"{name}.recurrent_candidate_kernel"])
        return ((1 - z) * n + z * h,)
    hr, hz, hn = (h @ recurrent + w[f"{name}.recurrent_bias"]).chunk(3, 1)
    r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
    n = torch.tanh(xn + r * hn)
    return ((1 - z) * n + z * h,)


def zero_state(config: Config, batch: int) -> State:
    zeros = torch.zeros(batch, config["hidden_size"])
    return (zeros, zeros) if config["rnn_type"] == "lstm" else (zeros,)


def learned_state(config: Config, w: Tensors, name: str, batch: int) -> State:
    parts = ["h", "c"] if config["rnn_type"] == "lstm" else ["h"]
    return tuple(w[f"{name}.initial_{part}"].expand(batch, -1) for part in parts)


def run_layer(config, w, name, inputs, mask, times) -> tuple[torch.Tensor, State]:
    """All times in the given order; padding keeps the state."""
    begin = learned_state(config, w, name, len(inputs)) if config["initial_state"] == "learned" else None
    state = begin or zero_state(config, len(inputs))
    outputs = [state[0]] * inputs.shape[1]
    for t in times:
        new = cell_step(config, w, name, inputs[:, t], state)
        real = mask[:, t, None]
        state = tuple(torch.where(real, a, b) for a, b in zip(new, state))
        outputs[t] = state[0]
    return torch.stack(outputs, 1), state


def encode(config: Config, w: Tensors, ids, mask) -> tuple[torch.Tensor, torch.Tensor, list[State]]:
    """Outputs, summary and the last state of each layer."""
    sequence = w["encoder.embeddings"][ids]
    times = list(range(ids.shape[1]))
    last = []
    for layer in range(config["num_layers"]):
        name, inputs = f"encoder.layers.{layer}", sequence
        sequence, state = run_layer(config, w, f"{name}.forward", inputs, mask, times)
        if config["bidirectional"]:
            back, other = run_layer(config, w, f"{name}.backward", inputs, mask, times[::-1])
            sequence = torch.cat([sequence, back], 2)
            state = tuple(torch.cat(pair, 1) for pair in zip(state, other))
        last.append(state)
    summary = last[-1][0]
    if "encoder.projection.kernel" in w:
        sequence = sequence @ w["encoder.projection.kernel"] + w["encoder.projection.bias"]
    if config["pooling"] == "attention":
        hidden = torch.tanh(sequence @ w["encoder.pooling.kernel"] + w["encoder.pooling.bias"])
        scores = (hidden @ w["encoder.pooling.energy"])[:, :, 0].masked_fill(~mask, float("-inf"))
        summary = (torch.softmax(scores, 1)[:, :, None] * sequence).sum(1)
    return sequence * mask[:, :, None], summary, last


def sparsemax(scores: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Of one row: the largest support whose threshold is below all of its scores."""
    if not mask.any():
        return torch.zeros_like(scores)
    ordered = sorted((score.item(), index) for index, score in enumerate(scores) if mask[index])[::-1]
    for size in range(len(ordered), 0, -1):
        support = [index for _, index in ordered[:size]]
        threshold = (scores[support].sum() - 1) / size
        if ordered[size - 1][0] > threshold.item():
            return torch.where(mask, torch.clamp(scores - threshold, min=0), torch.zeros_like(scores))
    raise ValueError("no support")


class Decoder:
    def __init__(self, case: Config, w: Tensors, source_ids, outputs, summary, last, mask):
        self.config: Config = case["model"]["decoder"]
        self.condition: str = case["condition"]
        self.attention: Config = self.config["attention"]
        self.has_attention = self.attention["type"] != "none"
        self.w, self.outputs, self.summary, self.last, self.mask = w, outputs, summary, last, mask
        self.source_ids = source_ids
        self.batch = outputs.shape[0]

    def first_states(self) -> list[State]:
        config, w = self.config, self.w
        parts = ["h", "c"] if config["rnn_type"] == "lstm" else ["h"]
        layers = range(config["num_layers"])
        kind = config["init_hidden"]
        if kind == "zero":
            return [zero_state(config, self.batch) for _ in layers]
        if kind == "learned":
            return [learned_state(config, w, f"decoder.layers.{layer}", self.batch) for layer in layers]
        if kind == "bridge":
            each = config["bridge_layers"] == "each"
            names = [
                [f"decoder.bridge.layers.{layer}.{part}" if each else "decoder.bridge" for part in parts]
                for layer in layers
            ]
            return [tuple(self.bridge(name) for name in row) for row in names]
        states = []
        for layer in layers:
            state = self.last[max(0, len(self.last) - len(layers) + layer)]
            states.append((state + state[:1])[: len(parts)])
        return states

    def bridge(self, name: str) -> torch.Tensor:
        sums = self.summary @ self.w[f"{name}.kernel"] + self.w[f"{name}.bias"]
        return torch.tanh(sums) if self.config["bridge_activation"] == "tanh" else sums

    def scores(self, query: torch.Tensor, coverage: torch.Tensor) -> torch.Tensor:
        w, kind = self.w, self.attention["type"]
        if kind in ("dot", "scaled_dot"):
            scores = (self.outputs * query[:, None]).sum(2)
            return scores / query.shape[1] ** 0.5 if kind == "scaled_dot" else scores
        keys = self.outputs @ w["decoder.attention.key_kernel"]
        if kind == "general":
            return (keys * query[:, None]).sum(2)
        sums = keys + (query @ w["decoder.attention.query_kernel"])[:, None]
        if self.attention["bias"]:
            sums = sums + w["decoder.attention.bias"]
        if self.config["coverage_attn"]:
            sums = sums + coverage[:, :, None] * w["decoder.attention.coverage"]
        return (torch.tanh(sums) @ w["decoder.attention.energy"])[:, :, 0]

    def attend(self, query, step: int, coverage) -> tuple[torch.Tensor, torch.Tensor]:
        mask, factors = self.mask, 1.0
        if window := self.attention.get("window"):
            mask, factors = self.look_through(window, query, step)
        scores = self.scores(query, coverage)
        if self.attention["function"] == "sparsemax":
            weights = torch.stack([sparsemax(*row) for row in zip(scores, mask)])
        else:
            # A row that nothing takes part in is 0, not NaN.
            scores = scores.masked_fill(~mask, -1e30)
            weights = torch.softmax(scores, 1) * mask
        weights = weights * factors
        return (weights[:, :, None] * self.outputs).sum(1), weights

    def look_through(self, window: Config, query: torch.Tensor, step: int):
        lengths, size = self.mask.sum(1), window["size"]
        if window["kind"] == "monotonic":
            centre = torch.minimum(torch.tensor(step), lengths - 1).to(torch.float64)
        else:
            hidden = torch.tanh(query @ self.w["decoder.attention.position_kernel"])
            centre = lengths * torch.sigmoid(hidden @ self.w["decoder.attention.position_energy"])[:, 0]
        distance = torch.arange(self.mask.shape[1])[None] - centre[:, None]
        mask = self.mask & (distance.detach().abs() <= size)
        sigma = size / 2
        gaussian = window["kind"] == "predictive"
        return mask, torch.exp(-(distance**2) / (2 * sigma**2)) if gaussian else 1.0

    def run_layers(self, x, states: list[State], context=None) -> tuple[torch.Tensor, list[State]]:
        after = []
        for layer, state in enumerate(states):
            below = x
            if layer > 0 and context is not None:
                x = torch.cat([x, context], 1)
            after.append(cell_step(self.config, self.w, f"decoder.layers.{layer}", x, state))
            x = after[-1][0]
            if self.config["residual"] and layer > 0:
                x = x + below
        return x, after

    def copy(self, logits, h, context, x, weights) -> torch.Tensor:
        """Logarithms of the probabilities of writing or copying."""
        gate_inputs = torch.cat([context, h, *x], 1)
        write = torch.sigmoid(gate_inputs @ self.w["decoder.copy.kernel"] + self.w["decoder.copy.bias"])
        copied = torch.zeros_like(logits).scatter_add(1, self.source_ids, weights)
        return torch.log(write * torch.softmax(logits, 1) + (1 - write) * copied)

    def run(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Logits of all steps, and the attention."""
        config, w = self.config, self.w
        states = self.first_states()
        if self.condition == "pre":
            _, states = self.run_layers(self.summary @ w["decoder.pre.kernel"] + w["decoder.pre.bias"], states)
        all_layers = config["attention_feeds"] == "all_layers"
        coverage = torch.zeros(self.mask.shape)
        attentional = torch.zeros(self.batch, config["hidden_size"])
        logits, attentions = [], []
        for t in range(input_ids.shape[1]):
            context = self.summary
            if self.has_attention and self.condition == "par":
                context, weights = self.attend(states[0 if all_layers else -1][0], t, coverage)
            words = [w["decoder.embeddings"][input_ids[:, t]]] if config["previous_output"] else []
            x = list(words)
            if config["input_feeding"]:
                x.append(attentional)
            if self.condition == "par":
                x.append(context)
            h, states = self.run_layers(torch.cat(x, 1), states, context if all_layers else None)
            if self.has_attention and self.condition == "merge":
                context, weights = self.attend(h, t, coverage)
            vector = h
            if "decoder.attentional.kernel" in w:
                vector = torch.tanh(torch.cat([h, context], 1) @ w["decoder.attentional.kernel"])
            elif self.condition == "merge":
                vector = torch.cat([h, context], 1)
            attentional = vector
            scores = vector @ w["decoder.output.kernel"] + w["decoder.output.bias"]
            logits.append(self.copy(scores, h, context, words, weights) if config["copy_attn"] else scores)
            if self.has_attention:
                coverage = coverage + weights
                attentions.append(weights)
        return torch.stack(logits, 1), torch.stack(attentions, 1) if attentions else None


def forward(case: Config, w: Tensors, batch: Tensors) -> tuple[torch.Tensor, Tensors]:
    source_ids = batch["source_ids"]
    mask = mask_of(batch["source_lengths"], source_ids.shape[1])
    outputs, summary, last = encode(case["model"]["encoder"], w, source_ids, mask)
    logits, attention = Decoder(case, w, source_ids, outputs, summary, last, mask).run(batch["target_input_ids"])
    return logits, {"encoder_outputs": outputs, **({} if attention is None else {"attention": attention})}


answer = answers(forward)
