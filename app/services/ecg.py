"""Recording an ECG: every second durable as it comes, packed at the end; a crash loses at most the last second."""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from statistics import median

from app.clock import iso
from app.domain.ecg import EcgRecording
from app.domain.ids import new_id
from app.errors import KnownError
from app.events import Topic
from app.rules import ecg_quality
from app.services.arming import open_visit_of
from app.services.desk import Desk
from app.services.measuring import person_of
from app.store import ecg, ecg_waiting, people
from app.store.audit import Actor
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import EcgBlock

log = logging.getLogger(__name__)


@dataclass
class _Running:
    """A recording on its way. ``leads`` hold samples not yet written; ``kept`` counts whole seconds written."""

    recording: EcgRecording
    hub_id: str
    actor: Actor
    began: int | None = None
    kept: int = 0
    leads: dict[str, list[int | None]] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    rates: Counter[int] = field(default_factory=Counter)  # how often each heart rate was told
    rate: int | None = None  # the last one
    writes: deque[Future[None]] = field(default_factory=deque)  # under way or failed: a day has 86,400


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page shows while recording. ``failed``: the last second could not be written (disk full)."""

    recording: str
    seconds: int
    lead_off: bool
    heart_rate: int | None
    failed: bool = False


class EcgRecorder:
    """One recording at a time. ``live`` passes every block on, recording or not; ``progress`` tells each second kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.RLock()
        self._running: _Running | None = None
        self.live: Topic[EcgBlock] = Topic("ecg live")
        self.progress: Topic[Progress] = Topic("ecg progress")

    @property
    def running(self) -> str | None:
        """The recording on its way."""
        with self._lock:
            return None if self._running is None else self._running.recording.id

    def start(self, person: str, encounter: str | None, device: str, hub_id: str) -> str:
        """Record from the next sample on. ``device``: record id, ``hub_id``: as the hub names it.

        Raises KnownError ``ecg_busy``, ``person_unknown``, ``visit_closed`` (or another's) or ``proxy_visit``.
        """
        actor = self._desk.allow("ecg.record")
        with self._desk.store.reading() as conn:
            person_of(conn, person)
            if encounter is not None:
                open_visit_of(conn, encounter, person)
        with self._lock:
            if self._running is not None:
                raise KnownError("ecg_busy")
            begun = EcgRecording(new_id(encounter), person, encounter, device, iso(self._desk.clock.now()), (), 0, 0, 0, "recording")
            self._running = _Running(begun, hub_id, actor)
            return begun.id

    def heard(self, block: EcgBlock) -> None:
        """A block from the hub's thread; writes are handed to the writer and not waited for."""
        self.live.publish(block)
        with self._lock:
            running = self._running
            if running is None or running.hub_id != block.device:
                return
            self._take(running, block)
            self._keep_seconds(running)

    def stop(self) -> EcgRecording:
        """End and pack. Raises KnownError ``ecg_nothing`` when no second came in, ``ecg_not_kept`` when one could not be written."""
        with self._lock:
            running, self._running = self._running, None
        if running is None:
            raise KnownError("ecg_nothing")
        if running.began is not None and any(running.leads.values()):
            self._write(running, [running.leads[lead] for lead in running.leads])
        if not running.kept:
            raise KnownError("ecg_nothing")
        lost = [write for write in running.writes if write.exception() is not None]
        if lost and len(lost) == running.kept:
            raise KnownError("ecg_not_kept") from lost[0].exception()
        return self._finish(running.recording.id, running.actor, running.rates)

    def cancel(self) -> None:
        """Stop without a wish for the result; what was kept stays as a recording."""
        if self.running is not None:
            try:
                self.stop()
            except KnownError as error:
                log.info("recording ended without a result: %s", error.code)

    def recover(self) -> list[EcgRecording]:
        """Pack what a crash left open; called once at start."""
        left = self._desk.store.read(ecg.unfinished)
        return [self._finish(recording, Actor(), Counter(), interrupted=True) for recording in left]

    def samples(self, recording: str) -> Mapping[str, Sequence[int | None]]:
        """Every sample by lead, None where there was no signal."""
        self._desk.allow("ecg.read")
        try:
            return self._desk.store.read(lambda conn: ecg.samples(conn, recording))
        except ValueError as damaged:
            raise KnownError("ecg_damaged") from damaged

    def get(self, recording: str) -> EcgRecording | None:
        """One recording."""
        self._desk.allow("ecg.read")
        return self._desk.store.read(lambda conn: ecg.get(conn, recording))

    def of_person(self, person: str) -> list[EcgRecording]:
        """All recordings of one human, newest first."""
        self._desk.allow("ecg.read")
        return self._desk.store.read(lambda conn: ecg.of_person(conn, people.linked(conn, person)))

    def mark_error(self, recording: str, reason: str) -> None:
        """Recorded on the wrong resident or otherwise in error. Raises KnownError ``reason_needed``, ``record_unknown``."""
        actor = self._desk.allow("ecg.record")
        if not reason.strip():
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            if ecg.get(uow.conn, recording) is None:
                raise KnownError("record_unknown")
            ecg.mark_error(uow, recording, reason.strip())
            ecg_waiting.leave(uow, recording, "taken_back")

        self._desk.store.write(work, actor).result()

    def _take(self, running: _Running, block: EcgBlock) -> None:
        if running.began is None:
            running.began = block.first
            now = iso(self._desk.clock.now())
            running.recording = replace(running.recording, started_at=now, hz=round(block.hz), nv_per_lsb=block.nv_per_lsb)
        if block.lead not in running.leads:
            running.leads[block.lead] = []
            running.ends[block.lead] = running.began + running.kept * running.recording.hz
        gap = block.first - running.ends[block.lead]
        samples = block.samples if gap >= 0 else block.samples[-gap:]
        running.leads[block.lead] += [None] * max(gap, 0) + list(samples)
        running.ends[block.lead] = max(running.ends[block.lead], block.first + len(block.samples))
        if block.heart_rate is not None:
            running.rates[block.heart_rate] += 1
            running.rate = block.heart_rate

    def _keep_seconds(self, running: _Running) -> None:
        hz = running.recording.hz
        while running.leads and all(len(samples) >= hz for samples in running.leads.values()):
            second = [running.leads[lead][:hz] for lead in running.leads]
            for samples in running.leads.values():
                del samples[:hz]
            self._write(running, second)

    def _write(self, running: _Running, second: list[list[int | None]]) -> None:
        n, leads = running.kept, tuple(running.leads)
        running.kept += 1
        added = leads != running.recording.leads
        recording = running.recording = replace(running.recording, leads=leads)

        def work(uow: UnitOfWork) -> None:
            if n == 0:
                ecg.start(uow, recording, running.actor.practitioner or None)
            elif added:
                ecg.put_leads(uow, recording.id, leads)
            ecg.put_second(uow, recording.id, n, second)

        off = all(sample is None for samples in second for sample in samples)
        told = Progress(recording.id, n + 1, off, running.rate)
        write = self._desk.store.write(work, running.actor)
        self._forget_done(running)
        running.writes.append(write)
        write.add_done_callback(lambda done: self._told(told, done))

    @staticmethod
    def _forget_done(running: _Running) -> None:
        """A second that is durable needs no memory; the writer takes them in order."""
        while running.writes and running.writes[0].done() and running.writes[0].exception() is None:
            running.writes.popleft()

    def _told(self, progress: Progress, done: Future[None]) -> None:
        error = done.exception()
        if error is not None:
            log.error("a second of an ECG was not written: %s", type(error).__name__)
            progress = Progress(progress.recording, progress.seconds, progress.lead_off, progress.heart_rate, failed=True)
        self.progress.publish(progress)

    def _finish(self, recording: str, actor: Actor, rates: Counter[int], interrupted: bool = False) -> EcgRecording:
        with self._desk.store.reading() as conn:
            found = ecg.get(conn, recording)
            if found is None:
                raise KnownError("ecg_not_kept")
            quality = ecg_quality.INTERRUPTED if interrupted else _worst(conn, found)
        values = {"quality": quality, "heart_rate": round(median(rates.elements())) if rates else None}
        return self._desk.store.write(lambda uow: ecg.finish(uow, recording, **values), actor).result()


def _worst(conn: Reading, recording: EcgRecording) -> str:
    leads = (ecg.live_seconds(conn, recording, lead) for lead in range(len(recording.leads)))
    return ecg_quality.worst(ecg_quality.judge_seconds(seconds, recording.hz, recording.nv_per_lsb) for seconds in leads)
