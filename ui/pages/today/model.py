"""What is to be done: the list first, who runs out of medicines in a second step, and what came of a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.programme import Closing, Contact, ContactOutcome, ContactWay, Enrolment, Programme
from app.services.registers import ENDING
from app.services.today import Group, TodayList, TodayRow, Why
from ui.pages.page_model import PageModel, Rereading


class Listing(Protocol):
    """app.services.today.Today"""

    def due(self, village: str = "", programme: Programme | None = None) -> TodayList: ...
    def with_refills(self, found: TodayList) -> TodayList: ...
    def called(
        self, person: str, why: Why, way: ContactWay, outcome: ContactOutcome, next_on: date | None = None, note: str = ""
    ) -> Contact: ...


class Cases(Protocol):
    """app.services.registers.Registers"""

    def open_of(self, person: str) -> list[Enrolment]: ...
    def end_all(self, person: str, closing: Closing, on: date, note: str = "") -> None: ...


class Paper(Protocol):
    """app.services.today_paper.TodayPaper"""

    def pdf(self, found: TodayList) -> bytes: ...
    def printed(self, pdf: bytes) -> None: ...
    def export(self, found: TodayList, path: Path, headings: tuple[str, ...]) -> None: ...


@dataclass(frozen=True, slots=True)
class Call:
    """What is being noted of a try to reach somebody; ``day``: the one they promised."""

    way: ContactWay = ContactWay.PHONE
    outcome: ContactOutcome | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What a call or a visit found out that ends all programmes of somebody, once it is confirmed. ``reason``: what was noted."""

    person: str
    name: str
    closing: Closing
    programmes: tuple[Programme, ...]
    reason: str


DAYS_AHEAD = (0, 1, 2, 3, 7)
"""What 答应来 offers by one key: today, tomorrow … in a week."""


