"""The Python side of the bench: requests on stdin, replies on stdout, one JSON object a line each.

The same as `engineProcess.ts` does for our own engines; the messages are described in `peerMessages.ts`.
"""

import json
import os
import resource
import sys
import time
from typing import Any, Callable, Protocol

import numpy as np
from safetensors.numpy import load_file

Arrays = dict[str, np.ndarray]


class Unsupported(Exception):
    """The library can't compute the same model, and why."""


class Trainer(Protocol):
    def reset(self) -> None:
        """Back to the initial weights, without optimizer state."""

    def step(self) -> object:
        """One update of the batch, as a training loop does it that looks at the loss."""

    def loss(self) -> float:
        """One update; the mean loss of a target token before it."""


def serve(program: str, version: str, create: Callable[[dict[str, Any], Arrays, Arrays], Trainer]) -> None:
    """Answers until stdin ends. `create(case, weights, batch)` builds a model that is ready to be trained."""
    # Libraries may print: the protocol has stdout for itself.
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    trainer: Trainer | None = None

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        nonlocal trainer
        match request["type"]:
            case "load":
                trainer = None
                weights, batch = load_file(request["weightsFile"]), load_file(request["batchFile"])
                started = time.perf_counter()
                trainer = create(request["case"], weights, batch)
                trainer.reset()
                trainer.step()
                return {"firstStepMs": (time.perf_counter() - started) * 1e3}
            case "losses":
                trainer.reset()
                return {"losses": [trainer.loss() for _ in range(request["steps"])]}
            case "run":
                trainer.reset()
                trainer.step()
                return run(trainer, request["steps"])
            case "memory":
                return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
            case other:
                raise Unsupported(f'no request "{other}"')

    print(json.dumps({"program": program, "version": version}), file=replies)
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Unsupported as reason:
            reply = {"unsupported": str(reason)}
        except Exception as error:  # The bench reports it and goes on with the others.
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=replies)


def run(trainer: Trainer, steps: int) -> dict[str, Any]:
    times = []
    cpu_started = time.process_time()
    for _ in range(steps):
        started = time.perf_counter()
        trainer.step()
        times.append((time.perf_counter() - started) * 1e3)
    return {"stepsMs": times, "cpuMs": (time.process_time() - cpu_started) * 1e3}
