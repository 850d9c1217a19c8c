"""Arming: this device measures this person now. Nobody is armed by moving on in a list, and nothing stays armed by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.clock import instant, iso
from app.domain.device import ArmedSpan, Device
from app.domain.encounter import Encounter, VisitKind
from app.domain.identification import recognised
from app.domain.ids import new_id
from app.domain.person import Person
from app.errors import KnownError
from app.events import Topic
from app.rules.acceptance import NEARBY, Moment, Verdict, Why, moment_of, place, proposal, refusal
from app.services.desk import Desk
from app.services.session import SignedIn
from app.store import arming, devices, encounters, measurements, people
from app.store.database import Reading
from app.store.encounters import OPEN
from app.store.inbox import Received, keeps_seconds
from app.store.unit_of_work import Change, UnitOfWork

TIME_OUT = timedelta(minutes=5)
CLOCK_BACK = timedelta(minutes=1)
"""This computer's clock may be put right by so much without ending what is armed; a greater leap would stretch the time-out."""
BY_HAND, SAVED, OTHER_PERSON, TIMED_OUT, USER_SWITCH = "by_hand", "saved", "other_person", "timeout", "user_switch"
MOVED, RESTARTED, CLOCK_CHANGED = "moved", "restarted", "clock_changed"


@dataclass(frozen=True, slots=True)
class Armed:
    """One resident on one device. ``drained``: the border is green, whatever comes now is new."""

    id: str
    device: str
    person: str
    encounter: str | None
    name: str
    sticker: str
    seat: str
    armed_at: str
    expires_at: str
    drained: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose a reading is. ``span`` None: nobody's, ``why`` says the reason; ``moment``: when it was taken, where that is known.

    ``proposed``: the arming a person is asked about first.
    """

    span: ArmedSpan | None
    why: Why | None
    moment: Moment | None
    proposed: ArmedSpan | None = None

    @property
    def person(self) -> str | None:
        """The armed resident."""
        return None if self.span is None else self.span.person

    @property
    def encounter(self) -> str | None:
        """Their visit."""
        return None if self.span is None else self.span.encounter


class Arming:
    """Devices armed at any seat of this store. ``news``: something was armed or disarmed. ``time_out`` tells how long one lasts."""

    def __init__(self, desk: Desk, time_out: Callable[[], timedelta] = lambda: TIME_OUT) -> None:
        self.news: Topic[None] = Topic("arming")
        self._desk, self._time_out = desk, time_out
        self._account = desk.actor.account
        desk.store.changes.subscribe(self._on_change)
        desk.session.changed.subscribe(self._on_switch)

    def arm(self, device: str, person: str, encounter: str, identified_by: str, evidence: str = "") -> Armed:
        """Arm a device for the person in front of it; whoever it was armed for at this seat is disarmed.

        ``identified_by`` and ``evidence``: see domain.identification. KnownError ``identity_needed``, ``device_unknown``,
        ``device_busy`` (armed at another seat), ``device_other_seat``, ``proxy_visit``, ``visit_closed``, ``person_unknown``.
        """
        now = self._desk.clock.now()

        def work(uow: UnitOfWork) -> ArmedSpan:
            known = self._device(uow.conn, device)
            visit = open_visit_of(uow.conn, encounter, person)
            identify(uow.conn, person, identified_by, evidence)
            if not visit.identified_by:
                encounters.change(uow, replace(visit, identified_by=identified_by))
            self._free(uow, known, person)
            span = ArmedSpan(
                new_id(),
                device,
                person,
                encounter,
                self._desk.seat,
                uow.actor.account,
                identified_by,
                iso(now),
                iso(now + self._time_out()),
            )
            arming.add(uow, span)
            return span

        span = self._desk.write("intake.arm", work)
        return self._desk.store.read(lambda conn: self._armed(conn, span))

    def disarm(self, key: str, why: str = BY_HAND) -> None:
        """End one arming; one that is over already stays as it is."""

        def work(uow: UnitOfWork) -> None:
            span = arming.get(uow.conn, key)
            if span is not None and span.disarmed_at is None:
                end(uow, span, why)

        self._desk.write("intake.arm", work)

    def armed(self, seat: str | None = None) -> list[Armed]:
        """Who is armed now, in the order it was done; past their time-out they are not."""
        now = iso(self._desk.clock.now())

        def query(conn: Reading) -> list[Armed]:
            spans = [span for span in arming.open_all(conn) if span.ends_at >= now]
            return [self._armed(conn, span) for span in spans if seat in {None, span.seat}]

        return self._desk.store.read(query)

    def expire(self) -> None:
        """Disarm whatever reached its time-out, or was armed by a clock that was ahead; called each second, writes only when needed."""
        now = self._desk.clock.now()
        if any(_is_over(span, now) for span in self._desk.store.read(arming.open_all)):
            self._desk.store.write(lambda uow: _expire(uow, now), self._desk.actor).result()

    def go_on(self, uow: UnitOfWork, span: ArmedSpan) -> None:
        """A reading came and the round's next one is due: the time-out runs from now. What is over stays over."""
        now = self._desk.clock.now()
        if span.disarmed_at is None and not _is_over(span, now):
            arming.prolong(uow, span.id, iso(now + self._time_out()))

    def recover(self) -> None:
        """After a start: what was armed here ended when it was last confirmed, for nobody saw who sat down while the program was off.

        A record the cuff gives later is then proposed to the resident, not attached (safety.md §1, 11:40).
        """
        seat = self._desk.seat

        def work(uow: UnitOfWork) -> None:
            for span in arming.open_all(uow.conn):
                if span.seat == seat:
                    arming.end(uow, span.id, _last_sure(uow.conn, span), RESTARTED)

        if any(span.seat == seat for span in self._desk.store.read(arming.open_all)):
            self._desk.store.write(work, self._desk.actor).result()

    def disarm_all(self, why: str) -> None:
        """Disarm everything of this seat."""
        seat = self._desk.seat

        def work(uow: UnitOfWork) -> None:
            for span in arming.open_all(uow.conn):
                if span.seat == seat:
                    end(uow, span, why)

        if any(span.seat == seat for span in self._desk.store.read(arming.open_all)):
            self._desk.store.write(work, self._desk.actor).result()

    def accepts(self, conn: Reading, received: Received) -> Decision:
        """Whose a reading is, by the spans of its device, ended ones too: a late one is judged by when it was taken."""
        known = devices.by_hub_id(conn, received.reading.device)
        if known is None or known.forgotten_at is not None:
            return Decision(None, Why.UNKNOWN_DEVICE, None)
        reading = received.reading
        since = devices.status(conn, known.id).clock_since
        moment = moment_of(reading, received.received_at, received.began, not keeps_seconds(conn, reading), since)
        refused = refusal(reading, known.user_slot)
        if refused is not None:
            return Decision(None, refused, moment)
        spans = _spans(conn, known.id, moment, received.received_at)
        verdict: Verdict = place(moment, received.received_at, spans)
        best = None if verdict.span is not None else proposal(moment, received.received_at, spans)
        return Decision(verdict.span, verdict.why, moment, best)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _device(self, conn: Reading, key: str) -> Device:
        found, seat = devices.get(conn, key), self._desk.seat
        if found is None or found.forgotten_at is not None:
            raise KnownError("device_unknown")
        span = arming.open_on(conn, key)
        if span is not None and span.seat != seat and span.expires_at >= iso(self._desk.clock.now()):
            raise KnownError("device_busy", sticker=found.sticker, seat=span.seat)
        if found.seat not in {"", seat}:
            raise KnownError("device_other_seat", sticker=found.sticker, seat=found.seat)
        return found

    def _free(self, uow: UnitOfWork, device: Device, person: str) -> None:
        span = arming.open_on(uow.conn, device.id)
        if span is not None:
            end(uow, span, BY_HAND if span.person == person else OTHER_PERSON)

    def _armed(self, conn: Reading, span: ArmedSpan) -> Armed:
        device, person = devices.get(conn, span.device), people.get(conn, span.person)
        status = devices.status(conn, span.device)
        name, sticker = person.name if person else "", device.sticker if device else ""
        shown = (span.id, span.device, span.person, span.encounter, name, sticker, span.seat, span.armed_at, span.expires_at)
        return Armed(*shown, drained=status.drained_on(self._desk.clock.now()))

    def _on_change(self, change: Change) -> None:
        if "arming" in change.types():
            self.news.publish(None)

    def _on_switch(self, who: SignedIn | None) -> None:
        """Another person at the keyboard did not see who sits in the chair (a lock is no switch: the same person comes back)."""
        account = who.account if who else ""
        if account != self._account:
            self._account = account
            self.disarm_all(USER_SWITCH)


