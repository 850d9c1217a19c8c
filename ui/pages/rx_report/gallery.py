"""The numbers on show: three doctors' March with the sheets behind a number, as a manager and as a pharmacist sees them; and none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.prescription import PrescriptionState
from app.domain.review_report import Indicator, Overridden, Tally
from app.services.review_numbers import Numbers, SheetRow, Sheets
from ui.gallery import Entry
from ui.pages.on_show import on_show
from ui.pages.printing.gallery import NoPrinters
from ui.pages.rx_report.model import NumbersModel, Period, Table
from ui.pages.rx_report.page import NumbersPage

TODAY = date(2026, 3, 31)
DOCTORS = (
    Tally("", "", 322, 316, 305, 21, 19, 1, 20, 726, 48, 31, 2, 100, 91, 10.2),
    Tally("d1", "王建国", 214, 209, 209, 17, 15, 1, 15, 502, 37, 25, 2, 66, 58, 11.5),
    Tally("d2", "李秀兰", 96, 95, 96, 4, 4, 0, 5, 200, 11, 6, 0, 30, 29, 8.0),
    Tally("d3", "赵志强", 12, 12, 0, 0, 0, 0, 0, 24, 0, 0, 0, 4, 4, None),
)
OVERRIDES = (
    Overridden("d1", "王建国", "RX-QTY-08", "severe", 9),
    Overridden("d1", "王建国", "RX-APP-08", "monitored", 6),
    Overridden("d2", "李秀兰", "RX-APP-07", "replaces", 4),
    Overridden("d2", "李秀兰", "RX-APP-15", "specialist", 1),
)
STATES = PrescriptionState
ROWS = (
    SheetRow("rx1", "0007", date(2026, 3, 27), "王建国", STATES.CANCELLED, "原发性高血压、2型糖尿病", "盐酸二甲双胍片、辛伐他汀片", 14.2, "王秀英"),
    SheetRow("rx2", "0003", date(2026, 3, 21), "王建国", STATES.RETURNED, "急性支气管炎", "阿莫西林胶囊、复方甘草片", 9.0, "李建国"),
    SheetRow("rx3", "0012", date(2026, 3, 12), "李秀兰", STATES.APPROVED, "腰痛", "布洛芬缓释胶囊", 31.5, "赵桂兰"),
)  # fmt: skip


class Desk:
    """Answers from made-up numbers; before March there were no sheets."""

    def today(self) -> date:
        """The end of March."""
        return TODAY

    def of_period(self, first: date, last: date) -> Numbers:
        """Those on show."""
        return Numbers(first, last, DOCTORS, OVERRIDES) if last == TODAY else Numbers(first, last, (), ())

    def sheets(self, first: date, last: date, asked: Indicator, prescriber: str = "") -> Sheets:
        """Three of them."""
        rows = tuple(one for one in ROWS if prescriber in ("", "d1") or one.doctor != "王建国")
        return Sheets(21, rows)

    def in_spite_of(self, first: date, last: date, one: Overridden) -> Sheets:
        """One."""
        return Sheets(1, ROWS[:1])

    def save(self, path: Path, table: Table) -> None:
        """As if it were written."""

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes:
        """Nothing on it."""
        return b"%PDF"

    def printed(self, pdf: bytes) -> None:
        """As if it were noted."""


def page(desk: Desk) -> NumbersPage:
    """The page over made-up numbers."""
    model = NumbersModel(desk)
    return on_show(lambda bridge: NumbersPage(model, bridge, NoPrinters()))


def numbers() -> QWidget:
    """March, and nothing asked yet."""
    return page(Desk())


def behind() -> QWidget:
    """The sheets that came back, with names: a pharmacist looks."""
    made = page(Desk())
    made.model.ask(Indicator.DOUBTED)
    made.choose_sheet("rx1")
    return made


def nothing() -> QWidget:
    """February."""
    made = page(Desk())
    made.model.choose(Period.LAST_MONTH)
    return made


ENTRIES = [Entry("rx-report", numbers), Entry("rx-report-behind", behind), Entry("rx-report-nothing", nothing)]
