"""A day of ECG through decoder, session, blocks and recorder: no gap unmarked, no sample moved, memory flat (H11, H15).

    python3 packaging/dev.py long ecg_stream [--scale 1] [--hours 24] [--seed 1] [--plant drop-gap]

Time is told, not waited for: a virtual ER3 sends three leads at 250 Hz, its link loses answers, damages bytes, cuts frames
anywhere and breaks off for up to a minute; its electrodes come off. Every sample carries its own number, so one in the
wrong place is seen. The recorder keeps every second in a real encrypted store and packs them at the end. ``--plant`` puts
a bug in; the harness must then fail, which a test of its own asks for.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, select

from app.domain.person import Person, Sex
from app.services.desk import Desk
from app.services.ecg import EcgRecorder
from app.store import ecg, ecg_codec, people
from app.store.audit import Actor
from app.store.database import Store
from app.store.tables.ecg import ecg_chunk, ecg_live
from device_drivers.drivers.lepu_patch import DRIVERS
from device_drivers.manifest import Opening
from device_drivers.protocols import lepu_live
from device_drivers.protocols.lepu_er import Command, LepuFrame, encode_frame
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH, LepuErSession
from device_drivers.protocols.lepu_live import Live, MultiLeadStatus
from device_drivers.protocols.machine import Actions, Block, Connected, Disconnected, Failed, Notified, Refuse, Subscribed, Write
from device_drivers.readings import EcgBlock, KnownDevice
from device_drivers.watch import Watch
from tests.long.visits import KEY, NURSE

HOURS = 24.0
HZ, POLL, BACKLOG_S = 250, 0.25, 2.0
LEADS = ("I", "II", "V1")
CABLE = 2  # its five-wire cable: one channel of each row is not wired
MARKS = 30_011  # samples so far apart look alike, nearer ones never do
MOST_GROWTH, MOST_FOR_PACKING = 24 << 20, 96 << 20  # bytes, while streaming and at the end
ALIGNED = round(1.5 * HZ)  # how far a running index may be from the time it stands for
BEGUN = datetime(2026, 3, 5, 0, 40, tzinfo=UTC)
KNOWN = KnownDevice("ble:C1:00:00:00:03:01", "lepu-er1", "ER3 0001", "C1:00:00:00:03:01", model="Wellue ER3")
WEARER = Person("6f1c1f7e-8a64-4b5e-9a53-0f3f2c1d0001", "佩戴者", Sex.FEMALE, None)
PLANTS = ("", "drop-gap")


# --- the patch and its link -------------------------------------------------------------------------------------------
def mark(number: int) -> int:
    """What lead I holds at that sample; lead II holds one more, V1 two more."""
    return number % MARKS - MARKS // 2


def wave(first: int, count: int) -> bytes:
    """Packed rows: every lead climbs by one a sample and falls once in two minutes."""
    wire = bytearray()
    for number in range(first, first + count):
        if number == first or number % MARKS == 0:
            heights = (0, *(mark(number) + lead for lead in range(len(LEADS))))
            wire += b"\x80\xff" + b"".join(height.to_bytes(2, "little", signed=True) for height in heights)
        else:
            wire += b"\x00\x01\x01\x01"
    return bytes(wire)


def answer(request: bytes, now: float, off: bool) -> bytes:
    """The patch's answer; it keeps two seconds for a host that asks late."""
    until = int(now * HZ)
    first = max(int.from_bytes(request[7:11], "little"), until - int(BACKLOG_S * HZ), 0)
    status = MultiLeadStatus(72, 80, CABLE, frozenset({"RA"} if off else ()))
    head = lepu_live.encode_er3(status, first, [])[:-2]
    payload = head + max(until - first, 0).to_bytes(2, "little") + wave(first, max(until - first, 0))
    return encode_frame(LepuFrame(Command.GET_REALTIME_DATA, 1, request[4], payload))


class ForgetsLosses(LepuErSession):
    """Bug: what was lost is not counted, what follows moves up."""

    def _place(self, live: Live) -> int:
        before = self._next
        known = super()._place(live)
        self._next = min(self._next, before)
        self._base = self._next - live.first + known if live.first is not None else self._base
        return known


