"""Forms of some days: what is not in the provincial system as it stands here, and what is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from app.clock import Clock
from app.domain.filled_form import FilledForm
from app.services.province_entry import Entry, EntryList, EntryRow
from app.services.province_stages import Stage
from ui.pages.page_model import Rereading
from ui.pages.period_model import PeriodModel

LEFT, DONE = "left", "done"
"""The two lists."""
Found = tuple[tuple[date, date], EntryList]


class EntryDesk(Protocol):
    """app.services.province_entry.ProvinceEntry"""

    def listed(self, first: date, last: date) -> EntryList: ...
    def open(self, form: str) -> Entry: ...
    def say_done(self, form: str) -> FilledForm: ...
    def take_back(self, form: str, reason: str) -> None: ...
    def save_order(self, path: Path) -> None: ...


class ProvinceModel(PeriodModel):
    """``found`` None = not read yet; ``kind`` '' = all; ``saved``: where the order was written last."""

    def __init__(self, desk: EntryDesk, clock: Clock) -> None:
        super().__init__(clock)
        self.desk = desk
        self.tab, self.kind, self.saved = LEFT, "", ""
        self.found: EntryList | None = None
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def of_tab(self) -> tuple[EntryRow, ...]:
        """All kinds of the list in front."""
        rows = self.found.rows if self.found is not None else ()
        return tuple(one for one in rows if (one.stage is Stage.DONE) is (self.tab == DONE))

    @property
    def rows(self) -> tuple[EntryRow, ...]:
        """As they are shown."""
        return tuple(one for one in self.of_tab if self.kind in ("", one.kind))

    def counts(self) -> Mapping[str, int]:
        """How many of each kind the list in front has."""
        return Counter(one.kind for one in self.of_tab)

    def kinds(self) -> Mapping[str, str]:
        """Title by kind, of those that were filled at all."""
        return {one.kind: one.title for one in (self.found.rows if self.found is not None else ())}

    def choose_tab(self, tab: str) -> None:
        """What is left, or what was entered."""
        self.tab = tab
        self.changed()

    def choose_kind(self, kind: str) -> None:
        """One kind of form, '' = all."""
        self.kind = kind
        self.changed()

    def assist(self, form: str, show: Callable[[Entry], None]) -> None:
        """A form to be typed."""
        self.do(lambda: self.desk.open(form), show)

    def say_done(self, form: str) -> None:
        """It was entered without the help, or deleted there."""
        self.do(lambda: self.desk.say_done(form), lambda _: self.load())

    def take_back(self, form: str, reason: str) -> None:
        """It was not entered after all."""
        self.do(lambda: self.desk.take_back(form, reason), lambda _: self.load())

    def save_order(self, path: Path) -> None:
        """The order in force as a file to be changed."""
        self.do(lambda: self.desk.save_order(path), lambda _: setattr(self, "saved", str(path)))

    # inside

    def _read(self, other: bool) -> None:
        self.found = None if other else self.found
        self.changed()
        self._reading.read()

    def _wanted(self) -> Callable[[], Found]:
        days = self.first, self.last
        return lambda: (days, self.desk.listed(*days))

    def _show(self, got: Found) -> None:
        if got[0] == (self.first, self.last):
            self.found = got[1]
            self.kind = self.kind if self.kind in self.kinds() else ""
