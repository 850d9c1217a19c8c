"""The index finds exactly the rules that trying every rule finds."""

from __future__ import annotations

from itertools import combinations

from app.rules.pack import Pack
from app.rules.pair_index import PairIndex


def test_the_index_agrees_with_trying_every_rule(pack: Pack) -> None:
    data = pack.interactions
    products = list(pack.products.values())[::2]
    sides = {product.id: data.index.sides(product) for product in products}
    pairs = list(combinations(products, 2))[::7]
    for one, other in pairs:
        tried = [number for number, rule in enumerate(data.pairs) if rule.sides(one, other)]
        assert sides[one.id].met_with(sides[other.id]) == tried, (one.id, other.id)
    assert len(pairs) > 1000


def test_a_combination_is_known_by_all_its_parts(pack: Pack) -> None:
    names = pack.products["beijing-antihtn-no0"].names
    assert {"C03", "C03AA03", "C02AA02", "contains:triamterene", "name:复方利血平氨苯蝶啶片", "*oral"} <= names
    index = PairIndex([(("C03AA",), ("C09",)), (("M01A",), ("C03",))])
    sides = index.sides(pack.products["beijing-antihtn-no0"])
    assert (sides.a, sides.b) == (frozenset({0}), frozenset({1}))


def test_enough_rules_each_with_mechanism_and_source(pack: Pack) -> None:
    """Issue 5: at least 150 interaction rules by ATC class."""
    further = [rule for rule in pack.interactions.pairs if rule.basis]
    assert len(further) >= 150 and len({rule.id for rule in pack.interactions.pairs}) == len(pack.interactions.pairs)
    assert all("说明书" in rule.source and rule.effect and rule.advice for rule in further)
