"""Codes and spoken words of allergies and conditions mapped to the rules' tokens (H28).

What cannot be mapped is reported, never dropped: the checks then say that it "cannot be compared automatically".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from app.domain.ids import tidy
from app.rules.formulary import PackError, Product
from app.rules.shipped import json_decimal

_ICD = re.compile(r"[A-Z]\d{2}(\.[0-9X]{1,3}(X\d{3})?)?")
_ICD_RANGE = re.compile(r"([A-Z])(\d{2})-([A-Z])(\d{2})")
_EXCEPT = re.compile(r"\(not ([A-Z0-9.]+)\)")
_SEPARATORS = re.compile(r"[、,，;；/和及]|\s+")
_REACTION = re.compile(r"(后|有|起|出|全身|过敏性|引起的?)*(皮疹|药疹|红疹|皮肤瘙痒|瘙痒|荨麻疹|休克|水肿|呼吸困难|反应)$")
_NOISE = re.compile(r"^对|过敏史|过敏$|类药物?$|类$")


@dataclass(frozen=True, slots=True)
class AllergyTargets:
    """What one allergy is compared with: rule groups and ATC substances; neither = not comparable."""

    groups: frozenset[str] = frozenset()
    substances: frozenset[str] = frozenset()  # ATC level 5
    products: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether the words were understood."""
        return bool(self.groups or self.substances or self.products)


@dataclass(frozen=True, slots=True)
class IcdRule:
    """ICD-10 prefixes that give a token, and prefixes that do not."""

    prefixes: frozenset[str]
    excluded: frozenset[str]

    def meets(self, code: str) -> bool:
        """``code`` dotted, upper case; WHO and Chinese extensions alike."""
        return any(code.startswith(p) for p in self.prefixes) and not any(code.startswith(p) for p in self.excluded)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Both maps and the names of common diagnoses."""

    allergy_words: Mapping[str, str]
    allergy_groups: frozenset[str]
    conditions: Mapping[str, IcdRule]
    condition_tokens: frozenset[str]
    diagnosis_codes: Mapping[str, str]
    test_results: Mapping[str, str] = field(default_factory=dict)
    """A laboratory result as it is written, letters and digits only (``HLAB1502阴性``) → its condition token."""

    def with_conditions(self, codes: Mapping[str, IcdRule]) -> Vocabulary:
        """The same, with further condition tokens and the ICD-10 codes that give them."""
        return replace(self, conditions={**self.conditions, **codes}, condition_tokens=self.condition_tokens | set(codes))

    def with_results(self, results: Mapping[str, str]) -> Vocabulary:
        """The same, with results of laboratory tests that are condition tokens."""
        return replace(self, test_results=results, condition_tokens=self.condition_tokens | set(results.values()))

    def with_spoken(self, words: Mapping[str, Iterable[str]]) -> Vocabulary:
        """The same, with what people call a disease (ICD-10 code → words); names of the list of diagnoses stand. Raises ValueError."""
        spoken = {tidy(word): code for code, several in words.items() for word in several}
        strange = [code for code in words if not _ICD.fullmatch(code)]
        if strange:
            raise ValueError(strange[0])
        return replace(self, diagnosis_codes={**spoken, **self.diagnosis_codes})

    def allergy(self, words: str, token: str, products: Iterable[Product]) -> AllergyTargets:
        """Targets of an allergy given as a token, form code, spoken word, drug name or ATC code."""
        if token in self.allergy_groups:
            return AllergyTargets(groups=frozenset({token}))
        text = tidy(token or words)
        if text in self.allergy_groups:
            return AllergyTargets(groups=frozenset({text}))
        heard = frozenset(group for word, group in self.allergy_words.items() if _hears(text, word))
        hits = _drugs(text, products)
        codes = frozenset(product.atc for product in hits if len(product.atc) == 7)
        groups = frozenset(product.allergy_group for product in hits if product.allergy_group)
        return AllergyTargets(heard | groups, codes, frozenset(product.id for product in hits))

    def condition(self, text: str) -> frozenset[str] | None:
        """Tokens of a rule token, ICD-10 code or diagnosis name; None = words that cannot be compared."""
        word = tidy(text)
        if word in self.condition_tokens:
            return frozenset({word})
        code = self.icd10(word)
        if code is not None:
            return frozenset(token for token, rule in self.conditions.items() if rule.meets(code))
        result = self.test_results.get("".join(sign for sign in word.upper() if sign.isalnum()))
        return None if result is None else frozenset({result})

    def icd10(self, text: str) -> str | None:
        """The code of an ICD-10 code or a common diagnosis' name, upper case; None for other words."""
        word = tidy(text)
        code = word.upper() if _ICD.fullmatch(word.upper()) else self.diagnosis_codes.get(word)
        return None if code is None else code.upper()


