"""A counter with two batches of a drug on the shelf and a sheet that may be given out."""

from __future__ import annotations

from datetime import date

from app.services.stock import Stock

OLD, NEW = date(2026, 4, 30), date(2027, 1, 31)
FIRST, SECOND, THIRD = "84144500000000000001", "84144500000000000002", "81234560000000000003"
"""Platform codes: the first two name the same product (their first seven digits)."""


def shelve(stock: Stock, drug: str = "amlodipine-tab", old: int = 28, new: int = 56) -> None:
    """Two batches; the one that expires first came in last."""
    if new:
        stock.receive(drug, "N1", NEW, new, "县医药公司 0305-1")
    if old:
        stock.receive(drug, "O1", OLD, old)


def left(stock: Stock, drug: str = "amlodipine-tab") -> dict[str, int]:
    """Pieces by batch."""
    return {one.number: one.stock for one in stock.view(drug).batches}
