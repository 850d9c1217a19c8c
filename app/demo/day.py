"""The scripted day, played through the same services as the screen; one process of it may be killed half-way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from app.clock import RunningClock, instant, iso
from app.demo.clinic import PASSWORD, virtual_devices
from app.demo.script import Pressure, Visit
from app.demo.truth import Fact, TruthLog
from app.demo.witness_store import UCUM, digest_of, plain
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.services.devices import DeviceCard
from app.services.inbox import Arrived
from app.services.resident_form import ResidentForm
from device_drivers.readings import EcgBlock
from device_drivers.virtual.clinic import VirtualClinic
from device_drivers.virtual.device_clock import Taken

ARRIVAL_SECONDS = 60.0
AFTER_ARMING = 20
"""Skipped between arming and the press: what lies closer than 15 s to the arming is not taken for this resident."""

BETWEEN_READINGS = 75
PATCH_NANOVOLTS, PATCH_HZ = 2467, 125

Say = Callable[[str], None]


@dataclass
class Place:
    """Where a day is played: its folder, its truth, its clock, and who hears what happens."""

    root: Path
    clock: RunningClock
    say: Say

    @property
    def data(self) -> DataFolder:
        """The workstation's data folder."""
        return DataFolder(self.root / "data")

    @property
    def truth(self) -> TruthLog:
        """What really happened."""
        return TruthLog(self.root / "truth.jsonl")

    def mark(self) -> None:
        """Remember the clock for the process that goes on after this one."""
        (self.root / "clock.json").write_text(json.dumps(iso(self.clock.now())), encoding="utf-8")


