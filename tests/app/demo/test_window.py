"""The practice clinic behind the window: its waiting room, its buttons, its network, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.demo.window import Demo, open_doors
from app.domain.indicators import ASKED
from app.domain.prescription import PrescriptionState
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.services.inbox import Arrived
from app.services.queue import QueueState
from app.services.today import Today
from app.settings import Settings
from app.texts import text
from ui.station import Practice

RESIDENTS = 40
ARRIVAL_S = 40.0


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Demo, Clinic, Practice]]:
    """A smaller practice clinic, opened as the window opens it."""
    demo = Demo(DataFolder(tmp_path_factory.mktemp("practice") / "data").make(), SystemClock())
    residents = prepare(demo.folder, demo.clock, RESIDENTS)
    open_doors(demo.folder, demo.clock, "zh_CN", residents)
    station = demo.make_station()
    assert isinstance(station, Workstation)
    clinic = station.opened(station.signin.sign_in(DOCTOR, PASSWORD))
    yield demo, clinic, demo.practice(station)
    station.close()
    demo.close()


def press(practice: Practice, key: str, sticker: str) -> None:
    """The button with these words."""
    words = text(f"practice.{key}", {"sticker": sticker})
    next(handle for handle in practice.handles if handle.words == words).press().result(ARRIVAL_S)


def arrival(clinic: Clinic, act: Callable[[], None]) -> Arrived:
    """What comes in after an act."""
    news: list[Arrived] = []
    heard = Event()

    def hear(one: Arrived) -> None:
        news.append(one)
        heard.set()

    stop = clinic.inbox.news.subscribe(hear)
    try:
        act()
        assert heard.wait(ARRIVAL_S), "nothing arrived"
    finally:
        stop()
    return news[0]


def test_people_wait_when_the_doors_open(opened: tuple[Demo, Clinic, Practice]) -> None:
    rows = opened[1].queue.today()
    assert len(rows) >= 2 and {QueueState.WAITING, QueueState.MEASURING} <= {row.state for row in rows}


def test_a_year_of_chronic_care_lies_behind_it(opened: tuple[Demo, Clinic, Practice]) -> None:
    """Somebody is due and somebody is not; classes are those of the rules, so the numbers are neither none nor all."""
    clinic = opened[1]
    due, board = Today(clinic.desk).due(), clinic.indicators.board(clinic.indicators.today())
    assert 0 < due.people < board.people and board.cases > board.people
    controlled = board.number(ASKED["hypertension.controlled"])
    assert 0 < controlled.part < controlled.below


def test_the_morning_has_left_a_sheet_at_every_station(opened: tuple[Demo, Clinic, Practice]) -> None:
    """To give out, held back for a pharmacist, sent back; a parcel that did not arrive; drugs on the shelf, one batch running out."""
    _, clinic, _ = opened
    states = {row.state for row in clinic.dispensing.queue()}
    assert {PrescriptionState.RELEASED, PrescriptionState.SIGNED, PrescriptionState.RETURNED} <= states
    assert clinic.returned.waiting()[0].proposals
    assert [one.failed for one in clinic.supplying.listed()] == [True]
    assert len(clinic.stock.view("amlodipine-tab").batches) == 2
    assert clinic.desk.who.login == DOCTOR


def test_the_cuff_gives_a_plausible_pressure_to_whoever_is_armed(opened: tuple[Demo, Clinic, Practice]) -> None:
    _, clinic, practice = opened
    row = clinic.queue.today()[0]
    birth = clinic.residents.get(row.person).birth
    assert birth is not None
    visit = clinic.intake.open_visit(row.person, "name+birth", evidence=birth.isoformat())
    cuff = next(card for card in clinic.devices.known() if "blood_pressure" in card.kinds)
    clinic.arming.arm(cuff.id, row.person, visit.id, "name+birth", birth.isoformat())
    arrived = arrival(clinic, lambda: press(practice, "cuff", cuff.sticker))
    assert (arrived.person, arrived.encounter) == (row.person, visit.id)
    taken = next(one for one in clinic.intake.state(visit.id).measurements if one.id == arrived.measurement).value("systolic")
    assert taken is not None and taken.value is not None and 80 < taken.value < 220
    clinic.arming.disarm(clinic.arming.armed()[0].id)


def test_an_old_record_and_a_high_reading_wait_to_be_claimed(opened: tuple[Demo, Clinic, Practice]) -> None:
    """H22: what the cuff kept from before belongs to nobody here."""
    _, clinic, practice = opened
    cards = {kind: card.sticker for card in clinic.devices.known() for kind in card.kinds}
    old = arrival(clinic, lambda: press(practice, "stored", cards["blood_pressure"]))
    high = arrival(clinic, lambda: press(practice, "meter_high", cards["glucose"]))
    assert old.person is None and high.person is None
    shown = [one for one in clinic.inbox.unclaimed() if one.kind.value == "glucose"]
    assert shown and any(quantity.comparator == ">" for _, quantity in shown[0].values)


def test_the_network_goes_and_comes_back(opened: tuple[Demo, Clinic, Practice]) -> None:
    _, clinic, practice = opened
    practice.network(False)
    gone, back = Event(), Event()
    stop = clinic.sync.news.subscribe(lambda news: gone.set() if news.online is False else back.set() if news.delivered else None)
    try:
        clinic.sync.sync_now()
        assert gone.wait(ARRIVAL_S)
        practice.network(True)
        assert back.wait(ARRIVAL_S)
    finally:
        stop()


def test_another_language_is_the_clinics_from_the_start(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").make()
    prepare(folder, SystemClock(), 3)
    open_doors(folder, SystemClock(), "en")
    demo = Demo(folder, SystemClock(), "en")
    station = demo.make_station()
    clinic = station.opened(station.signin.sign_in(DOCTOR, PASSWORD))
    now: Settings = clinic.preferences.now()
    station.close()
    assert now.text("language") == "en"


def test_the_clinic_is_made_in_a_process_of_its_own(tmp_path: Path) -> None:
    """What the making needs must not stay in the window's memory; a failure there is an error here."""
    demo = Demo(DataFolder(tmp_path / "data").make(), SystemClock())
    demo.prepare()
    assert demo.folder.database.exists()
    with pytest.raises(Exception, match="already_set_up"):
        demo.prepare()
