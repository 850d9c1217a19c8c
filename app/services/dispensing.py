"""发药: a sheet that may be given out, line by line, from batches that may be given, pack by pack; put back before it is handed over.

处方管理办法 第33–37条 (四查十对); a drug once handed over is not taken back (医疗机构药事管理规定 第28条). Trace codes: clinical.md §4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeVar

from app.clock import iso, local_day
from app.domain.dispensing import Dispense, DispenseStatus, first_to_expire, given, handed_over
from app.domain.formulary import Batch
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState, SheetKind
from app.domain.rx_document import read
from app.errors import KnownError
from app.rules.reviewing import approvals_needed, institution_of
from app.rules.shipped import shipped_toml
from app.services.desk import Desk
from app.services.giving import Giving
from app.services.rx_insurance import waits_for_codes
from app.services.sheet_at_counter import check_valid, genuine_sheet
from app.services.shelf import Shelf, Shelves, wanted_pieces
from app.services.skin_results import tested_batches
from app.services.supplying import elsewhere
from app.services.urgent import GivenUnder, Urgency, UrgentGiving, given_under
from app.services.withdrawn import refuse_withdrawn
from app.store import dispensing, people, prescriptions, reviews, settlements
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

MAY_BE_GIVEN = frozenset({PrescriptionState.RELEASED, PrescriptionState.APPROVED})
"""Released = the county lets it be given out before a pharmacist has looked (事后审核)."""
_SHOWN = MAY_BE_GIVEN | {PrescriptionState.SIGNED, PrescriptionState.RETURNED}
_SHEET_CODE = "XY1:"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ToGive:
    """A sheet in the queue. ``missing``: lines of which something is still to be prepared; ``prepared``: parts that wait to be handed over."""

    sheet: str
    person: str
    number: str
    name: str
    sex: str
    age: str
    signed_at: str
    valid_until: str
    state: PrescriptionState
    urgent: bool
    mark: str
    lines: int
    missing: int
    prepared: int

    @property
    def may_be_given(self) -> bool:
        """Whether the review, or the county's policy, lets it be given out now."""
        return self.state in MAY_BE_GIVEN


@dataclass(frozen=True, slots=True)
class LineToGive:
    """A line in pieces. ``batches``: those that may be given, the first to expire first; ``expired``: pieces that may not."""

    line: PrescriptionLine
    usage: str
    piece: str
    pack_size: int
    pack_word: str
    wanted: int
    given: int
    batches: tuple[Batch, ...]
    expired: int
    keeps_stock: bool
    parts: tuple[Dispense, ...]
    elsewhere: int = 0  # asked for from another pharmacy
    unsettled: bool = False
    """The insurance cannot be charged yet: a pack was taken whose code nobody scanned (YB-07). It may be given all the same."""
    tested: tuple[str, ...] = ()
    """Batches that the resident's skin tests let be given; empty = no test is on record."""

    @property
    def missing(self) -> int:
        """Pieces still to be prepared."""
        return max(self.wanted - self.given - self.elsewhere, 0)

    @property
    def untested(self) -> tuple[str, ...]:
        """Batches that were taken for it although another one was tested (H50)."""
        taken = dict.fromkeys(one.batch for one in self.parts if one.is_live and one.batch)
        return tuple(one for one in taken if self.tested and one not in self.tested)

    @property
    def stock(self) -> int:
        """Pieces on the shelf that may be given."""
        return sum(one.stock for one in self.batches)


@dataclass(frozen=True, slots=True)
class GivingCase:
    """A sheet at the counter. ``second_person``: another one than who prepared hands it over (麻醉、第一类精神药品)."""

    row: ToGive
    lines: tuple[LineToGive, ...]
    allergies: str
    diagnoses: str
    second_person: bool
    urgency: Urgency | None = None  # of a sheet that waits for a pharmacist
    under: GivenUnder | None = None  # of one that may be given out before

    @property
    def was_given(self) -> bool:
        """Whether the patient has something of it."""
        return any(handed_over(line.parts) for line in self.lines)


@dataclass(frozen=True, slots=True)
class SoldTo:
    """Where a pack went before: for the screen alone, never for a log."""

    name: str
    number: str
    at: str