class TodayModel(PageModel):
    """``found`` None = not read yet; ``group`` None = all of them; ``refills``: whether the second step is in it.

    ``ending``: what is offered to end, None = nothing.
    """

    def __init__(self, today: Listing, cases: Cases, paper: Paper, clock: Clock) -> None:
        super().__init__()
        self._today, self._cases, self._paper, self.clock = today, cases, paper, clock
        self.ending: Ending | None = None
        self.village = ""
        self.programme: Programme | None = None
        self.group: Group | None = None
        self.found: TodayList | None = None
        self.refills = False
        self._first: TodayList | None = None
        self.chosen, self.call = "", Call()
        self._reading = Rereading(self, self._wanted, self._show)
        self._completing = Rereading(self, self._more, self._complete)

    @property
    def rows(self) -> tuple[TodayRow, ...]:
        """Who is shown, of the group asked for."""
        rows = self.found.rows if self.found is not None else ()
        return rows if self.group is None else tuple(one for one in rows if one.group is self.group)

    @property
    def row(self) -> TodayRow | None:
        """Who is chosen."""
        return next((one for one in self.rows if one.person == self.chosen), None)

    @property
    def today(self) -> date:
        """The clinic's day."""
        return local_day(self.clock.now())

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def choose_village(self, village: str) -> None:
        """One village, '' = all."""
        self.village = village
        self.load()

    def choose_programme(self, programme: str) -> None:
        """One programme, '' = all."""
        self.programme = Programme(programme) if programme else None
        self.load()

    def choose_group(self, group: str) -> None:
        """One group, '' = all."""
        self.group = Group(int(group)) if group else None
        self.changed()

    def choose(self, person: str) -> None:
        """Somebody of the list; what was begun to be noted of another is forgotten."""
        if person != self.chosen:
            self.chosen, self.call, self.ending = person, Call(), None
            self.changed()

    # a call, in two keys: what came of it, then the day or Enter

    def say_way(self, way: str) -> None:
        """How they were sought."""
        self.call = replace(self.call, way=ContactWay(way))
        self.changed()

    def say_outcome(self, outcome: str) -> None:
        """What came of it; nothing is written yet."""
        if self.row is not None:
            self.call = replace(self.call, outcome=ContactOutcome(outcome), day=None)
            self.changed()

    def say_day(self, day: date) -> None:
        """When they will come: that is all, it is noted."""
        self.call = replace(self.call, day=day)
        self.note_call()

    def note_call(self, note: str = "") -> None:
        """Write it down. KnownError ``contact_day`` is shown."""
        row, call = self.row, self.call
        if row is None or call.outcome is None:
            return
        outcome = call.outcome

        def work() -> Ending | None:
            self._today.called(row.person, row.first.why, call.way, outcome, call.day, note)
            return self._ending(row, outcome, note)

        self.do(work, self._noted)

    def forget_call(self) -> None:
        """Nothing is noted after all."""
        self.call = Call(self.call.way)
        self.changed()

    # somebody who is dead, gone or out of reach

    @property
    def may_end(self) -> bool:
        """Whether the last call of the one in front said so, here or at another seat, and nobody ended the cases yet."""
        return self.ending is None and self._heard is not None

    @property
    def _heard(self) -> ContactOutcome | None:
        contact = self.row.contact if self.row is not None else None
        return ContactOutcome(contact.outcome) if contact is not None and contact.outcome in ENDING else None

    def offer_end(self) -> None:
        """Ask again what was put off."""
        row, outcome = self.row, self._heard
        if row is not None and outcome is not None:
            self.do(lambda: self._ending(row, outcome, ""), self._offer)

    def end(self, on: date, note: str) -> None:
        """It is confirmed. KnownError ``enrol_day`` is shown, and what is offered stays."""
        one = self.ending
        if one is not None:
            self.do(lambda: self._cases.end_all(one.person, one.closing, on, note), lambda _: self._ended(one))

    def keep_open(self) -> None:
        """Nothing ends; the list goes on to offer it."""
        self.ending = None
        self.changed()

    def days(self) -> Sequence[date]:
        """The days one key chooses."""
        return [self.today + timedelta(days=n) for n in DAYS_AHEAD]

    # paper

    def print(self, done: Callable[[bytes], None]) -> None:
        """What is shown."""
        shown = self._shown()
        if shown is not None:
            self.do(lambda: self._paper.pdf(shown), done)

    def printed(self, pdf: bytes) -> None:
        """It left the printer."""
        self._paper.printed(pdf)

    def export(self, path: Path, headings: tuple[str, ...], done: Callable[[], None]) -> None:
        """What is shown, as Excel."""
        shown = self._shown()
        if shown is not None:
            self.do(lambda: self._paper.export(shown, path, headings), lambda _: done())

    # inside

    def _shown(self) -> TodayList | None:
        return replace(self.found, rows=self.rows) if self.found is not None and self.rows else None

    def _wanted(self) -> Callable[[], TodayList]:
        village, programme = self.village, self.programme
        return lambda: self._today.due(village, programme)

    def _show(self, found: TodayList) -> None:
        """The second step follows at once; where a whole list of the same was in front it stays until then, so that nothing jumps."""
        self._first = found
        if not self.refills or self.found is None or _asked(self.found) != _asked(found):
            self.found, self.refills = found, False
        self._completing.read()

    def _more(self) -> Callable[[], tuple[TodayList, TodayList]]:
        first = self._first
        assert first is not None
        return lambda: (first, self._today.with_refills(first))

    def _complete(self, both: tuple[TodayList, TodayList]) -> None:
        first, whole = both
        if first is self._first:
            self.found, self.refills = whole, True

    def _ending(self, row: TodayRow, outcome: ContactOutcome, note: str) -> Ending | None:
        """A death is offered to be written without any case, too."""
        closing = ENDING.get(outcome)
        if closing is None:
            return None
        programmes = tuple(dict.fromkeys(one.programme for one in self._cases.open_of(row.person)))
        return Ending(row.person, row.name, closing, programmes, note.strip()) if programmes or closing is Closing.DIED else None

    def _offer(self, ending: Ending | None) -> None:
        self.ending = ending

    def _ended(self, one: Ending) -> None:
        if self.ending == one:
            self.ending = None
        self.load()

    def _noted(self, ending: Ending | None) -> None:
        self.call, self.ending = Call(), ending
        self.load()


def _asked(found: TodayList) -> tuple[str, Programme | None, date]:
    return found.village, found.programme, found.as_of
