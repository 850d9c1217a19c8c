"""The journal of all devices: every frame is durable before it is confirmed, every reading goes to its resident or waits for a person."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import instant, iso
from app.domain.device import ArmedSpan
from app.domain.device_check import ControlOutcome
from app.domain.measurement import Measurement, MeasurementKind
from app.errors import KnownError
from app.events import Topic
from app.rules.acceptance import Moment, Why
from app.rules.pressure import PressureStatus
from app.rules.pressure_round import progress, rounds
from app.services.arming import Arming, Decision, identify, open_visit_of
from app.services.desk import Desk
from app.services.device_checks import DeviceChecks
from app.services.devices import Devices
from app.services.judgement import timed_pressures
from app.services.measuring import Sitting
from app.store import devices as device_rows
from app.store import encounters, inbox, people
from app.store.audit import Actor
from app.store.database import Reading as Conn
from app.store.inbox import Received
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import Frame, Kind, Quantity, Reading, key_of

log = logging.getLogger(__name__)

CYCLE_SECONDS = 20
"""No cuff fills and empties twice in so short a time: two results nearer to each other are one, or not both hers."""
CONTROL_FAILED = "control_failed"
"""Why a control result stands aside that was not as the box has it; words under ``inbox_reason``."""
_NOT_CLAIMABLE = frozenset({Why.CONTROL_SOLUTION, Why.QUALITY_CONTROL})


@dataclass(frozen=True, slots=True)
class Proposal:
    """The resident who was being measured about then: asked about, never taken for granted."""

    person: str
    name: str
    encounter: str | None
    armed_at: str


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A reading that waits for a person. ``values`` as the device gave them; ``reason``: words under ``inbox_reason``.

    ``user_slot``: the device's own memory slot, to tell the people apart who share a device; never itself a person.
    ``context``: what the device said beside the values (an analyser's barcode).
    """

    key: str
    device: str
    sticker: str
    kind: Kind
    values: tuple[tuple[str, Quantity], ...]
    device_time: str | None
    received_at: str
    measured_at: str | None
    reason: str
    claimable: bool
    proposal: Proposal | None
    user_slot: int | None = None
    context: tuple[tuple[str, str], ...] = ()

    @property
    def taken_at(self) -> str:
        """When it was measured, as well as anybody knows: what a list by time is sorted by."""
        return self.measured_at or self.received_at


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a reading: state attached, unclaimed or set_aside. ``claimed``: it waited, and a person gave it to the resident."""

    key: str
    state: str
    person: str | None
    encounter: str | None
    measurement: str | None
    reason: str = ""
    claimed: bool = False


class Inbox:
    """``journal`` is the device hub's callable. ``news`` tells of each reading, in the thread that handled it."""

    def __init__(self, desk: Desk, arming: Arming, devices: Devices, checks: DeviceChecks | None = None) -> None:
        self.news: Topic[Arrived] = Topic("inbox")
        self._checks = checks or DeviceChecks(desk)
        self._desk, self._arming, self._devices = desk, arming, devices

    # --- the journal ---------------------------------------------------------------------------------------------------
    def journal(self, frame: Frame) -> None:
        """Durable on return; raises when it is not, and the hub then leaves the record with its device.

        Bytes and readings first, in one transaction; then, in a second, each reading to its resident. What a crash or
        an error leaves undone in between, the next frame or :meth:`recover` does.
        """
        began = self._devices.measuring_since(frame.device)
        fresh = self._desk.store.write(lambda uow: _keep(uow, frame, began), self._program()).result()
        if frame.readings:
            self._devices.arrived(frame.device, iso(frame.received_at), _last_number(frame))
        if fresh:
            try:
                self._place_pending()
            except Exception:
                log.exception("readings are kept but nobody was looked for yet")

    def recover(self) -> int:
        """Place what was kept but not placed when the program ended, then end what was armed; gives how many were placed."""
        placed = self._place_pending()
        self._arming.recover()
        return placed

    # --- for people ----------------------------------------------------------------------------------------------------
    def unclaimed(self) -> list[Unclaimed]:
        """Readings nobody has, the newest first."""
        return self._desk.read("queue.read", lambda conn: [self._shown(conn, one) for one in inbox.unclaimed(conn)])

    def count(self) -> int:
        """How many wait."""
        return self._desk.store.read(inbox.unclaimed_count)

    def claim(self, key: str, person: str, encounter: str, identified_by: str, evidence: str = "") -> Measurement:
        """:meth:`claim_all` of one reading."""
        return self.claim_all([key], person, encounter, identified_by, evidence)[0]

    def claim_all(self, keys: Sequence[str], person: str, encounter: str, identified_by: str, evidence: str = "") -> list[Measurement]:
        """Give readings to a resident who was recognised anew: all of them, or none.

        KnownError ``reading_gone``, ``reading_not_claimable``, ``identity_needed``, ``visit_closed``, ``proxy_visit``, ``vital_absurd``.
        """

        def work(uow: UnitOfWork) -> list[Measurement]:
            identify(uow.conn, person, identified_by, evidence)
            sitting = Sitting(uow.conn, open_visit_of(uow.conn, encounter, person), self._desk.clock.now())
            made = [self._claim(uow, sitting, _waiting(uow.conn, key)) for key in keys]
            sitting.close(uow)
            for key, one in zip(keys, made, strict=True):
                inbox.attach(uow, key, person, encounter, one.id)
            return made

        made = self._desk.write("intake.claim", work)
        for key, one in zip(keys, made, strict=True):
            self.news.publish(Arrived(key, inbox.ATTACHED, person, encounter, one.id, claimed=True))
        return made

    def set_aside(self, key: str, reason: str) -> None:
        """:meth:`set_all_aside` of one reading."""
        self.set_all_aside([key], reason)

    def set_all_aside(self, keys: Sequence[str], reason: str) -> None:
        """Of no resident here (a trial, the nurse's mother). KnownError ``reading_gone``, ``reason_needed``."""
        if not reason.strip():
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            for key in keys:
                _waiting(uow.conn, key)
                inbox.set_aside(uow, key, reason.strip())

        self._desk.write("intake.claim", work)
        for key in keys:
            self.news.publish(Arrived(key, inbox.SET_ASIDE, None, None, None, reason.strip()))

    def _claim(self, uow: UnitOfWork, sitting: Sitting, received: Received) -> Measurement:
        if received.reason in _NOT_CLAIMABLE or received.reading.kind is Kind.ECG:
            raise KnownError("reading_not_claimable")
        moment = self._arming.accepts(uow.conn, received).moment
        return sitting.take(uow, received, moment, uow.actor.practitioner or None, self._checks.marks(uow.conn, received, moment))

    # --- placing -------------------------------------------------------------------------------------------------------
    def _place_pending(self) -> int:
        """Everything that is kept and not looked at, together; where that fails, each alone, so that one does not hold up the others."""
        keys = [one.key for one in self._desk.store.read(inbox.pending)]
        try:
            self._place_all(keys)
        except Exception:
            log.exception("readings are placed one by one")
            for key in keys:
                self._place_alone(key)
        return len(keys)

    def _place_alone(self, key: str) -> None:
        try:
            self._place_all([key])
        except KnownError as trouble:  # a full disk: tried again with the next frame
            log.warning("a reading waits to be placed: %s", trouble.code)
        except Exception:
            log.exception("a reading could not be placed")
            arrived = self._desk.store.write(lambda uow: _leave(uow, key, Why.NOT_PLACED), self._program()).result()
            self.news.publish(arrived)

    def _place_all(self, keys: Sequence[str]) -> None:
        if not keys:
            return
        arrived = self._desk.store.write(lambda uow: [self._place(uow, key) for key in keys], self._desk.actor).result()
        for one in arrived:
            self.news.publish(one)

    def _place(self, uow: UnitOfWork, key: str) -> Arrived:
        received = inbox.get(uow.conn, key)
        if received is None:
            raise KeyError(key)
        decision = self._arming.accepts(uow.conn, received)
        control = self._checks.take_control(uow, received, decision.moment) if decision.why in _NOT_CLAIMABLE else None
        if control is not None:
            reason = CONTROL_FAILED if control.outcome is ControlOutcome.FAILED else Why.CONTROL_SOLUTION.value
            inbox.set_aside(uow, key, reason)
            return Arrived(key, inbox.SET_ASIDE, None, None, None, reason)
        if decision.span is None or decision.moment is None:
            return _leave(uow, key, decision.why or Why.NO_TRUSTWORTHY_TIME)
        return self._attach(uow, received, decision, decision.span, decision.moment)

    def _attach(self, uow: UnitOfWork, received: Received, decision: Decision, span: ArmedSpan, moment: Moment) -> Arrived:
        visit = encounters.get(uow.conn, span.encounter or "")
        if visit is None or visit.status not in encounters.OPEN:
            return _leave(uow, received.key, Why.VISIT_CLOSED)
        kind = MeasurementKind(received.reading.kind.value)
        sitting = Sitting(uow.conn, visit, self._desk.clock.now())
        why = _crowded(sitting.standing, kind, span, moment)
        if why is not None:
            return _leave(uow, received.key, why)
        try:
            made = sitting.take(uow, received, moment, self._taker(span), self._checks.marks(uow.conn, received, moment))
        except KnownError:
            return _leave(uow, received.key, Why.ABSURD)
        sitting.close(uow)
        inbox.attach(uow, received.key, span.person, visit.id, made.id)
        self._go_on(uow, sitting, span, kind)
        return Arrived(received.key, inbox.ATTACHED, span.person, visit.id, made.id)

    def _go_on(self, uow: UnitOfWork, sitting: Sitting, span: ArmedSpan, kind: MeasurementKind) -> None:
        """While the round wants another pressure, the time-out runs from this one."""
        now = self._desk.clock.now()
        if kind is MeasurementKind.BLOOD_PRESSURE and progress(timed_pressures(sitting.standing), now).status is not PressureStatus.OK:
            self._arming.go_on(uow, span)

    def _taker(self, span: ArmedSpan) -> str | None:
        who = self._desk.session.current
        return who.practitioner if who is not None and who.account == span.account else None

    def _program(self) -> Actor:
        """A reading comes by itself; the seat is where it came."""
        return Actor(seat=self._desk.seat)

    def _shown(self, conn: Conn, received: Received) -> Unclaimed:
        reading = received.reading
        known = device_rows.by_hub_id(conn, reading.device)
        decision = self._arming.accepts(conn, received)
        claimable = received.reason not in _NOT_CLAIMABLE
        return Unclaimed(
            key=received.key,
            device="" if known is None else known.id,
            sticker="" if known is None else known.sticker,
            kind=reading.kind,
            values=reading.values,
            device_time=reading.device_time,
            received_at=iso(received.received_at),
            measured_at=None if decision.moment is None else iso(decision.moment.at),
            reason=received.reason,
            claimable=claimable,
            proposal=_proposal(conn, decision) if claimable and received.reason != Why.TAKEN_BACK else None,
            user_slot=reading.user_slot,
            context=reading.context,
        )


