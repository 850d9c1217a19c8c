"""Products beyond the base formulary: what is true of a substance once, and the products that are made of it (README of app/data)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from app.rules.cells import positive, positive_or_none
from app.rules.findings import Severity
from app.rules.formulary import Product, check_cell, read_product
from app.rules.tables import PROOF, Row, read_rows, words
from app.rules.words import Vocabulary

SUBSTANCES, PRODUCTS = "rx_substances.csv", "rx_products_more.csv"
_ATC = re.compile(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CHILD = {"child_per_kg_dose": "max_per_kg_dose", "child_per_kg_day": "max_per_kg_day", "child_min_age_years": "min_age_years"}
# Columns with the names and the meaning they have in formulary.csv
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
    """Cells that products share; ``severities`` of conditions named with one."""

    cells: Mapping[str, str]
    severities: Mapping[str, Severity]
    source: str = ""


def read_products(data: Mapping[str, bytes], severities: Mapping[str, Mapping[str, Severity]], vocabulary: Vocabulary) -> FurtherProducts:
    """``data`` by file name; products of the base formulary may lend their limits. Raises PackError naming file and line."""
    base = {row["id"]: row for row in csv.DictReader(io.StringIO(data["formulary.csv"].decode("utf-8-sig")))}
    known = {f"={key}": _Limits(cells, severities.get(key, {})) for key, cells in base.items()} | _substances(data[SUBSTANCES], vocabulary)
    found: dict[str, Product] = {}
    graded: dict[str, Mapping[str, Severity]] = {}
    for row in read_rows(PRODUCTS, data[PRODUCTS], PRODUCT_COLUMNS):
        if row["limits"] not in known:
            raise row.refuse(f"limits {row['limits']!r}")
        product = _product(row, known[row["limits"]])
        if product.id in base or product.id in found or not _KEY.fullmatch(product.id):
            raise row.refuse(f"id {product.id!r}")
        found[product.id], graded[product.id] = product, known[row["limits"]].severities
    return FurtherProducts(found, {key: value for key, value in graded.items() if value})


def _substances(data: bytes, vocabulary: Vocabulary) -> dict[str, _Limits]:
    found: dict[str, _Limits] = {}
    for row in read_rows(SUBSTANCES, data, SUBSTANCE_COLUMNS):
        if row["key"] in found or not _KEY.fullmatch(row["key"]):
            raise row.refuse(f"key {row['key']!r}")
        _check(row, _LIMITS)
        for column in ("atc", "ingredient_atc"):
            row.read(column, _atc_codes)
        if row["dose_unit"] not in UNITS:
            raise row.refuse(f"dose_unit {row['dose_unit']!r}")
        graded = row.read("conditions", _conditions)
        unknown = (set(graded) - vocabulary.condition_tokens) | ({row["allergy_group"]} - vocabulary.allergy_groups - {""})
        if unknown:
            raise row.refuse(", ".join(sorted(unknown)))
        shared = {column: row[column] for column in _LIMITS}
        more = {"condition_alerts": ";".join(graded), "child_limits": _child(row)}
        found[row["key"]] = _Limits(shared | more, {token: grade for token, grade in graded.items() if grade is not None}, row["source"])
    return found


def _product(row: Row, limits: _Limits) -> Product:
    own = {column: row[column] for column in _OWN}
    differing = {column: row[column].removeprefix(NONE) for column in _MAY_DIFFER if row[column]}
    cells = {**limits.cells, **own, **differing, "id": row["id"], "strength_unit": limits.cells["dose_unit"]}
    _check(row, (*_OWN, *(column for column in _MAY_DIFFER if row[column] != NONE)))
    row.read("strength", positive)
    row.read("pack_size", _count)
    if not words(row["route"].replace("/", ";")) or not set(row["route"].split("/")) <= ROUTES:
        raise row.refuse(f"route {row['route']!r}")
    if not all(row[column] for column in ("dosage_form", "pack_unit", "specification")):
        raise row.refuse("no form, unit or specification")
    made = {column: row[column] for column in ("specification", *PROOF)} | {"limits_source": limits.source}
    return row.read("id", lambda _: read_product(cells, **made))


def _check(row: Row, columns: Iterable[str]) -> None:
    for column in columns:
        if row[column]:  # every column may be empty
            row.read(column, partial(check_cell, column))


def _atc_codes(cell: str) -> tuple[str, ...]:
    codes = words(cell)
    if not all(_ATC.fullmatch(code) for code in codes):
        raise ValueError(cell)
    return codes


def _conditions(cell: str) -> dict[str, Severity | None]:
    """``asthma:override; gout`` → the tokens, graded where they say so."""
    parts = (part.partition(":") for part in words(cell))
    return {token: Severity(grade) if grade else None for token, _, grade in parts}


def _child(row: Row) -> str:
    given = {name: row.read(column, positive_or_none) for column, name in _CHILD.items()}
    return json.dumps({name: None if value is None else str(value) for name, value in given.items()}) if any(given.values()) else ""


def _count(cell: str) -> int:
    if not cell.isascii() or not cell.isdigit() or int(cell) < 1:
        raise ValueError(cell)
    return int(cell)
