"""The drug list on show: stock and states of a few products, a pharmacist's look at one of them, and a file about to be taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.formulary import Batch, FormularyEntry, OwnProduct, ProductSource
from app.errors import KnownError
from app.rules.pack import load_pack
from app.services.drug_search import matches, product_row, stock_text
from app.services.formulary import ALL, VIEWS, BatchRow, FormularyList, ProductDetails, is_in
from app.services.formulary_import import CHANGED, NEW, FormularyPlan, Planned
from app.services.list_rows import Columns, Refusal
from app.services.shelf import Shelf, shelf_of
from app.services.table_file import Cell, Row
from ui.gallery import Entry as Shown
from ui.pages.formulary.model import FormularyModel
from ui.pages.formulary.page import FormularyPage
from ui.pages.on_show import on_show

NOW, TODAY = datetime(2026, 3, 5, 2, 20, tzinfo=UTC), date(2026, 3, 5)
_GRANULES = OwnProduct("柳河清脑颗粒", "颗粒剂", Decimal(4), "g", "袋", "某药业")
_SHIPPED = ("amlodipine-tab", "metformin-tab", "amoxicillin-cap", "benzylpenicillin-inj", "nifedipine-cr-tab", "simvastatin-tab")
ENTRIES_SHOWN = (
    FormularyEntry("amlodipine-tab", 1260, (Batch("240611", date(2027, 5, 31), 336),), insurance="甲"),
    FormularyEntry("metformin-tab", 520, (Batch("2309", date(2026, 4, 30), 60), Batch("2411", date(2027, 10, 31), 480)), insurance="甲"),
    FormularyEntry("amoxicillin-cap", 980, (Batch("A1802", date(2026, 1, 31), 48), Batch("A1907", date(2027, 6, 30), 24)), insurance="甲"),
    FormularyEntry("benzylpenicillin-inj", 85, (Batch("P07", date(2027, 2, 28), 0),), insurance="甲", hidden=True),
    FormularyEntry(
        "nifedipine-cr-tab",
        *(3150, ()),
        insurance="乙",
        source=ProductSource.COUNTY,
        version="2026-3",
        catalogue="https://county.example/fhir",
        withdrawn_at="2026-03-04T16:00:00.000Z",
    ),
    FormularyEntry("own-1", 2980, (Batch("C1", date(2026, 12, 31), 150),), insurance="乙", pack_size=15, pack_word="盒", own=_GRANULES),
)


_CONFIRMED = ("amlodipine-tab", "amoxicillin-cap", "nifedipine-cr-tab")


@cache
def shelf() -> Shelf:
    """A few products of the pack that ships, and one that it does not have."""
    products = load_pack().products
    signed = {one.drug: replace(one, confirmed_by="a3", confirmed_at="2026-03-01T02:05:00.000Z") for one in ENTRIES_SHOWN}
    entries = {one.drug: signed[one.drug] if one.drug in _CONFIRMED else one for one in ENTRIES_SHOWN}
    return shelf_of({drug: products[drug] for drug in _SHIPPED}, entries)


class Desk:
    """Answers from made-up entries; nothing is written."""

    def __init__(self, plan: FormularyPlan | None = None) -> None:
        self._plan = plan

    def listed(self, text: str = "", view: str = ALL, limit: int = 200) -> FormularyList:
        """Of the few."""
        shown = shelf()
        drugs = [hit.drug for hit in matches(shown, text, TODAY)] if text else [*shown.entries, "simvastatin-tab"]
        views = {one: [drug for drug in drugs if is_in(one, drug, shown, TODAY)] for one in VIEWS}
        rows = tuple(product_row(shown, drug, TODAY) for drug in views[view])
        return FormularyList(rows, len(rows), {one: len(found) for one, found in views.items()})

    def details(self, drug: str) -> ProductDetails:
        """With its batches."""
        shown = shelf()
        entry = shown.entries.get(drug, FormularyEntry(drug))
        batches = tuple(BatchRow(one, stock_text(one.stock, shown.products[drug], shown.card(drug))) for one in entry.batches)
        made = ProductDetails(product_row(shown, drug, TODAY), entry, batches)
        return replace(made, confirmed_by="周玉芬", confirmed_at=entry.confirmed_at, genuine=True) if entry.confirmed_at else made

    def plan(self, path: Path) -> FormularyPlan:
        """The made-up one."""
        assert self._plan is not None
        return self._plan

    def refused(self, *_given: object, **_named: object) -> Any:
        """Nothing is written on show."""
        raise KnownError("not_allowed", permission="formulary.write")

    hide = set_price = withdraw = take = save_refused = refused

    def confirm(self, drugs: Iterable[str]) -> int:
        """Nobody signs on show."""
        return int(self.refused())


def page(desk: Desk, keeps: bool = True, confirms: bool = True) -> FormularyPage:
    """The page over made-up entries."""
    model = FormularyModel(desk, desk, SetClock(NOW), keeps, confirms)
    return on_show(lambda bridge: FormularyPage(model, bridge))


def stock() -> QWidget:
    """A pharmacist looks at a product whose old batch has to leave the shelf."""
    made = page(Desk())
    made.table.select("amoxicillin-cap")
    return made


def unruled() -> QWidget:
    """A product without rules, to be confirmed."""
    made = page(Desk())
    made.table.select("own-1")
    return made


def gone() -> QWidget:
    """A product that the county's catalogue has no more."""
    made = page(Desk())
    made.table.select("nifedipine-cr-tab")
    return made


