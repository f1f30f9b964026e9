"""The four sentiment models of the gallery in float64, with many seeds as one leading axis of every tensor.

Written out from the published recipe (mtanti/deeplearningtutorial, tensorflow_v1/10_-_Sequence-to-sequence, MIT), with
TensorFlow 1's GRUCell. As a program it counts how many seeds learn all four sentences, from draws of its own:

    python test/oracle/sentiment.py par --seeds 200 --updates 5000 6000

Imported, it answers test/oracle/sentiment.test.ts.
"""

import argparse
import math
import time

import torch
from torch.nn import functional as F

Tensors = dict[str, torch.Tensor]

# EDGE is 0: begin, end and padding at once.
WORDS = ["EDGE", "don't", "hate", "i", "it", "like"]
PAIRS = [
    ("i like it", "i don't like it"),
    ("i hate it", "i don't hate it"),
    ("i don't hate it", "i hate it"),
    ("i don't like it", "i like it"),
]
UPDATES = {"init": 5000, "pooling": 5000, "par": 6000, "merge": 4000}


def batch_of_pairs(reverse: bool) -> Tensors:
    def ids(text: str) -> list[int]:
        return [WORDS.index(word) for word in text.split()]

    sources = [ids(source)[:: -1 if reverse else 1] for source, _ in PAIRS]
    targets = [ids(target) for _, target in PAIRS]
    return {
        "source_ids": torch.tensor([row + [0] * (4 - len(row)) for row in sources]),
        "source_lengths": torch.tensor([len(row) for row in sources]),
        "target_input_ids": torch.tensor([[0] + row + [0] * (4 - len(row)) for row in targets]),
        "target_output_ids": torch.tensor([row + [0] * (5 - len(row)) for row in targets]),
        "target_lengths": torch.tensor([len(row) + 1 for row in targets]),
    }


def initial_weights(model: str, seeds: int, generator: torch.Generator) -> Tensors:
    """Sizes of 2; normal with deviation 1e-4, but for the cells: Glorot's uniform, and gates that start at 1."""

    def small(*shape: int) -> torch.Tensor:
        return 1e-4 * torch.randn(seeds, *shape, generator=generator)

    def cell(name: str, size: int) -> Tensors:
        def glorot(gates: int) -> torch.Tensor:
            # Of the matrix that TensorFlow 1 keeps: rows for input and state, columns for the gates of one product.
            limit = math.sqrt(6 / (size + 2 + 2 * gates))
            return limit * (2 * torch.rand(seeds, size + 2, 2 * gates, generator=generator) - 1)

        gates, candidate = glorot(2), glorot(1)
        return {
            f"{name}.kernel": torch.cat([gates[:, :size], candidate[:, :size]], 2),
            f"{name}.recurrent_kernel": gates[:, size:],
            f"{name}.recurrent_candidate_kernel": candidate[:, size:],
            f"{name}.bias": torch.tensor([1.0] * 4 + [0.0] * 2).expand(seeds, 6),
        }

    def layer(name: str, rows: int, columns: int) -> Tensors:
        return {f"{name}.kernel": small(rows, columns), f"{name}.bias": torch.zeros(seeds, columns)}

    weights = {"encoder.embeddings": small(6, 2), "decoder.embeddings": small(6, 2)}
    for direction in ["forward"] if model == "init" else ["forward", "backward"]:
        name = f"encoder.layers.0.{direction}"
        weights |= cell(name, 2) | {f"{name}.initial_h": small(2)}
    if model != "init":
        weights |= layer("encoder.projection", 4, 2)
    if model == "pooling":
        weights |= layer("encoder.pooling", 2, 2) | {"encoder.pooling.energy": small(2, 1)}
    if model in ("init", "pooling"):
        weights |= layer("decoder.bridge", 2, 2)
    else:
        weights |= {
            "decoder.layers.0.initial_h": small(2),
            "decoder.attention.key_kernel": small(2, 2),
            "decoder.attention.query_kernel": small(2, 2),
            "decoder.attention.bias": torch.zeros(seeds, 2),
            "decoder.attention.energy": small(2, 1),
        }
    weights |= cell("decoder.layers.0", 4 if model == "par" else 2)
    return weights | layer("decoder.output", 4 if model == "merge" else 2, 6)


