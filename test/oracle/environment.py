"""Shows that the environment is the one that the tests were written for."""

from importlib.metadata import version
from typing import Any

import torch

from models import Tensors


def answer(tensors: Tensors, options: Any) -> tuple[Tensors, Any]:
    a = tensors["a"].requires_grad_()
    product = a @ tensors["b"]
    product.sum().backward()
    picked = product[tensors["rows"]]
    versions = {name: version(name) for name in options["packages"]}
    return {"product": product, "gradient": a.grad, "picked": picked}, {"versions": versions, "dtype": str(product.dtype)}
