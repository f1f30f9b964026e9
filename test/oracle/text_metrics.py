"""BLEU and chrF of corpora, with their signatures, by sacreBLEU."""

from typing import Any

from sacrebleu.metrics import BLEU, CHRF

from oracle import Tensors, serve


def answer(tensors: Tensors, options: Any) -> tuple[Tensors, Any]:
    return {}, [_score(**corpus) for corpus in options["corpora"]]


def _score(hypotheses: list[str], references: list[str], tokenize: str, lowercase: bool) -> dict[str, Any]:
    scores: dict[str, Any] = {}
    for name, metric in {
        "bleu": BLEU(tokenize=tokenize, lowercase=lowercase),
        "chrf": CHRF(lowercase=lowercase),
    }.items():
        value = metric.corpus_score(hypotheses, [references]).score
        scores[name] = {"value": value, "signature": str(metric.get_signature())}
    return scores


serve(answer)
