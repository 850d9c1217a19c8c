"""The registers: cases by programme, candidates, and the person who is being enrolled or whose case ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.person import ResidentRow
from app.domain.programme import Basis, Closing, Contact, ContactOutcome, ContactWay, Enrolment, Programme
from app.services import today
from app.services.register_search import found
from app.services.registers import RECHECK, Candidate, CaseRow, Why, register_policy
from ui.pages.page_model import PageModel, Rereading

CANDIDATES = "candidates"
"""The tab of those to be looked at; the others are named by their programme."""

BASIS_OF = {Why.CONFIRM: Basis.THREE_DAYS, Why.DIAGNOSED: Basis.DIAGNOSED, Why.OLD: Basis.AGE}
"""What a reason on the list says of the basis; a pressure that is to be measured again is none."""

RECHECK_DAYS = (1, 2, 3, 7)
"""What one key offers for measuring again."""


class Cases(Protocol):
    """app.services.registers.Registers"""

    def cases(self, programme: Programme) -> list[CaseRow]: ...
    def candidates(self) -> list[Candidate]: ...
    def counts(self) -> dict[Programme, int]: ...
    def of_person(self, person: str) -> list[Enrolment]: ...
    def enrol(self, person: str, programme: Programme, basis: Basis, on: date, note: str = "") -> Enrolment: ...
    def close(self, enrolment: str, closing: Closing, on: date, note: str = "") -> Enrolment: ...


class Calls(Protocol):
    """app.services.today.Today"""

    def called(
        self, person: str, why: today.Why, way: ContactWay, outcome: ContactOutcome, next_on: date | None = None, note: str = ""
    ) -> Contact: ...


class People(Protocol):
    """app.services.residents.Residents"""

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]: ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is in front: a case that may end, or somebody who may be enrolled, perhaps for a reason of the list."""

    person: str
    name: str
    told: str
    case: CaseRow | None = None
    candidate: Candidate | None = None


Row = CaseRow | Candidate


class RegistersModel(PageModel):
    """``rows``: of the tab in front, filtered by what is typed; ``history``: all cases of whom is chosen."""

    def __init__(self, cases: Cases, calls: Calls, residents: People, clock: Clock) -> None:
        super().__init__()
        self._cases, self._calls, self._residents, self.clock = cases, calls, residents, clock
        self.tab: str = Programme.HYPERTENSION.value
        self.query = ""
        self.counts: Mapping[Programme, int] = {}
        self.waiting: int | None = None
        self._all: tuple[Row, ...] | None = None
        self.rows: tuple[Row, ...] = ()
        self.chosen: Chosen | None = None
        self.history: tuple[Enrolment, ...] = ()
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def read(self) -> bool:
        """Whether the tab in front was read."""
        return self._all is not None

    @property
    def today(self) -> date:
        """The clinic's day."""
        return local_day(self.clock.now())

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def choose_tab(self, tab: str) -> None:
        """A programme, or those to be looked at."""
        if tab != self.tab:
            self.tab, self._all, self.rows, self.chosen = tab, None, (), None
            self.changed()
            self.load()

    def find(self, text: str) -> None:
        """Name, pinyin, village or end of the phone number, letter by letter."""
        self.query = text
        self._filter()
        self.changed()

    def search(self, text: str) -> list[ResidentRow]:
        """Any resident, to be enrolled."""
        return self._residents.search(text)

    # who is in front

    def choose(self, row: Row | None) -> None:
        """A row of the list."""
        if row is None or (self.chosen is not None and row in (self.chosen.case, self.chosen.candidate)):
            return
        told = " ".join(part for part in (row.age_text, row.village, row.phone) if part)
        is_case = isinstance(row, CaseRow)
        self._bring(Chosen(row.person, row.name, told, row if is_case else None, None if is_case else row))  # type: ignore[arg-type]

    def choose_resident(self, row: ResidentRow) -> None:
        """Somebody who was searched for."""
        self._bring(Chosen(row.id, row.name, " ".join(part for part in (row.age_text, row.village, row.group) if part)))

    def open_programmes(self) -> frozenset[Programme]:
        """What the one in front is managed at this moment."""
        return frozenset(one.programme for one in self.history if not one.closed_on)

    def bases(self, programme: Programme) -> Sequence[Basis]:
        """Why somebody may be enrolled in a programme."""
        return [Basis(one) for one in register_policy()[programme.value]["bases"]]

    def recheck_days(self) -> Sequence[date]:
        """The days one key chooses."""
        return [self.today + timedelta(days=n) for n in RECHECK_DAYS]

    # acts

    def enrol(self, programme: Programme, basis: Basis, on: date, note: str = "") -> None:
        """Open a case for the one in front."""
        who = self.chosen
        if who is not None:
            self.do(lambda: self._cases.enrol(who.person, programme, basis, on, note), lambda _: self._done())

    def close(self, closing: Closing, on: date, note: str = "") -> None:
        """End the case in front."""
        case = self.chosen.case if self.chosen is not None else None
        if case is not None:
            self.do(lambda: self._cases.close(case.enrolment, closing, on, note), lambda _: self._done())

    def recheck(self, on: date) -> None:
        """They come to be measured again."""
        who = self.chosen
        if who is not None and who.candidate is not None:
            outcome, way, why = ContactOutcome.WILL_COME, ContactWay.PHONE, today.Why(RECHECK[who.candidate.programme])
            self.do(lambda: self._calls.called(who.person, why, way, outcome, on), lambda _: self._done())

    # inside

    def _wanted(self) -> Callable[[], tuple[str, Mapping[Programme, int], list[Row]]]:
        tab = self.tab

        def work() -> tuple[str, Mapping[Programme, int], list[Row]]:
            rows: list[Row] = [*(self._cases.candidates() if tab == CANDIDATES else self._cases.cases(Programme(tab)))]
            return tab, self._cases.counts(), rows

        return work

    def _show(self, got: tuple[str, Mapping[Programme, int], list[Row]]) -> None:
        tab, self.counts, rows = got
        if tab == CANDIDATES:
            self.waiting = len(rows)
        if tab == self.tab:
            self._all = tuple(rows)
            self._filter()

    def _filter(self) -> None:
        self.rows = tuple(found(self._all or (), self.query))

    def _bring(self, one: Chosen) -> None:
        """With what they were enrolled for before."""
        self.chosen, self.history = one, ()
        self.changed()
        self._run(lambda: self._cases.of_person(one.person), lambda rows: self._tell(one, rows), self.fail)

    def _tell(self, one: Chosen, rows: Sequence[Enrolment]) -> None:
        if self.chosen == one:
            self.history = tuple(rows)
            self.changed()

    def _done(self) -> None:
        """Whoever was in front stands elsewhere now."""
        self.chosen, self.history = None, ()
        self.load()