class Supplied(StrEnum):
    """How much of a sheet the patient has; beside the state of its review, which may still be open (事后审核)."""

    NOTHING = ""
    PREPARED = "prepared"
    PARTLY = "partly"
    HANDED_OVER = "handed_over"
    SETTLED = "settled"


@cache
def queue_days() -> int:
    """So many days back the queue looks."""
    return int(shipped_toml("dispensing_policy.toml")["queue_days"])


@cache
def lapsed_days() -> int:
    """So many days a sheet that ran out unfetched is told of in the morning."""
    return int(shipped_toml("dispensing_policy.toml")["lapsed_days"])


class Dispensing:
    """What is done at the counter; every verb asks for ``rx.dispense``. ``maker_digits``: how long makers' own trace codes may be, now.

    ``urgent``: how a sheet that waits for a pharmacist is given out before (紧急调配), None = never here.
    """

    def __init__(
        self,
        desk: Desk,
        shelves: Shelves,
        maker_digits: Callable[[], frozenset[int]] = frozenset,
        urgent: UrgentGiving | None = None,
    ) -> None:
        self._desk, self._shelves, self._maker_digits, self.urgent = desk, shelves, maker_digits, urgent

    def queue(self) -> list[ToGive]:
        """Sheets of this institution that are signed and not wholly handed over; emergencies first, then the oldest."""
        now, here = self._desk.clock.now(), self._desk.who.organization.id
        since, shelf = iso(now - timedelta(queue_days())), self._shelves.now()

        def query(conn: Reading) -> list[ToGive]:
            sheets = [one for one in dispensing.sheets_to_give(conn, since, _SHOWN) if institution_of(one.document) == here]
            parts = dispensing.of_sheets(conn, [one.id for one in sheets])
            asked = elsewhere(conn, [one.id for one in sheets])
            paid = settlements.of_sheets(conn, [one.id for one in sheets])
            still = [one for one in sheets if _is_open(one, parts[one.id], shelf, asked, local_day(now), bool(paid[one.id]))]
            return [_row(one, parts[one.id], shelf, asked) for one in still]

        found = self._desk.read("rx.dispense", query)
        return sorted(found, key=lambda one: (not one.may_be_given, not one.urgent, one.signed_at))

    def unfetched(self) -> tuple[int, int]:
        """How many sheets of this institution that nobody has fetched whole run out with today, and how many ran out in the last days (H51)."""
        now, here, shelf = self._desk.clock.now(), self._desk.who.organization.id, self._shelves.now()
        today, since = local_day(now), iso(now - timedelta(queue_days()))
        lapsed = today - timedelta(lapsed_days())

        def query(conn: Reading) -> tuple[int, int]:
            sheets = [
                one for one in dispensing.sheets_to_give(conn, since, _SHOWN) if institution_of(one.document) == here and one.valid_until
            ]
            keys = [one.id for one in sheets]
            parts, asked, paid = dispensing.of_sheets(conn, keys), elsewhere(conn, keys), settlements.of_sheets(conn, keys)
            open_still = [one for one in sheets if not paid[one.id] and _is_unfetched(one, parts[one.id], shelf, asked)]
            last = [date.fromisoformat((one.valid_until or "")[:10]) for one in open_still]
            return sum(day == today for day in last), sum(lapsed <= day < today for day in last)

        return self._desk.read("rx.dispense", query)

    def case(self, sheet: str) -> GivingCase:
        """A sheet with what is to be given; the look is written down. Raises KnownError ``rx_unknown``, ``rx_damaged``."""
        shelf, now = self._shelves.now(), self._desk.clock.now()

        def query(conn: Reading) -> tuple[Prescription, GivingCase]:
            found = genuine_sheet(conn, sheet)
            made = _case(found, dispensing.of_sheets(conn, [sheet])[sheet], shelf, elsewhere(conn, [sheet]), local_day(now))
            tested = tested_batches(conn, found.person, now)
            made = replace(made, lines=tuple(replace(one, tested=tested.get(one.line.drug, ())) for one in made.lines))
            return found, replace(made, under=given_under(found, reviews.of_sheets(conn, [sheet])[sheet]))

        found, case = self._desk.read("rx.dispense", query)
        self._desk.looked(found.person, "dispense", sheet)
        return case if self.urgent is None else replace(case, urgency=self.urgent.of(found))

    def sheet_of(self, text: str) -> str | None:
        """The sheet whose number, or whose printed square, was scanned; None where it is none of ours."""
        number = text.strip().upper().removeprefix(_SHEET_CODE).partition(":")[0]
        found = self._desk.read("rx.dispense", lambda conn: prescriptions.by_number(conn, number)) if number else None
        return None if found is None else found.id

    def scan(self, sheet: str, text: str, line: str | None = None, batch: str | None = None) -> Dispense:
        """Prepare the pack that was scanned, or as much of it as the line still needs. ``line``, ``batch``: what is chosen on the screen.

        Raises KnownError ``trace_commodity``, ``trace_length`` … for what is no trace code, ``trace_sold`` (fact ``dispense``: with what the
        pack went out), ``trace_other_drug``, ``trace_which_line``, ``dispense_complete``, ``stock_short``, ``dispense_expired``, and as :meth:`prepare`.
        """
        return self._write(sheet, lambda uow, found: self._giving(uow, found).scan(text, line, batch))

    def prepare(self, sheet: str, line: str, pieces: int, batch: str | None = None) -> tuple[Dispense, ...]:
        """Prepare pieces whose pack has no code; without ``batch`` from those that expire first, one part each.

        Raises KnownError ``dispense_not_released``, ``dispense_settled``, ``dispense_over``, ``dispense_pieces``, ``dispense_too_much``, ``stock_short``,
        ``stock_batch_unknown``, ``dispense_expired``, ``rx_withdrawn``.
        """
        return self._write(sheet, lambda uow, found: self._giving(uow, found).by_number(line, pieces, batch))

    def take_back(self, part: str, reason: str = "") -> None:
        """Put a part back on the shelf; its codes may go out again. Raises KnownError ``dispense_gone``, ``dispense_unknown``."""

        def work(uow: UnitOfWork) -> None:
            Giving.put_back(uow, part, reason)

        self._desk.write("rx.dispense", work)

    def hand_over(self, sheet: str) -> tuple[Dispense, ...]:
        """核对发药: everything prepared goes to the patient. Raises KnownError ``dispense_nothing``, ``dispense_second_person``, ``rx_withdrawn``, as :meth:`prepare`."""
        who = self._desk.who

        def work(uow: UnitOfWork, found: Prescription) -> tuple[Dispense, ...]:
            waiting = [one for one in dispensing.of_sheets(uow.conn, [sheet])[sheet] if one.status is DispenseStatus.PREPARED]
            if not waiting:
                raise KnownError("dispense_nothing")
            if approvals_needed(found.document) > 1 and any(one.prepared_by == who.practitioner for one in waiting):
                raise KnownError("dispense_second_person")
            prepared = {one.line for one in waiting}
            refuse_withdrawn(uow.conn, [line for line in found.lines if line.id in prepared])
            return tuple(dispensing.move(uow, one, DispenseStatus.HANDED_OVER, who.practitioner, uow.at) for one in waiting)

        return self._write(sheet, work)

    def sold_to(self, part: str) -> SoldTo | None:
        """To whom a pack went, for the eyes of whoever scanned it."""

        def query(conn: Reading) -> SoldTo | None:
            found = dispensing.get(conn, part)
            if found is None:
                return None
            sheet, person = prescriptions.get(conn, found.prescription), people.get(conn, found.person)
            return SoldTo(person.name if person else "", (sheet.number if sheet else "") or "", found.handed_at or found.prepared_at)

        return self._desk.read("rx.dispense", query)

    def supplied(self, sheet: Prescription) -> Supplied:
        """How far a sheet has got, for whoever reads the chart."""
        shelf = self._shelves.now()
        keys = [sheet.id]
        parts, paid = self._desk.read(
            "chart.read", lambda conn: (dispensing.of_sheets(conn, keys)[sheet.id], settlements.of_sheets(conn, keys)[sheet.id])
        )
        if paid:
            return Supplied.SETTLED
        done = [handed_over(one for one in parts if one.line == line.id) >= wanted_pieces(line, shelf) for line in sheet.lines]
        if done and all(done):
            return Supplied.HANDED_OVER
        if any(one.status is DispenseStatus.HANDED_OVER for one in parts):
            return Supplied.PARTLY
        return Supplied.PREPARED if any(one.is_live for one in parts) else Supplied.NOTHING

    def _giving(self, uow: UnitOfWork, sheet: Prescription) -> Giving:
        if settlements.of_sheets(uow.conn, [sheet.id])[sheet.id]:
            raise KnownError("dispense_settled")
        return Giving(uow, sheet, self._shelves.now(), self._desk.clock, self._maker_digits())

    def _write(self, sheet: str, work: Callable[[UnitOfWork, Prescription], T]) -> T:
        def whole(uow: UnitOfWork) -> T:
            found = genuine_sheet(uow.conn, sheet)
            if found.state not in MAY_BE_GIVEN:
                raise KnownError("dispense_not_released")
            check_valid(found, local_day(self._desk.clock.now()))
            return work(uow, found)

        return self._desk.write("rx.dispense", whole)