@dataclass
class Link:
    """What the air does to the session; all by its dice."""

    dice: random.Random
    plant: str
    refused: int = 0
    breaks: int = 0
    now: float = 0.0
    _off_until: float = 0.0
    _silent_until: float = 0.0
    _rest: bytes = b""
    _watch: Watch = field(default_factory=lambda: Watch(KNOWN, DRIVERS[0], wished=True))

    def blocks(self, seconds: float) -> Iterator[EcgBlock]:
        """Everything the session tells, over that many seconds, through as many connections as it takes."""
        while self.now < seconds:
            yield from self._connection(min(seconds, self.now + self.dice.expovariate(1 / 1200)))
            self.breaks += 1
            self.now += self.dice.uniform(1, 60)

    def _connection(self, until: float) -> Iterator[EcgBlock]:
        opening = self._watch.opening(self.now, self.breaks)
        session = self._session(opening)
        self._rest = b""
        self.tell(session.tick(self.now))
        waiting = [*session.receive(Connected(frozenset({TO_PATCH, FROM_PATCH}), BEGUN.replace(tzinfo=None)))]
        waiting += session.receive(Subscribed(FROM_PATCH))
        while self.now < until:
            for block in self._serve(session, waiting):
                self._watch.stream_end = (block.first + len(block.samples), self.now, block.hz)
                yield block
            self.now += POLL
            waiting = session.tick(self.now)
        self.tell(session.receive(Disconnected()))

    def _session(self, opening: Opening) -> LepuErSession:
        if self.plant == "drop-gap":
            return ForgetsLosses(KNOWN.device, KNOWN.driver, opening.first_sample, lepu_live.ER3)
        return cast(LepuErSession, DRIVERS[0].machine(KNOWN, opening))

    def _serve(self, session: LepuErSession, actions: Actions) -> Iterator[EcgBlock]:
        for action in actions:
            if isinstance(action, Failed):
                return
            if isinstance(action, Write):
                for piece in self._carried(action.data):
                    session.tick(self.now)
                    yield from self.tell(session.receive(Notified(FROM_PATCH, piece)))

    def tell(self, actions: Actions) -> list[EcgBlock]:
        """The blocks among the actions; refusals are counted."""
        self.refused += sum(isinstance(action, Refuse) for action in actions)
        return [action.block for action in actions if isinstance(action, Block)]

    def _carried(self, request: bytes) -> list[bytes]:
        """The answer on its way: lost, damaged, cut anywhere, its end held back until the next one."""
        chance = self.dice.random()
        if self.now > self._off_until + 600 and chance < 0.001:
            self._off_until = self.now + self.dice.uniform(2, 40)
        frame = answer(request, self.now, self.now < self._off_until)
        if chance < 0.001:
            self._silent_until = self.now + self.dice.uniform(0.5, 4.5)  # some of it longer than the patch remembers
        if chance < 0.004 or self.now < self._silent_until:
            return []
        if chance < 0.006:
            at = self.dice.randrange(len(frame))
            frame = frame[:at] + bytes((frame[at] ^ 0x55,)) + frame[at + 1 :]
        data, cut = self._rest + frame, self.dice.randrange(len(frame))
        self._rest, data = (data[len(data) - 7 :], data[: len(data) - 7]) if chance > 0.98 else (b"", data)
        return [piece for piece in (data[:cut], data[cut:]) if piece]


