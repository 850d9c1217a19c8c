"""The pharmacist's desk: who waits, the case in front, what is written about it, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.clock import Clock
from app.domain.prescription import PrescriptionState
from app.domain.review import Objection, ProposedChange, ReviewAct
from app.errors import KnownError
from app.rules.reviewing import review_policy
from app.services.reviewing import Case, Waiting
from ui.pages.page_model import PageModel, Rereading

OVER = frozenset({"review_over", "rx_unknown"})
"""Somebody else decided meanwhile: the case goes."""
MOST_TOGETHER = 10
"""Sheets approved by one press: their names are read out in the question (H34)."""


class ReviewDesk(Protocol):
    """What of the review service this page uses."""

    @property
    def bulk(self) -> bool: ...

    def queue(self) -> Sequence[Waiting]: ...

    def approve_clean(self, seen: Iterable[tuple[str, str]]) -> int: ...

    def case(self, sheet: str) -> Case: ...

    def approve(self, sheet: str, seen_hash: str) -> PrescriptionState: ...

    def send_back(
        self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str = "", proposals: Iterable[ProposedChange] = ()
    ) -> PrescriptionState: ...

    def refuse(self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str) -> PrescriptionState: ...


@dataclass(frozen=True, slots=True)
class Written:
    """An objection while it is written: reason codes, lines meant (none = all), words, and changes proposed by (line, what)."""

    codes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    note: str = ""
    changes: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def objections(self) -> tuple[Objection, ...]:
        """As the service wants them."""
        return tuple(Objection(code, self.lines) for code in self.codes)

    @property
    def proposals(self) -> tuple[ProposedChange, ...]:
        """Those that were filled in."""
        return tuple(ProposedChange(line, what, value.strip()) for (line, what), value in sorted(self.changes.items()))


class ReviewModel(PageModel):
    """``case``: in front; ``writing``: an objection to it is being written; ``told``: name and act of the last verdict.

    ``together``: how many were approved together just now, None = that was not the last act.
    """

    def __init__(self, desk: ReviewDesk, clock: Clock, signer: Callable[[], str]) -> None:
        super().__init__()
        self._desk, self.clock, self.signer = desk, clock, signer
        self.rows: tuple[Waiting, ...] = ()
        self.case: Case | None = None
        self.writing = False
        self.written = Written()
        self.told: tuple[str, ReviewAct] | None = None
        self.together: int | None = None
        self._queue = Rereading(self, lambda: self._desk.queue, self._loaded)

    @property
    def clean(self) -> tuple[Waiting, ...]:
        """Those that may be approved together, not more than whose names can be read at once; none where the site has it off."""
        return tuple(row for row in self.rows if row.clean and not row.barred)[:MOST_TOGETHER] if self._desk.bulk else ()

    @property
    def reasons(self) -> dict[str, str]:
        """处方点评 code → words, from the policy."""
        return dict(review_policy().reasons)

    def load(self) -> None:
        """Read the queue; the case in front stays as it is, and what is being written."""
        self._queue.read()

    def open(self, sheet: str) -> None:
        """Put a sheet in front. What was written about another one is given up."""
        if self.case is None or self.case.waiting.sheet != sheet:
            self.do(lambda: self._desk.case(sheet), self._opened)

    def write(self, on: bool) -> None:
        """Begin an objection, or give it up."""
        self.writing, self.error = on and self.case is not None, None
        if not on:
            self.written = Written()
        self.changed()

    def toggle_code(self, code: str, on: bool) -> None:
        """Choose a reason or take it back; they keep the order of the policy."""
        codes = {*self.written.codes, code} if on else set(self.written.codes) - {code}
        self.written = replace(self.written, codes=tuple(one for one in self.reasons if one in codes))

    def toggle_line(self, line: int, on: bool) -> None:
        """This line is meant, or not."""
        lines = {*self.written.lines, line} if on else set(self.written.lines) - {line}
        self.written = replace(self.written, lines=tuple(sorted(lines)))

    def say(self, note: str) -> None:
        """Words of one's own."""
        self.written = replace(self.written, note=note)

    def propose(self, line: int, what: str, value: str | None) -> None:
        """A change to a line; None = none. A line to be stopped has no other."""
        changes = {key: kept for key, kept in self.written.changes.items() if key != (line, what)}
        if value is not None:
            changes[line, what] = value
        if (line, "stop") in changes:
            changes = {key: kept for key, kept in changes.items() if key[0] != line or key[1] == "stop"}
        self.written = replace(self.written, changes=changes)

    def approve(self) -> None:
        """通过."""
        self._decide(ReviewAct.APPROVED, lambda case, _: self._desk.approve(case.sheet.id, case.sheet.hash or ""))

    def approve_clean(self, rows: Sequence[Waiting]) -> None:
        """Approve together the sheets whose names stood in the question."""
        seen = [(row.sheet, row.hash) for row in rows]
        self.do(lambda: (self._desk.approve_clean(seen), self._desk.queue()), self._approved_clean)

    def send_back(self) -> None:
        """退回修改, with what was written."""
        act = ReviewAct.PROPOSED if self.written.proposals else ReviewAct.RETURNED

        def work(case: Case, said: Written) -> PrescriptionState:
            return self._desk.send_back(case.sheet.id, case.sheet.hash or "", said.objections, said.note, said.proposals)

        self._decide(act, work)

    def refuse(self) -> None:
        """拒绝调配."""

        def work(case: Case, said: Written) -> PrescriptionState:
            return self._desk.refuse(case.sheet.id, case.sheet.hash or "", said.objections, said.note)

        self._decide(ReviewAct.REFUSED, work)

    # inside

    def _decide(self, act: ReviewAct, work: Callable[[Case, Written], PrescriptionState]) -> None:
        case, said = self.case, self.written
        if case is not None:
            self.do(lambda: work(case, said), lambda _: self._decided(case, act))

    def _decided(self, case: Case, act: ReviewAct) -> None:
        """The next one comes by itself; deciding about it asks by name first (H34)."""
        self.told, self.together = (case.waiting.name, act), None
        self._put_away()
        self._run(self._desk.queue, self._next, self.fail)

    def _approved_clean(self, found: tuple[int, Sequence[Waiting]]) -> None:
        self.together, self.rows, self.told = found[0], tuple(found[1]), None
        self._put_away()

    def _next(self, rows: Sequence[Waiting]) -> None:
        self.rows = tuple(rows)
        following = next((row for row in self.rows if not row.barred), None)
        if following is not None:
            self._run(lambda: self._desk.case(following.sheet), self._opened_next, self.fail)
        self.changed()

    def _opened_next(self, case: Case) -> None:
        told = self.told
        self._opened(case)
        self.told = told
        self.changed()

    def _opened(self, case: Case) -> None:
        self._put_away()
        self.case, self.told, self.together = case, None, None

    def _put_away(self) -> None:
        self.case, self.writing, self.written = None, False, Written()

    def _loaded(self, rows: Sequence[Waiting]) -> None:
        self.rows = tuple(rows)

    def _fail(self, error: KnownError) -> None:
        if error.code in OVER:
            self._put_away()
            self.load()
        super()._fail(error)