def _is_open(sheet: Prescription, parts: tuple[Dispense, ...], shelf: Shelf, asked: Mapping[str, int], today: date, settled: bool) -> bool:
    """Whether something is still to be done: valid, neither wholly handed over nor settled, or prepared and waiting."""
    if any(one.status is DispenseStatus.PREPARED for one in parts):
        return True
    if settled or sheet.state not in _SHOWN or sheet.is_over(today):
        return False
    return _is_unfetched(sheet, parts, shelf, asked)


def _is_unfetched(sheet: Prescription, parts: tuple[Dispense, ...], shelf: Shelf, asked: Mapping[str, int]) -> bool:
    """Whether the patient has not everything of it, counting what comes from elsewhere."""
    here = ((line, handed_over(one for one in parts if one.line == line.id)) for line in sheet.lines)
    return any(pieces + asked.get(line.id, 0) < wanted_pieces(line, shelf) for line, pieces in here)


def _row(sheet: Prescription, parts: tuple[Dispense, ...], shelf: Shelf, asked: Mapping[str, int]) -> ToGive:
    told = read(sheet.document or b"")
    here = ((line, given(one for one in parts if one.line == line.id)) for line in sheet.lines)
    missing = [line for line, pieces in here if pieces + asked.get(line.id, 0) < wanted_pieces(line, shelf)]
    return ToGive(
        sheet=sheet.id,
        person=sheet.person,
        number=sheet.number or "",
        name=told["patient"]["name"],
        sex=told["patient"]["sex"],
        age=told["patient"]["age"],
        signed_at=sheet.signed_at or "",
        valid_until=(sheet.valid_until or "")[:10],
        state=sheet.state,
        urgent=sheet.kind is SheetKind.EMERGENCY,
        mark=told["paper"]["mark"],
        lines=len(sheet.lines),
        missing=len(missing),
        prepared=sum(one.status is DispenseStatus.PREPARED for one in parts),
    )