# --- the judge --------------------------------------------------------------------------------------------------------
@dataclass
class Judge:
    """Follows one lead: a sample's own number must fit its place, and may only jump where the index jumps too."""

    lead: int
    samples: int = 0
    gaps: int = 0
    flaws: list[str] = field(default_factory=list)
    _after: int | None = None  # index behind the last sample seen
    _shift: int | None = None  # own number minus index, as last seen

    def see(self, first: int, samples: tuple[int | None, ...] | list[int | None]) -> None:
        """Consecutive samples from that index on."""
        start = 0
        while start < len(samples):
            if samples[start] is None:
                start += 1
                continue
            end = next((at for at in range(start, len(samples)) if samples[at] is None), len(samples))
            self._run(first + start, [sample for sample in samples[start:end] if sample is not None])
            start = end

    def _run(self, index: int, run: list[int]) -> None:
        own = (run[0] - self.lead + MARKS // 2) % MARKS
        shift = (own - index + MARKS // 2) % MARKS - MARKS // 2
        expected = [mark(index + shift + at) + self.lead for at in range(len(run))]
        if run != expected:
            self.flaws.append(f"lead {self.lead}: samples out of order within {index}..{index + len(run)}")
        if abs(shift) > ALIGNED:
            self.flaws.append(f"lead {self.lead}: at {index} the sample of {shift / HZ:+.2f} s")
        if index == self._after and shift != self._shift:
            self.flaws.append(f"lead {self.lead}: a gap at {index} that nothing marks")
        self.gaps += self._after is not None and index != self._after
        self.samples += len(run)
        self._after, self._shift = index + len(run), shift


@dataclass
class Memory:
    """Resident bytes after the warm-up and at the end."""

    first: int = 0
    last: int = 0

    def look(self) -> None:
        """Reads what the process holds; 0 where the system does not tell."""
        statm = Path("/proc/self/statm")
        self.last = int(statm.read_text().split()[1]) * 4096 if statm.exists() else 0
        self.first = self.first or self.last

    @property
    def growth(self) -> int:
        """Since the warm-up."""
        return self.last - self.first


class Seat:
    """A desk as far as the recorder needs one."""

    def __init__(self, store: Store, link: Link) -> None:
        self.store = store
        self.clock = self
        self._link = link

    def now(self) -> datetime:
        """The time that was told."""
        return BEGUN + timedelta(seconds=self._link.now)

    def allow(self, _: str) -> Actor:
        """Everything, to the nurse."""
        return NURSE


def stored(conn: Connection, recording: str, began: int, judges: list[Judge]) -> None:
    """Every chunk of the packed recording, before the judges."""
    at = dict.fromkeys(range(len(LEADS)), began)
    found = ecg.get(conn, recording)
    names = found.leads if found is not None else ()
    for row in conn.execute(
        select(ecg_chunk.c.lead, ecg_chunk.c.n, ecg_chunk.c.body, ecg_chunk.c["count"]).order_by(ecg_chunk.c.lead, ecg_chunk.c.n),
        execution_options={"yield_per": 20},
    ):
        lead, body, count = row.lead, row.body, row[3]
        judges[LEADS.index(names[lead])].see(at[lead], ecg_codec.unpack(body, count))
        at[lead] += count


# --- the run ----------------------------------------------------------------------------------------------------------
@dataclass
class Report:
    """What came of it."""

    hours: float
    samples: int
    gaps: int
    breaks: int
    refused: int
    growth: int
    seconds_kept: int
    took_s: float
    flaws: list[str]

    def __str__(self) -> str:
        return (
            f"{self.hours:g} h, {self.samples:,} samples of {len(LEADS)} leads, {self.gaps} gaps marked, {self.breaks} breaks, "
            f"{self.refused} damaged frames, memory {self.growth / 1e6:+.1f} MB, {self.seconds_kept:,} s kept and packed, "
            f"took {self.took_s:.0f} s, {len(self.flaws)} flaws"
        )


def stream(hours: float, seed: int, plant: str = "") -> Report:
    """Streams so many hours into a store in a temporary folder and looks at everything that was told and kept."""
    link = Link(random.Random(seed), plant)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Store.open(Path(folder) / "clinic.db", KEY)
        try:
            return _run(store, link, hours)
        finally:
            store.close()


def _run(store: Store, link: Link, hours: float) -> Report:
    store.write(lambda uow: people.add(uow, WEARER), NURSE).result()
    recorder = EcgRecorder(cast(Desk, Seat(store, link)))
    key = recorder.start(WEARER.id, None, "", KNOWN.device)
    told, memory, began = {lead: Judge(at) for at, lead in enumerate(LEADS)}, Memory(), time.monotonic()
    warm, minute, first = hours * 360, 0.0, None
    for block in link.blocks(hours * 3600):
        first = block.first if first is None else first
        told[block.lead].see(block.first, block.samples)
        recorder.heard(block)
        if link.now - minute >= 60:  # the simulation is faster than a disk: it waits, a real stream need not
            minute = link.now
            store.settle()
            if link.now > warm:
                memory.look()
    streaming = memory.growth
    ended = recorder.stop()
    memory.look()
    kept = [Judge(at) for at in range(len(LEADS))]
    store.read(lambda conn: stored(conn, key, first or 0, kept))
    flaws = [flaw for judge in (*told.values(), *kept) for flaw in judge.flaws]
    flaws += [
        f"lead {one.lead}: {one.samples} samples told, {two.samples} kept"
        for one, two in zip(told.values(), kept, strict=True)
        if one.samples != two.samples
    ]
    flaws += ["seconds not packed"] if store.read(lambda conn: conn.execute(select(ecg_live.c.second)).first()) else []
    flaws += [f"memory grew by {streaming:,} bytes"] if streaming > MOST_GROWTH else []
    flaws += [f"packing took {memory.growth - streaming:,} bytes"] if memory.growth - streaming > MOST_FOR_PACKING else []
    samples, gaps = sum(judge.samples for judge in kept), told["II"].gaps
    return Report(hours, samples, gaps, link.breaks, link.refused, streaming, ended.seconds, time.monotonic() - began, flaws)


def main(argv: list[str]) -> int:
    """0 when every gap was marked and memory stayed flat; prints what was found."""
    options = argparse.ArgumentParser(prog="ecg_stream", description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--hours", type=float, default=HOURS)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plant", choices=PLANTS, default="")
    asked = options.parse_args(argv)
    report = stream(asked.hours * asked.scale, asked.seed, asked.plant)
    for flaw in report.flaws[:20]:
        print(flaw)
    print(report)
    return 1 if report.flaws else 0