def _keep(uow: UnitOfWork, frame: Frame, began: datetime | None) -> list[str]:
    """Frame and readings; gives the keys of those that were not there before (replays are kept once)."""
    number = inbox.add_frame(uow, frame)
    fresh = []
    for reading in frame.readings:
        key = _key(uow.conn, reading)
        if inbox.get(uow.conn, key) is None:
            inbox.add_reading(uow, key, number, reading, frame.received_at, began)
            fresh.append(key)
    known = device_rows.by_hub_id(uow.conn, frame.device) if frame.readings else None
    if known is not None:
        number_now = _last_number(frame)
        last = {} if number_now is None else {"last_sequence": number_now}
        device_rows.keep_status(uow, known.id, last_reading_at=iso(frame.received_at), **last)
    return fresh


def _last_number(frame: Frame) -> int | None:
    """Where the next transfer begins; not the highest of all times, a meter with a new battery may count from 1 again."""
    return max((reading.sequence for reading in frame.readings if reading.sequence is not None), default=None)


def _key(conn: Conn, reading: Reading) -> str:
    """The reading's key; a meter that counts from 1 again after a new battery may give an old key to a new reading."""
    key = reading.key()
    before = inbox.get(conn, key)
    if before is None or before.reading.device_time == reading.device_time:
        return key
    return key_of(f"{key}\x1f{reading.device_time or ''}")


