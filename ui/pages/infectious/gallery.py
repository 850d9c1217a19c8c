"""传染病报告 on show: clocks that run and one that is over, a card that waits for the national system, nothing to report."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso
from app.domain.filled_form import FilledForm
from app.rules.infectious import diseases
from app.services.form_export import Exported
from app.services.form_papers import Paper
from app.services.infectious import Report, Sent, Stage
from ui.gallery import Entry
from ui.pages.infectious.model import InfectiousModel
from ui.pages.infectious.page import InfectiousPage
from ui.pages.on_show import on_show
from ui.practice_desk import MORNING

PHONE = "14000000001"


def report(name: str, disease: str, hours: float, stage: Stage, village: str = "第三村", sent: Sent | None = None) -> Report:
    """Diagnosed so many hours ago."""
    card = "" if stage is Stage.CARD else f"card-{name}"
    return Report(name, name, village, PHONE, f"v-{name}", diseases()[disease], MORNING - timedelta(hours=hours), stage, card, sent)


ROWS = (
    report("陈国强", "102", 2.7, Stage.CARD, "河湾村"),
    report("孙小宝", "311", 3.2, Stage.CARD),
    report("周德海", "2152", 20.5, Stage.SEND, "第二村"),
    report("吴桂芝", "310", 18, Stage.RETURNED, sent=Sent(iso(MORNING - timedelta(hours=1)), "", "刘明远", "现住址不详")),
)
DONE = report("李春生", "301", 200, Stage.DONE, sent=Sent(iso(MORNING - timedelta(hours=190)), "410102000123", "刘明远"))


class Told:
    """Made-up reports."""

    def __init__(self, rows: tuple[Report, ...] = ROWS) -> None:
        self.rows = rows

    def waiting(self) -> list[Report]:
        """Those that are not done."""
        return list(self.rows)

    def cards(self, first: date, last: date) -> list[Report]:
        """Those with a card."""
        return [one for one in (*self.rows, *([DONE] if self.rows else [])) if one.card]

    def say_sent(self, card: str, at: datetime, number: str = "", returned: str = "") -> FilledForm:
        """Nothing is written."""
        raise AssertionError(card)


class Nothing:
    """No form, no paper, no table, no printer."""

    def filled(self, person: str) -> tuple[FilledForm, ...]:
        """None."""
        return ()

    def pdf(self, person: str, forms: list[FilledForm]) -> Paper:
        """Empty."""
        return Paper("", b"", person, ())

    def printed(self, paper: Paper) -> None:
        """Nothing."""

    def save(self, folder: Path, first: date, last: date, forms: list[str]) -> tuple[Exported, ...]:
        """None."""
        return ()

    def chosen(self, kind: str) -> str:
        """No printer."""
        return ""

    def choose(self, kind: str, printer: str) -> None:
        """Nothing."""


def page(rows: tuple[Report, ...] = ROWS) -> InfectiousPage:
    """The page over made-up reports."""
    nothing = Nothing()
    return on_show(
        lambda bridge: InfectiousPage(InfectiousModel(Told(rows), nothing, nothing, nothing, SetClock(MORNING)), bridge, nothing)
    )


def clocks() -> QWidget:
    """Cholera, late; the card is not written."""
    made = page()
    made.table.select("陈国强.102.")
    return made


def to_send() -> QWidget:
    """A card is written; the national system still waits for it."""
    made = page()
    made.model.choose(ROWS[3])
    made.table.select("吴桂芝.310.card-吴桂芝")
    return made


def nothing() -> QWidget:
    """Nothing to report."""
    return page(())


ENTRIES = [Entry("infectious-clocks", clocks), Entry("infectious-returned", to_send), Entry("infectious-nothing", nothing)]
