"""Interaction rules as data: what a product must be to meet a rule, pairs, infusions, many drugs, herbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.rules.findings import Severity
from app.rules.formulary import PackError, Product
from app.rules.shipped import json_decimal

GRADES = {"contraindicated": Severity.BLOCK, "major": Severity.OVERRIDE, "moderate": Severity.WARN}
_PREFIXES = ("contains", "name")


@dataclass(frozen=True, slots=True)
class Token:
    """What a product must be: an ATC prefix, ``contains:`` an ingredient, ``name:`` this product, or ``*oral``."""

    text: str

    def meets(self, product: Product) -> bool:
        """Whether the product is of this kind, by its own ATC code or one of its ingredients'."""
        kind, _, rest = self.text.partition(":")
        if kind == "contains":
            return any(part.name == rest for part in product.ingredients if not part.herb)
        if kind == "name":
            return product.name == rest
        if self.text == "*oral":
            return "oral" in product.routes
        return any(code.startswith(self.text) for code in product.atc_codes)


def meets_any(product: Product, tokens: Iterable[Token]) -> bool:
    """Whether one of the tokens describes the product."""
    return any(token.meets(product) for token in tokens)


@dataclass(frozen=True, slots=True)
class PairRule:
    """Two sides that should not meet. ``route``: the second side counts only when given that way."""

    id: str
    a: tuple[Token, ...]
    b: tuple[Token, ...]
    severity: Severity
    effect: str
    advice: str
    route: str = ""

    def sides(self, one: Product, other: Product) -> tuple[Product, Product] | None:
        """(side a, side b) when the two products meet the rule in either order."""
        for first, second in ((one, other), (other, one)):
            if meets_any(first, self.a) and meets_any(second, self.b):
                return first, second
        return None


@dataclass(frozen=True, slots=True)
class ManyRule:
    """One product of every group together."""

    id: str
    groups: tuple[tuple[Token, ...], ...]
    severity: Severity
    effect: str
    advice: str


@dataclass(frozen=True, slots=True)
class SumRule:
    """Amount of one ingredient a day over all products, mg."""

    id: str
    ingredient: str
    limit_mg: Decimal
    severity: Severity


@dataclass(frozen=True, slots=True)
class HerbPairs:
    """十八反 (one side against the other) and 十九畏 (pairs)."""

    antagonisms: tuple[tuple[frozenset[str], frozenset[str], str], ...]
    fears: frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class InteractionData:
    """Everything read from interactions.json."""

    pairs: tuple[PairRule, ...]
    infusions: tuple[PairRule, ...]
    many: tuple[ManyRule, ...]
    sums: tuple[SumRule, ...]
    herbs: HerbPairs


def read_interactions(data: bytes) -> InteractionData:
    """Parse interactions.json. Raises PackError when it is not what the checks expect."""
    try:
        given = json_decimal(data)
        many = given["many_drug_rules"]
        return InteractionData(
            tuple(pair_rule(rule) for rule in given["interactions"]),
            tuple(pair_rule(rule, "contraindicated") for rule in given["iv_incompatibilities"]),
            tuple(_many(rule) for rule in many if isinstance(rule, dict) and "all_of" in rule),
            tuple(_sum(rule) for rule in many if isinstance(rule, dict) and "count_of" in rule),
            _herbs(given, [rule for rule in many if isinstance(rule, list)]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PackError("pack_broken", file="interactions.json", place=str(error)) from error


def _tokens(words: Iterable[str]) -> tuple[Token, ...]:
    return tuple(_token(word) for word in words)


def _token(word: str) -> Token:
    kind, mark, rest = word.partition(":")
    known = (kind in _PREFIXES and rest) if mark else (word == "*oral" or word.isalnum())
    if not known:
        raise ValueError(word)
    return Token(word)


def pair_rule(rule: Mapping[str, Any], grade: str = "") -> PairRule:
    """One rule of the data; ``grade`` where the rule names none. Raises KeyError or ValueError."""
    severity = GRADES[rule.get("severity") or grade]
    return PairRule(
        rule["id"], _tokens(rule["a"]), _tokens(rule["b"]), severity, rule["effect_zh"], rule["advice_zh"], rule.get("route", "")
    )


def _many(rule: Mapping[str, Any]) -> ManyRule:
    groups = tuple(_tokens(group) for group in rule["all_of"])
    return ManyRule(rule["id"], groups, GRADES[rule["severity"]], rule["effect_zh"], rule["advice_zh"])


def _sum(rule: Mapping[str, Any]) -> SumRule:
    # "sum of paracetamol mg/day over all lines and current drugs"
    words = str(rule["count_of"]).split()
    if words[:2] != ["sum", "of"] or words[3] != "mg/day":
        raise ValueError(rule["count_of"])
    return SumRule(rule["id"], words[2], Decimal(rule["limit"]), Severity(rule["severity"]))


def _herbs(given: Mapping[str, Any], further: Sequence[Any]) -> HerbPairs:
    sides = given["tcm_eighteen_antagonisms"]
    antagonisms = tuple(
        (frozenset(sides[name]), frozenset(sides[f"{name.removesuffix('类')}反"]), name) for name in sides if not name.endswith("反")
    )
    pairs = [*given["tcm_nineteen_fears"], *(pair for group in further for pair in group)]
    return HerbPairs(antagonisms, frozenset(frozenset(pair) for pair in pairs))