class Day:
    """One process of the day: a workstation with somebody signed in and the virtual devices in its air."""

    def __init__(self, place: Place, login: str) -> None:
        self.place = place
        self.station = Workstation(place.data, place.clock)
        self.clinic: Clinic = self.station.opened(self.station.signin.sign_in(login, PASSWORD))
        self.virtual: VirtualClinic = virtual_devices(self.station)
        self.cuff, self.meter, self.patch = (card.id for card in self._cards())
        self._arrived: list[Arrived] = []
        self._news = threading.Condition()
        self.clinic.inbox.news.subscribe(self._hear)
        self._told = 0

    def close(self) -> None:
        """End the process's part in order."""
        self.station.close()

    def hand_over(self, login: str) -> None:
        """Quick switch to another person."""
        self.station.signin.switch(self.clinic.desk, login, PASSWORD)

    def register(self, visit: Visit) -> Person:
        """A resident nobody here knows yet."""
        sex = "male" if visit.male else "female"
        self.place.truth.put(Fact(visit.id_number, "resident", (visit.name, sex, visit.birth.isoformat(), visit.phone, visit.village)))
        form = ResidentForm(name=visit.name, id_number=visit.id_number, phone=visit.phone, village=visit.village)
        return self.clinic.residents.register(form, despite_duplicates=True)

    def open(self, person: Person) -> Encounter:
        """The visit, recognised by card."""
        return self.clinic.intake.open_visit(person.id, "slip", evidence=person.id)

    def forward(self, seconds: float) -> None:
        """Skip some time, once each device has hung up: a driver that sets its clock meanwhile would set it to the time before."""
        ends = time.monotonic() + ARRIVAL_SECONDS
        while any(one.connection is not None for one in (self.virtual.cuff, self.virtual.meter)) and time.monotonic() < ends:
            time.sleep(0.01)
        self.place.clock.forward(seconds)

    def press(self, visit: Visit, person: Person, encounter: Encounter, pressure: Pressure) -> None:
        """Arm the cuff, press its button, wait until the reading lies in the visit."""
        self.clinic.arming.arm(self.cuff, person.id, encounter.id, "card", visit.id_number)
        self.forward(AFTER_ARMING)
        self.virtual.press_cuff(pressure.systolic, pressure.diastolic, pressure.pulse).result(ARRIVAL_SECONDS)
        self._device_says(visit)
        self._await_arrival(encounter)

    def prick(self, visit: Visit, person: Person, encounter: Encounter) -> None:
        """Arm the meter, a drop on its strip; the nurse says what the resident ate."""
        if visit.glucose is None:
            return
        self.clinic.arming.arm(self.meter, person.id, encounter.id, "card", visit.id_number)
        self.forward(AFTER_ARMING)
        self.virtual.prick(visit.glucose).result(ARRIVAL_SECONDS)
        self._device_says(visit, visit.context)
        arrived = self._await_arrival(encounter)
        assert arrived.measurement is not None
        self.clinic.intake.set_context(arrived.measurement, visit.context)

    def type_in(self, visit: Visit, encounter: Encounter, expected: Sequence[tuple[str, str, str, str]]) -> None:
        """Values typed as people say them; ``expected``: kind, text typed, number and unit it must become."""
        for kind, typed, number, unit in expected:
            if typed:
                self.place.truth.put(Fact(visit.id_number, "measured", (f"{kind} {number} {unit}",), self.place.clock.now()))
                self.clinic.intake.enter(encounter.id, kind, typed, confirmed=("jump", "unusual"))

    def save(self, visit: Visit, encounter: Encounter) -> None:
        """F2: the pressure's mean is stored and the resident waits for the doctor."""
        means = [_mean([getattr(one, side) for one in visit.pressures]) for side in ("diastolic", "systolic")]
        content = (f"diastolic {means[0]} mm[Hg]", f"systolic {means[1]} mm[Hg]")
        self.place.truth.put(Fact(visit.id_number, "summary", content))
        self.clinic.intake.save(encounter.id)

    def diagnose(self, visit: Visit, person: Person, encounter: Encounter) -> None:
        """The doctor calls the resident, asks what must be asked, and says what it is."""
        self.clinic.queue.call(encounter.id)
        if visit.male is False:
            self.clinic.charting.answer(person.id, FactKind.PREGNANT, Answer.NO, "本人")
        row = self.clinic.charting.find_diagnosis(visit.diagnosis)[0]
        self.place.truth.put(Fact(visit.id_number, "diagnosis", (row.icd10,)))
        self.clinic.charting.add_condition(person.id, encounter.id, row)

    def record_ecg(self, visit: Visit, person: Person, encounter: Encounter) -> None:
        """Half a minute from the patch, in real time."""
        enough = threading.Event()

        def hear(block: EcgBlock) -> None:
            if len(self.virtual.samples()) >= (visit.ecg_seconds + 1) * PATCH_HZ:
                enough.set()

        assert self.station.devices is not None
        unsubscribe = self.clinic.ecg.live.subscribe(hear)
        self.virtual.start_patch().result(ARRIVAL_SECONDS)
        hub_id = next(card.hub_id for card in self._cards() if card.id == self.patch)
        recording = self.clinic.ecg.start(person.id, encounter.id, self.patch, hub_id)
        self.station.devices.start_ecg(hub_id).result(ARRIVAL_SECONDS)
        enough.wait(ARRIVAL_SECONDS + visit.ecg_seconds)
        ended = self.clinic.ecg.stop()
        self.station.devices.stop_ecg(hub_id).result(ARRIVAL_SECONDS)
        self.virtual.stop_patch().result(ARRIVAL_SECONDS)
        unsubscribe()
        self._patch_says(visit, recording, instant(ended.started_at))

    def sync(self, seconds: float = 180.0) -> None:
        """Wait until everything is acknowledged. Raises KnownError where it is not."""
        delivered = threading.Event()
        unsubscribe = self.clinic.sync.news.subscribe(lambda news: delivered.set() if news.delivered else None)
        self.clinic.sync.sync_now()
        if not self.clinic.sync.summary().delivered and not delivered.wait(seconds):
            left = self.clinic.sync.summary()
            raise KnownError("day_not_delivered", pending=left.pending, parked=left.parked, why=left.error_code)
        unsubscribe()

    def _cards(self) -> list[DeviceCard]:
        order = [known.device for known in self.virtual.devices()]
        return sorted(self.clinic.devices.known(), key=lambda card: order.index(card.hub_id))

    def _hear(self, news: Arrived) -> None:
        with self._news:
            self._arrived.append(news)
            self._news.notify_all()

    def _await_arrival(self, encounter: Encounter) -> Arrived:
        with self._news:
            if not self._news.wait_for(lambda: bool(self._arrived), ARRIVAL_SECONDS):
                raise KnownError("day_no_reading")
            arrived = self._arrived.pop(0)
        if arrived.encounter != encounter.id:
            raise KnownError("day_wrong_reading", state=arrived.state)
        return arrived

    def _device_says(self, visit: Visit, context: str = "") -> None:
        """The newest line of the devices' own log goes into the truth."""
        log = self.virtual.logs()
        taken: Taken = log[self._told]
        self._told += 1
        assert self._told == len(log), "one press, one line"
        spelled = tuple(sorted(f"{name} {plain(format(value, 'f'))} {UCUM.get(unit, unit)}" for name, value, unit in taken.values))
        self.place.truth.put(Fact(visit.id_number, "measured", spelled + ((context,) if context else ()), taken.at))

    def _patch_says(self, visit: Visit, recording: str, at: datetime) -> None:
        """The recorded strip must be an unbroken piece of what the patch sent, 30 s at least."""
        kept = [sample for lead in self.clinic.ecg.samples(recording).values() for sample in lead]
        sent = list(self.virtual.samples())
        first = next((n for n in range(len(sent) - len(kept) + 1) if sent[n : n + len(kept)] == kept), None)
        if first is None or len(kept) < 30 * PATCH_HZ:
            raise KnownError("day_ecg_differs", kept=len(kept), sent=len(sent))
        piece = sent[first : first + len(kept)]
        self.place.truth.put(Fact(visit.id_number, "ecg", (f"{PATCH_HZ} Hz", f"{PATCH_NANOVOLTS} nV", digest_of(piece)), at))


def _mean(values: Sequence[int]) -> Decimal:
    """Whole number, half up, as a person rounds."""
    return (Decimal(sum(values)) / len(values)).quantize(Decimal(1), ROUND_HALF_UP)
