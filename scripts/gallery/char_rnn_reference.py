"""The loss of gallery/char-rnn by PyTorch's own layers: same text, pieces, sizes, initial distributions and
training; random numbers of its own.

Run with the Python of the oracle tests: python scripts/gallery/char_rnn_reference.py [SEED ...]
"""

import sys
from pathlib import Path

import torch
from torch import nn

FOLDER = Path(__file__).parents[2] / "gallery" / "char-rnn"
LENGTH, BATCH, UPDATES, VALIDATE, RATE, DROPOUT = 100, 32, 600, 100, 0.004, 0.2
PAD, BOS, EOS, FIRST = 0, 2, 3, 4


class CharRnn(nn.Module):
    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, 32)
        self.lstm = nn.LSTM(32, 128, batch_first=True)
        self.dropout = nn.Dropout(DROPOUT)
        self.output = nn.Linear(128, vocabulary)
        self._begin_as_configured()

    def _begin_as_configured(self) -> None:
        """Glorot-uniform matrices gate by gate, forget gates at 1, other biases 0; embeddings N(0, 1) as they are."""
        for name, parameter in self.named_parameters():
            if "bias" in name:
                nn.init.zeros_(parameter)
            elif name.startswith("lstm"):
                for gate in parameter.data.chunk(4):
                    nn.init.xavier_uniform_(gate)
            elif name.startswith("output"):
                nn.init.xavier_uniform_(parameter)
        with torch.no_grad():
            self.lstm.bias_ih_l0[128:256] = 1

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.output(self.dropout(self.lstm(self.embedding(ids))[0]))


def pieces(text: str, ids: dict[str, int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs and targets [pieces, LENGTH + 1], padded; the last piece ends with the end symbol."""
    codes = [ids.get(character, 1) for character in text]
    chunks = [codes[start : start + LENGTH] for start in range(0, len(codes), LENGTH)]
    chunks[-1] = [*chunks[-1], EOS]
    inputs = torch.full((len(chunks), LENGTH + 1), PAD)
    targets = torch.full((len(chunks), LENGTH + 1), PAD)
    for row, chunk in enumerate(chunks):
        inputs[row, : len(chunk)] = torch.tensor([BOS, *chunk[:-1]])
        targets[row, : len(chunk)] = torch.tensor(chunk)
    return inputs, targets


def loss_of(model: CharRnn, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten(), ignore_index=PAD)


def train(seed: int) -> float:
    torch.manual_seed(seed)
    texts = {name: (FOLDER / f"{name}.txt").read_text() for name in ("train", "dev", "test")}
    ids = {character: FIRST + place for place, character in enumerate(sorted(set(texts["train"])))}
    data = {name: pieces(text, ids) for name, text in texts.items()}
    model = CharRnn(FIRST + len(ids))
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    best, test = float("inf"), float("inf")
    inputs, targets = data["train"]
    order: list[int] = []
    for update in range(1, UPDATES + 1):
        if not order:
            order = torch.randperm(len(inputs)).tolist()
        rows, order = order[:BATCH], order[BATCH:]
        model.train()
        optimizer.zero_grad()
        loss_of(model, inputs[rows], targets[rows]).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        if update % VALIDATE == 0:
            model.eval()
            with torch.no_grad():
                dev = loss_of(model, *data["dev"]).item()
                if dev < best:
                    best, test = dev, loss_of(model, *data["test"]).item()
            print(f"seed {seed}, update {update}: dev {dev:.4f}, test at best dev {test:.4f}", flush=True)
    return test


torch.set_num_threads(1)
losses = [train(seed) for seed in map(int, sys.argv[1:] or ["1"])]
print(f"test loss {sum(losses) / len(losses):.4f}: {', '.join(f'{loss:.4f}' for loss in losses)}")
