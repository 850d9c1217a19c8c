"""Decoction pieces as the rules see them: a product known by the herb's name, with the limits and the handling that rows give it, else none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from app.domain.herbs import PREFIX, WAYS
from app.rules.cells import positive_or_none
from app.rules.formulary import Ingredient, Product, unreviewed
from app.rules.tables import PROOF, Row, read_rows, words

FILE, HANDLING = "rx_herbs.csv", "rx_herb_handling.csv"
FILES = (FILE, HANDLING)
_COLUMNS = ("names", "max_daily_g", "pregnancy", *PROOF)
_HANDLING_COLUMNS = ("names", "ways", "control", *PROOF)
_CONTROL = frozenset({"", "毒"})
_PREGNANCY = frozenset({"", "C", "A"})  # 禁用, 慎用


def read_herbs(data: Mapping[str, bytes]) -> Mapping[str, Product]:
    """Herbs with limits or a handling by their line id, under each of their names; ``data`` by file name.

    Raises PackError for a cell that is not understood, or a name twice in one file.
    """
    found = {PREFIX + name: _limited(name, row) for row, name in _named(FILE, data[FILE], _COLUMNS)}
    for row, name in _named(HANDLING, data[HANDLING], _HANDLING_COLUMNS):
        found[PREFIX + name] = _handled(found.get(PREFIX + name) or _of_name(name), row)
    return MappingProxyType(found)


def _named(file: str, data: bytes, columns: tuple[str, ...]) -> Iterator[tuple[Row, str]]:
    told: set[str] = set()
    for row in read_rows(file, data, columns):
        for name in row["names"].split(";"):
            if not name or name in told:
                raise row.refuse(f"names {name!r}")
            told.add(name)
            yield row, name


def _handled(herb: Product, row: Row) -> Product:
    """The herb with how it is decocted apart from others, and whether the law counts it among the toxic ones."""
    ways = words(row["ways"])
    if not set(ways) <= set(WAYS) or row["control"] not in _CONTROL or not (ways or row["control"]):
        raise row.refuse(f"ways {row['ways']!r}, control {row['control']!r}")
    return replace(herb, ways=ways, control_class=row["control"], ways_source=row["source"], ways_basis=row["basis"])


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
