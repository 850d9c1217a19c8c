"""The measuring table on show, over the practice clinic: nobody, somebody armed on two devices, a question, the drawer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache

from PySide6.QtWidgets import QWidget

from app.clock import local
from app.domain.measurement import MeasurementKind
from app.services.devices import DeviceCard
from device_drivers.readings import DeviceNews, DeviceState, Frame, Kind, KnownDevice, Quantity, Reading
from ui import tokens as t
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.page import MeasuringPage, News
from ui.pages.measuring.ports import Doors
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk, measures, open_practice

CUFF = KnownDevice("ble:C0:00:00:00:00:01", "ble-blood-pressure", "血压计", "C0:00:00:00:00:01")
SECOND_CUFF = KnownDevice("ble:C0:00:00:00:00:04", "ble-blood-pressure", "血压计", "C0:00:00:00:00:04")
METER = KnownDevice("ble:C0:00:00:00:00:02", "ble-glucose", "血糖仪", "C0:00:00:00:00:02")


@dataclass
class Morning:
    """Twelve of sixteen came; three were measured; two sit at the table."""

    practice: PracticeDesk
    cuff: DeviceCard
    second: DeviceCard
    meter: DeviceCard
    first: str
    other: str


@cache
def morning() -> Morning:
    """One morning for all pictures."""
    practice = open_practice()
    practice.devices.use_manifests([measures("ble-blood-pressure", Kind.BLOOD_PRESSURE), measures("ble-glucose", Kind.GLUCOSE)])
    cards = [
        practice.devices.take_on(known, known.name, sticker) for known, sticker in ((CUFF, "红1"), (METER, "蓝2"), (SECOND_CUFF, "黄3"))
    ]
    for person in practice.people[2:12]:
        practice.clock.forward(70)
        visit = practice.intake.open_visit(person)
        if person in practice.people[2:5]:
            practice.intake.enter(visit.id, MeasurementKind.TEMPERATURE, "36.5")
            practice.intake.save(visit.id)
    made = Morning(practice, cards[0], cards[2], cards[1], practice.people[0], practice.people[1])
    _sit_down(made)
    return made


def _sit_down(made: Morning) -> None:
    practice = made.practice
    for person, device in ((made.first, made.cuff), (made.first, made.meter), (made.other, made.second)):
        birth = practice.residents.get(person).birth
        assert birth is not None
        visit = practice.intake.open_visit(person, "name+birth", evidence=birth.isoformat())
        practice.clock.forward(3)
        practice.arming.arm(device.id, person, visit.id, "name+birth", birth.isoformat())
    for known in (CUFF, METER):
        hear(practice, known.device, DeviceState.CONNECTED)
        hear(practice, known.device, DeviceState.DRAINED)
    practice.clock.forward(60)
    take(practice, CUFF, Kind.BLOOD_PRESSURE, ("systolic", "168", "mmHg"), ("diastolic", "96", "mmHg"), ("pulse", "78", "/min"))
    take(practice, METER, Kind.GLUCOSE, ("glucose", "7.8", "mmol/L"))
    visit = practice.intake.open_visit(made.first)
    for kind, text in ((MeasurementKind.HEIGHT, "1.56"), (MeasurementKind.WEIGHT, "123斤"), (MeasurementKind.WAIST, "2尺6")):
        practice.intake.enter(visit.id, kind, text, confirmed=("jump",))
    take(
        practice, CUFF, Kind.BLOOD_PRESSURE, ("systolic", "142", "mmHg"), ("diastolic", "88", "mmHg"), ("pulse", "70", "/min"), minutes=2880
    )
    practice.clock.forward(13)


def hear(practice: PracticeDesk, device: str, state: DeviceState) -> None:
    """News of a device."""
    practice.devices.heard(DeviceNews(device, state, None, 80, practice.clock.now(), 0.0, None))


def take(
    practice: PracticeDesk,
    known: KnownDevice,
    kind: Kind,
    *values: tuple[str, str, str],
    minutes: int = 0,
    slot: int | None = None,
    meal: str = "",
) -> None:
    """A device gives a reading: seen being taken, or stored so many minutes ago; ``slot``: its own user; ``meal``: its own marker."""
    at = local(practice.clock.now() - timedelta(minutes=minutes))
    quantities = tuple((name, Quantity(Decimal(value), unit)) for name, value, unit in values)
    stamp = at.replace(tzinfo=None).isoformat(timespec="seconds")
    context = (("meal", meal),) if meal else ()
    reading = Reading(known.device, known.driver, kind, quantities, stamp, 0.0, None, slot, (), context, not minutes, b"\x01")
    practice.inbox.journal(Frame(known.device, known.driver, "2a35", b"\x01", practice.clock.now(), (reading,)))


def made_page(practice: PracticeDesk) -> MeasuringPage:
    """A page over a practice clinic; everything happens at once."""
    doors = Doors(practice.residents, practice.queue, practice.devices, practice.arming, practice.intake, practice.inbox, practice.before)
    model = MeasuringModel(doors, practice.clock, practice.desk.seat)
    bridge = Bridge()
    news = News(practice.devices.news, practice.arming.news, practice.inbox.news, practice.desk.store.changes)
    page = MeasuringPage(model, bridge, news, _quiet)
    bridge.setParent(page)
    model.attach(page.refresh, at_once)
    model.reload()
    return page


def _quiet(text: str, mark: t.Mark = t.Mark.OK, undo: object = None) -> None:
    """No toast in the pictures."""


def empty() -> QWidget:
    """Nobody's card is open, two are armed."""
    return made_page(morning().practice)


