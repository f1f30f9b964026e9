"""The recurrent encoder-decoder in PyTorch's own layers, packed sequences and all: loss and gradients of many cases."""

from typing import Any, Callable

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from oracle import Tensors, serve

ENCODERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
# Per layer: h and, for an LSTM, c.
State = list[tuple[torch.Tensor, ...]]


class Weights:
    """Puts our parameters into PyTorch's and reads their gradients back."""

    def __init__(self, ours: Tensors):
        self.ours = ours
        self.shared: list[tuple[str, nn.Parameter, Callable[[torch.Tensor], torch.Tensor]]] = []

    def load(self, name: str, parameter: nn.Parameter, transposed: bool = False) -> None:
        values = self.ours[name]
        with torch.no_grad():
            parameter.copy_(values.T if transposed else values)
        self.shared.append((name, parameter, lambda g: g.T if transposed else g))

    def linear(self, kernel: str, bias: str | None = None) -> nn.Linear:
        rows, columns = self.ours[kernel].shape
        layer = nn.Linear(rows, columns, bias=bias is not None)
        self.load(kernel, layer.weight, transposed=True)
        if bias is not None:
            self.load(bias, layer.bias)
        return layer

    def embedding(self, name: str) -> nn.Embedding:
        layer = nn.Embedding(*self.ours[name].shape)
        self.load(name, layer.weight)
        return layer

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

    def gradients(self) -> Tensors:
        sums = {name: torch.zeros_like(values) for name, values in self.ours.items()}
        for name, parameter, ours in self.shared:
            if parameter.grad is not None:
                sums[name] = sums[name] + ours(parameter.grad)
        return sums


