"""传染病报告: what waits for a card or for the national system, the cards of the year, and what is said of the one in front."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from app.clock import Clock, instant, local_day
from app.domain.dates import read_date
from app.domain.filled_form import FilledForm
from app.errors import KnownError
from app.rules.infectious import REPORT
from app.services.form_export import Exported
from app.services.form_papers import Paper
from app.services.infectious import Report, Stage
from ui.pages.page_model import PageModel, Rereading

WAITING, CARDS = "waiting", "cards"
"""The two lists."""


class Reports(Protocol):
    """app.services.infectious.InfectiousReports"""

    def waiting(self) -> list[Report]: ...
    def cards(self, first: date, last: date) -> list[Report]: ...
    def say_sent(self, card: str, at: datetime, number: str = "", returned: str = "") -> FilledForm: ...


class Forms(Protocol):
    """app.services.form_filling.FormFilling"""

    def filled(self, person: str) -> tuple[FilledForm, ...]: ...


class Papers(Protocol):
    """app.services.form_papers.FormPapers"""

    def pdf(self, person: str, forms: list[FilledForm]) -> Paper: ...
    def printed(self, paper: Paper) -> None: ...


class Export(Protocol):
    """app.services.form_export.FormExport"""

    def save(self, folder: Path, first: date, last: date, forms: list[str]) -> tuple[Exported, ...]: ...


class InfectiousModel(PageModel):
    """``rows``: of the list in front; ``chosen``: which of them."""

    def __init__(self, reports: Reports, forms: Forms, papers: Papers, export: Export, clock: Clock) -> None:
        super().__init__()
        self._reports, self._forms, self._papers, self._export, self.clock = reports, forms, papers, export, clock
        self.tab = WAITING
        self.waiting: tuple[Report, ...] = ()
        self.cards: tuple[Report, ...] = ()
        self.chosen: Report | None = None
        self._reading = Rereading(self, lambda: self._read, self._show)

    @property
    def rows(self) -> tuple[Report, ...]:
        """The list in front."""
        return self.waiting if self.tab == WAITING else self.cards

    @property
    def year(self) -> tuple[date, date]:
        """First and last day of what is listed."""
        today = local_day(self.clock.now())
        return date(today.year, 1, 1), today

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def choose_tab(self, tab: str) -> None:
        """What waits, or the cards."""
        self.tab, self.chosen = tab, None
        self.changed()

    def choose(self, one: Report) -> None:
        """One of the list."""
        if one != self.chosen:
            self.chosen = one
            self.changed()

    def say_sent(self, day: str, time: str, number: str) -> None:
        """The card in front was sent in the national system."""
        at = moment(day, time)
        if at is None:
            self.fail(KnownError("infectious_sent_time"))
        elif self.chosen is not None and self.chosen.card:
            card = self.chosen.card
            self.do(lambda: self._reports.say_sent(card, at, number), lambda _: self._said())

    def say_returned(self, reason: str) -> None:
        """It came back."""
        one = self.chosen
        if not reason.strip():
            self.fail(KnownError("reason_needed"))
        elif one is not None and one.card:
            now = self.clock.now()
            self.do(lambda: self._reports.say_sent(one.card, now, "", reason), lambda _: self._said())

    def print(self, done: Callable[[Paper], None]) -> None:
        """The card in front."""
        one = self.chosen

        def work() -> Paper:
            assert one is not None
            return self._papers.pdf(one.person, [form for form in self._forms.filled(one.person) if form.id == one.card])

        if one is not None and one.card:
            self.do(work, done)

    def printed(self, paper: Paper) -> None:
        """It left the printer."""
        self._papers.printed(paper)

    def export(self, folder: Path) -> None:
        """The cards of the year as Excel."""
        self.do(lambda: self._export.save(folder, *self.year, [REPORT]), lambda _: None)

    # inside

    def _read(self) -> tuple[list[Report], list[Report]]:
        return self._reports.waiting(), self._reports.cards(*self.year)

    def _show(self, got: tuple[list[Report], list[Report]]) -> None:
        self.waiting, self.cards = tuple(got[0]), tuple(got[1])
        one = self.chosen
        if one is not None:
            same = (each for each in (*self.waiting, *self.cards) if (each.person, each.disease) == (one.person, one.disease))
            self.chosen = next(same, None)

    def _said(self) -> None:
        self.load()


def moment(day: str, time: str) -> datetime | None:
    """``2026-03-05`` and ``9:05`` in the clinic's zone; None for what is none."""
    found = read_date(day)
    hour, _, minute = time.strip().replace("：", ":").partition(":")
    if found is None or not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return None
    try:
        return instant(f"{found.isoformat()}T{int(hour):02d}:{minute}:00+08:00")
    except ValueError:
        return None


def is_open(one: Report) -> bool:
    """Whether the card may be sent, or was."""
    return bool(one.card) and one.stage is not Stage.CARD
