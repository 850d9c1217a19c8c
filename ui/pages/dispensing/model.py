"""What the counter shows: the queue, the sheet in front, and what its last scan said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.clock import Clock
from app.domain.dispensing import Dispense
from app.domain.prescription import PrescriptionState
from app.errors import KnownError
from app.rules.reviewing import review_policy
from app.services.dispensing import GivingCase, LineToGive, SoldTo, ToGive
from ui.pages.page_model import Rereading
from ui.pages.queued_model import QueuedModel

T = TypeVar("T")
Reread = tuple[str, tuple[ToGive, ...], GivingCase | None]
"""The sheet that was in front, the queue, and that sheet as it is."""


class Urgent(Protocol):
    """How a sheet is given out before a pharmacist has looked (app.services.urgent.UrgentGiving)."""

    def may(self) -> bool: ...
    def give(self, key: str, reason: str, note: str = "") -> PrescriptionState: ...


class Counter(Protocol):
    """What is done at the counter (app.services.dispensing.Dispensing)."""

    def queue(self) -> list[ToGive]: ...
    def case(self, sheet: str) -> GivingCase: ...
    def sheet_of(self, text: str) -> str | None: ...
    def scan(self, sheet: str, text: str, line: str | None = None, batch: str | None = None) -> Dispense: ...
    def prepare(self, sheet: str, line: str, pieces: int, batch: str | None = None) -> tuple[Dispense, ...]: ...
    def take_back(self, part: str, reason: str = "") -> None: ...
    def hand_over(self, sheet: str) -> tuple[Dispense, ...]: ...
    @property
    def urgent(self) -> Urgent | None: ...
    def sold_to(self, part: str) -> SoldTo | None: ...


class DispensingModel(QueuedModel):
    """Every act is durable when it returns: a scan takes the pack off the shelf, nothing is kept on the screen alone.

    ``line``: the one chosen for a code that does not tell its product; ``sold``: to whom the pack just scanned had gone; ``elsewhere``:
    asks another pharmacy for a line (sheet, line), ``bill``: settles a sheet; None = there is no way to.
    """

    def __init__(self, counter: Counter, clock: Clock, signer: Callable[[], str] = str) -> None:
        super().__init__()
        self._counter, self.clock, self.signer = counter, clock, signer
        self.rows: tuple[ToGive, ...] = ()
        self.case: GivingCase | None = None
        self.line: str | None = None
        self.sold: SoldTo | None = None
        self.told: tuple[str, dict[str, object]] | None = None
        self.elsewhere: Callable[[str, str], None] | None = None
        self.bill: Callable[[str], None] | None = None
        self._now = Rereading(self, self._wanted, self._reread)

    @property
    def sheet(self) -> str:
        """The one in front, '' = none."""
        return "" if self.case is None else self.case.row.sheet

    def load(self) -> None:
        """The queue and the sheet in front anew; nobody's key is lost while they are read."""
        self._now.read()

    def open(self, sheet: str) -> None:
        """Another sheet in front."""
        self.when_free(lambda: self._open(sheet))

    def _open(self, sheet: str) -> None:
        self._forget()
        self.line = None
        self.do(lambda: self._read(sheet), self._show)

    def open_person(self, person: str) -> bool:
        """The sheet of whoever laid their card down; False where none waits."""
        found = next((row for row in self.rows if row.person == person), None)
        if found is not None:
            self.open(found.sheet)
        return found is not None

    def close(self) -> None:
        """No sheet in front."""
        self.case, self.line = None, None
        self._forget()
        self.changed()

    def choose(self, line: str) -> None:
        """The next code without a known product belongs to this line."""
        self.line = None if self.line == line else line
        self.changed()

    def scan(self, text: str) -> None:
        """A trace code for the sheet in front, or the number or square of another sheet; one after the other, however fast they come."""
        self.when_free(lambda: self._scan(text))

    def _scan(self, text: str) -> None:
        sheet, line = self.sheet, self.line

        def work() -> tuple[str, Dispense | None]:
            other = self._counter.sheet_of(text)
            if other is not None:
                return other, None
            if not sheet:
                raise KnownError("dispense_no_sheet")
            return sheet, self._scanned(sheet, text, line)

        self._act(work, lambda found: found[0], lambda found: ("scanned", _part(found[1])) if found[1] is not None else None)

    def prepare(self, line: LineToGive, typed: str, batch: str | None) -> None:
        """So many pieces without a code."""
        sheet = self.sheet
        pieces = int(typed) if typed.isascii() and typed.isdigit() else 0
        self._act(
            lambda: self._counter.prepare(sheet, line.line.id, pieces, batch), lambda _: sheet, lambda parts: ("prepared", _part(parts[0]))
        )

    def take_back(self, part: str) -> None:
        """A prepared part onto the shelf again."""
        sheet = self.sheet
        self._act(lambda: self._counter.take_back(part), lambda _: sheet, lambda _: ("taken_back", {}))

    def hand_over(self) -> None:
        """Everything prepared goes to the patient; a sheet that is complete leaves the counter."""
        sheet = self.sheet

        def told(parts: tuple[Dispense, ...]) -> tuple[str, dict[str, object]]:
            return "handed_over", {"parts": parts}

        self._act(lambda: self._counter.hand_over(sheet), lambda _: sheet, told)

    @property
    def may_decide(self) -> bool:
        """Whether whoever sits here may have a sheet given out urgently."""
        return self._counter.urgent is not None and self._counter.urgent.may()

    def checks_reason(self, reason: str, note: str) -> bool:
        """Whether a reason was chosen, and written out where it must be; else it is asked for."""
        fits = bool(reason) and (reason not in review_policy().write_out or bool(note.strip()))
        if not fits:
            self._forget()
            self.fail(KnownError("reason_needed"))
        return fits

    def give_urgently(self, reason: str, note: str) -> None:
        """紧急调配: before a pharmacist has looked, with a reason."""
        sheet, urgent = self.sheet, self._counter.urgent
        if urgent is not None:
            self._act(lambda: urgent.give(sheet, reason, note), lambda _: sheet, lambda _: ("urgent", {}))

    # inside

    def _act(self, work: Callable[[], T], sheet: Callable[[T], str], told: Callable[[T], tuple[str, dict[str, object]] | None]) -> None:
        """Do it, then show what is true now."""
        self._forget()

        def whole() -> tuple[T, tuple[ToGive, ...], GivingCase | None]:
            result = work()
            return (result, *self._read(sheet(result)))

        def done(found: tuple[T, tuple[ToGive, ...], GivingCase | None]) -> None:
            self._show(found[1:])
            self.told = told(found[0])

        self.do(whole, done)

    def _read(self, sheet: str) -> tuple[tuple[ToGive, ...], GivingCase | None]:
        rows = tuple(self._counter.queue())
        return rows, self._counter.case(sheet) if sheet else None

    def _wanted(self) -> Callable[[], Reread]:
        sheet = self.sheet
        return lambda: (sheet, *self._read(sheet))

    def _reread(self, found: Reread) -> None:
        """An act under way shows what is true after it; another sheet may be in front by now."""
        sheet, rows, case = found
        if not self.busy:
            self._show((rows, case if sheet == self.sheet else self.case))

    def _show(self, found: tuple[tuple[ToGive, ...], GivingCase | None]) -> None:
        self.rows, self.case = found
        if self.case is not None and self.line not in {one.line.id for one in self.case.lines if one.missing}:
            self.line = None

    def _scanned(self, sheet: str, text: str, line: str | None) -> Dispense:
        try:
            return self._counter.scan(sheet, text, line)
        except KnownError as error:
            if error.code == "trace_sold":
                self.sold = self._counter.sold_to(str(error.facts["dispense"]))
            raise

    def _forget(self) -> None:
        self.told, self.sold = None, None


def _part(one: Dispense) -> dict[str, object]:
    return {"name": one.name, "pieces": one.pieces, "piece": one.piece, "batch": one.batch, "split": any(code.split for code in one.codes)}
