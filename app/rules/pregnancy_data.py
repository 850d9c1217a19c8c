"""What a drug means for an unborn child, as rows of data: how grave, and in which months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.rules.formulary import Product
from app.rules.interactions import tokens_of
from app.rules.tables import PROOF, Row, read_rows

FILE = "rx_pregnancy.csv"
_COLUMNS = ("products", "pregnancy", "advice_zh", *PROOF)
_NAMED = "name:"


class Pregnancy(StrEnum):
    """Grades as formulary.csv writes them; OK, here alone, says that somebody looked and that it may be used."""

    OK = "N"
    CARE = "W"
    REASON = "A"
    FORBIDDEN = "C"


_ORDER = tuple(Pregnancy)


@dataclass(frozen=True, slots=True)
class PregnancyRow:
    """``advice`` names months or circumstances, '' = none."""

    pregnancy: Pregnancy
    advice: str
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class PregnancyData:
    """Rows by the word that means their products: an ATC class or ``name:`` a product's whole name."""

    rows: Mapping[str, PregnancyRow] = field(default_factory=dict)

    def row_of(self, product: Product) -> PregnancyRow | None:
        """What holds for a product: its own name's row, else that of the closest class of its own code, else the gravest of its ingredients.

        A combination is harmless only where somebody looked at every part of it. None = nobody reviewed it.
        """
        own = self.rows.get(_NAMED + product.name) or self._closest(product.atc)
        if own is not None or not product.ingredient_atc:
            return own
        parts = [self._closest(code) for code in product.ingredient_atc]
        known = [row for row in parts if row is not None]
        gravest = max(known, key=lambda row: _ORDER.index(row.pregnancy), default=None)
        unsure = gravest is not None and gravest.pregnancy is Pregnancy.OK and len(known) < len(parts)
        return None if unsure else gravest

    def _closest(self, code: str) -> PregnancyRow | None:
        return next((self.rows[code[:length]] for length in range(len(code), 0, -1) if code[:length] in self.rows), None)


def read_pregnancy(data: bytes) -> PregnancyData:
    """Raises PackError naming the line: a word that means products otherwise, or that two rows name."""
    found: dict[str, PregnancyRow] = {}
    for row in read_rows(FILE, data, _COLUMNS):
        told = PregnancyRow(row.read("pregnancy", Pregnancy), row["advice_zh"], row["source"], row["basis"])
        for word in _words(row):
            if word in found:
                raise row.refuse(f"products {word!r} twice")
            found[word] = told
    return PregnancyData(found)


def _words(row: Row) -> tuple[str, ...]:
    words = tuple(token.text for token in row.read("products", tokens_of))
    strange = [word for word in words if not (word.startswith(_NAMED) or word.isalnum())]
    if strange:
        raise row.refuse(f"products {strange[0]!r}")
    return words
