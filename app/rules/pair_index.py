"""Which pair rules two products meet, found by what the products are instead of by trying every rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.rules.formulary import Product

Rules = frozenset[int]
_NOTHING: Rules = frozenset()


@dataclass(frozen=True, slots=True)
class Sides:
    """Numbers of the rules that a product meets on side a and on side b."""

    a: Rules
    b: Rules

    def met_with(self, other: Sides) -> list[int]:
        """Numbers of the rules that this product and another meet, in either order, lowest first."""
        return sorted((self.a & other.b) | (self.b & other.a))


class PairIndex:
    """Built once for a pack; a product is looked up by its names."""

    def __init__(self, rules: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
        """``rules``: texts of the tokens of side a and of side b, in the order of the rules' numbers."""
        a: dict[str, set[int]] = {}
        b: dict[str, set[int]] = {}
        for number, sides in enumerate(rules):
            for texts, index in zip(sides, (a, b), strict=True):
                for text in texts:
                    index.setdefault(text, set()).add(number)
        self._a, self._b = _frozen(a), _frozen(b)

    def sides(self, product: Product) -> Sides:
        """What the product meets."""
        return Sides(_union(self._a, product.names), _union(self._b, product.names))


def _frozen(index: Mapping[str, set[int]]) -> Mapping[str, Rules]:
    return {text: frozenset(numbers) for text, numbers in index.items()}


def _union(index: Mapping[str, Rules], texts: Iterable[str]) -> Rules:
    return _NOTHING.union(*(index[text] for text in texts if text in index))
