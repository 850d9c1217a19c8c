"""The numbers on show: three doctors' March, and a month without sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.review_report import Overridden, RoundTrip
from app.services.review_numbers import MonthNumbers
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.page_model import at_once
from ui.pages.rx_report.model import NumbersModel
from ui.pages.rx_report.page import NumbersPage

MARCH = date(2026, 3, 1)
NUMBERS = MonthNumbers(
    MARCH,
    (
        RoundTrip("", "", 322, 305, 21, 19, 1, 10.2),
        RoundTrip("d1", "王建国", 214, 209, 17, 15, 1, 11.5),
        RoundTrip("d2", "李秀兰", 96, 96, 4, 4, 0, 8.0),
        RoundTrip("d3", "赵志强", 12, 0, 0, 0, 0, None),
    ),
    (
        Overridden("d1", "王建国", "RX-QTY-08", "severe", 9),
        Overridden("d1", "王建国", "RX-APP-08", "monitored", 6),
        Overridden("d2", "李秀兰", "RX-APP-07", "replaces", 4),
        Overridden("d2", "李秀兰", "RX-APP-15", "specialist", 1),
    ),
)


class Desk:
    """Answers from made-up numbers; February had no sheets."""

    def this_month(self) -> date:
        """March."""
        return MARCH

    def of_month(self, month: date) -> MonthNumbers:
        """Those on show."""
        return NUMBERS if month == MARCH else MonthNumbers(month, (), ())

    def save(self, path: Path, table: Sequence[Sequence[str]]) -> None:
        """As if it were written."""


def page(desk: Desk) -> NumbersPage:
    """The page over made-up numbers."""
    bridge = Bridge()
    model = NumbersModel(desk)
    made = NumbersPage(model, bridge)
    bridge.setParent(made)
    model.attach(made.refresh, at_once)
    model.load()
    return made


def numbers() -> QWidget:
    """March."""
    return page(Desk())


def nothing() -> QWidget:
    """February."""
    made = page(Desk())
    made.model.turn(-1)
    return made


ENTRIES = [Entry("rx-report", numbers), Entry("rx-report-nothing", nothing)]
