"""Ten thousand readings of fifteen devices, most of them at the wrong moment: nobody gets another one's, none twice, none lost.

    python3 packaging/dev.py long readings [--scale 1] [--seed 1] [--plant NAME]

Real drivers speak with virtual devices byte by byte; the clinic behind them is the real one, on an encrypted store. A third of what
is measured belongs to people nobody armed the device for (H20–H22); device clocks are wrong, transfers break off, frames are damaged,
records come again, two cuffs of one model work side by side. What the devices themselves say was measured, and for whom, is compared
with every row that came of it. ``--plant`` puts a bug in; the harness must then fail, which a test of its own asks for.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from app.clock import CLINIC_ZONE, SetClock
from app.domain.encounter import Encounter
from app.domain.measurement import TimeBasis
from app.domain.person import Identifier, IdKind, Person, Sex
from app.domain.staff import Organization
from app.rules.acceptance import Moment
from app.services import arming as arming_service
from app.services import inbox as inbox_service
from app.services.arming import Arming, Decision
from app.services.desk import Desk
from app.services.devices import DeviceCard, Devices
from app.services.inbox import Inbox
from app.services.intake import Intake
from app.services.session import Session, SignedIn
from app.store import inbox, people
from app.store.database import Store
from device_drivers import registry
from device_drivers.manifest import Opening
from device_drivers.protocols.machine import Actions, Keep, Paired, Refuse, Result, State
from device_drivers.readings import Bonded, DeviceNews, DeviceState, Frame, Kind, KnownDevice, Quantity, Reading
from device_drivers.virtual.device_clock import Taken
from tests.device_drivers.pump import Pump
from tests.long.units import ERROR, Unit, make, wrong_clocks

READINGS = 10_000
RESIDENTS = 900
KEY = bytes(range(32))
START = datetime(2026, 3, 5, 0, 10, tzinfo=UTC)
LEAST_ATTACHED = 0.4  # of what was measured on an armed resident: a program that attaches nothing would pass all the rest


@dataclass(eq=False)
class Measured:
    """A line of a device's own log with what only the harness knows: on whom. person None = on somebody nobody armed it for."""

    unit: int
    taken: Taken
    person: str | None


@dataclass
class Tally:
    """What happened, for the table."""

    kinds: Counter[str] = field(default_factory=Counter)

    def __call__(self, name: str, many: int = 1) -> None:
        self.kinds[name] += many


class Line(Pump):
    """One session: every action of the machine reaches the clinic as the hub would bring it."""

    def __init__(self, clinic: Clinic, number: int) -> None:
        self._clinic, self._number = clinic, number
        unit = clinic.units[number]
        known = clinic.known(number)
        machine = registry.driver(unit.driver).machine(known, Opening(clinic.token()))
        super().__init__(machine, unit.brain, piece=clinic.dice.choice((None, 20, 7)) if unit.stream else None, move=clinic.forward)

    def _take(self, actions: Actions) -> None:
        super()._take(actions)
        for action in actions:
            match action:
                case Keep() | Result() | Refuse():
                    self._clinic.journal(self._number, action)
                case State():
                    self._clinic.heard(self._number, action)
                case Paired(key):
                    self._clinic.devices.bonded(Bonded(self._clinic.cards[self._number].hub_id, key))


