"""Who still lacks what: by when, of which village, lacking which thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.rules.public_health.shortfall import Lacking
from app.services.shortfalls import ShortList, Until
from ui.pages.page_model import PageModel, Rereading

Table = Sequence[Sequence[str]]


class Counting(Protocol):
    """app.services.shortfalls.Shortfalls"""

    def listed(self, until: Until) -> ShortList: ...


class Paper(Protocol):
    """app.services.report_paper.ReportPaper"""

    def save(self, path: Path, table: Table) -> None: ...
    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes: ...
    def printed(self, pdf: bytes) -> None: ...


class ShortfallModel(PageModel):
    """``found`` None = not counted yet; ``saved``: where the list was saved last."""

    def __init__(self, counting: Counting, paper: Paper) -> None:
        super().__init__()
        self._counting, self.paper = counting, paper
        self.until, self.village = Until.QUARTER, ""
        self.what: Lacking | None = None
        self.found: ShortList | None = None
        self.saved = ""
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def shown(self) -> ShortList | None:
        """What is asked for of it."""
        return None if self.found is None else self.found.of(self.village, self.what)

    def counts(self) -> Mapping[Lacking, int]:
        """How many of the village chosen lack each thing."""
        return {} if self.found is None else self.found.counts(self.village)

    def load(self) -> None:
        """Count anew."""
        self._reading.read()

    def choose_until(self, until: str) -> None:
        """Another day by its name."""
        self.until, self.found = Until(until), None
        self.changed()
        self.load()

    def choose_village(self, village: str) -> None:
        """One village, '' = all."""
        self.village = village
        self.changed()

    def choose_what(self, what: str) -> None:
        """One thing, '' = anything."""
        self.what = Lacking(what) if what else None
        self.changed()

    def save(self, path: Path, table: Table) -> None:
        """As it is in front, as Excel."""
        self.do(lambda: self.paper.save(path, table), lambda _: setattr(self, "saved", str(path)))

    def print(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str], done: Callable[[bytes], None]) -> None:
        """As it is in front, on paper."""
        self.do(lambda: self.paper.pdf(title, tables, notes), done)

    # inside

    def _wanted(self) -> Callable[[], tuple[Until, ShortList]]:
        until = self.until
        return lambda: (until, self._counting.listed(until))

    def _show(self, got: tuple[Until, ShortList]) -> None:
        until, found = got
        if until is self.until:
            self.found, self.saved = found, ""
