"""What the clinic's pack asks of whole groups beyond single rows: lower limits, courses, duplicate therapy, narrower classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.rules.formulary import Product
from app.rules.interactions import InteractionData, Token, read_token


def tightened(products: Mapping[str, Product], added: Mapping[str, Any]) -> Mapping[str, Product]:
    """Products by id, after ``lower_limits``, ``courses`` and ``duplicate_groups`` of the additions.

    Raises KeyError for a limit of an unknown product, ValueError for an ATC code that no product has: a row about nothing is a mistake.
    """
    lower = {row["drug"]: replace(products[row["drug"]], max_daily=Decimal(row["max_daily"])) for row in added.get("lower_limits", ())}
    courses = [(_codes(row), Decimal(row["max_days"])) for row in added.get("courses", ())]
    groups = [(_codes(row), row["group"]) for row in added.get("duplicate_groups", ())]
    for codes, what in (*courses, *groups):
        if not any(_is(one, codes) for one in products.values()):
            raise ValueError(f"{what}: {codes}")
    return MappingProxyType({id: _grouped(_shortened(lower.get(id, one), courses), groups) for id, one in products.items()})


def narrowed(data: InteractionData, added: Mapping[str, Any]) -> InteractionData:
    """Rules of a class that holds something else too, for those that are meant: ``narrower`` of the additions (token, what it means)."""
    meant = {row["token"]: tuple(read_token(text) for text in row["means"]) for row in added.get("narrower", ())}

    def told(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        return tuple(dict.fromkeys(narrow for token in tokens for narrow in meant.get(token.text, (token,))))

    pairs = tuple(replace(rule, a=told(rule.a), b=told(rule.b)) for rule in data.pairs)
    many = tuple(replace(rule, groups=tuple(told(group) for group in rule.groups)) for rule in data.many)
    return replace(data, pairs=pairs, many=many, counts=tuple(replace(rule, kind=told(rule.kind)) for rule in data.counts))


def _codes(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row["atc"])


def _is(product: Product, codes: tuple[str, ...]) -> bool:
    return any(code.startswith(codes) for code in product.atc_codes)


def _shortened(product: Product, courses: list[tuple[tuple[str, ...], Decimal]]) -> Product:
    """A product's own course stands; a group's holds where it has none."""
    days = [most for codes, most in courses if product.max_days is None and _is(product, codes)]
    return replace(product, max_days=min(days)) if days else product


def _grouped(product: Product, groups: list[tuple[tuple[str, ...], str]]) -> Product:
    found = {group for codes, group in groups if _is(product, codes)} - product.duplicate_groups
    return replace(product, duplicate_groups=product.duplicate_groups | found) if found else product