def rows_of(table: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """[seeds, *ids.shape, size]"""
    return table[:, ids.reshape(-1)].unflatten(1, ids.shape)


def affine(w: Tensors, name: str, x: torch.Tensor) -> torch.Tensor:
    """`x` is [seeds, rows, size]."""
    return torch.baddbmm(w[f"{name}.bias"][:, None], x, w[f"{name}.kernel"])


def gru(w: Tensors, name: str, x: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
    """The reset gate acts before the product."""
    size = h.shape[-1]
    x_gates, x_new = affine(w, name, x).split([2 * size, size], -1)
    r, z = torch.sigmoid(x_gates + h @ w[f"{name}.recurrent_kernel"]).chunk(2, -1)
    new = torch.tanh(x_new + (r * h) @ w[f"{name}.recurrent_candidate_kernel"])
    return z * h + (1 - z) * new


def first_state(w: Tensors, name: str, rows: int) -> torch.Tensor:
    return w[f"{name}.initial_h"][:, None].expand(-1, rows, -1)


def run_encoder(w: Tensors, direction: str, x: torch.Tensor, mask: torch.Tensor):
    """`x` is [seeds, rows, time, size]; padding keeps the state. Outputs, and the last state."""
    name = f"encoder.layers.0.{direction}"
    state = first_state(w, name, x.shape[1])
    times = range(x.shape[2])
    outputs = [state for _ in times]
    for t in reversed(times) if direction == "backward" else times:
        outputs[t] = state = torch.where(mask[:, t, None], gru(w, name, x[:, :, t], state), state)
    return torch.stack(outputs, 2), state


def attend(hidden: torch.Tensor, energy: torch.Tensor, outputs: torch.Tensor, mask: torch.Tensor):
    """The mean of `outputs`, weighted by a score layer's `hidden` [seeds, rows, time, size]."""
    scores = (torch.tanh(hidden) * energy[:, None, None, :, 0]).sum(-1).masked_fill(~mask, -math.inf)
    return (torch.softmax(scores, 2)[..., None] * outputs).sum(2)


def logits_of(w: Tensors, model: str, batch: Tensors) -> torch.Tensor:
    """[seeds, rows, time, vocabulary], with the reference as input."""
    ids = batch["source_ids"]
    rows = len(ids)
    mask = torch.arange(ids.shape[1])[None] < batch["source_lengths"][:, None]
    x = rows_of(w["encoder.embeddings"], ids)
    outputs, state = run_encoder(w, "forward", x, mask)
    if model == "init":
        h = affine(w, "decoder.bridge", state)
    else:
        both = torch.cat([outputs, run_encoder(w, "backward", x, mask)[0]], 3)
        outputs = affine(w, "encoder.projection", both.flatten(1, 2)).unflatten(1, ids.shape)
    if model == "pooling":
        hidden = affine(w, "encoder.pooling", outputs.flatten(1, 2)).unflatten(1, ids.shape)
        h = affine(w, "decoder.bridge", attend(hidden, w["encoder.pooling.energy"], outputs, mask))
    elif model != "init":
        h = first_state(w, "decoder.layers.0", rows)
        keys = outputs.flatten(1, 2) @ w["decoder.attention.key_kernel"]
        keys = (keys + w["decoder.attention.bias"][:, None]).unflatten(1, ids.shape)

    def context() -> torch.Tensor:
        query = h @ w["decoder.attention.query_kernel"]
        return attend(keys + query[:, :, None], w["decoder.attention.energy"], outputs, mask)

    embedded = rows_of(w["decoder.embeddings"], batch["target_input_ids"])
    logits = []
    for t in range(embedded.shape[2]):
        read = embedded[:, :, t]
        # Columns in the order of our kernels: [embedding ; context].
        h = gru(w, "decoder.layers.0", torch.cat([read, context()], 2) if model == "par" else read, h)
        logits.append(affine(w, "decoder.output", torch.cat([h, context()], 2) if model == "merge" else h))
    return torch.stack(logits, 2)


def evaluate(w: Tensors, model: str, batch: Tensors) -> tuple[torch.Tensor, torch.Tensor]:
    """Of each seed: the loss per target token, and how many of these have the highest logit."""
    logits = logits_of(w, model, batch)
    ids, lengths = batch["target_output_ids"], batch["target_lengths"]
    mask = torch.arange(ids.shape[1])[None] < lengths[:, None]
    losses = F.cross_entropy(logits.flatten(0, 2), ids.expand(len(logits), -1, -1).reshape(-1), reduction="none")
    loss = (losses.unflatten(0, (len(logits), *ids.shape)) * mask).sum((1, 2)) / lengths.sum()
    return loss, ((logits.argmax(3) == ids) & mask).sum((1, 2))


class Adam:
    """Adam of all seeds at once: nothing in it looks at more than one number."""

    def __init__(self, weights: Tensors, learning_rate: float, tensorflow: bool = False):
        self.weights, self.learning_rate, self.tensorflow = weights, learning_rate, tensorflow
        self.m = {name: torch.zeros_like(weight) for name, weight in weights.items()}
        self.v = {name: torch.zeros_like(weight) for name, weight in weights.items()}
        self.update = 0

    @torch.no_grad()
    def step(self, gradients: Tensors) -> None:
        """TensorFlow 1 adds epsilon to the root of the uncorrected second moment; the paper's algorithm 1 corrects first."""
        self.update += 1
        correction_m, root_v = 1 - 0.9**self.update, math.sqrt(1 - 0.999**self.update)
        epsilon = 1e-8 if self.tensorflow else 1e-8 * root_v
        for name, g in gradients.items():
            m, v = self.m[name].lerp_(g, 0.1), self.v[name].mul_(0.999).addcmul_(g, g, value=0.001)
            change = self.learning_rate * root_v / correction_m
            self.weights[name].addcdiv_(m, v.sqrt().add_(epsilon), value=-change)


def train_step(adam: Adam, model: str, batch: Tensors) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss and hits of every seed before the update."""
    loss, hits = evaluate(adam.weights, model, batch)
    names = list(adam.weights)
    adam.step(dict(zip(names, torch.autograd.grad(loss.sum(), [adam.weights[name] for name in names]))))
    return loss.detach(), hits


def trainable(weights: Tensors) -> Tensors:
    return {name: weight.clone().requires_grad_() for name, weight in weights.items()}


def answer(tensors: Tensors, options) -> tuple[Tensors, list]:
    """Of each model, from given weights and a given batch: loss and hits before each update, and the weights after the last."""
    replies: Tensors = {}
    for model in options["models"]:

        def given(kind: str) -> Tensors:
            prefix = f"{model}/{kind}."
            return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}

        adam = Adam(trainable(given("weight")), options["learning_rate"])
        batch = given("batch")
        losses, hits = zip(*[train_step(adam, model, batch) for _ in range(options["updates"])])
        replies |= {f"{model}/losses": torch.stack(losses), f"{model}/hits": torch.stack(hits)}
        replies |= {f"{model}/weight.{name}": weight for name, weight in adam.weights.items()}
    return replies, []


def count_solved() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=UPDATES)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--updates", type=int, nargs="+", help="when to count; default: the tutorial's epochs")
    parser.add_argument("--reverse", action="store_true", help="read the source backwards")
    parser.add_argument("--tensorflow-epsilon", action="store_true", help="Adam as in TensorFlow 1")
    parser.add_argument("--random-seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(options.threads)
    generator = torch.Generator().manual_seed(options.random_seed)
    started = time.monotonic()
    weights = trainable(initial_weights(options.model, options.seeds, generator))
    adam = Adam(weights, 1e-3, options.tensorflow_epsilon)
    batch = batch_of_pairs(options.reverse)
    tokens = int(batch["target_lengths"].sum())
    for updates in sorted(options.updates or [UPDATES[options.model]]):
        while adam.update < updates:
            train_step(adam, options.model, batch)
        with torch.no_grad():
            loss, hits = evaluate(weights, options.model, batch)
        solved = int((hits == tokens).sum())
        print(
            f"{options.model}{', reversed' if options.reverse else ''}: {solved} of {options.seeds} solved after"
            f" {updates} updates; loss: median {loss.median():.4f}, least {loss.min():.4f};"
            f" {time.monotonic() - started:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    count_solved()
