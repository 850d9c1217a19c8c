"""The whole way of a number: a button on a virtual device, its real protocol, the hub, the journal, the armed resident, the queue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.clock import RunningClock
from app.domain.measurement import MeasurementKind, TimeBasis
from app.rules.acceptance import Why
from app.services.arming import Arming
from app.services.desk import Desk
from app.services.devices import DeviceCard, Devices
from app.services.ecg import EcgRecorder
from app.services.ecg_stored import StoredEcgs
from app.services.inbox import Arrived, Inbox
from app.services.intake import Intake
from app.services.queue import Queue
from device_drivers import registry, watch
from device_drivers.hub import DeviceHub
from device_drivers.protocols import glucose_session
from device_drivers.readings import DeviceNews, DeviceState, Recording
from device_drivers.runner import Told
from device_drivers.virtual.clinic import VirtualClinic
from tests.app.services.measuring_table import MakePerson

PATIENCE = 20.0


class Chain:
    """A seat with its hub and three virtual devices; waits on what it is told."""

    def __init__(self, desk: Desk) -> None:
        self.clock = RunningClock(datetime(2026, 3, 5, 0, 41, 7, tzinfo=UTC))
        self.desk = Desk(desk.store, desk.session, self.clock, desk.seat)
        self.devices = Devices(self.desk, registry.manifests())
        self.arming, self.intake, self.queue = Arming(self.desk), Intake(self.desk), Queue(self.desk)
        self.inbox = Inbox(self.desk, self.arming, self.devices)
        self.arrived: list[Arrived] = []
        self._heard = threading.Condition()
        self.inbox.news.subscribe(lambda one: self._note(lambda: self.arrived.append(one)))
        self.devices.news.subscribe(lambda _: self._note(lambda: None))
        self.hub = DeviceHub(self.inbox.journal, self._news, clock=self.clock.now)
        self.hub.start()
        self.virtual = VirtualClinic(self.hub)
        cuff, meter, patch = self.virtual.devices()
        self.cuff = self.devices.take_on(cuff, "血压计", "红1", virtual=True)
        self.meter = self.devices.take_on(meter, "血糖仪", "蓝1", virtual=True)
        self.patch = self.devices.take_on(patch, "心电贴", "黄1", virtual=True)
        self.stored = StoredEcgs(self.desk)
        for known in self.devices.known_for_hub():
            self.hub.add(known).result(PATIENCE)

    def _news(self, news: Told) -> None:
        if isinstance(news, DeviceNews):
            self.devices.heard(news)
        elif isinstance(news, Recording):
            self.stored.heard(news)

    def _note(self, what: Callable[[], None]) -> None:
        with self._heard:
            what()
            self._heard.notify_all()

    def wait(self, until: Callable[[], bool]) -> None:
        with self._heard:
            if not self._heard.wait_for(until, PATIENCE):
                pytest.fail(f"waited in vain; arrived: {self.arrived}, cards: {self.devices.known()}")

    def card(self, device: DeviceCard) -> DeviceCard:
        return self.devices.card(device.id)

    def close(self) -> None:
        self.hub.stop()


@pytest.fixture
def chain(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    """Pauses that only spare real devices are short."""
    monkeypatch.setattr(glucose_session, "SETTLE_SECONDS", 0.02)
    monkeypatch.setattr(watch, "EMPTY_SECONDS", (0.2, 0.5))
    made = Chain(desk)
    yield made
    made.close()


def test_from_the_button_to_the_doctors_queue(chain: Chain, make_person: MakePerson) -> None:
    person = make_person()
    visit = chain.intake.open_visit(person.id)
    chain.arming.arm(chain.cuff.id, person.id, visit.id, "slip", person.id)
    chain.clock.forward(20)
    chain.virtual.press_cuff(142, 90, 76).result(PATIENCE)
    chain.wait(lambda: len(chain.arrived) == 1)
    chain.clock.forward(75)
    chain.virtual.press_cuff(140, 88, 74).result(PATIENCE)
    chain.wait(lambda: len(chain.arrived) == 2)
    chain.arming.arm(chain.meter.id, person.id, visit.id, "slip", person.id)
    chain.clock.forward(20)
    chain.virtual.prick(Decimal("7.8")).result(PATIENCE)
    chain.wait(lambda: len(chain.arrived) == 3)
    assert [one.state for one in chain.arrived] == ["attached"] * 3

    glucose = chain.arrived[2].measurement or ""
    chain.intake.set_context(glucose, "postprandial")
    chain.intake.save(visit.id)
    (row,) = chain.queue.today()
    assert row.person == person.id and row.chips == ()
    shown = {one.kind: [(v.name, v.value, v.unit) for v in one.values] for one in row.values}
    assert shown == {
        MeasurementKind.BLOOD_PRESSURE_SUMMARY: [("systolic", Decimal(141), "mmHg"), ("diastolic", Decimal(89), "mmHg")],
        MeasurementKind.GLUCOSE: [("glucose", Decimal("7.8"), "mmol/L")],
    }
    assert chain.arming.armed() == [] and chain.inbox.unclaimed() == []
    truth = [value for taken in (*chain.virtual.cuff.log, *chain.virtual.meter.log) for _, value, _ in taken.values]
    kept = [v.value for one in chain.intake.state(visit.id).measurements if not one.derived_from for v in one.values]
    assert kept == truth


def test_a_pump_seen_by_its_driver_needs_no_clock(chain: Chain, make_person: MakePerson) -> None:
    """The cuff's clock says 1970; its pressure was seen rising, the number is hers."""
    person = make_person()
    visit = chain.intake.open_visit(person.id)
    chain.virtual.run(_set_clock(chain, datetime(1970, 1, 1, 0, 5))).result(PATIENCE)  # noqa: DTZ001 - a cuff's clock has no zone
    chain.arming.arm(chain.cuff.id, person.id, visit.id, "slip", person.id)
    press = chain.virtual.press_cuff(168, 96, 78, seconds=2.0)
    chain.wait(lambda: chain.card(chain.cuff).live_pressure is not None)
    chain.clock.forward(30)
    press.result(PATIENCE)
    chain.wait(lambda: len(chain.arrived) == 1)
    (one,) = chain.intake.state(visit.id).measurements
    assert one.time_basis is TimeBasis.ARRIVAL and (one.device_time or "").startswith("1970")