class Seq2Seq(nn.Module):
    def __init__(self, case: dict[str, Any], weights: Weights):
        super().__init__()
        self.case = case
        self.weights = weights
        model = case["model"]
        self.encoder_config, self.decoder_config = model["encoder"], model["decoder"]
        encoder, decoder = self.encoder_config, self.decoder_config
        self.attention = decoder["attention"]["type"]
        self.condition = case["condition"]
        self.hidden = decoder["hidden_size"]

        tied = model["tied_embeddings"]
        self.source_embedding = weights.embedding("embeddings" if tied else "encoder.embeddings")
        self.target_embedding = (
            self.source_embedding if tied else weights.embedding("decoder.embeddings")
        )
        self.encoder = ENCODERS[encoder["rnn_type"]](
            encoder["embeddings"]["embedding_dim"],
            encoder["hidden_size"],
            encoder["num_layers"],
            bidirectional=encoder["bidirectional"],
            batch_first=True,
        )
        for layer in range(encoder["num_layers"]):
            weights.recurrent(f"encoder.layers.{layer}.forward", self.encoder, f"_l{layer}")
            if encoder["bidirectional"]:
                weights.recurrent(f"encoder.layers.{layer}.backward", self.encoder, f"_l{layer}_reverse")
        self.cells = nn.ModuleList()
        for layer in range(decoder["num_layers"]):
            prefix = f"decoder.layers.{layer}"
            cell = CELLS[decoder["rnn_type"]](weights.ours[f"{prefix}.kernel"].shape[0], self.hidden)
            weights.recurrent(prefix, cell, "")
            self.cells.append(cell)
        if decoder["init_hidden"] == "bridge":
            self.bridge = weights.linear("decoder.bridge.kernel", "decoder.bridge.bias")
        if self.attention in ("general", "bahdanau"):
            self.key_layer = weights.linear("decoder.attention.key_kernel")
        if self.attention == "bahdanau":
            self.query_layer = weights.linear("decoder.attention.query_kernel")
            self.energy_layer = weights.linear("decoder.attention.energy")
        self.has_attentional = self.attention != "none" or self.condition == "merge"
        if self.has_attentional:
            self.attentional_layer = weights.linear("decoder.attentional.kernel")
        vocabulary = weights.ours["decoder.output.bias"].shape[0]
        self.output = nn.Linear(self.hidden, vocabulary)
        weights.load("decoder.output.bias", self.output.bias)
        if model["tied_softmax"]:
            self.output.weight = self.target_embedding.weight
        else:
            weights.load("decoder.output.kernel", self.output.weight, transposed=True)

    def embed(self, layer: nn.Embedding, side: dict[str, Any], ids: torch.Tensor) -> torch.Tensor:
        scale = side["embeddings"]["embedding_dim"] ** 0.5 if side["embeddings"]["scale"] else 1.0
        return layer(ids) * scale

    def encode(self, ids: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, State]:
        packed = pack_padded_sequence(
            self.embed(self.source_embedding, self.encoder_config, ids),
            lengths,
            batch_first=True,
            enforce_sorted=False,
        )
        outputs, last = self.encoder(packed)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=ids.shape[1])
        components = last if isinstance(last, tuple) else (last,)
        directions = 2 if self.encoder_config["bidirectional"] else 1
        layers = []
        for layer in range(self.encoder_config["num_layers"]):
            rows = range(layer * directions, (layer + 1) * directions)
            layers.append(tuple(torch.cat([part[row] for row in rows], 1) for part in components))
        return outputs, layers

    def first_state(self, last: State) -> State:
        kind = self.decoder_config["init_hidden"]
        components = 2 if self.decoder_config["rnn_type"] == "lstm" else 1
        count = len(self.cells)
        top = last[-1][0]
        if kind == "bridge":
            return [(torch.tanh(self.bridge(top)),) * components] * count
        if kind == "zero":
            return [(top.new_zeros(top.shape[0], self.hidden),) * components] * count
        states = []
        for layer in range(count):
            state = last[max(0, len(last) - count + layer)]
            states.append((state + state[:1])[:components])
        return states

    def attend(self, query, outputs, keys, mask):
        if self.attention == "bahdanau":
            scores = self.energy_layer(torch.tanh(self.query_layer(query)[:, None] + keys))[:, :, 0]
        else:
            scores = (keys @ query[:, :, None])[:, :, 0]
        weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), 1)
        return (weights[:, None] @ outputs)[:, 0], weights

    def forward(self, source_ids, source_lengths, target_input_ids):
        outputs, last = self.encode(source_ids, source_lengths)
        mask = torch.arange(source_ids.shape[1])[None] < source_lengths[:, None]
        keys = self.key_layer(outputs) if self.attention in ("general", "bahdanau") else outputs
        embedded = self.embed(self.target_embedding, self.decoder_config, target_input_ids)
        states = self.first_state(last)
        attentional = outputs.new_zeros(outputs.shape[0], self.hidden)
        logits, attentions = [], []
        for t in range(target_input_ids.shape[1]):
            context = last[-1][0]
            if self.attention != "none" and self.condition == "par":
                context, weights = self.attend(states[-1][0], outputs, keys, mask)
            x = [embedded[:, t]]
            if self.decoder_config["input_feeding"]:
                x.append(attentional)
            if self.condition == "par":
                x.append(context)
            below = torch.cat(x, 1)
            next_states = []
            for cell, state in zip(self.cells, states):
                result = cell(below, state if len(state) == 2 else state[0])
                next_states.append(result if isinstance(result, tuple) else (result,))
                below = next_states[-1][0]
            states = next_states
            vector = below
            if self.attention != "none" and self.condition == "merge":
                context, weights = self.attend(below, outputs, keys, mask)
            if self.has_attentional:
                attentional = vector = torch.tanh(self.attentional_layer(torch.cat([below, context], 1)))
            logits.append(self.output(vector))
            if self.attention != "none":
                attentions.append(weights)
        stacked = torch.stack(attentions, 1) if attentions else None
        return outputs, torch.stack(logits, 1), stacked


def loss_sum(logits, target_ids, target_lengths, smoothing=0.0):
    losses = nn.functional.cross_entropy(
        logits.transpose(1, 2), target_ids, reduction="none", label_smoothing=smoothing
    )
    mask = torch.arange(target_ids.shape[1])[None] < target_lengths[:, None]
    return losses[mask].sum()


