"""Decoction pieces as the rules see them: a product known by the herb's name, with the limits that a row gives it, else none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from app.domain.herbs import PREFIX
from app.rules.cells import positive_or_none
from app.rules.formulary import Ingredient, Product, unreviewed
from app.rules.tables import PROOF, Row, read_rows

FILE = "rx_herbs.csv"
_COLUMNS = ("names", "max_daily_g", "pregnancy", *PROOF)
_PREGNANCY = frozenset({"", "C", "A"})  # 禁用, 慎用


def read_herbs(data: bytes) -> Mapping[str, Product]:
    """Herbs with limits by their line id, under each of their names. Raises PackError for a cell that is not understood or a name twice."""
    found: dict[str, Product] = {}
    for row in read_rows(FILE, data, _COLUMNS):
        for name in row["names"].split(";"):
            if not name or PREFIX + name in found:
                raise row.refuse(f"names {name!r}")
            found[PREFIX + name] = _limited(name, row)
    return MappingProxyType(found)


def _limited(name: str, row: Row) -> Product:
    """The herb with its most a day in g, and what is said of pregnancy."""
    if row["pregnancy"] not in _PREGNANCY or not (row["pregnancy"] or row["max_daily_g"]):
        raise row.refuse(f"pregnancy {row['pregnancy']!r}")
    most = row.read("max_daily_g", positive_or_none)
    return replace(
        _of_name(name), max_daily=most, pregnancy=row["pregnancy"], source=row["source"], basis=row["basis"], limits_source=row["source"]
    )


def herb_product(drug: str) -> Product | None:
    """The product of ``herb:黄芪``; None for what is no herb's id. Its empty cells mean "not reviewed", as everywhere."""
    return _of_name(drug.removeprefix(PREFIX)) if drug.startswith(PREFIX) and drug != PREFIX else None


@lru_cache(maxsize=512)
def _of_name(name: str) -> Product:
    return unreviewed(
        id=PREFIX + name,
        name=name,
        name_en=name,  # a substance is told from others by it
        form="饮片",
        strength=Decimal(1),
        strength_unit="g",
        pack_unit="g",
        routes=frozenset({"oral", "topical"}),
        dose_unit="g",
        ingredients=(Ingredient(name, herb=True),),
        group="herb",
    )
