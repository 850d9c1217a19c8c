"""Products of the formulary as frozen records; every number Decimal, every cell checked on reading."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from app.errors import KnownError
from app.rules.cells import not_negative
from app.rules.shipped import json_decimal

LABEL = "说明书"
_same_cells = lru_cache(maxsize=4096)  # products of one substance repeat its cells, and a pack is read more than once
_SOLID_FORMS = ("注射", "缓释", "控释")


class PackError(KnownError):
    """A data file cannot be used; ``facts`` name file and place. No rule runs on half a pack."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One component; ``amount`` as written (``250mg``, ``40-50%``) for one piece of the product."""

    name: str
    amount: str = ""
    herb: bool = False


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Per-kg limits in the product's dose unit, advisory until a pharmacist has signed them."""

    per_kg_dose: Decimal | None
    per_kg_day: Decimal | None
    min_age_years: Decimal | None


@dataclass(frozen=True, slots=True)
class AgeDose:
    """Limits below an age in years, in the product's dose unit."""

    under_years: Decimal
    max_single: Decimal | None
    max_daily: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class Product:
    """One product. Doses in ``dose_unit`` (UCUM); empty cells are None or '': not reviewed, never "no limit"."""

    id: str
    name: str
    name_en: str
    atc: str
    ingredient_atc: tuple[str, ...]
    form: str
    strength: Decimal | None
    strength_unit: str
    pack_unit: str
    routes: frozenset[str]
    dose_unit: str
    max_single: Decimal | None
    max_daily: Decimal | None
    max_daily_long_course: Decimal | None
    max_daily_old: Decimal | None
    max_weekly: Decimal | None
    min_interval_days: Decimal | None
    max_days: Decimal | None
    min_age_years: Decimal | None
    min_weight_kg: Decimal | None
    pregnancy: str
    ask_pregnancy: bool
    sex_limit: str
    skin_test: bool
    antibiotic_tier: str
    control_class: str
    allergy_group: str
    duplicate_groups: frozenset[str]
    ingredients: tuple[Ingredient, ...]
    condition_alerts: tuple[str, ...]
    child_limits: ChildLimits | None
    concentration: str
    group: str
    essential: str
    note: str
    specification: str = ""  # as printed on the box: 100mL:2g
    source: str = ""
    basis: str = ""
    limits_source: str = ""  # '' = the label
    age_doses: tuple[AgeDose, ...] = ()
    ways: tuple[str, ...] = ()  # of a herb: how it may be treated apart from the others when it is decocted, the usual one first
    ways_source: str = ""
    ways_basis: str = ""
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    """Every word by which rule data may mean the product (app.rules.interactions.Token), made once: rules ask for them thousands of times."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(_names(self)))

    def cited(self, source: str) -> str:
        """``说明书【禁忌】`` in the words of the document that the limits of this product come from."""
        return self.limits_source + source.removeprefix(LABEL) if self.limits_source and source.startswith(LABEL) else source

    @property
    def atc_codes(self) -> tuple[str, ...]:
        """Own code and those of the ingredients: a combination meets the rules of all its parts."""
        return (self.atc, *self.ingredient_atc) if self.atc else self.ingredient_atc

    @property
    def substances(self) -> frozenset[str]:
        """Names of active substances, herbs left out; a single substance is known by its English name."""
        named = frozenset(part.name for part in self.ingredients if not part.herb)
        return named or frozenset({self.name_en})

    @property
    def decoction_piece(self) -> bool:
        """饮片: always on a sheet of its own."""
        return self.form == "饮片"

    @property
    def release(self) -> str:
        """``inj``, ``er`` or ``other``, as the controlled-drug limits tell them apart."""
        for word, kind in zip(_SOLID_FORMS, ("inj", "er", "er"), strict=True):
            if word in self.form:
                return kind
        return "other"


def _names(product: Product) -> Iterator[str]:
    """Prefixes of its ATC codes, ``contains:`` each ingredient, ``herb:`` each herb, ``name:``, ``group:``, and ``*oral``."""
    for code in product.atc_codes:
        for length in range(1, len(code) + 1):
            yield code[:length]
    for part in product.ingredients:
        yield f"{'herb' if part.herb else 'contains'}:{part.name}"
    yield f"name:{product.name}"
    yield f"group:{product.group}"
    if "oral" in product.routes:
        yield "*oral"


def read_formulary(data: bytes) -> Mapping[str, Product]:
    """Products by id. Raises PackError for a bad cell or a repeated id."""
    products: dict[str, Product] = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))), start=2):
        try:
            product = read_product(row)
        except (KeyError, ValueError, InvalidOperation, TypeError) as error:
            raise PackError("pack_broken", file="formulary.csv", place=str(number)) from error
        if product.id in products:
            raise PackError("pack_broken", file="formulary.csv", place=product.id)
        products[product.id] = product
    if not products:
        raise PackError("pack_empty", file="formulary.csv")
    return products


def read_product(row: Mapping[str, str]) -> Product:
    """A product from cells by column name. Raises KeyError, ValueError or ArithmeticError."""
    values: dict[str, Any] = {field: read(row[column]) for field, (column, read) in _COLUMNS.items()}
    if not values["id"] or not values["name"]:
        raise ValueError("a product needs id and name")
    return Product(**values)


def unreviewed(**told: Any) -> Product:
    """A product whose row would be empty but for what is told: no limit of it was ever looked at."""
    return Product(**{**_empty(), **told})


@cache
def _empty() -> Mapping[str, Any]:
    return {field: read("") for field, (_, read) in _COLUMNS.items()}


def cell_reader(column: str) -> tuple[str, Callable[[str], Any]]:
    """The field of a product that a column of formulary.csv fills, and what reads a cell (ValueError, ArithmeticError). Raises KeyError."""
    return _readers()[column]


@cache
def _readers() -> Mapping[str, tuple[str, Callable[[str], Any]]]:
    return {column: (name, read) for name, (column, read) in _COLUMNS.items()}


def _number(cell: str) -> Decimal | None:
    return not_negative(cell) if cell else None


def _yes(cell: str) -> bool:
    if cell not in {"", "N", "Y"}:
        raise ValueError(cell)
    return cell == "Y"


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in {"", *allowed}:
            raise ValueError(cell)
        return cell

    return read


@_same_cells
def _parts(cell: str, separator: str = ";") -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


@_same_cells
def _ingredients(cell: str) -> tuple[Ingredient, ...]:
    return tuple(_ingredient(part) for part in _parts(cell))


def _ingredient(part: str) -> Ingredient:
    name, _, amount = part.partition(":")
    return Ingredient(amount.strip(), herb=True) if name == "herb" else Ingredient(name.strip(), amount.strip())


@_same_cells
def _child_limits(cell: str) -> ChildLimits | None:
    if not cell:
        return None
    given = json_decimal(cell.encode())
    return ChildLimits(*(_decimal(given[key]) for key in ("max_per_kg_dose", "max_per_kg_day", "min_age_years")))


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


_COLUMNS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "id": ("id", str),
    "name": ("name_zh", str),
    "name_en": ("name_en", str),
    "atc": ("atc", str),
    "ingredient_atc": ("ingredient_atc", _parts),
    "form": ("dosage_form", str),
    "strength": ("strength", _number),
    "strength_unit": ("strength_unit", str),
    "pack_unit": ("pack_unit", str),
    "routes": ("route", lambda cell: frozenset(_parts(cell, "/"))),
    "dose_unit": ("dose_unit", str),
    "max_single": ("max_single", _number),
    "max_daily": ("max_daily", _number),
    "max_daily_long_course": ("max_daily_if_days_over_10", _number),
    "max_daily_old": ("max_daily_age_ge_70", _number),
    "max_weekly": ("max_weekly", _number),
    "min_interval_days": ("min_interval_days", _number),
    "max_days": ("max_days", _number),
    "min_age_years": ("min_age_years", _number),
    "min_weight_kg": ("min_weight_kg", _number),
    "pregnancy": ("pregnancy", _one_of("A", "C", "W")),
    "ask_pregnancy": ("ask_pregnancy_f_12_50", _yes),
    "sex_limit": ("sex_limit", _one_of("M", "F")),
    "skin_test": ("skin_test", _yes),
    "antibiotic_tier": ("antibiotic_tier", _one_of("非限制", "限制", "特殊")),
    "control_class": ("control_class", _one_of("麻", "精一", "精二", "毒")),
    "allergy_group": ("allergy_group", str),
    "duplicate_groups": ("dup_group", lambda cell: frozenset(_parts(cell))),
    "ingredients": ("contains", _ingredients),
    "condition_alerts": ("condition_alerts", _parts),
    "child_limits": ("child_limits", _child_limits),
    "concentration": ("concentration", str),
    "group": ("group", str),
    "essential": ("essential_2018", str),
    "note": ("note", str),
}