def read_only() -> QWidget:
    """Nothing found, for somebody who only reads."""
    made = page(Desk(), keeps=False, confirms=False)
    made.find_box.setText("qqqq")
    return made


def plan() -> FormularyPlan:
    """A list with something new, something changed, and rows that cannot be read."""
    shown = shelf()
    header = Row(1, tuple(Cell(text) for text in ("药品名称", "规格", "单位", "零售价", "批号", "有效期", "库存")))
    before = replace(shown.entries["metformin-tab"], pack_price_fen=480, batches=(Batch("2309", date(2026, 4, 30), 60),))
    old = Shelf(shown.ruled, shown.products, {"metformin-tab": before}, ())
    products = (
        Planned(
            shown.entries["metformin-tab"],
            product_row(shown, "metformin-tab", TODAY),
            product_row(old, "metformin-tab", TODAY),
            CHANGED,
        ),
        Planned(shown.entries["own-1"], product_row(shown, "own-1", TODAY), None, NEW),
        Planned(
            shown.entries["amoxicillin-cap"],
            product_row(shown, "amoxicillin-cap", TODAY),
            None,
            NEW,
            shown.entries["amoxicillin-cap"].expired(TODAY),
        ),
    )
    bad = Row(9, tuple(Cell(text) for text in ("格列吡嗪片", "约5mg", "盒", "8.60", "G1", "2027-05", "3")))
    late = Row(12, tuple(Cell(text) for text in ("卡托普利片", "25mg*100片/瓶", "瓶", "面议", "K1", "下月", "5")))
    refused = (
        Refusal(bad, (("row_specification", {"text": "约5mg"}),)),
        Refusal(late, (("row_price", {"text": "面议"}), ("row_expiry", {"text": "下月"}))),
    )
    return FormularyPlan(Path("库存.xlsx"), Columns(header, {"name": 0}, ("货位",)), products, refused, 3)


def bringing() -> QWidget:
    """A file, before anything is written."""
    made = page(Desk(plan()))
    made.model.look_at(Path("库存.xlsx"))
    return made


ENTRIES = [
    Shown("formulary", stock),
    Shown("formulary-unruled", unruled),
    Shown("formulary-withdrawn", gone),
    Shown("formulary-nothing", read_only),
    Shown("formulary-list", bringing),
]