class Clinic:
    """The workstation, the devices and the square full of people."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.clock = SetClock(START)
        self.store = Store.open(folder / "clinic.db", KEY, self.clock)
        session = Session()
        may = frozenset({"intake.measure", "intake.arm", "intake.claim", "queue.read", "devices.read", "devices.manage"})
        session.set(SignedIn("a", "li", "李秀兰", "", "002", "nurse", may, "intake", "A1", Organization("o", "X", "村卫生室"), None))
        self.desk = Desk(self.store, session, self.clock, "A1")
        self.devices = Devices(self.desk)
        self.arming = Arming(self.desk)
        self.inbox = Inbox(self.desk, self.arming, self.devices)
        self.intake = Intake(self.desk)
        self.units = make(self.clock.now)
        self.cards = [self._taken_on(number, unit) for number, unit in enumerate(self.units)]
        self.residents = [self._resident(number) for number in range(RESIDENTS)]
        self.log: list[Measured] = []
        self.tally = Tally()
        self._next, self._token = 0, 0

    def _taken_on(self, number: int, unit: Unit) -> DeviceCard:
        address = f"C1:00:00:00:01:{number:02X}"
        unit.brain.id = f"ble:{address}"
        if hasattr(unit.brain, "core"):
            unit.brain.core.id = unit.brain.id
        known = KnownDevice(unit.brain.id, unit.driver, "BLESmart", address, model=unit.model)
        return self.devices.take_on(known, unit.name, f"{number + 1}号", virtual=True)

    def _resident(self, number: int) -> str:
        born = date(1950, 1, 1) + timedelta(days=17 * number)
        one = Person(f"p{number:04}", f"村民{number}", Sex.FEMALE, born, (Identifier(IdKind.OTHER, f"{number:06}"),))
        return self.store.write(lambda uow: people.add(uow, one)).result().id

    # --- what a device is told and tells -------------------------------------------------------------------------------
    def known(self, number: int) -> KnownDevice:
        """As the hub keeps it."""
        return next(one for one in self.devices.known_for_hub() if one.device == self.cards[number].hub_id)

    def token(self) -> int:
        """See manifest.Opening."""
        self._token = max(int(self.clock.now().timestamp() * 1000), self._token + 10_000)
        return self._token

    def forward(self, seconds: float) -> None:
        """Time passes."""
        if seconds > 0:
            self.clock.forward(seconds)
            self.arming.expire()

    def journal(self, number: int, action: Keep | Result | Refuse) -> None:
        """As the runner does it, before the device gets its confirmation."""
        readings = action.readings if isinstance(action, Result) else ()
        refused = action.reason if isinstance(action, Refuse) else None
        self.tally("frames refused", refused is not None)
        frame = Frame(self.cards[number].hub_id, self.units[number].driver, action.channel, action.raw, self.clock.now(), readings, refused)
        self.inbox.journal(frame)
        if readings and self.dice.random() < 0.02:  # the same notification again: a radio's own repetition
            self.inbox.journal(frame)
            self.tally("frames delivered twice")

    def heard(self, number: int, state: State) -> None:
        """News of the device."""
        self.devices.heard(
            DeviceNews(
                self.cards[number].hub_id,
                state.state,
                state.reason,
                state.battery,
                self.clock.now(),
                state.clock_offset_s,
                state.live_pressure,
            )
        )

    # --- what people do ------------------------------------------------------------------------------------------------
    def measure(self, number: int, person: str | None) -> None:
        """Somebody presses the button."""
        unit = self.units[number]
        if unit.fail is not None and self.dice.random() < 0.06:
            self.log.append(Measured(number, unit.fail(), person))
            self.tally("errors")
            self.forward(20)
        self.log.append(Measured(number, unit.take(self.dice), person))
        self.tally("measured on an armed resident" if person else "measured on somebody else")

    def session(self, number: int, sound: bool = False) -> None:
        """The device is connected; sound: nothing goes wrong."""
        line = Line(self, number)
        line.connect()
        fault = "" if sound else self.dice.choices(("", "breaks", "damaged"), (84, 8, 8))[0]
        if fault == "damaged":
            self._damage(line)
        if fault == "breaks":
            self.tally("transfers broken off")
            line.run(until=_after(line, self.dice.randint(1, 12)), seconds=240)
            if not line.over:
                line.hang_up()
        line.run(seconds=240)
        if not line.over:
            line.hang_up()
        self.devices.heard(DeviceNews(self.cards[number].hub_id, DeviceState.IDLE, None, None, self.clock.now(), None, None))

    def _damage(self, line: Line) -> None:
        """One bit of one frame flips on the way; the device believes it was heard."""
        line.run(until=lambda: bool(line.brain.outbox), seconds=60)
        if line.brain.outbox:
            channel, data = line.brain.outbox[0]
            if not line.brain.channels() & {"2A35", "2A1C", "2A9D", "2A5E"} and data:  # those have no checksum: a bit would be a value
                at = self.dice.randrange(len(data))
                line.brain.outbox[0] = channel, data[:at] + bytes((data[at] ^ 1 << self.dice.randrange(8),)) + data[at + 1 :]
                self.tally("frames damaged")

    def next_person(self) -> str:
        """Whoever sits down next."""
        self._next = (self._next + 1) % len(self.residents)
        return self.residents[self._next]

    def one_turn(self, number: int) -> None:
        """One resident at one device, and all that comes between."""
        dice = self.dice
        if dice.random() < 0.04:
            self.units[number].brain.clock.set(dice.choice(wrong_clocks(self.clock.now().astimezone(CLINIC_ZONE).replace(tzinfo=None))))
            self.tally("clocks wrong")
        self._strangers(number)
        person = self.next_person()
        visit = self.intake.open_visit(person)
        self.arming.arm(self.cards[number].id, person, visit.id, "slip", person)
        if dice.random() < 0.3:
            self.session(number)  # what is stored comes now, after arming
        self.forward(dice.choice((4, 12, 16, 25, 40, 70)) + dice.random())
        if dice.random() < 0.03:
            self.forward(400)  # talked too long
        for _ in range(1 + (dice.random() < 0.3)):
            self.measure(number, person)
            self.forward(dice.randint(2, 30))
            if dice.random() < 0.85:
                self.session(number)
            self.forward(dice.randint(55, 95))
        self._save(visit)
        if dice.random() < 0.15:
            self.session(number)  # again: whatever it still has, or has anyhow
            self.tally("sessions with nothing new")
        self.forward(dice.randint(5, 60))

    def _strangers(self, number: int) -> None:
        """Before the device is armed, and it is not connected: the nurse's mother, last night's ward, the seat next door."""
        for _ in range(self.dice.choice((0, 0, 0, 1, 1, 2, 3))):
            self.measure(number, None)
            self.forward(self.dice.randint(35, 200))

    def _save(self, visit: Encounter) -> None:
        self.intake.save(visit.id)
        self.tally("visits saved")

    def two_turns(self, one: int, other: int) -> None:
        """Two residents side by side at two devices of one model: whose is whose."""
        people_here = {number: self.next_person() for number in (one, other)}
        visits = {number: self.intake.open_visit(person) for number, person in people_here.items()}
        for number in (one, other):
            self.arming.arm(self.cards[number].id, people_here[number], visits[number].id, "slip", people_here[number])
        self.forward(20)
        order = [one, other, other, one]
        for number in order[: self.dice.randint(2, 4)]:
            self.measure(number, people_here[number])
            self.forward(self.dice.randint(20, 40))
        for number in self.dice.sample([one, other], 2):
            self.session(number)
            self.forward(5)
        for visit in visits.values():
            self._save(visit)
        self.tally("pairs of one model")

    def play(self, wanted: int) -> None:
        """Until so many measurements were made; then every device is asked once more, in peace."""
        twins = [number for number, unit in enumerate(self.units) if unit.two]
        pairs = [(one, other) for one in twins for other in twins if one < other and self.units[one].model == self.units[other].model]
        while len(self.log) < wanted:
            if self.dice.random() < 0.12:
                self.two_turns(*self.dice.choice(pairs))
            else:
                self.one_turn(self.dice.randrange(len(self.units)))
        for number in range(len(self.units)):
            self.session(number, sound=True)
            self.session(number, sound=True)


def _after(line: Line, many: int) -> Callable[[], bool]:
    """Until the machine has been told so many things by the device."""
    return lambda: len(line.actions) >= many


# --- what came of it --------------------------------------------------------------------------------------------------
@dataclass
class Verdict:
    """The comparison. Each list names what is wrong."""

    wrong: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    attached: int = 0
    own: int = 0
    waiting: Counter[str] = field(default_factory=Counter)

    @property
    def bad(self) -> int:
        """How many things are wrong."""
        return len(self.wrong) + len(self.twice) + len(self.lost) + len(self.strange)


Row = tuple[inbox.Received, str | None]


def compare(clinic: Clinic) -> Verdict:
    """Every line of every device's log against every reading kept, both ways."""
    rows = clinic.store.read(_rows)
    found = Verdict()
    truth: dict[str, list[Measured]] = defaultdict(list)
    for one in clinic.log:
        if one.taken.note != ERROR:
            truth[clinic.cards[one.unit].hub_id].append(one)
    for device, lines in truth.items():
        _compare_device(found, device, lines, rows.pop(device, []))
    for device, left in rows.items():
        found.strange += [f"{device}: {_said(kept.reading)}" for kept, _ in left]
    return found