def divisor(normalization: str, target_lengths: torch.Tensor) -> int:
    if normalization == "tokens":
        return int(target_lengths.sum())
    return int((target_lengths > 0).sum()) if normalization == "batch" else 1


def with_prefix(tensors: Tensors, prefix: str) -> Tensors:
    return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}


def run_case(case: dict[str, Any], weights: Weights, batch: Tensors) -> Tensors:
    model = Seq2Seq(case, weights)
    outputs, logits, attention = model(
        batch["source_ids"], batch["source_lengths"], batch["target_input_ids"]
    )
    targets = (batch["target_output_ids"], batch["target_lengths"])
    # What is reported is the plain loss.
    loss = loss_sum(logits, *targets)
    smoothed = loss_sum(logits, *targets, case.get("smoothing", 0.0))
    (smoothed / divisor(case["normalization"], batch["target_lengths"])).backward()
    result = {f"gradient.{name}": gradient for name, gradient in weights.gradients().items()}
    if attention is not None:
        result["attention"] = attention
    return {**result, "encoder_outputs": outputs, "logits": logits, "loss_sum": loss}


# Every constant that a config can't set is PyTorch's own default.
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "adam": lambda p, o: torch.optim.Adam(p, **adam_options(o)),
    "adamw": lambda p, o: torch.optim.AdamW(p, **adam_options(o)),
    "sgd": lambda p, o: torch.optim.SGD(
        p, momentum=o.get("momentum", 0), nesterov=o.get("nesterov", False), **common_options(o)
    ),
    "adadelta": lambda p, o: torch.optim.Adadelta(p, **common_options(o)),
    "adagrad": lambda p, o: torch.optim.Adagrad(p, **common_options(o)),
    "rmsprop": lambda p, o: torch.optim.RMSprop(
        p, momentum=o.get("momentum", 0), **common_options(o)
    ),
}


def common_options(options: dict[str, Any]) -> dict[str, Any]:
    # AdamW's default decay is not 0.
    return {"lr": options["learning_rate"], "weight_decay": options.get("weight_decay", 0)}


def adam_options(options: dict[str, Any]) -> dict[str, Any]:
    return {"betas": tuple(options["betas"]), **common_options(options)}


def train(case: dict[str, Any], weights: Weights, batch: Tensors, options: dict[str, Any]) -> Tensors:
    """Updates of the same batch by PyTorch's optimizer and clipping: losses, norms and the last weights."""
    model = Seq2Seq(case, weights)
    parameters = list(dict.fromkeys(parameter for _, parameter, _ in weights.shared))
    optimizer = OPTIMIZERS[options["optimizer"]](parameters, options)
    losses, norms = [], []
    for _ in range(options["updates"]):
        optimizer.zero_grad()
        _, logits, _ = model(batch["source_ids"], batch["source_lengths"], batch["target_input_ids"])
        loss = loss_sum(logits, batch["target_output_ids"], batch["target_lengths"])
        (loss / divisor(case["normalization"], batch["target_lengths"])).backward()
        norms.append(torch.nn.utils.clip_grad_norm_(parameters, options["clip"]))
        if "clip_val" in options:
            torch.nn.utils.clip_grad_value_(parameters, options["clip_val"])
        optimizer.step()
        losses.append(loss.detach())
    result = {f"weight.{name}": ours(parameter) for name, parameter, ours in weights.shared}
    return {**result, "losses": torch.stack(losses), "norms": torch.stack(norms)}


def answer(tensors: Tensors, cases: list[dict[str, Any]]) -> tuple[Tensors, Any]:
    result: Tensors = {}
    for index, case in enumerate(cases):
        weights = Weights(with_prefix(tensors, f"{index}/weight."))
        batch = with_prefix(tensors, f"{index}/batch.")
        training = case.get("training")
        answered = train(case, weights, batch, training) if training else run_case(case, weights, batch)
        result.update({f"{index}/{name}": value for name, value in answered.items()})
    return result, None


serve(answer)
