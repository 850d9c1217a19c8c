"""What a trip takes along on paper, and the page that is signed before the van leaves the village."""

from __future__ import annotations

import hashlib
from datetime import date

from app.clock import iso
from app.domain.clinical import Answer
from app.domain.ids import mask_name
from app.domain.trip import SlipEnd, Trip
from app.printing.forms import label
from app.printing.table import Cell, PrintedTable, table_pdf
from app.printing.trip_slips import TripSlip, slips_pdf
from app.services.desk import Desk
from app.services.registers import NEEDED
from app.services.rx_document import local_minute
from app.services.trip_departure import Departure
from app.services.trips import Reckoning, RosterRow, Trips
from app.store.audit import Act
from app.store.unit_of_work import detail
from app.texts import LANGUAGES, text

ROSTER, SLIPS, RETURN = "trip_roster", "trip_slip", "trip_return"
"""As printers and audit trail call them."""

_ROSTER_WIDTHS = (9.0, 24.0, 18.0, 27.0, 20.0, 26.0, 30.0, 21.0, 15.0)
_RETURN_WIDTHS = (12.0, 40.0, 18.0, 34.0, 30.0, 56.0)


class TripPaper:
    """Roster and slips are for leaving: with stale data they want a reason, which goes into the trail."""

    def __init__(self, desk: Desk, trips: Trips, departure: Departure) -> None:
        self._desk, self._trips, self._departure = desk, trips, departure

    def roster(self, trip: Trip, despite: str = "") -> bytes:
        """Everybody with what must be known of them, A4. KnownError ``trip_stale``, ``font_missing``."""
        self._desk.allow(NEEDED)
        why = self._departure.allow(trip, despite)
        rows = tuple(_roster_cells(one) for one in self._trips.roster(trip))
        notes = (label(ROSTER, "stale", why=despite.strip()),) if why else ()
        return table_pdf(self._table(ROSTER, trip, _ROSTER_WIDTHS, rows, notes))

    def slips(self, trip: Trip, despite: str = "") -> bytes:
        """One for each of the roster, then the free ones. KnownError ``trip_stale``, ``font_missing``."""
        self._desk.allow(NEEDED)
        self._departure.allow(trip, despite)
        named = [
            TripSlip(one.number, mask_name(one.person.name), one.person.address.group, one.person.id) for one in self._trips.roster(trip)
        ]
        last = len(trip.people)
        free = [TripSlip(last + n, "", "", "") for n in range(1, trip.free + 1)]
        return slips_pdf(f"{trip.day} {trip.village} {self._desk.who.organization.name}", [*named, *free])

    def reckoning(self, trip: Trip, found: Reckoning) -> bytes:
        """收车核对 on A4, to be signed."""
        self._desk.allow(NEEDED)
        rows = tuple(
            ((str(one.number),), (f"{one.name} {one.age_text}",), (one.group,), (one.phone,), (_end(one.end),), (one.note,))
            for one in found.slips
        )
        return table_pdf(self._table(RETURN, trip, _RETURN_WIDTHS, rows, _sums(found)))

    def printed(self, kind: str, trip: Trip, pdf: bytes, despite: str = "") -> None:
        """Note that names, phones and illnesses left the printer, and why with old data."""
        reason = self._departure.allow(trip, despite) if kind in (ROSTER, SLIPS) else ""
        told = detail(sha256=hashlib.sha256(pdf).hexdigest(), trip=trip.id)
        self._desk.write(NEEDED, lambda uow: uow.note(Act("print", kind, trip.id, reason=reason, detail=told)))

    def _table(
        self, kind: str, trip: Trip, widths: tuple[float, ...], rows: tuple[tuple[Cell, ...], ...], notes: tuple[str, ...]
    ) -> PrintedTable:
        what = label(ROSTER, "what", day=trip.day, village=trip.village, seats="、".join(trip.seats))
        at = local_minute(iso(self._desk.clock.now()))
        return PrintedTable(kind, self._desk.who.organization.name, what, at, widths, rows, notes)


def _roster_cells(one: RosterRow) -> tuple[Cell, ...]:
    who = one.person
    name = (who.name, one.age_text, *((label(ROSTER, "namesake"),) if one.namesake else ()))
    medicines = tuple(label(ROSTER, "left", name=each.line.name, n=each.days_left) for each in one.medicines)
    values = tuple(_dated(each) for each in (one.pressure, one.glucose, one.weight) if each is not None)
    phones = tuple(f"{number} {whose}".rstrip() for number, whose in one.phones)
    return (
        (str(one.number),),
        name,
        (who.address.group, who.householder),
        phones or ("",),
        _allergies(one),
        one.problems or ("",),
        medicines or ("",),
        values or (label(ROSTER, "never"),),
        (label(ROSTER, "never") if one.last_visit is None else f"{one.last_visit:%y-%m-%d}",),
    )


def _allergies(one: RosterRow) -> Cell:
    if one.allergies:
        return one.allergies
    return (label(ROSTER, {Answer.NO: "none", Answer.NOT_ASKED: "not_asked"}.get(one.allergy_known, "unknown")),)


def _dated(told: tuple[str, date]) -> str:
    return label(ROSTER, "pressure", value=told[0], day=f"{told[1]:%y-%m-%d}")


def _end(end: SlipEnd) -> str:
    return text(f"slip_end.{end.value}", None, LANGUAGES[0])


def _sums(found: Reckoning) -> tuple[str, ...]:
    counts = {end.value: found.count(end) for end in SlipEnd}
    none = label(RETURN, "none")
    return (
        label(RETURN, "slips", n=len(found.slips), walk_ins=found.walk_ins, **counts),
        label(RETURN, "unclaimed", n=found.unclaimed),
        *(label(RETURN, "elsewhere", seat=seat, n=n) for seat, n in found.elsewhere.items()),
        *(label(RETURN, "silent", seat=seat) for seat in found.silent),
        label(RETURN, "retests", names="、".join(found.retests) or none),
        label(RETURN, "untold", names="、".join(found.untold) or none),
        label(RETURN, "settled" if found.settled else "unsettled"),
        "",
        label(RETURN, "sign"),
    )