def _rows(conn: Any) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for key in conn.exec_driver_sql("SELECT reading_key FROM reading").scalars().all():
        row = inbox.get(conn, key)
        assert row is not None
        measurement = "SELECT person FROM measurement WHERE reading_key = ? AND status = 'final'"
        owners = conn.exec_driver_sql(measurement, (key,)).scalars().all()
        assert len(owners) <= 1
        found[row.reading.device].append((row, owners[0] if owners else None))
    return found


def _compare_device(found: Verdict, device: str, lines: list[Measured], rows: list[Row]) -> None:
    by_time: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_time[_minute(row[0].reading.device_time)].append(row)
    matched: set[str] = set()
    for line in lines:
        fitting = [row for row in by_time[f"{line.taken.device_time:%Y-%m-%dT%H:%M}"] if _fits(line.taken, row[0].reading)]
        fresh = [row for row in fitting if row[0].key not in matched]
        if not fresh:
            found.lost.append(f"{device}: {line.taken.device_time} {line.taken.values}")
            continue
        (kept, owner), *_ = fresh
        matched.add(kept.key)
        _judge(found, line, kept, owner)
    for kept in (row[0] for row in rows if row[0].key not in matched):
        again = any(_fits(line.taken, kept.reading) for line in lines)
        (found.twice if again else found.strange).append(f"{device}: {_said(kept.reading)}")