async def _set_clock(chain: Chain, local: datetime) -> None:
    chain.virtual.cuff.clock.set(local)


def test_what_the_cuff_kept_from_before_is_nobodys(chain: Chain, make_person: MakePerson) -> None:
    """H22, through the protocol: forty records come when the cuff connects for the first one of today."""
    person = make_person()
    visit = chain.intake.open_visit(person.id)
    now = chain.virtual.cuff.clock.now()
    for n in range(40):
        chain.virtual.cuff.preload(now - timedelta(hours=3 + n, seconds=n), 150 + n, 90, 70)
    chain.arming.arm(chain.cuff.id, person.id, visit.id, "slip", person.id)
    assert not chain.arming.armed()[0].drained
    chain.clock.forward(20)
    chain.virtual.press_cuff(124, 78, 66).result(PATIENCE)
    chain.wait(lambda: len(chain.arrived) == 41)
    (one,) = chain.intake.state(visit.id).measurements
    assert [v.value for v in one.values][:2] == [Decimal(124), Decimal(78)]
    assert {waiting.reason for waiting in chain.inbox.unclaimed()} == {Why.STORED_EARLIER}
    chain.wait(lambda: chain.card(chain.cuff).drained)
    chain.desk.store.settle()
    assert chain.arming.armed()[0].drained


def test_a_journal_that_fails_leaves_the_record_in_the_cuff(chain: Chain, make_person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk at the worst moment: nothing is confirmed, the cuff sends it again, it is stored once."""
    person = make_person()
    visit = chain.intake.open_visit(person.id)
    chain.arming.arm(chain.cuff.id, person.id, visit.id, "slip", person.id)
    chain.clock.forward(20)
    with monkeypatch.context() as full:
        full.setattr("app.services.inbox._keep", _disk_full)
        chain.virtual.press_cuff(131, 83, 70).result(PATIENCE)
        chain.wait(lambda: chain.card(chain.cuff).state is DeviceState.FAILED)
        assert chain.card(chain.cuff).reason == "journal"
        assert len(chain.virtual.cuff.records) == 1
    chain.wait(lambda: len(chain.arrived) == 1)
    assert len(chain.intake.state(visit.id).measurements) == 1


def _disk_full(*_: object) -> list[str]:
    raise OSError("no space left on device")


def test_from_the_patchs_memory_to_the_residents_chart(chain: Chain, make_person: MakePerson) -> None:
    """H20: what a patch recorded at home is fetched on a wish, is nobody's, and keeps every sample on its way to its person."""
    chain.virtual.start_patch().result(PATIENCE)
    inside = chain.virtual.patch.inside
    inside.record(12)
    assert chain.hub.fetch_recordings(chain.patch.hub_id).result(PATIENCE) == 1
    (one,) = chain.stored.waiting()
    assert (one.sticker, one.name, one.seconds) == ("黄1", next(iter(inside.files)), 12)
    person = make_person()
    made = chain.stored.claim(one.key, person.id, chain.intake.open_visit(person.id).id, "slip", person.id)
    kept = EcgRecorder(chain.desk).samples(made.id)
    assert made.device == chain.patch.id and {lead: len(samples) for lead, samples in kept.items()} == dict.fromkeys(made.leads, 12 * 125)
    assert len(set(next(iter(kept.values())))) > 20, "a heart is no flat line"
    chain.hub.fetch_recordings(chain.patch.hub_id).result(PATIENCE)
    assert chain.stored.waiting() == [], "its clock is ahead, so it sends everything again: what is here comes not twice"
