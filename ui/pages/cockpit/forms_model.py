"""A period in front, the forms that were filled in it, and what was written of them last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from app.clock import Clock, local_day
from app.errors import KnownError
from app.services.form_export import Exported, Filled
from ui.pages.cockpit.checks_model import Span, days_of
from ui.pages.page_model import PageModel, Rereading

Counted = tuple[tuple[date, date], tuple[Filled, ...]]


class FormsDesk(Protocol):
    """app.services.form_export.FormExport"""

    def filled(self, first: date, last: date) -> tuple[Filled, ...]: ...

    def save(self, folder: Path, first: date, last: date, forms: Sequence[str]) -> tuple[Exported, ...]: ...


class FormsModel(PageModel):
    """``span`` None = days of its own choosing. ``rows`` None = not read yet. ``written``, ``folder``: what the last act wrote, and where."""

    def __init__(self, desk: FormsDesk, clock: Clock) -> None:
        super().__init__()
        self._desk, self._clock = desk, clock
        self.span: Span | None = Span.QUARTER
        self.first, self.last = days_of(Span.QUARTER, local_day(clock.now()))
        self.rows: tuple[Filled, ...] | None = None
        self.written: tuple[Exported, ...] = ()
        self.folder = Path()
        self._reading = Rereading(self, self._wanted, self._show)

    def load(self) -> None:
        """Count anew; a period that has a name goes on with the clock."""
        self._count(*((self.first, self.last) if self.span is None else days_of(self.span, local_day(self._clock.now()))))

    def choose(self, span: Span) -> None:
        """Another period by its name."""
        self.span = span
        self.load()

    def choose_days(self, first: date, last: date) -> None:
        """Days of its own choosing. KnownError ``period_backwards`` is shown."""
        self.span = None
        self._count(first, last)

    def unreadable(self, given: str) -> None:
        """A day that is none: what is in front stays."""
        self.fail(KnownError("day_unreadable", given=given))

    def export(self, folder: Path, one: Filled | None = None) -> None:
        """Write all forms in front, or one kind. KnownError of the service, and ``forms_none`` where all were taken back meanwhile."""
        days = self.first, self.last
        forms = [each.form for each in ([one] if one is not None else self.rows or ())]
        if forms:
            self.written = ()
            self.do(lambda: self._desk.save(folder, *days, forms), lambda told: self._wrote(folder, told))

    # inside

    def _count(self, first: date, last: date) -> None:
        """What was counted of other days is out of sight at once: it would be exported as of these."""
        if (first, last) != (self.first, self.last):
            self.first, self.last, self.rows = first, last, None
        self.written, self.error = (), None
        self.changed()
        self._reading.read()

    def _wanted(self) -> Callable[[], Counted]:
        days = self.first, self.last
        return lambda: (days, self._desk.filled(*days))

    def _show(self, found: Counted) -> None:
        days, rows = found
        if days == (self.first, self.last):
            self.rows = rows

    def _wrote(self, folder: Path, told: tuple[Exported, ...]) -> None:
        self.written, self.folder = told, folder
        if not told:
            self.error = KnownError("forms_none")
