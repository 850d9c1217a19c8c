"""结算: how a sheet that was given out was paid, and what a day's settlements add up to.

The insurance's own system charges; here stands what it said (safety.md §1, 08:15): way, amount, number. A record is never changed, only
taken back by another one with a reason. After it nothing more is given out on the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.clock import day_bounds, iso
from app.domain.ids import new_id, tidy
from app.domain.prescription import PAYMENTS, Prescription
from app.domain.settlement import Settlement
from app.errors import KnownError
from app.rules.reviewing import institution_of
from app.services.bill import Bill, bills_of
from app.services.desk import Desk
from app.services.rx_insurance import insurance_policy
from app.services.sheet_at_counter import genuine_sheet
from app.services.shelf import Shelf, Shelves
from app.store import accounts, dispensing, people, prescriptions, settlements
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

NEEDED = "rx.dispense"
DAYS = 7
"""So long a sheet that was given out waits to be settled; what nobody settles here is settled elsewhere."""
MOST_FEN = 10_000_000
_WORDS = 200


@dataclass(frozen=True, slots=True)
class Payment:
    """As typed at the counter; amounts in fen."""

    way: str
    amount_fen: int
    insured_fen: int = 0
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A record with whom it is about and who wrote it; ``stands``: it is a settlement that nobody took back."""

    record: Settlement
    who: str
    number: str
    by: str
    stands: bool


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Of one day, by way of paying: settlements less those that were taken back on that day, so that a day that is over never changes."""

    way: str
    count: int
    amount_fen: int
    insured_fen: int

    @property
    def own_fen(self) -> int:
        """What the patients paid."""
        return self.amount_fen - self.insured_fen


class Settlements:
    """What is done at the counter once a sheet is given out; every verb asks for ``rx.dispense``."""

    def __init__(self, desk: Desk, shelves: Shelves) -> None:
        self._desk, self._shelves = desk, shelves

    def waiting(self) -> list[Bill]:
        """Sheets of this institution that were given out lately and are not settled, or settled twice: those first, then the oldest."""
        since, here, shelf = iso(self._desk.clock.now() - timedelta(DAYS)), self._desk.who.organization.id, self._shelves.now()

        def query(conn: Reading) -> list[Bill]:
            paid = settlements.of_sheets(conn, dispensing.sheets_handed_since(conn, since))
            keys = [key for key, records in paid.items() if len(records) != 1]  # most are settled, and their sheets are not read
            sheets = [one for one in prescriptions.by_ids(conn, keys).values() if institution_of(one.document) == here]
            return bills_of(conn, sheets, shelf)

        return sorted(self._desk.read(NEEDED, query), key=lambda one: (not one.paid, one.handed_at))

    def bill(self, sheet: str) -> Bill:
        """One sheet; the look is written down. Raises KnownError ``rx_unknown``, ``rx_damaged``, ``settle_nothing``."""
        shelf = self._shelves.now()
        found = self._desk.read(NEEDED, lambda conn: _bill_of(conn, genuine_sheet(conn, sheet), shelf))
        self._desk.looked(found.person, "settlement", sheet)
        return found

    def settle(self, sheet: str, payment: Payment) -> Settlement:
        """Write that it is paid.

        Raises KnownError ``rx_unknown``, ``rx_damaged``, ``settle_nothing``, ``settle_prepared``, ``settle_done``, ``settle_way``,
        ``settle_amount``, ``settle_insured``, ``settle_number``, ``settle_why_amount``, ``settle_why_missing``, ``settle_why_codes``.
        """
        shelf, here = self._shelves.now(), self._desk.who.organization.id

        def work(uow: UnitOfWork) -> Settlement:
            bill = _bill_of(uow.conn, genuine_sheet(uow.conn, sheet), shelf)
            if bill.prepared:
                raise KnownError("settle_prepared")
            if bill.paid:
                raise KnownError("settle_done")
            check_payment(bill, payment)
            made = Settlement(
                id=new_id(sheet),
                person=bill.person,
                sheet=sheet,
                organization=here,
                way=payment.way,
                amount_fen=payment.amount_fen,
                reckoned_fen=bill.reckoned_fen,
                insured_fen=payment.insured_fen,
                number=tidy(payment.number)[:_WORDS],
                reason=payment.reason.strip()[:_WORDS],
                by=uow.actor.practitioner,
                at=uow.at,
            )
            settlements.SETTLEMENTS.add(uow, made, "paid", made.reason)
            return made

        return self._desk.write(NEEDED, work)

    def take_back(self, key: str, reason: str) -> None:
        """撤销结算; the first record stays. Raises KnownError ``reason_needed``, ``settle_unknown`` (there is none that stands)."""
        words = reason.strip()[:_WORDS]
        if not words:
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            one = settlements.SETTLEMENTS.get(uow.conn, key)
            here = self._desk.who.organization.id
            if one is None or one.organization != here or one not in settlements.of_sheets(uow.conn, [one.sheet])[one.sheet]:
                raise KnownError("settle_unknown")
            back = replace(one, id=new_id(one.sheet), reason=words, by=uow.actor.practitioner, at=uow.at, takes_back=one.id)
            settlements.SETTLEMENTS.add(uow, back, "take_back", words)

        self._desk.write(NEEDED, work)

    def of_day(self, day: date) -> list[Settled]:
        """What this institution settled and took back on a day of the clinic's zone, the last first."""
        since, until = day_bounds(day)
        here = self._desk.who.organization.id
        return self._desk.read(NEEDED, lambda conn: _listed(conn, settlements.between(conn, here, since, until)))


