"""Interaction rules as data: what a product must be to meet a rule, pairs, infusions, many drugs, herbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.rules.findings import Severity
from app.rules.formulary import PackError, Product
from app.rules.pair_index import PairIndex
from app.rules.shipped import json_decimal
from app.rules.tables import read_rows, words

GRADES = {"contraindicated": Severity.BLOCK, "major": Severity.OVERRIDE, "moderate": Severity.WARN}
PAIR_SOURCE = "说明书【药物相互作用】"
INFUSION_SOURCE = "配伍禁忌表"
_PREFIXES = ("contains", "herb", "name", "group")


@dataclass(frozen=True, slots=True)
class Token:
    """What a product must be: an ATC prefix, ``contains:`` an ingredient, ``herb:``, ``name:`` this product, ``group:``, or ``*oral``."""

    text: str

    def meets(self, product: Product) -> bool:
        """Whether the product is of this kind, by its own ATC code or one of its ingredients'."""
        return self.text in product.names


def meets_any(product: Product, tokens: Iterable[Token]) -> bool:
    """Whether one of the tokens describes the product."""
    names = product.names
    return any(token.text in names for token in tokens)


@dataclass(frozen=True, slots=True)
class PairRule:
    """Two sides that should not meet. ``route``: the second side counts only when given that way.

    ``basis``: the mechanism it rests on. ``source``: where it is written; advisory until the institution's pharmacist has signed.
    """

    id: str
    a: tuple[Token, ...]
    b: tuple[Token, ...]
    severity: Severity
    effect: str
    advice: str
    route: str = ""
    source: str = PAIR_SOURCE
    basis: str = ""

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
class CountRule:
    """So many different products of one kind together, more than any pair of them says."""

    id: str
    kind: tuple[Token, ...]
    at_least: int
    severity: Severity
    effect: str
    advice: str
    from_years: int = 0


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
    """Everything read from interactions.json and what the further files add. ``index`` numbers ``pairs``."""

    pairs: tuple[PairRule, ...]
    infusions: tuple[PairRule, ...]
    many: tuple[ManyRule, ...]
    sums: tuple[SumRule, ...]
    herbs: HerbPairs
    counts: tuple[CountRule, ...] = ()
    index: PairIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        texts = (([token.text for token in rule.a], [token.text for token in rule.b]) for rule in self.pairs)
        object.__setattr__(self, "index", PairIndex(texts))


def read_interactions(data: bytes) -> InteractionData:
    """Parse interactions.json. Raises PackError when it is not what the checks expect."""
    try:
        given = json_decimal(data)
        many = given["many_drug_rules"]
        return InteractionData(
            tuple(pair_rule(rule) for rule in given["interactions"]),
            tuple(pair_rule({"source": INFUSION_SOURCE} | rule, "contraindicated") for rule in given["iv_incompatibilities"]),
            tuple(many_rule(rule) for rule in many if isinstance(rule, dict) and "all_of" in rule),
            tuple(_sum(rule) for rule in many if isinstance(rule, dict) and "count_of" in rule),
            _herbs(given, [rule for rule in many if isinstance(rule, list)]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PackError("pack_broken", file="interactions.json", place=str(error)) from error


def _tokens(words: Iterable[str]) -> tuple[Token, ...]:
    return tuple(read_token(word) for word in words)


def read_token(word: str) -> Token:
    """A token as the data write it. Raises ValueError for anything else."""
    kind, mark, rest = word.partition(":")
    known = (kind in _PREFIXES and rest) if mark else (word == "*oral" or word.isalnum())
    if not known:
        raise ValueError(word)
    return Token(word)


def tokens_of(cell: str) -> tuple[Token, ...]:
    """The tokens of a cell, ``;`` between them. Raises ValueError for none."""
    found = _tokens(words(cell))
    if not found:
        raise ValueError(cell)
    return found


def pair_rule(rule: Mapping[str, Any], grade: str = "") -> PairRule:
    """One rule of the data; ``grade`` where the rule names none. Raises KeyError or ValueError."""
    severity = GRADES[rule.get("severity") or grade]
    return PairRule(
        rule["id"],
        _tokens(rule["a"]),
        _tokens(rule["b"]),
        severity,
        rule["effect_zh"],
        rule["advice_zh"],
        rule.get("route") or "",
        rule.get("source") or PAIR_SOURCE,
        rule.get("basis") or "",
    )


PAIR_COLUMNS = ("id", "a", "b", "severity", "route", "effect_zh", "advice_zh", "basis", "source")


def read_pairs(file: str, data: bytes) -> tuple[PairRule, ...]:
    """Pair rules of a table; tokens of one side are separated by ``;``. Raises PackError naming the line."""
    found = []
    for row in read_rows(file, data, PAIR_COLUMNS):
        try:
            found.append(pair_rule({**row.cells, "a": words(row["a"]), "b": words(row["b"])}))
        except (KeyError, ValueError) as error:
            raise row.refuse(str(error)) from error
    return tuple(found)


def many_rule(rule: Mapping[str, Any]) -> ManyRule:
    """One product of every group together. Raises KeyError or ValueError."""
    groups = tuple(_tokens(group) for group in rule["all_of"])
    return ManyRule(rule["id"], groups, GRADES[rule["severity"]], rule["effect_zh"], rule["advice_zh"])


def count_rule(rule: Mapping[str, Any]) -> CountRule:
    """So many of a kind. Raises KeyError or ValueError."""
    least = int(rule["at_least"])
    return CountRule(
        rule["id"],
        _tokens(rule["any_of"]),
        least,
        GRADES[rule["severity"]],
        rule["effect_zh"],
        rule["advice_zh"],
        int(rule.get("from_years", 0)),
    )


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
