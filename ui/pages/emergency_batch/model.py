"""One line a person: what is typed is read at every key, Enter keeps it, a digit tells who is meant where somebody may be on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app.errors import KnownError
from app.services.emergency_batch import NEW, Preview, Registered
from ui.pages.page_model import PageModel, Rereading


class Batch(Protocol):
    """app.services.emergency_batch.EmergencyBatch"""

    def events(self) -> list[str]: ...
    def preview(self, text: str, event: str, village: str = "") -> Preview: ...
    def register(self, text: str, event: str, village: str = "", choice: str = "", scanned: bool = False) -> Registered: ...
    def change_signs(self, form: str, signs: Sequence[str]) -> Registered: ...
    def listed(self, event: str) -> list[Registered]: ...
    def keep_typing(self, text: str, event: str, village: str) -> None: ...
    def typed_before(self) -> tuple[str, str, str]: ...
    def pdf(self, event: str, rows: Sequence[Registered]) -> bytes: ...
    def printed(self, pdf: bytes) -> None: ...
    def export(self, event: str, rows: Sequence[Registered], path: Path) -> None: ...


class EmergencyModel(PageModel):
    """``text``: the line; ``village``: that of the line before; ``choosing``: who is meant is asked for; ``last``: who was kept last."""

    def __init__(self, batch: Batch) -> None:
        super().__init__()
        self._batch = batch
        self.event = self.village = self.text = ""
        self.preview: Preview | None = None
        self.rows: tuple[Registered, ...] = ()
        self.events: tuple[str, ...] = ()
        self.choosing, self.scanned = False, ""
        self.last: Registered | None = None
        self.chosen = ""
        self._begun = False
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def urgent(self) -> int:
        """How many are to be seen first."""
        return sum(one.urgent for one in self.rows)

    @property
    def row(self) -> Registered | None:
        """Who is chosen in the list."""
        return next((one for one in self.rows if one.form == self.chosen), None)

    def load(self) -> None:
        """Anew; the first time with what was being typed when the program ended."""
        if not self._begun:
            self._begun = True
            text, event, self.village = self._batch.typed_before()
            events = self._batch.events()
            self.event = event or next(iter(events), "")
            self.events = tuple(events)
            if text:
                self.type(text)
        self._reading.read()

    def name_event(self, event: str) -> None:
        """What it is about."""
        if event.strip() != self.event:
            self.event, self.rows, self.last = event.strip(), (), None
            self.load()

    def type(self, text: str) -> None:
        """The line as it stands."""
        self.text, self.choosing, self.error = text, False, None
        self._read_line()
        self._batch.keep_typing(text, self.event, self.village)
        self.changed()

    def card(self, number: str, name: str = "") -> None:
        """A card was laid down, or a code scanned: the signs are asked for next."""
        self.scanned = number
        self.type(f"{number} {name} ".replace("  ", " "))

    def enter(self) -> None:
        """Keep the line, or ask who is meant."""
        found = self.preview
        if found is not None and not found.complete:
            return  # what is missing stands below the line
        if found is not None and found.alike and not self.choosing:
            self.choosing = True
            self.changed()
        elif not self.choosing:
            self._register("")

    def pick(self, number: int) -> bool:
        """1 … = one of those on record, 0 = somebody else: whether there is such an answer."""
        alike = self.preview.alike if self.preview is not None else ()
        if not self.choosing or number > len(alike):
            return False
        self._register(NEW if number == 0 else alike[number - 1].person)
        return True

    def leave_choice(self) -> None:
        """Back to the line."""
        self.choosing = False
        self.changed()

    def choose(self, form: str) -> None:
        """Somebody of the list."""
        if form != self.chosen:
            self.chosen = form
            self.changed()

    def change_signs(self, signs: Sequence[str]) -> None:
        """Another answer of whom is chosen."""
        one = self.row
        if one is not None:
            self.do(lambda: self._batch.change_signs(one.form, signs), self._changed_signs)

    def print(self, done: Callable[[bytes], None]) -> None:
        """The list on paper."""
        event, rows = self.event, self.rows
        if rows:
            self.do(lambda: self._batch.pdf(event, rows), done)

    def printed(self, pdf: bytes) -> None:
        """It left the printer."""
        self._batch.printed(pdf)

    def export(self, path: Path, done: Callable[[], None]) -> None:
        """The list as Excel."""
        event, rows = self.event, self.rows
        if rows:
            self.do(lambda: self._batch.export(event, rows, path), lambda _: done())

    # inside

    def _read_line(self) -> None:
        try:
            self.preview = self._batch.preview(self.text, self.event, self.village) if self.text.strip() else None
        except KnownError as error:
            self.preview, self.error = None, error

    def _register(self, choice: str) -> None:
        text, event, village, scanned = self.text, self.event, self.village, bool(self.scanned) and self.scanned in self.text
        if text.strip():
            self.do(lambda: self._batch.register(text, event, village, choice, scanned), self._registered)

    def _registered(self, one: Registered) -> None:
        """The next line begins empty, in the same village."""
        self.last, self.rows = one, (*self.rows, replace(one, number=len(self.rows) + 1))
        self.village, self.text, self.preview, self.choosing, self.scanned = one.village, "", None, False, ""

    def _changed_signs(self, one: Registered) -> None:
        self.rows = tuple(replace(one, number=each.number) if each.form == self.chosen else each for each in self.rows)
        self.chosen = one.form

    def _wanted(self) -> Callable[[], tuple[str, list[Registered], list[str]]]:
        event = self.event
        return lambda: (event, self._batch.listed(event) if event else [], self._batch.events())

    def _show(self, got: tuple[str, list[Registered], list[str]]) -> None:
        event, rows, events = got
        self.events = tuple(events)
        if event == self.event:
            self.rows = tuple(rows)
            if rows and not self.village:
                self.village = rows[-1].village
                self._read_line()
