"""ECG recordings out of a patch's memory: kept whole at once, and nobody's until a person says whose (H20, H22)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from app.clock import instant, iso
from app.domain.ecg import EcgRecording
from app.domain.ids import new_id
from app.errors import KnownError
from app.events import Topic
from app.rules import ecg_quality
from app.rules.acceptance import clock_time
from app.services.arming import identify, open_visit_of
from app.services.desk import Desk
from app.store import devices, ecg, ecg_codec, ecg_waiting
from app.store.audit import Actor
from app.store.database import Reading as Conn
from app.store.ecg_waiting import Waiting
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import Recording


@dataclass(frozen=True, slots=True)
class StoredEcg:
    """A recording that waits. ``started_at``: None where its device's clock cannot be trusted; then only its arrival is known."""

    key: str
    sticker: str
    name: str
    leads: tuple[str, ...]
    seconds: int
    started_at: str | None
    device_time: str | None
    received_at: str
    reason: str


class StoredEcgs:
    """``news``: how many wait, after each change."""

    def __init__(self, desk: Desk) -> None:
        self.news: Topic[int] = Topic("stored ecg")
        self._desk = desk

    def heard(self, recording: Recording) -> None:
        """The hub fetched one; durable on return. Raises what the store raises, and the device then keeps it for another time."""

        def work(uow: UnitOfWork) -> bool:
            device = devices.by_hub_id(uow.conn, recording.device)
            if device is not None and recording.sequence is not None:
                devices.keep_status(uow, device.id, last_sequence=recording.sequence)
            return ecg_waiting.keep(uow, recording)

        kept = self._desk.store.write(work, Actor(seat=self._desk.seat)).result()
        if kept:
            self._tell()

    def waiting(self) -> list[StoredEcg]:
        """Recordings nobody has, the newest first."""
        return self._desk.read("ecg.read", lambda conn: [_shown(conn, one) for one in ecg_waiting.waiting(conn)])

    def claim(self, key: str, person: str, encounter: str, identified_by: str, evidence: str = "") -> EcgRecording:
        """Give one to a resident who was recognised anew.

        KnownError ``reading_gone``, ``identity_needed``, ``visit_closed``, ``proxy_visit``, ``ecg_damaged``.
        """

        def work(uow: UnitOfWork) -> EcgRecording:
            found = _open(uow.conn, key)
            identify(uow.conn, person, identified_by, evidence)
            open_visit_of(uow.conn, encounter, person)
            made = _made(uow, found, person, encounter)
            ecg_waiting.attach(uow, key, made.id)
            return made

        made = self._desk.write("ecg.record", work)
        self._tell()
        return made

    def set_aside(self, key: str, reason: str) -> None:
        """Of no resident here. KnownError ``reading_gone``, ``reason_needed``."""
        if not reason.strip():
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            _open(uow.conn, key)
            ecg_waiting.set_aside(uow, key, reason.strip())

        self._desk.write("ecg.record", work)
        self._tell()

    def _tell(self) -> None:
        self.news.publish(len(self._desk.store.read(ecg_waiting.waiting)))


def _open(conn: Conn, key: str) -> Waiting:
    found = ecg_waiting.get(conn, key)
    if found is None or found.state != ecg_waiting.UNCLAIMED:
        raise KnownError("reading_gone")
    return found


def _made(uow: UnitOfWork, found: Waiting, person: str, encounter: str) -> EcgRecording:
    try:
        samples = ecg_waiting.samples(uow.conn, found.key)
    except ValueError as damaged:
        raise KnownError("ecg_damaged") from damaged
    device = devices.by_hub_id(uow.conn, found.device)
    hz = round(found.hz)
    whole = hashlib.sha256(b"".join(ecg_codec.to_bytes(one) for one in samples.values()))
    made = EcgRecording(
        id=new_id(encounter),
        person=person,
        encounter=encounter,
        device="" if device is None else device.id,
        started_at=_started_at(found) or found.received_at,
        leads=tuple(samples),
        hz=hz,
        nv_per_lsb=found.nv_per_lsb,
        seconds=found.seconds,
        status="final",
        quality=ecg_quality.worst(ecg_quality.judge(lead, hz, found.nv_per_lsb) for lead in samples.values()),
        sha256=whole.hexdigest(),
    )
    ecg.take_in(uow, made, samples, uow.actor.practitioner or None)
    return made


def _started_at(found: Waiting) -> str | None:
    """Its device's time put right; None where that clock was reset or nobody compared it."""
    began = clock_time(found.device_time, found.clock_offset_s)
    if began is None or began > instant(found.received_at) + timedelta(seconds=60):
        return None
    return iso(began)


def _shown(conn: Conn, one: Waiting) -> StoredEcg:
    device = devices.by_hub_id(conn, one.device)
    sticker = "" if device is None else device.sticker
    leads = tuple(lead for lead, _ in one.leads)
    return StoredEcg(one.key, sticker, one.name, leads, one.seconds, _started_at(one), one.device_time, one.received_at, one.reason)
