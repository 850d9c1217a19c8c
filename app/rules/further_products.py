"""Products beyond the base formulary: what is true of a substance once, and the products that are made of it (README of app/data)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.rules.cells import positive, positive_or_none
from app.rules.findings import Severity
from app.rules.formulary import ChildLimits, Product, cell_reader, unreviewed
from app.rules.tables import PROOF, Row, read_rows, words
from app.rules.words import Vocabulary

SUBSTANCES, PRODUCTS = "rx_substances.csv", "rx_products_more.csv"
_ATC = re.compile(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CHILD = ("child_per_kg_dose", "child_per_kg_day", "child_min_age_years")
_LIMITS = (
    "name_en",
    "atc",
    "ingredient_atc",
    "group",
    "dose_unit",
    "max_single",
    "max_daily",
    "max_daily_if_days_over_10",
    "max_daily_age_ge_70",
    "max_weekly",
    "min_interval_days",
    "max_days",
    "min_age_years",
    "min_weight_kg",
    "pregnancy",
    "ask_pregnancy_f_12_50",
    "sex_limit",
    "skin_test",
    "antibiotic_tier",
    "control_class",
    "allergy_group",
    "dup_group",
    "contains",
)
_OWN = ("name_zh", "dosage_form", "strength", "pack_unit", "route", "concentration", "essential_2018", "note")
_MAY_DIFFER = ("max_single", "max_daily", "max_days", "min_age_years", "skin_test", "antibiotic_tier", "contains")
SUBSTANCE_COLUMNS = ("key", *_LIMITS, "conditions", *_CHILD, *PROOF)
PRODUCT_COLUMNS = (
    "id",
    "limits",
    *_OWN,
    "specification",
    *_MAY_DIFFER,
    "pack_size",
    "pack_word",
    "old_names",
    "usual_single",
    "usual_frequency",
    *PROOF,
)
NONE = "-"
UNITS = frozenset(
    {
        *("mg", "g", "ug", "mL", "[iU]", "mmol", "[drp]"),
        *("{tbl}", "{cap}", "{pill}", "{sachet}", "{ampoule}", "{bottle}", "{patch}", "{spray}", "{piece}"),
    }
)
ROUTES = frozenset(
    {
        *("oral", "sublingual", "iv", "im", "subcut", "inhalation", "nebulised", "topical", "rectal"),
        *("eye", "ear", "nasal", "vaginal", "intradermal", "infiltration", "gargle"),
    }
)


@dataclass(frozen=True, slots=True)
class FurtherProducts:
    """Products by id, and how grave a condition is for one of them where it differs from the policy."""

    products: Mapping[str, Product]
    severities: Mapping[str, Mapping[str, Severity]]


@dataclass(frozen=True, slots=True)
class _Limits:
    """Fields that products share, read once for all of them; ``severities`` of conditions named with one."""

    fields: Mapping[str, Any]
    severities: Mapping[str, Severity]
    source: str = ""


def read_products(
    data: Mapping[str, bytes], base: Mapping[str, Product], severities: Mapping[str, Mapping[str, Severity]], vocabulary: Vocabulary
) -> FurtherProducts:
    """``data`` by file name; products of the base formulary may lend their limits. Raises PackError naming file and line."""
    lent = {f"={key}": _Limits(_lent(product), severities.get(key, {})) for key, product in base.items()}
    known = lent | _substances(data[SUBSTANCES], vocabulary)
    found: dict[str, Product] = {}
    graded: dict[str, Mapping[str, Severity]] = {}
    for row in read_rows(PRODUCTS, data[PRODUCTS], PRODUCT_COLUMNS):
        if row["limits"] not in known:
            raise row.refuse(f"limits {row['limits']!r}")
        if row["id"] in base or row["id"] in found or not _KEY.fullmatch(row["id"]):
            raise row.refuse(f"id {row['id']!r}")
        found[row["id"]], graded[row["id"]] = _product(row, known[row["limits"]]), known[row["limits"]].severities
    return FurtherProducts(found, {key: value for key, value in graded.items() if value})


def _lent(product: Product) -> Mapping[str, Any]:
    """What another product of the same substance has from this one: all that is not its own box."""
    names = (*(cell_reader(column)[0] for column in _LIMITS), "condition_alerts", "child_limits")
    return {name: getattr(product, name) for name in names}


def _substances(data: bytes, vocabulary: Vocabulary) -> dict[str, _Limits]:
    found: dict[str, _Limits] = {}
    for row in read_rows(SUBSTANCES, data, SUBSTANCE_COLUMNS):
        if row["key"] in found or not _KEY.fullmatch(row["key"]):
            raise row.refuse(f"key {row['key']!r}")
        for column in ("atc", "ingredient_atc"):
            row.read(column, _atc_codes)
        if row["dose_unit"] not in UNITS:
            raise row.refuse(f"dose_unit {row['dose_unit']!r}")
        graded = row.read("conditions", _conditions)
        unknown = (set(graded) - vocabulary.condition_tokens) | ({row["allergy_group"]} - vocabulary.allergy_groups - {""})
        if unknown:
            raise row.refuse(", ".join(sorted(unknown)))
        fields = _fields(row, (column for column in _LIMITS if row[column]))
        more = {"condition_alerts": tuple(graded), "child_limits": _child(row)}
        found[row["key"]] = _Limits(fields | more, {token: grade for token, grade in graded.items() if grade is not None}, row["source"])
    return found


def _product(row: Row, limits: _Limits) -> Product:
    row.read("strength", positive)
    row.read("pack_size", _count)
    if not words(row["route"].replace("/", ";")) or not set(row["route"].split("/")) <= ROUTES:
        raise row.refuse(f"route {row['route']!r}")
    if not all(row[column] for column in ("name_zh", "dosage_form", "pack_unit", "specification")):
        raise row.refuse("no name, form, unit or specification")
    none = dict.fromkeys((column for column in _MAY_DIFFER if row[column] == NONE), "")
    own = _fields(row, (*_OWN, *(column for column in _MAY_DIFFER if row[column] and column not in none)))
    lost = {name: read(cell) for column, cell in none.items() for name, read in [cell_reader(column)]}
    made = {column: row[column] for column in ("id", "specification", *PROOF)} | {"limits_source": limits.source}
    return unreviewed(**{**limits.fields, **own, **lost, **made, "strength_unit": limits.fields["dose_unit"]})


def _fields(row: Row, columns: Iterable[str]) -> dict[str, Any]:
    """Fields of a product from columns with the names and the meaning that they have in formulary.csv."""
    readers = ((column, *cell_reader(column)) for column in columns)
    return {name: row.read(column, read) for column, name, read in readers}


def _atc_codes(cell: str) -> tuple[str, ...]:
    codes = words(cell)
    if not all(_ATC.fullmatch(code) for code in codes):
        raise ValueError(cell)
    return codes


def _conditions(cell: str) -> dict[str, Severity | None]:
    """``asthma:override; gout`` → the tokens, graded where they say so."""
    parts = (part.partition(":") for part in words(cell))
    return {token: Severity(grade) if grade else None for token, _, grade in parts}


def _child(row: Row) -> ChildLimits | None:
    """In the order of the fields: a dose, a day, the lowest age."""
    given = [row.read(column, positive_or_none) for column in _CHILD]
    return ChildLimits(*given) if any(given) else None


def _count(cell: str) -> int:
    if not cell.isascii() or not cell.isdigit() or int(cell) < 1:
        raise ValueError(cell)
    return int(cell)
