"""What the clinic's pack asks of whole groups beyond single rows: lower limits, courses, duplicate therapy, narrower classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.rules.formulary import Product
from app.rules.interactions import HerbPairs, InteractionData, Token, read_token


def tightened(products: Mapping[str, Product], added: Mapping[str, Any]) -> Mapping[str, Product]:
    """Products by id, after ``lower_limits``, ``courses`` and ``duplicate_groups`` of the additions.

    Raises KeyError for a limit of an unknown product, ValueError for an ATC code that no product has: a row about nothing is a mistake.
    """
    lower = {row["drug"]: _lowered(products[row["drug"]], row) for row in added.get("lower_limits", ())}
    courses = [(_codes(row), Decimal(row["max_days"])) for row in added.get("courses", ())]
    groups = [(_codes(row), row["group"]) for row in added.get("duplicate_groups", ())]
    for codes, what in (*courses, *groups):
        if not any(_is(one, codes) for one in products.values()):
            raise ValueError(f"{what}: {codes}")
    return MappingProxyType({id: _grouped(_shortened(lower.get(id, one), courses), groups) for id, one in products.items()})


def narrowed(data: InteractionData, added: Mapping[str, Any]) -> InteractionData:
    """Rules of a class that holds something else too, for those that are meant: ``narrower`` of the additions (token, what it means);
    herbs under all their names."""
    meant = {row["token"]: tuple(read_token(text) for text in row["means"]) for row in added.get("narrower", ())}

    def told(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        return tuple(dict.fromkeys(narrow for token in tokens for narrow in meant.get(token.text, (token,))))

    pairs = tuple(replace(rule, a=told(rule.a), b=told(rule.b)) for rule in data.pairs)
    many = tuple(replace(rule, groups=tuple(told(group) for group in rule.groups)) for rule in data.many)
    herbs = _same_herbs(data.herbs, added)
    return replace(data, pairs=pairs, many=many, herbs=herbs, counts=tuple(replace(rule, kind=told(rule.kind)) for rule in data.counts))


def _lowered(product: Product, row: Mapping[str, Any]) -> Product:
    return replace(product, **{name: Decimal(row[name]) for name in ("max_single", "max_daily") if name in row})  # type: ignore[arg-type]


def _same_herbs(herbs: HerbPairs, added: Mapping[str, Any]) -> HerbPairs:
    """十八反 and 十九畏 under every name of a herb (``herb_names``: herb → the other names it is written by)."""
    names: Mapping[str, list[str]] = added.get("herb_names", {})

    def all_names(herb: str) -> list[str]:
        return [herb, *names.get(herb, ())]

    sides = tuple((_widened(a, names), _widened(b, names), name) for a, b, name in herbs.antagonisms)
    fears = {frozenset({one, other}) for a, b in map(sorted, herbs.fears) for one in all_names(a) for other in all_names(b)}
    return HerbPairs(sides, frozenset(fears))


def _widened(side: frozenset[str], names: Mapping[str, list[str]]) -> frozenset[str]:
    return side.union(*(names.get(herb, ()) for herb in side))


def _codes(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(row["atc"])


def _is(product: Product, codes: frozenset[str]) -> bool:
    return not codes.isdisjoint(product.names)  # every beginning of a code is among them


def _shortened(product: Product, courses: list[tuple[frozenset[str], Decimal]]) -> Product:
    """A product's own course stands; a group's holds where it has none."""
    days = [most for codes, most in courses if product.max_days is None and _is(product, codes)]
    return replace(product, max_days=min(days)) if days else product


def _grouped(product: Product, groups: list[tuple[frozenset[str], str]]) -> Product:
    found = {group for codes, group in groups if _is(product, codes)} - product.duplicate_groups
    return replace(product, duplicate_groups=product.duplicate_groups | found) if found else product
