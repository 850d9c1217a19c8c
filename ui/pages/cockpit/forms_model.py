"""A period in front, the forms that were filled in it, and what was written of them last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from app.clock import Clock
from app.errors import KnownError
from app.services.form_export import Exported, Filled
from ui.pages.page_model import Rereading
from ui.pages.period_model import PeriodModel

Counted = tuple[tuple[date, date], tuple[Filled, ...]]


class FormsDesk(Protocol):
    """app.services.form_export.FormExport"""

    def filled(self, first: date, last: date) -> tuple[Filled, ...]: ...

    def save(self, folder: Path, first: date, last: date, forms: Sequence[str]) -> tuple[Exported, ...]: ...


class FormsModel(PeriodModel):
    """``rows`` None = not read yet. ``written``, ``folder``: what the last act wrote, and where."""

    def __init__(self, desk: FormsDesk, clock: Clock) -> None:
        super().__init__(clock)
        self._desk = desk
        self.rows: tuple[Filled, ...] | None = None
        self.written: tuple[Exported, ...] = ()
        self.folder = Path()
        self._reading = Rereading(self, self._wanted, self._show)

    def export(self, folder: Path, one: Filled | None = None) -> None:
        """Write all forms in front, or one kind. KnownError of the service, and ``forms_none`` where all were taken back meanwhile."""
        days = self.first, self.last
        forms = [each.form for each in ([one] if one is not None else self.rows or ())]
        if forms:
            self.written = ()
            self.do(lambda: self._desk.save(folder, *days, forms), lambda told: self._wrote(folder, told))

    # inside

    def _read(self, other: bool) -> None:
        """What was counted of other days would be exported as of these."""
        self.rows = None if other else self.rows
        self.written = ()
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