def _judge(found: Verdict, line: Measured, row: inbox.Received, owner: str | None) -> None:
    found.own += line.person is not None
    if owner is None:
        found.waiting[row.reason or "not placed"] += 1
        return
    found.attached += 1
    if owner != line.person:
        found.wrong.append(f"{row.reading.device}: {_said(row.reading)} of {line.person} went to {owner}")


def _fits(taken: Taken, reading: Reading) -> bool:
    said = {name: quantity.value for name, quantity in reading.values}
    return bool(taken.values) and all(said.get(name) == value for name, value, _ in taken.values)


def _minute(text: str | None) -> str:
    return (text or "")[:16]


def _said(reading: Reading) -> str:
    return f"{reading.device_time} {[(name, str(one.value)) for name, one in reading.values]}"


# --- bugs to be caught ------------------------------------------------------------------------------------------------
def _dedupe_off() -> Any:
    """Every delivery is a new reading."""
    count = iter(range(1_000_000_000))
    return mock.patch.object(inbox_service, "_key", lambda conn, reading: f"{reading.key()[:40]}{next(count)}")


def _arming_ignored() -> Any:
    """Whoever was armed last gets it."""
    honest = Arming.accepts

    def ignoring(self: Arming, conn: Any, received: Any) -> Decision:
        decision = honest(self, conn, received)
        span = decision.span or decision.proposed
        moment = decision.moment or Moment(received.received_at, received.received_at, TimeBasis.ARRIVAL)
        return replace(decision, span=span, moment=moment)

    return mock.patch.object(Arming, "accepts", ignoring)