def read_vocabulary(codesets: bytes, diagnoses: bytes, products: Iterable[Product], tokens: Iterable[str]) -> Vocabulary:
    """From codesets.json and diagnoses_common.csv. ``tokens``: further condition tokens the rules know."""
    products = list(products)
    try:
        given = json_decimal(codesets)
        conditions = {token: icd_rule(text) for token, text in given["condition_map"].items()}
        allergy_words = dict(_allergy_words(given["allergy_map"]))
        names = dict(_diagnosis_names(diagnoses))
        if not names:
            raise ValueError("no diagnoses")
    except (KeyError, TypeError, ValueError) as error:
        raise PackError("pack_broken", file="codesets.json, diagnoses_common.csv", place=str(error)) from error
    groups = {product.allergy_group for product in products if product.allergy_group} | set(allergy_words.values())
    known = {token for product in products for token in product.condition_alerts} | set(conditions) | set(tokens)
    return Vocabulary(allergy_words, frozenset(groups), conditions, frozenset(known), names)


def split_words(text: str) -> tuple[str, ...]:
    """``青霉素、磺胺`` → the single words; each is understood or reported on its own."""
    return tuple(part for part in _SEPARATORS.split(tidy(text)) if part)


def _hears(text: str, word: str) -> bool:
    # a form code ("2") must be the whole answer; a spoken word may stand inside a sentence
    return text == word if word.isdigit() else word.upper() in text.upper()


def drug_word(text: str) -> str:
    """What is left of an allergy when everything but the drug is taken away: 对阿莫西林皮疹 → 阿莫西林."""
    return _NOISE.sub("", _REACTION.sub("", tidy(text)))


def _drugs(text: str, products: Iterable[Product]) -> list[Product]:
    name = drug_word(text)
    return [product for product in products if _named(product, name)] if len(name) > 1 else []


def _named(product: Product, name: str) -> bool:
    if name in plain_name(product.name):
        return True
    if not name.isascii():  # ids, English names and codes are none of these
        return False
    lower = name.lower()
    return lower in {product.id, product.name_en.lower(), product.atc.lower()}


plain_name = cache(tidy)
"""Names on boxes have full-width brackets and Roman numbers; what was told is compared without either."""


def _allergy_words(given: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for words, token in given.items():
        form_code, _, name = words.partition(" ")
        for word in (form_code, name) if form_code.isdigit() else words.split("|"):
            yield word, token


def _diagnosis_names(data: bytes) -> Iterable[tuple[str, str]]:
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))):
        for column in ("who_name_zh", "display_zh"):
            yield row[column], row["icd10"]


def icd_rule(text: str) -> IcdRule:
    """``K70-K77 (not K76.0),B18`` and its like; ``(not by code)`` gives a rule that never fires."""
    if text == "(not by code)":
        return IcdRule(frozenset(), frozenset())
    excluded = frozenset(_EXCEPT.findall(text))
    bare = _EXCEPT.sub("", text).partition(" or ")[0]
    return IcdRule(frozenset(prefix for part in bare.split(",") for prefix in _prefixes(part.strip())), excluded)


def _prefixes(part: str) -> Iterable[str]:
    found = _ICD_RANGE.fullmatch(part)
    if found is None:
        if not _ICD.fullmatch(part):
            raise ValueError(part)
        return [part]
    letter, first, other_letter, last = found.groups()
    if letter != other_letter:
        raise ValueError(part)
    return [f"{letter}{number:02d}" for number in range(int(first), int(last) + 1)]
