"""The workstation, its devices and a square full of people, for the readings harness: everything happens at the wrong moment."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.clock import CLINIC_ZONE, SetClock
from app.domain.encounter import Encounter
from app.domain.person import Identifier, IdKind, Person, Sex
from app.domain.staff import Organization
from app.services.arming import Arming
from app.services.desk import Desk
from app.services.devices import DeviceCard, Devices
from app.services.inbox import Inbox
from app.services.intake import Intake
from app.services.session import Session, SignedIn
from app.store import people
from app.store.database import Store
from app.store.unit_of_work import UnitOfWork
from device_drivers import registry
from device_drivers.manifest import Opening
from device_drivers.protocols.machine import Actions, Keep, Paired, Refuse, Result, State
from device_drivers.readings import Bonded, DeviceNews, DeviceState, Frame, KnownDevice
from device_drivers.virtual.device_clock import Taken
from tests.device_drivers.pump import Pump
from tests.long.units import Unit, make, wrong_clocks

RESIDENTS = 900
KEY = bytes(range(32))
START = datetime(2026, 3, 5, 0, 10, tzinfo=UTC)


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
        self._clinic, self.number = clinic, number
        unit = clinic.units[number]
        known = clinic.known(number)
        machine = registry.driver(unit.driver).machine(known, Opening(clinic.token()))
        super().__init__(machine, unit.brain, piece=clinic.dice.choice((None, 20, 7)) if unit.stream else None, move=clinic.forward)

    def _take(self, actions: Actions) -> None:
        super()._take(actions)
        for action in actions:
            match action:
                case Keep() | Result() | Refuse():
                    self._clinic.journal(self.number, action)
                case State():
                    self._clinic.heard(self.number, action)
                case Paired(key):
                    self._clinic.devices.bonded(Bonded(self._clinic.cards[self.number].hub_id, key))


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
        self.residents = self.store.write(self._settle).result()
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

    def _settle(self, uow: UnitOfWork) -> list[str]:
        return [people.add(uow, self._resident(number)).id for number in range(RESIDENTS)]

    def _resident(self, number: int) -> Person:
        born = date(1950, 1, 1) + timedelta(days=17 * number)
        return Person(f"p{number:04}", f"村民{number}", Sex.FEMALE, born, (Identifier(IdKind.OTHER, f"{number:06}"),))

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
        unit.forget_old()
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
        if self.units[line.number].checked and any(data for _, data in [*line.brain.outbox][:1]):
            channel, data = line.brain.outbox[0]
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
