"""What the program's own files say of products beside the rules: packs, former and trade names, usual doses."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.rules.further_products import PRODUCT_COLUMNS, PRODUCTS
from app.rules.shipped import shipped_bytes
from app.rules.tables import read_rows


@dataclass(frozen=True, slots=True)
class ProductCard:
    """What the rule pack does not say: pieces in a pack and its word, former and trade names, the usual dose (a proposal)."""

    id: str
    pack_size: int
    pack_word: str
    old_names: tuple[str, ...]
    usual_single: Decimal | None
    usual_frequency: str


@cache
def product_cards() -> Mapping[str, ProductCard]:
    """All cards by product id, those of the further products among them."""
    rows = csv.DictReader(io.StringIO(shipped_bytes("rx_products.csv").decode("utf-8-sig")))
    further = read_rows(PRODUCTS, shipped_bytes(PRODUCTS), PRODUCT_COLUMNS)
    return {row["id"]: _card(row) for row in (*rows, *(row.cells for row in further))}


def _card(row: Mapping[str, str]) -> ProductCard:
    usual = Decimal(row["usual_single"]) if row["usual_single"] else None
    names = tuple(name for name in row["old_names"].split(";") if name)
    return ProductCard(row["id"], int(row["pack_size"] or 1), row["pack_word"], names, usual, row["usual_frequency"])
