"""Which pair rules two products meet, found by what the products are instead of by trying every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """Built once for a pack; a product is looked up by the ATC prefixes, ingredients, name and route that tokens are made of."""

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
        found = tuple(names_of(product))
        return Sides(_union(self._a, found), _union(self._b, found))


def names_of(product: Product) -> Iterator[str]:
    """Every token text that describes a product (app.rules.interactions.Token)."""
    for code in product.atc_codes:
        for length in range(1, len(code) + 1):
            yield code[:length]
    for part in product.ingredients:
        if not part.herb:
            yield f"contains:{part.name}"
    yield f"name:{product.name}"
    yield f"group:{product.group}"
    if "oral" in product.routes:
        yield "*oral"


def _frozen(index: Mapping[str, set[int]]) -> Mapping[str, Rules]:
    return {text: frozenset(numbers) for text, numbers in index.items()}


def _union(index: Mapping[str, Rules], texts: Iterable[str]) -> Rules:
    return _NOTHING.union(*(index[text] for text in texts if text in index))