def armed() -> QWidget:
    """The first pressure is there, the second is due; the meal is not answered."""
    page = made_page(morning().practice)
    page._model.open(morning().first)
    return page


def waiting() -> QWidget:
    """Armed, but the cuff has not connected yet."""
    page = made_page(morning().practice)
    page._model.open(morning().other)
    return page


def asking() -> QWidget:
    """Somebody who is not recognised yet, and an answer that does not fit."""
    page = made_page(morning().practice)
    page._model.open(morning().practice.people[5])
    page._model.identify("1950")
    return page


def drawer() -> QWidget:
    """A stored reading that belongs to nobody here."""
    page = made_page(morning().practice)
    page._model.open(morning().first)
    page._model.unclaimed.show(True)
    return page


@cache
def family() -> PracticeDesk:
    """A cuff of a whole family with three weeks in it, and a meter nobody was chosen for."""
    practice = open_practice(4)
    practice.devices.use_manifests([measures("ble-blood-pressure", Kind.BLOOD_PRESSURE), measures("ble-glucose", Kind.GLUCOSE)])
    for known, sticker in ((CUFF, "红1"), (METER, "蓝2")):
        practice.devices.take_on(known, known.name, sticker)
    for number in range(6):
        values = (("systolic", str(158 - 3 * number), "mmHg"), ("diastolic", str(94 - number), "mmHg"), ("pulse", "74", "/min"))
        take(practice, CUFF, Kind.BLOOD_PRESSURE, *values, minutes=2880 + 1440 * number, slot=1 + number % 2)
    take(practice, METER, Kind.GLUCOSE, ("glucose", "9.6", "mmol/L"), minutes=300)
    return practice


def many() -> QWidget:
    """User 1 of the cuff, everything of theirs chosen, its owner recognised."""
    practice = family()
    page = made_page(practice)
    model = page._model
    model.scan(practice.people[0])
    model.unclaimed.show(True)
    model.unclaimed.of_device(practice.devices.known()[0].id)
    model.unclaimed.of_slot(1)
    model.unclaimed.mark_all()
    return page


@cache
def told_by_meter() -> PracticeDesk:
    """A meter that says of its reading: after a meal."""
    practice = open_practice(4)
    practice.devices.use_manifests([measures("ble-glucose", Kind.GLUCOSE)])
    meter, person = practice.devices.take_on(METER, METER.name, "蓝2"), practice.people[1]
    practice.arming.arm(meter.id, person, practice.intake.open_visit(person, "slip", evidence=person).id, "slip", person)
    practice.clock.forward(40)
    take(practice, METER, Kind.GLUCOSE, ("glucose", "7.8", "mmol/L"), meal="postprandial")
    return practice


def contradicted() -> QWidget:
    """空腹 had been chosen before that reading came: a person is asked."""
    practice = told_by_meter()
    page = made_page(practice)
    model = page._model
    model.scan(practice.people[1])
    subject = model.subject
    assert subject is not None and subject.state is not None
    subject.context = "fasting"
    subject.meal_for(subject.state.measurements[0])
    model.reload_subject()
    return page


@cache
def alone() -> PracticeDesk:
    """A table without devices."""
    return open_practice(4)


def again() -> QWidget:
    """A glucose of 17.5 was typed; it is typed once more, the first out of sight."""
    practice = alone()
    page = made_page(practice)
    model = page._model
    model.scan(practice.people[1])
    model.choose_context("fasting")
    model.type(MeasurementKind.GLUCOSE, "17.5")
    model.enter(MeasurementKind.GLUCOSE)
    return page


@cache
def resting() -> PracticeDesk:
    """Somebody had 192/112 four minutes ago."""
    practice = open_practice(4)
    visit = practice.intake.open_visit(practice.people[0])
    practice.intake.enter(visit.id, MeasurementKind.BLOOD_PRESSURE, "192/112")
    practice.intake.save(visit.id)
    practice.clock.forward(260)
    practice.intake.open_visit(practice.people[1])
    return practice


def retest() -> QWidget:
    """复测席 above today's list."""
    return made_page(resting())


ENTRIES = [
    Entry("measuring-retest", retest),
    Entry("measuring-glucose-again", again),
    Entry("measuring-meal-differs", contradicted),
    Entry("measuring", armed),
    Entry("measuring-empty", empty),
    Entry("measuring-waiting", waiting),
    Entry("measuring-asking", asking),
    Entry("measuring-drawer", drawer),
    Entry("measuring-drawer-many", many),
]
