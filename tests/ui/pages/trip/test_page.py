"""The page of trips over the real store: stale data is refused until somebody says why, slips are told and printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.clock import local_day
from app.domain.trip import SlipEnd
from app.services.clinic import Clinic
from app.services.printers import Printers
from app.services.trip_departure import Departure
from app.services.trip_paper import TripPaper
from app.services.trips import Trips
from app.store import trips
from tests.shipped_pack import shipped_pack
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.trip.model import TripModel
from ui.pages.trip.page import TripPage
from ui.practice_desk import PracticeDesk


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, tmp_path: Path) -> TripPage:
    desk = practice.desk
    clinic = Clinic.over(desk, shipped_pack(), tmp_path / "clinic.toml")
    trips = Trips(desk, clinic.inbox.count)
    trips.plan(local_day(practice.clock.now()), "柳树村", ["A1"], practice.people[:3], 2)
    leaving = Departure(desk, lambda: clinic.sync, lambda: clinic.rule_packs)
    made = TripPage(TripModel(trips, leaving, TripPaper(desk, trips, leaving), practice.clock, "A1"), bridge, Printers(desk))
    qtbot.addWidget(made)
    made.model.attach(made.refresh, at_once)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.shown()
    return made


def test_slips_are_printed_only_with_a_reason_while_nothing_was_ever_exchanged(qtbot: QtBot, shown: TripPage) -> None:
    assert shown.despite.isVisible()
    shown.slips_button.click()
    assert shown.model.error is not None and shown.model.error.code == "trip_stale" and shown.notice.isVisible()
    shown.despite.setText("县里断网")
    shown.slips_button.click()
    qtbot.waitUntil(lambda: shown.printable.preview.page_count() == 1)
    assert shown.printable.preview.isVisible()


def test_a_slip_is_told_to_be_refused(shown: TripPage, practice: PracticeDesk) -> None:
    assert not shown.refused.isEnabled()
    shown.slips.table.select(practice.people[1])
    shown.note.setText("怕抽血")
    shown.refused.click()
    assert shown.model.opened is not None
    assert [(one.end, one.note) for one in shown.model.opened.found.slips] == [
        (SlipEnd.OPEN, ""),
        (SlipEnd.REFUSED, "怕抽血"),
        (SlipEnd.OPEN, ""),
    ]
    assert "2 张号条没有结果" in shown._left.text() and shown.note.text() == ""


def test_the_reckoning_needs_no_reason(qtbot: QtBot, shown: TripPage) -> None:
    shown.return_button.click()
    qtbot.waitUntil(lambda: shown.printable.preview.page_count() == 1)
    assert shown.model.error is None


def test_what_this_computer_has_left_is_told_to_the_others(shown: TripPage, practice: PracticeDesk) -> None:
    shown.reckon.click()
    opened = shown.model.opened
    assert opened is not None and shown.model.told is not None and "待认领数据 0 条" in shown.notice._what.text()
    assert set(practice.desk.store.read(lambda conn: trips.returns(conn, opened.trip.id))) == {practice.desk.seat}