def _case(sheet: Prescription, parts: tuple[Dispense, ...], shelf: Shelf, asked: Mapping[str, int], today: date) -> GivingCase:
    told = read(sheet.document or b"")
    usages = [str(line["usage"]) for line in told["lines"]]
    lines = tuple(
        _line(line, usage, tuple(one for one in parts if one.line == line.id), shelf, today, sheet.payment)
        for line, usage in zip(sheet.lines, usages, strict=True)
    )
    lines = tuple(replace(one, elsewhere=asked.get(one.line.id, 0)) for one in lines)
    diagnoses = "、".join(display for _, display in sheet.diagnoses)
    return GivingCase(
        _row(sheet, parts, shelf, asked), lines, str(told["patient"]["allergies"]), diagnoses, approvals_needed(sheet.document) > 1
    )


def _line(line: PrescriptionLine, usage: str, parts: tuple[Dispense, ...], shelf: Shelf, today: date, payment: str) -> LineToGive:
    product, card, entry = shelf.products.get(line.drug), shelf.card(line.drug), shelf.entries.get(line.drug)
    batches = entry.batches if entry is not None else ()
    return LineToGive(
        line=line,
        usage=usage,
        piece=product.pack_unit if product is not None else line.quantity_unit,
        pack_size=card.pack_size if card is not None else 1,
        pack_word=card.pack_word if card is not None else "",
        wanted=wanted_pieces(line, shelf),
        given=given(parts),
        batches=first_to_expire(batches, today),
        expired=sum(one.stock for one in batches if one.is_expired(today)),
        keeps_stock=bool(batches),
        parts=parts,
        unsettled=waits_for_codes(payment, parts),
    )