def end(uow: UnitOfWork, span: ArmedSpan, why: str) -> None:
    """Disarm now, or at the time-out where that is past."""
    over = span.expires_at < uow.at
    arming.end(uow, span.id, span.expires_at if over else uow.at, TIMED_OUT if over else why)


def end_device(uow: UnitOfWork, device: str, why: str) -> None:
    """Disarm a device, whatever the seat."""
    span = arming.open_on(uow.conn, device)
    if span is not None:
        end(uow, span, why)


def end_visit(uow: UnitOfWork, encounter: str, why: str) -> None:
    """Disarm every device of a visit."""
    for span in arming.open_all(uow.conn):
        if span.encounter == encounter:
            end(uow, span, why)


def identify(conn: Reading, person: str, identified_by: str, evidence: str) -> Person:
    """The person, recognised. KnownError ``identity_needed``, ``person_unknown``."""
    found = people.get(conn, person)
    if found is None:
        raise KnownError("person_unknown")
    if not recognised(found, identified_by, evidence):
        raise KnownError("identity_needed")
    return found


def open_visit_of(conn: Reading, encounter: str, person: str) -> Encounter:
    """A visit in which this person may be measured. KnownError ``visit_closed``, ``proxy_visit``, ``remote_visit`` (H23)."""
    visit = encounters.get(conn, encounter)
    if visit is None or visit.person != person or visit.status not in OPEN:
        raise KnownError("visit_closed", status=visit.status.value if visit else "")
    if visit.proxy:
        raise KnownError("proxy_visit")
    if visit.kind is VisitKind.REMOTE:
        raise KnownError("remote_visit")
    return visit


def _last_sure(conn: Reading, span: ArmedSpan) -> str:
    """When the program last knew who sat there: at the arming, or at the last result it got."""
    results = measurements.of_encounter(conn, span.encounter or "")
    return min(span.ends_at, max([span.armed_at, *(one.measured_at for one in results if one.device == span.device)]))


def _is_over(span: ArmedSpan, now: datetime) -> bool:
    return span.expires_at < iso(now) or instant(span.armed_at) > now + CLOCK_BACK


def _expire(uow: UnitOfWork, now: datetime) -> None:
    for span in arming.open_all(uow.conn):
        if _is_over(span, now):
            end(uow, span, CLOCK_CHANGED)


def _spans(conn: Reading, device: str, moment: Moment | None, received_at: datetime) -> list[ArmedSpan]:
    """Spans near the time it was taken and near the time it came, the newest first."""
    taken = received_at if moment is None else moment.earliest
    until = received_at if moment is None else moment.latest
    found = arming.of_device(conn, device, iso(taken - NEARBY), iso(until + NEARBY))
    found += arming.of_device(conn, device, iso(received_at - NEARBY), iso(received_at))
    return sorted({span.id: span for span in found}.values(), key=lambda span: span.armed_at, reverse=True)
