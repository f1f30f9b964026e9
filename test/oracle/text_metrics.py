"""BLEU and chrF of corpora, with their signatures and bootstrapped intervals, by sacreBLEU."""

from typing import Any

from sacrebleu.metrics import BLEU, CHRF

from models import Tensors


def answer(tensors: Tensors, options: Any) -> tuple[Tensors, Any]:
    return {}, {
        "scores": [_score(**corpus) for corpus in options["corpora"]],
        "halfWidths": _half_widths(**options["sample"]),
    }


def _score(hypotheses: list[str], references: list[str], tokenize: str, lowercase: bool) -> dict[str, Any]:
    scores: dict[str, Any] = {}
    for name, metric in {
        "bleu": BLEU(tokenize=tokenize, lowercase=lowercase),
        "chrf": CHRF(lowercase=lowercase),
    }.items():
        value = metric.corpus_score(hypotheses, [references]).score
        scores[name] = {"value": value, "signature": str(metric.get_signature())}
    return scores


def _half_widths(hypotheses: list[str], references: list[str]) -> dict[str, float]:
    """Half the width of the 95 % intervals over 1000 samples."""
    metrics = {"bleu": BLEU(), "chrf": CHRF()}
    scores = {name: metric.corpus_score(hypotheses, [references], n_bootstrap=1000) for name, metric in metrics.items()}
    return {name: float(score._ci) for name, score in scores.items()}
