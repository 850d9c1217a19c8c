"""The rule pack: formulary, interactions, severities, vocabularies and policy, read once, with version and hash."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.rules import further, herbs, organ_data
from app.rules.findings import Severity
from app.rules.formulary import PackError, Product, read_formulary
from app.rules.interactions import (
    GRADES,
    InteractionData,
    Token,
    count_rule,
    many_rule,
    pair_rule,
    read_interactions,
    read_pairs,
)
from app.rules.organ_data import OrganData, read_organs
from app.rules.shipped import json_decimal, shipped_bytes
from app.rules.tightened import narrowed, tightened
from app.rules.words import Vocabulary, read_vocabulary

BASE_FILES = ("formulary.csv", "interactions.json", "condition_severity.json", "codesets.json", "diagnoses_common.csv", "rx_policy.toml")
ADDITIONS = "rx_additions.toml"
PAIRS = "rx_pairs.csv"
MANY = "rx_many.toml"
FURTHER_FILES = (ADDITIONS, PAIRS, MANY, *herbs.FILES, *further.FILES, *organ_data.FILES)
"""What the product adds to the base pack; the shared cases are evaluated without it."""
FILES = BASE_FILES + FURTHER_FILES
"""All that a whole pack consists of."""
DERIVED_TOKENS = ("elderly_avoid",)


@dataclass(frozen=True, slots=True)
class DoseCondition:
    """An interaction that counts only above a daily dose of side a."""

    rule: str
    drug: Token
    partners: tuple[Token, ...]
    above_per_day: Decimal


@dataclass(frozen=True, slots=True)
class SofterInteraction:
    """An interaction that is milder up to a daily dose of one drug."""

    rule: str
    drug: Token
    up_to_per_day: Decimal
    severity: Severity


@dataclass(frozen=True, slots=True)
class Pack:
    """Frozen data of all checks. ``policy`` is rx_policy.toml as read."""

    version: str
    sha256: str
    products: Mapping[str, Product]
    interactions: InteractionData
    condition_severity: Mapping[str, Mapping[str, Severity]]
    vocabulary: Vocabulary
    policy: Mapping[str, Any]
    allergy_pairs: Mapping[tuple[str, str], Severity]
    allergy_substances: Mapping[str, tuple[Token, ...]]
    dose_conditions: tuple[DoseCondition, ...]
    route_habits: Mapping[str, Mapping[str, Severity]]
    softer_interactions: tuple[SofterInteraction, ...]
    organs: OrganData = field(default_factory=OrganData)
    herbs: Mapping[str, Product] = field(default_factory=dict)
    sources: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(product id, limit or condition) → the document the single row names; else the product's own source holds."""

    def product(self, drug: str) -> Product | None:
        """A product, or a herb by its name; None for what nobody here knows."""
        return self.products.get(drug) or self.herbs.get(drug) or herbs.herb_product(drug)

    def source_of(self, product: str, what: str, otherwise: str) -> str:
        """Where a limit or condition of a product stands: the single row that added it, else ``otherwise``."""
        return self.sources.get((product, what), otherwise)

    @property
    def label(self) -> str:
        """Version and the start of the hash, as audit and print show it."""
        return f"{self.version}/{self.sha256[:12]}"


def load_pack(additions: bool = True, read: Callable[[str], bytes] = shipped_bytes) -> Pack:
    """Read the shipped files, or those ``read`` gives. ``additions`` False = the base pack alone.

    Raises PackError when a file is missing or broken: a pack is whole or there is none.
    """
    names = FILES if additions else BASE_FILES
    try:
        data = {name: read(name) for name in names}
    except OSError as error:
        raise PackError("pack_missing", file=str(getattr(error, "filename", "") or "")) from error
    try:
        return _extended(_build(data), data) if additions else _build(data)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise PackError("pack_broken", file="rx_policy.toml", place=str(error)) from error


def _build(data: Mapping[str, bytes]) -> Pack:
    products = read_formulary(data["formulary.csv"])
    policy = _toml(data["rx_policy.toml"])
    added = _toml(data.get(ADDITIONS, b""))
    return Pack(
        version="+".join(part["policy_id"] for part in (policy, added) if part),
        sha256=_digest(data),
        products=MappingProxyType(dict(products)),
        interactions=_interactions(data, added),
        condition_severity=_severities(json_decimal(data["condition_severity.json"])),
        vocabulary=read_vocabulary(data["codesets.json"], data["diagnoses_common.csv"], products.values(), _policy_tokens(policy)),
        policy=policy,
        allergy_pairs={(group, other): Severity(severity) for group, other, severity in policy["allergy"]["pairs"]},
        allergy_substances={token: _tokens(words) for token, words in policy["allergy"]["substances"].items()},
        dose_conditions=tuple(_dose_condition(row) for row in policy["interaction_doses"]),
        route_habits=_severities(added.get("route_habits", {})),
        softer_interactions=tuple(_softer(row) for row in added.get("softer_interactions", ())),
    )


def _extended(pack: Pack, data: Mapping[str, bytes]) -> Pack:
    more = further.read_further(data, pack.products, pack.condition_severity, pack.vocabulary)
    organs, added = read_organs(data), _toml(data[ADDITIONS])
    return replace(
        pack,
        products=tightened(more.products, added),
        condition_severity=more.severities,
        vocabulary=more.vocabulary.with_results(organs.condition_words).with_spoken(added.get("spoken_conditions", {})),
        organs=organs,
        interactions=narrowed(replace(pack.interactions, infusions=(*pack.interactions.infusions, *more.infusions)), added),
        herbs=herbs.read_herbs(data),
        sources=more.sources,
    )


def _interactions(data: Mapping[str, bytes], added: Mapping[str, Any]) -> InteractionData:
    base, many = read_interactions(data["interactions.json"]), _toml(data.get(MANY, b""))
    pairs = read_pairs(PAIRS, data[PAIRS]) if PAIRS in data else ()
    return replace(
        base,
        pairs=(*base.pairs, *(pair_rule(rule) for rule in added.get("interactions", ())), *pairs),
        many=(*base.many, *(many_rule(rule) for rule in many.get("together", ()))),
        counts=tuple(count_rule(rule) for rule in many.get("counts", ())),
    )


def _toml(data: bytes) -> Mapping[str, Any]:
    return tomllib.loads(data.decode(), parse_float=Decimal)


def _digest(data: Mapping[str, bytes]) -> str:
    """One hash over names and contents in a fixed order."""
    whole = hashlib.sha256()
    for name in sorted(data):
        whole.update(f"{name}:{len(data[name])}\n".encode() + data[name])
    return whole.hexdigest()


def _severities(given: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, Severity]]:
    return {name: {key: Severity(word) for key, word in row.items()} for name, row in given.items()}


def _tokens(words: list[str]) -> tuple[Token, ...]:
    return tuple(Token(word) for word in words)


def _policy_tokens(policy: Mapping[str, Any]) -> tuple[str, ...]:
    return (*policy["contraindication"]["block"], *DERIVED_TOKENS)


def _dose_condition(row: Mapping[str, Any]) -> DoseCondition:
    return DoseCondition(row["rule"], Token(row["drug"]), _tokens(row["partners"]), Decimal(row["above_per_day"]))


def _softer(row: Mapping[str, Any]) -> SofterInteraction:
    return SofterInteraction(row["rule"], Token(row["drug"]), Decimal(row["up_to_per_day"]), GRADES[row["severity"]])
