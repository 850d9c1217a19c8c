"""健康教育: the activities of a year, how many the standard wants, and the sheet that is being written or corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.health_education import HealthEducation
from app.services.health_education import EducationForm, YearCount, form_of
from ui.pages.page_model import PageModel, Rereading


class Records(Protocol):
    """app.services.health_education.HealthEducationRecords"""

    def write(self, form: EducationForm, replaces: str = "") -> HealthEducation: ...
    def of_year(self, year: int) -> list[HealthEducation]: ...
    def counts(self, found: Sequence[HealthEducation]) -> tuple[YearCount, ...]: ...
    def standard(self) -> str: ...
    def pdf(self, one: HealthEducation) -> bytes: ...
    def printed(self, one: HealthEducation, pdf: bytes) -> None: ...
    def export(self, found: Sequence[HealthEducation], path: Path) -> None: ...


class EducationModel(PageModel):
    """``form``: what the sheet opens with, None = none is written; ``replaces``: the record it corrects."""

    def __init__(self, records: Records, clock: Clock) -> None:
        super().__init__()
        self._records, self.clock = records, clock
        self.year = local_day(clock.now()).year
        self.rows: tuple[HealthEducation, ...] = ()
        self.counts: tuple[YearCount, ...] = ()
        self.standard = ""
        self.chosen = ""
        self.form: EducationForm | None = None
        self.replaces = ""
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def row(self) -> HealthEducation | None:
        """The activity that is chosen."""
        return next((one for one in self.rows if one.id == self.chosen), None)

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def move(self, years: int) -> None:
        """Another year."""
        self.year += years
        self.chosen = ""
        self.load()

    def choose(self, one: HealthEducation) -> None:
        """An activity of the list."""
        if one.id != self.chosen:
            self.chosen = one.id
            self.changed()

    def begin(self) -> None:
        """A new sheet."""
        self.form, self.replaces, self.error = EducationForm(local_day(self.clock.now())), "", None
        self.changed()

    def correct(self) -> None:
        """The one that is chosen again, to be corrected."""
        one = self.row
        if one is not None:
            self.form, self.replaces, self.error = form_of(one), one.id, None
            self.changed()

    def leave(self) -> None:
        """Nothing is written."""
        self.form, self.error = None, None
        self.changed()

    def write(self, form: EducationForm) -> None:
        """As it is filled in."""
        self.form, replaces = form, self.replaces
        self.do(lambda: self._records.write(form, replaces), self._written)

    def print(self, done: Callable[[bytes, HealthEducation], None]) -> None:
        """The official sheet of the one that is chosen."""
        one = self.row
        if one is not None:
            self.do(lambda: self._records.pdf(one), lambda pdf: done(pdf, one))

    def printed(self, one: HealthEducation, pdf: bytes) -> None:
        """It left the printer."""
        self._records.printed(one, pdf)

    def export(self, path: Path) -> None:
        """The year as Excel."""
        rows = self.rows
        if rows:
            self.do(lambda: self._records.export(rows, path), lambda _: None)

    # inside

    def _written(self, one: HealthEducation) -> None:
        self.form, self.chosen = None, one.id
        self.load()

    def _wanted(self) -> Callable[[], tuple[int, list[HealthEducation], tuple[YearCount, ...], str]]:
        year = self.year

        def work() -> tuple[int, list[HealthEducation], tuple[YearCount, ...], str]:
            found = self._records.of_year(year)
            return year, found, self._records.counts(found), self._records.standard()

        return work

    def _show(self, got: tuple[int, list[HealthEducation], tuple[YearCount, ...], str]) -> None:
        year, rows, counts, self.standard = got
        if year == self.year:
            self.rows, self.counts = tuple(rows), counts