def check_payment(bill: Bill, payment: Payment) -> None:
    """What must hold of what was typed; ``settle_why_…`` where only a reason is missing. Raises as :meth:`Settlements.settle`."""
    insured = payment.way in insurance_policy().payments
    if payment.way not in PAYMENTS:
        raise KnownError("settle_way")
    if not 0 <= payment.amount_fen <= MOST_FEN:
        raise KnownError("settle_amount")
    if not 0 <= payment.insured_fen <= (payment.amount_fen if insured else 0):
        raise KnownError("settle_insured")
    if insured and not payment.number.strip():
        raise KnownError("settle_number")
    if payment.reason.strip():
        return
    if bill.reckoned_fen not in (None, payment.amount_fen):
        raise KnownError("settle_why_amount")
    if not bill.is_whole:
        raise KnownError("settle_why_missing")
    if insured and bill.uncoded:
        raise KnownError("settle_why_codes")


def totals(rows: Iterable[Settled]) -> tuple[DayTotal, ...]:
    """By way of paying, in the order of PAYMENTS."""
    records = [one.record for one in rows]
    ways = [*PAYMENTS, *sorted({one.way for one in records} - set(PAYMENTS))]
    return tuple(total for way in ways if (total := _total(way, [one for one in records if one.way == way])) is not None)


def _total(way: str, records: Sequence[Settlement]) -> DayTotal | None:
    counted = [(-1 if one.takes_back else 1, one) for one in records]
    sums = (sum(sign * getattr(one, name) for sign, one in counted) for name in ("amount_fen", "insured_fen"))
    return DayTotal(way, sum(sign for sign, _ in counted), *sums) if counted else None


def _listed(conn: Reading, records: Sequence[Settlement]) -> list[Settled]:
    stand = {one.id for paid in settlements.of_sheets(conn, {one.sheet for one in records}).values() for one in paid}
    names, sheets = people.by_ids(conn, {one.person for one in records}), prescriptions.by_ids(conn, {one.sheet for one in records})
    by = {key: accounts.practitioner(conn, key) for key in {one.by for one in records}}
    rows = []
    for one in reversed(records):
        who, author, sheet = names.get(one.person), by[one.by], sheets.get(one.sheet)
        number = sheet.number if sheet else None
        rows.append(Settled(one, who.name if who else "", number or "", author.name if author else "", one.id in stand))
    return rows


def _bill_of(conn: Reading, sheet: Prescription, shelf: Shelf) -> Bill:
    found = bills_of(conn, [sheet], shelf)
    if not found:
        raise KnownError("settle_nothing")
    return found[0]
