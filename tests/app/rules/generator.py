"""A thousand unsafe prescriptions from one seed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from random import Random

from app.rules.formulary import Product
from tests.app.rules import unsafe_drugs, unsafe_law, unsafe_people
from tests.app.rules.unsafe import Maker, Shelf, Unsafe

CHECK_OF: Mapping[Maker, frozenset[str]] = {**unsafe_drugs.CHECK_OF, **unsafe_people.CHECK_OF, **unsafe_law.CHECK_OF}
"""Every kind of unsafe prescription, and the checks that answer for it."""


def generate(products: Mapping[str, Product], count: int, seed: int) -> list[Unsafe]:
    """``count`` different prescriptions, every kind in turn; the same seed gives the same ones."""
    shelf, found = Shelf(products, Random(seed)), dict[Unsafe, None]()
    for maker in cycle(CHECK_OF):
        found[maker(shelf)] = None
        if len(found) == count:
            break
    return list(found)