def _crowded(standing: Sequence[Measurement], kind: MeasurementKind, span: ArmedSpan, moment: Moment) -> Why | None:
    """Whether this arming has what it was for: a finished round, or a value of the kind."""
    since = instant(span.armed_at)
    if kind is not MeasurementKind.BLOOD_PRESSURE:
        filled = any(one.kind is kind and instant(one.measured_at) >= since for one in standing)
        return Why.KIND_ALREADY_FILLED if filled else None
    pressures = timed_pressures(standing)
    if any(abs((one.at - moment.at).total_seconds()) < CYCLE_SECONDS for one in pressures):
        return Why.TOO_CLOSE
    done = [one for one in rounds(pressures) if one.complete and one.readings[-1].at >= since]
    return Why.KIND_ALREADY_FILLED if done else None


def _leave(uow: UnitOfWork, key: str, why: Why) -> Arrived:
    inbox.leave(uow, key, why.value)
    return Arrived(key, inbox.UNCLAIMED, None, None, None, why.value)


def _waiting(conn: Conn, key: str) -> Received:
    received = inbox.get(conn, key)
    if received is None or received.state != inbox.UNCLAIMED:
        raise KnownError("reading_gone")
    return received


def _proposal(conn: Conn, decision: Decision) -> Proposal | None:
    span = decision.proposed or decision.span
    person = None if span is None else people.get(conn, span.person)
    return None if span is None or person is None else Proposal(span.person, person.name, span.encounter, span.armed_at)