def _arrival_is_time() -> Any:
    """What arrives now was measured now."""
    return mock.patch.object(arming_service, "moment_of", lambda reading, at, *_: Moment(at, at, TimeBasis.ARRIVAL, seen=True))


def _deaf_journal() -> Any:
    """One frame in fifty never reaches the disk."""
    honest, count = Inbox.journal, iter(range(1, 1_000_000_000))
    return mock.patch.object(Inbox, "journal", lambda self, frame: None if next(count) % 50 == 0 else honest(self, frame))


def _errors_kept() -> Any:
    """A frame that was refused is taken for a pressure."""
    honest = Inbox.journal

    def keeping(self: Inbox, frame: Frame) -> None:
        if frame.refused is not None and frame.data:
            value = Quantity(Decimal(frame.data[0]), "mmHg")
            kind = Kind.BLOOD_PRESSURE
            made = Reading(frame.device, frame.driver, kind, (("systolic", value),), None, None, None, None, (), (), False, frame.data)
            frame = replace(frame, readings=(made,), refused=None)
        honest(self, frame)

    return mock.patch.object(Inbox, "journal", keeping)


def _twins_mixed() -> Any:
    """Two cuffs of one model are one to the program."""
    honest = Inbox.journal

    def mixing(self: Inbox, frame: Frame) -> None:
        if frame.device == "ble:C1:00:00:00:01:04" and frame.readings:
            other = "ble:C1:00:00:00:01:03"
            frame = replace(frame, device=other, readings=tuple(replace(one, device=other) for one in frame.readings))
        honest(self, frame)

    return mock.patch.object(Inbox, "journal", mixing)


PLANTS: dict[str, Callable[[], Any]] = {
    "dedupe-off": _dedupe_off,
    "arming-ignored": _arming_ignored,
    "arrival-is-time": _arrival_is_time,
    "deaf-journal": _deaf_journal,
    "errors-kept": _errors_kept,
    "twins-mixed": _twins_mixed,
}


@contextmanager
def _planted(name: str) -> Iterator[None]:
    if name:
        with PLANTS[name]():
            yield
    else:
        yield


def main(argv: list[str]) -> int:
    """0 when every reading is where it belongs; prints the table."""
    options = argparse.ArgumentParser(prog="readings", description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=int(os.environ.get("XIANGYI_SEED", "1")))
    options.add_argument("--plant", choices=PLANTS, default="")
    asked = options.parse_args(argv)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _planted(asked.plant):
        clinic = Clinic(Path(folder), asked.seed)
        try:
            clinic.play(max(60, round(READINGS * asked.scale)))
            return _told(clinic, compare(clinic))
        finally:
            clinic.store.close()


def _told(clinic: Clinic, found: Verdict) -> int:
    per_unit = Counter(one.unit for one in clinic.log)
    for number, unit in enumerate(clinic.units):
        print(f"{clinic.cards[number].sticker:<5} {unit.name:<40} {per_unit[number]:>6}")
    for name, many in sorted(clinic.tally.kinds.items()):
        print(f"{name:<46} {many:>6}")
    print(f"{'attached to the armed resident':<46} {found.attached:>6} of {found.own}")
    for name, many in found.waiting.most_common():
        print(f"{'waits: ' + name:<46} {many:>6}")
    for name in ("wrong", "twice", "lost", "strange"):
        lines = getattr(found, name)
        print(f"{name:<46} {len(lines):>6}")
        for line in lines[:5]:
            print(f"    {line}")
    few = found.own and found.attached < LEAST_ATTACHED * found.own
    if few:
        print(f"too few are attached: {found.attached} of {found.own}")
    drivers = len({unit.driver for unit in clinic.units})
    print(f"{len(clinic.log)} measurements, {drivers} drivers, {len(clinic.units)} devices: {found.bad} flaws")
    return 1 if found.bad or few else 0
