"""云药房: asks for what the shelf does not have, and keeps every step until the patient has signed for it; here and at the pharmacy asked.

Only a sheet that a pharmacist approved is asked for (a site may give out its own stock before, safety.md §1 11:20); narcotic and
psychotropic drugs are never sent to a door (互联网诊疗管理办法(试行) 第二十条). The pharmacy that is asked sees the request and nothing else of
the resident, and phone and address no longer than it takes (个人信息保护法 第六条, 第十九条).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.clock import iso, local_day
from app.domain.dispensing import first_to_expire, given
from app.domain.formulary import Batch
from app.domain.ids import as_written, new_id, tidy
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState
from app.domain.rx_document import read
from app.domain.supplying import (
    ENDED,
    SupplyRequest,
    SupplyStatus,
    SupplyStep,
    SupplyWay,
    TakenOff,
    comes_back,
    following,
    packed,
    status_of,
)
from app.errors import KnownError
from app.services.batches import from_batches
from app.services.desk import Desk
from app.services.sheet_at_counter import check_valid, genuine_sheet, line_of
from app.services.shelf import Shelf, Shelves, wanted_pieces
from app.services.supply_step import Happened, check_told, other_of, pharmacy_of, step_of
from app.services.withdrawn import refuse_withdrawn
from app.store import accounts, dispensing, parcels, people, stock, supplying
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")  # clinical.md §4
_NEVER_SENT = frozenset({"麻、精一", "精二"})
_DAYS = 30


@dataclass(frozen=True, slots=True)
class SupplyForm:
    """What is asked for and where it goes; filled from the record, confirmed with the patient."""

    sheet: str
    line: str
    patient: str
    name: str
    pieces: int
    piece: str
    contact: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Supply:
    """A request with its steps. ``patient``: the name in the record, at the pharmacy that is asked the contact; ``clinic``: who asks.

    ``asked``: this institution is the pharmacy.
    """

    request: SupplyRequest
    patient: str
    steps: tuple[SupplyStep, ...]
    clinic: str = ""
    asked: bool = False
    shelf: tuple[Batch, ...] = ()  # at the pharmacy that is asked, before it is packed: what may be taken, the first to expire first

    @property
    def status(self) -> SupplyStatus:
        """Where it stands."""
        return status_of(self.steps)

    @property
    def failed(self) -> bool:
        """Nobody has it and somebody must call."""
        return self.status is SupplyStatus.FAILED

    @property
    def since(self) -> str:
        """When the last thing happened."""
        return self.steps[-1].at if self.steps else self.request.requested_at

    @property
    def following(self) -> tuple[SupplyStatus, ...]:
        """What may happen next."""
        return next_steps(self.request, self.steps, self.asked)

    @property
    def comes_back(self) -> bool:
        """Whether the parcel was called off on the road and is still to come back."""
        return comes_back(self.steps)

    @property
    def packed_twice(self) -> tuple[SupplyStep, ...]:
        """Packings beside the one that counts: those packs go back on the shelf."""
        return packed(self.steps)[1:]


class Supplying:
    """Asking is for whoever is at the counter (``rx.dispense``), every step also for a dispatcher (``supply.handle``).

    ``pharmacy``: code of the institution that is asked, '' = none that has this program: whoever telephones writes the steps.
    """

    def __init__(self, desk: Desk, shelves: Shelves, pharmacy: str = "") -> None:
        self._desk, self._shelves, self._pharmacy = desk, shelves, pharmacy

    def listed(self) -> list[Supply]:
        """What this institution asks for, or is asked for: what is under way, then what ended lately, the last one first."""
        since = iso(self._desk.clock.now() - timedelta(_DAYS))
        found = self._desk.read("supply.handle", lambda conn: self._rows(conn, supplying.shown(conn, since)))
        ended = [one for one in found if one.status in ENDED]
        return _in_turn(found) + sorted(ended, key=lambda one: one.since, reverse=True)

    def under_way(self) -> list[Supply]:
        """Without what has ended: failed deliveries first, then what waits longest."""
        return _in_turn(self._desk.read("supply.handle", lambda conn: self._rows(conn, supplying.unfinished(conn))))

    def looked(self, one: SupplyRequest) -> None:
        """Somebody has a request in front, with contact, phone and address: written down."""
        self._desk.allow("supply.handle")
        self._desk.looked(one.person, "supply_request", one.id)

    def form(self, sheet: str, line: str) -> SupplyForm:
        """What would be asked for, to be confirmed. Raises as :meth:`request`."""
        shelf = self._shelves.now()

        def query(conn: Reading) -> SupplyForm:
            found, ordered = self._line(conn, sheet, line)
            person = people.get(conn, found.person)
            phone = person.phones[0].number if person is not None and person.phones else ""
            address = person.address.whole if person is not None else ""
            product = shelf.products.get(ordered.drug)
            piece = product.pack_unit if product is not None else ordered.quantity_unit
            name = person.name if person is not None else ""
            return SupplyForm(sheet, line, name, ordered.name, open_pieces(conn, ordered, found.id, shelf), piece, name, phone, address)

        return self._desk.read("rx.dispense", query)

    def request(self, form: SupplyForm, way: SupplyWay, consent: bool) -> SupplyRequest:
        """Ask for it. ``consent``: the patient, told of price, way and time, agreed and confirmed phone and address.

        Raises KnownError ``rx_unknown``, ``rx_damaged``, ``supply_not_approved``, ``dispense_over``, ``supply_controlled``, ``dispense_unknown``,
        ``dispense_complete``, ``dispense_too_much``, ``dispense_pieces``, ``supply_consent``, ``supply_phone``, ``supply_address``,
        ``rx_withdrawn``.
        """
        actor = self._desk.allow("rx.dispense")
        shelf, contact, phone, address = self._shelves.now(), as_written(form.contact), tidy(form.phone), as_written(form.address)
        _confirmed(way, consent, contact, phone, address)

        def work(uow: UnitOfWork) -> SupplyRequest:
            found, line = self._line(uow.conn, form.sheet, form.line)
            left = open_pieces(uow.conn, line, found.id, shelf)
            refuse_withdrawn(uow.conn, [line])
            if left <= 0:
                raise KnownError("dispense_complete")
            if form.pieces <= 0:
                raise KnownError("dispense_pieces")
            if form.pieces > left:
                raise KnownError("dispense_too_much", left=left)
            made = _made(uow, found, line, form, way, (contact, phone, address))
            made = replace(made, clinic=self._desk.who.organization.id, pharmacy=self._pharmacy)
            supplying.add(uow, made)
            return made

        return self._desk.store.write(work, actor).result()

    def step(self, request: str, status: SupplyStatus, told: Happened = Happened()) -> SupplyStatus:  # noqa: B008
        """What happened next; the status now.

        Packing at the pharmacy that is asked takes the pieces off its shelf, where a stock of the product is kept (``told.batch``).
        Raises KnownError ``supply_unknown``, ``supply_order``, ``supply_carrier``, ``reason_needed``, ``supply_receiver``,
        ``stock_short``, ``stock_batch_unknown``, ``dispense_expired``.
        """
        actor, here = self._desk.allow("supply.handle"), self._desk.who.organization.id

        def work(uow: UnitOfWork) -> SupplyStatus:
            found = supplying.get(uow.conn, request)
            if found is None or here not in (found.clinic, pharmacy_of(found)):
                raise KnownError("supply_unknown")
            before = supplying.steps_of(uow.conn, [request])[request]
            asked = pharmacy_of(found) == here
            if status not in next_steps(found, before, asked):
                raise KnownError("supply_order")
            check_told(status, told)
            to = other_of(uow.conn, found, here)
            taken = self._taken(uow, found, told.batch) if asked and status is SupplyStatus.PICKED else ()
            made = step_of(new_id(request), found, status, told, (actor.practitioner, uow.at, to), taken)
            parcels.add_step(uow, made)
            return status_of((*before, made))

        return self._desk.store.write(work, actor).result()

    def _rows(self, conn: Reading, requests: list[SupplyRequest]) -> list[Supply]:
        """Those that concern this institution, with all that is known of them."""
        here = self._desk.who.organization.id
        found = [one for one in requests if here in (one.clinic, pharmacy_of(one))]
        steps = supplying.steps_of(conn, [one.id for one in found])
        names = people.by_ids(conn, {one.person for one in found})
        clinics = {key: accounts.organization(conn, key) for key in {one.clinic for one in found}}
        rows = []
        for one in found:
            patient, clinic = names.get(one.person), clinics[one.clinic]
            name, place = patient.name if patient else one.contact, clinic.name if clinic else ""
            shown = _shown(Supply(one, name, steps[one.id], place, pharmacy_of(one) == here))
            rows.append(replace(shown, shelf=self._shelf(conn, shown)))
        return rows

    def _shelf(self, conn: Reading, one: Supply) -> tuple[Batch, ...]:
        if not one.asked or SupplyStatus.PICKED not in one.following:
            return ()
        return first_to_expire(stock.batches_of(conn, one.request.drug), local_day(self._desk.clock.now()))

    def _taken(self, uow: UnitOfWork, one: SupplyRequest, batch: str) -> tuple[TakenOff, ...]:
        found = from_batches(uow.conn, one.drug, one.pieces, batch or None, local_day(self._desk.clock.now()))
        return tuple(TakenOff(part.batch.number, part.batch.expiry, part.pieces) for part in found if part.kept)

    def _line(self, conn: Reading, sheet: str, line: str) -> tuple[Prescription, PrescriptionLine]:
        """A line that may be asked for."""
        found = genuine_sheet(conn, sheet)
        if found.state is not PrescriptionState.APPROVED:
            raise KnownError("supply_not_approved")
        check_valid(found, local_day(self._desk.clock.now()))
        if read(found.document or b"")["paper"]["mark"] in _NEVER_SENT:
            raise KnownError("supply_controlled")
        return found, line_of(found, line)


def next_steps(one: SupplyRequest, steps: Sequence[SupplyStep], asked: bool) -> tuple[SupplyStatus, ...]:
    """What may happen next; a parcel that was called off on the road comes back to the pharmacy."""
    back = (SupplyStatus.BACK,) if asked and comes_back(steps) else ()
    return (*following(one.way, status_of(steps)), *back)


def _in_turn(found: list[Supply]) -> list[Supply]:
    return sorted((one for one in found if one.status not in ENDED), key=lambda one: (not one.failed, one.since))


def elsewhere(conn: Reading, sheets: Sequence[str]) -> dict[str, int]:
    """Pieces by line that come from elsewhere, or came: nobody is given them twice."""
    found = supplying.of_sheets(conn, sheets)
    steps = supplying.steps_of(conn, [one.id for one in found])
    pieces: dict[str, int] = {}
    for one in found:
        if status_of(steps[one.id]) is not SupplyStatus.CANCELLED:
            pieces[one.line] = pieces.get(one.line, 0) + one.pieces
    return pieces


def open_pieces(conn: Reading, line: PrescriptionLine, sheet: str, shelf: Shelf) -> int:
    """What of a line is neither given out here nor asked for elsewhere."""
    parts = [one for one in dispensing.of_sheets(conn, [sheet])[sheet] if one.line == line.id]
    return wanted_pieces(line, shelf) - given(parts) - elsewhere(conn, [sheet]).get(line.id, 0)


def _shown(one: Supply) -> Supply:
    """Whoever was asked needs neither phone nor address of what has ended."""
    if not one.asked or one.status not in ENDED or one.request.clinic == pharmacy_of(one.request):
        return one
    return replace(one, request=replace(one.request, phone="", address=""))


def _confirmed(way: SupplyWay, consent: bool, contact: str, phone: str, address: str) -> None:
    if not consent or not contact:
        raise KnownError("supply_consent")
    if not _PHONE.fullmatch(phone):
        raise KnownError("supply_phone")
    if way is SupplyWay.DELIVERY and not address:
        raise KnownError("supply_address")


def _made(
    uow: UnitOfWork, sheet: Prescription, line: PrescriptionLine, form: SupplyForm, way: SupplyWay, whom: tuple[str, str, str]
) -> SupplyRequest:
    """``whom``: contact, phone, address as confirmed; who fetches it needs no address."""
    contact, phone, address = whom
    return SupplyRequest(
        id=new_id(sheet.id),
        person=sheet.person,
        encounter=sheet.encounter,
        prescription=sheet.id,
        line=line.id,
        drug=line.drug,
        name=line.name,
        pieces=form.pieces,
        piece=form.piece,
        way=way,
        contact=contact,
        phone=phone,
        address=address if way is SupplyWay.DELIVERY else "",
        consent=contact,
        requested_by=uow.actor.practitioner,
        requested_at=uow.at,
    )
