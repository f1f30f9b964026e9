"""Merges learned from a corpus and its segmentation by them, by subword-nmt."""

import io
from typing import Any

from subword_nmt.apply_bpe import BPE
from subword_nmt.learn_bpe import learn_bpe

from models import Tensors


def answer(tensors: Tensors, options: Any) -> tuple[Tensors, Any]:
    return {}, [_segment(**corpus) for corpus in options["corpora"]]


def _segment(lines: list[str], merges: int) -> dict[str, Any]:
    codes = io.StringIO()
    learn_bpe(io.StringIO("".join(f"{line}\n" for line in lines)), codes, merges)
    codes.seek(0)
    bpe = BPE(codes)
    return {"codes": codes.getvalue(), "segmented": [bpe.process_line(line) for line in lines]}
