"""The timers of skin tests: what runs at any seat, which one is open, and what is written about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.clock import Clock
from app.domain.skin_test import SkinReading, SkinResult, SkinStep, SkinTest
from app.services.skin_states import RINGS
from app.services.skin_tests import Begun, Proposal, Seen, SkinRow, allergy_words
from ui.pages.page_model import PageModel, Rereading


class SkinDesk(Protocol):
    """What is done about skin tests (app.services.skin_tests.SkinTests)."""

    def proposal(self, drug: str) -> Proposal: ...
    def begin(self, person: str, encounter: str | None, begun: Begun) -> SkinTest: ...
    def read(self, key: str, seen: Seen) -> SkinReading: ...
    def take_back(self, key: str, reason: str) -> SkinStep: ...
    def dosed(self, key: str) -> SkinStep: ...
    def observed(self, key: str, well: bool, note: str = "") -> SkinStep: ...
    def open(self) -> list[SkinRow]: ...
    def of_person(self, person: str) -> dict[str, SkinRow]: ...


class AllergyDesk(Protocol):
    """Where an allergy is written down (app.services.charting.Charting)."""

    def add_allergy(self, person: str, text: str, token: str = "", reaction: str = "", severity: str = "", source: str = "") -> object: ...


class SkinTimers(PageModel):
    """``rows``: what runs or asks for somebody, at this seat or another. ``done`` counts acts, so that a form knows when to clear itself.

    ``may``: whether whoever is signed in has a permission. ``reacted``: a reaction to a dose was just written down.
    """

    def __init__(self, desk: SkinDesk, charting: AllergyDesk, clock: Clock, may: Callable[[str], bool]) -> None:
        super().__init__()
        self._desk, self._charting, self.clock, self._may = desk, charting, clock, may
        self.rows: tuple[SkinRow, ...] = ()
        self.key = ""
        self.done = 0
        self.reacted = False
        self._now = Rereading(self, lambda: self._read, self._show)

    def load(self) -> None:
        """What is true now."""
        self._now.read()

    def forget(self) -> None:
        """Somebody else signed in: what is open closes, the timers run on."""
        self.key, self.error, self.reacted = "", None, False
        self.load()

    @property
    def row(self) -> SkinRow | None:
        """The one that is open."""
        return next((one for one in self.rows if one.key == self.key), None)

    @property
    def ringing(self) -> bool:
        """Whether somebody has to come."""
        now = self.clock.now()
        return any(one.state(now) in RINGS for one in self.rows)

    @property
    def may_test(self) -> bool:
        """Whether whoever is signed in reads and observes."""
        return self._may("skin.test")

    @property
    def may_note(self) -> bool:
        """Whether whoever is signed in writes allergies."""
        return self._may("chart.write")

    def open(self, key: str) -> None:
        """Look at one of them; pressed again it closes."""
        self.key = "" if self.key == key else key
        self.error, self.reacted = None, False
        self.changed()

    def read(self, result: str | None, diameter: str, flush: bool, pseudopodia: bool) -> None:
        """What is seen on the arm."""
        if result is not None:
            seen, key = Seen(SkinResult(result), diameter, flush, pseudopodia), self.key
            self._act(lambda: self._desk.read(key, seen))

    def take_back(self, reason: str) -> None:
        """It does not count."""
        key = self.key
        self._act(lambda: self._desk.take_back(key, reason))

    def dosed(self) -> None:
        """The first dose was given."""
        key = self.key
        self._act(lambda: self._desk.dosed(key))

    def observed(self, well: bool, note: str = "") -> None:
        """How the resident is."""
        key = self.key

        def finished() -> None:
            self.reacted = not well

        self._act(lambda: self._desk.observed(key, well, note), finished)

    def note_allergy(self) -> None:
        """One press: the drug among the resident's allergies, with what was seen."""
        row = self.row
        if row is not None:
            words = allergy_words(row.case)
            self._act(lambda: self._charting.add_allergy(row.case.test.person, token=row.token, **words))

    # --- inside --------------------------------------------------------------------------------------------------------
    def _act(self, work: Callable[[], object], then: Callable[[], None] = lambda: None) -> None:
        def whole() -> tuple[SkinRow, ...]:
            work()
            return self._read()

        def done(rows: tuple[SkinRow, ...]) -> None:
            self.done += 1
            self.reacted = False
            then()
            self._show(rows)

        self.do(whole, done)

    def _read(self) -> tuple[SkinRow, ...]:
        return tuple(self._desk.open()) if self._may("chart.read") else ()

    def _show(self, rows: tuple[SkinRow, ...]) -> None:
        self.rows = rows
        if self.row is None:
            self.key = ""


class SkinBeginning(PageModel):
    """A test that is being begun at the prescription. ``proposal`` None = nothing is being begun."""

    def __init__(self, desk: SkinDesk, signer: Callable[[], str]) -> None:
        super().__init__()
        self._desk, self.signer = desk, signer
        self.proposal: Proposal | None = None
        self._whose: tuple[str, str] = ("", "")

    def open(self, person: str, encounter: str, drug: str) -> None:
        """What lies on the shelf for it."""
        self._whose = (person, encounter)
        self.do(lambda: self._desk.proposal(drug), self._opened)

    def close(self) -> None:
        """Not after all, or another resident is in front."""
        if self.proposal is not None or self.error is not None:
            self.proposal, self.error = None, None
            self.changed()

    def begin(self, begun: Begun) -> None:
        """It was injected."""
        person, encounter = self._whose
        self.do(lambda: self._desk.begin(person, encounter, begun), lambda _: self._opened(None))

    def _opened(self, proposal: Proposal | None) -> None:
        self.proposal = proposal
